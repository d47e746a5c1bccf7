/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Does one certificate succeed another at a place? */
#include "flow/successor.h"
#include "base/json.h"
#include "base/text.h"

static bool covers(const struct json *facts, const char *host)
{
	JSON_EACH(name, json_get(facts, "names"))
	if (certificate_name_covers(json_member_text(name, "folded", ""), host))
		return true;
	return json_count(json_get(facts, "names")) == 0 &&
	       text_equal_folded(json_member_text(json_get(facts, "subject"), "common_name", ""),
	                         host);
}

/* The names in use at a place: the one it was asked for, else its own, else all of the old one. */
static bool covers_in_use(const struct successor_question *question)
{
	const struct deployment_place *place = question->place;
	const char *asked = !text_is_empty(place->server_name) ? place->server_name
	                    : place->kind == DEPLOYMENT_NAME   ? place->host
	                                                       : NULL;
	if (asked && covers(question->old_facts, asked))
		return covers(question->new_facts, asked);
	JSON_EACH(name, json_get(question->old_facts, "names"))
	{
		const char *type = json_member_text(name, "type", "");
		const char *folded = json_member_text(name, "folded", "");
		if ((text_equal(type, "dns") || text_equal(type, "ip")) &&
		    !covers(question->new_facts, folded))
			return false;
	}
	return true;
}

/* A private CA that the scanner does not know must not keep a renewal open for ever: a chain of the
 * same issuer is judged no worse than the one it replaces. */
static bool chain_is_good(const struct successor_question *question)
{
	if (question->new_slot->trusted)
		return true;
	return !question->old_trusted &&
	       text_equal(question->old->issuer_dn, question->new->issuer_dn);
}

static bool ends_later(const struct successor_question *question)
{
	int64_t lifetime = question->new->not_after - question->new->not_before;
	return question->old_revoked ||
	       question->new->not_after >= question->old->not_after + lifetime / 2;
}

bool successor_is(const struct successor_question *question, const char **why)
{
	*why = NULL;
	if (!question->new_slot->full_probe)
		*why = "its key has not been proven yet";
	else if (!ends_later(question))
		*why = "it does not end later by half of its lifetime";
	else if (!covers_in_use(question))
		*why = "it does not cover every name in use there";
	else if (question->new_revoked)
		*why = "it was revoked";
	else if (question->old_key_known &&
	         text_equal(question->new->spki_sha256, question->old->spki_sha256))
		*why = "it has the same key, which others know";
	else if (!chain_is_good(question))
		*why = "its chain is not good";
	return *why == NULL;
}
