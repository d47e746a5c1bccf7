/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A new certificate that exists and is not served where the old one is. */
#include "flow/derive_issued.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "model/certificate.h"
#include <string.h>

enum { CANDIDATES = 10 };

static bool covers(const struct json *facts, const char *name)
{
	JSON_EACH(own, json_get(facts, "names"))
	if (certificate_name_covers(json_member_text(own, "folded", ""), name))
		return true;
	return false;
}

static bool covers_all(const struct json *new_facts, const struct json *old_facts)
{
	JSON_EACH(name, json_get(old_facts, "names"))
	{
		const char *type = json_member_text(name, "type", "");
		if ((text_equal(type, "dns") || text_equal(type, "ip")) &&
		    !covers(new_facts, json_member_text(name, "folded", "")))
			return false;
	}
	return true;
}

static bool is_fit(const struct flow *flow, struct arena *arena, const struct subject *subject,
                   const struct store_certificate *row, bool *fit, struct error *error)
{
	const char *text;
	*fit = false;
	if (row->not_after < subject->row->not_after + (row->not_after - row->not_before) / 2 ||
	    !text_equal(row->issuer_dn, subject->row->issuer_dn))
		return true;
	if (!store_certificate_facts(flow->store, arena, row->id, &text, error))
		return false;
	if (text_is_empty(text))
		return true;
	const struct json *facts = json_parse(arena, text, strlen(text), NULL, error);
	if (!facts)
		return false;
	*fit = covers_all(facts, subject->facts);
	return true;
}

static struct json *describe(struct arena *arena, const struct store_certificate *row,
                             const char *place)
{
	struct json *new = json_new(arena, JSON_OBJECT);
	char text[24];
	clock_format(row->not_after, text);
	json_set_string(arena, new, "sha256", row->sha256);
	json_set_string(arena, new, "serial", row->serial);
	json_set_integer(arena, new, "not_after", row->not_after);
	if (row->not_after < CLOCK_NO_END)
		json_set_string(arena, new, "not_after_text", text);
	json_set_string(arena, new, "found_at", place);
	return new;
}

/* Another CA's certificate may be somebody else's idea of this name: only the same issuer's is told
 * to people as the way out. */
bool derive_issued(const struct flow *flow, struct arena *arena, const struct subject *subject,
                   struct json **found, struct error *error)
{
	int64_t *ids;
	size_t count;
	*found = NULL;
	if (!store_certificate_later(flow->store, arena, subject->row->subject,
	                             subject->row->not_after, CANDIDATES, &ids, &count, error))
		return false;
	for (size_t i = 0; i < count && !*found; i++) {
		struct store_certificate *row;
		struct store_deployment *places;
		struct store_slot *slots;
		size_t place_count;
		bool fit;
		if (!store_certificate_get(flow->store, arena, ids[i], &row, error))
			return false;
		if (!row)
			continue;
		if (!is_fit(flow, arena, subject, row, &fit, error) ||
		    !store_deployment_of_certificate(flow->store, arena, ids[i], &places, &slots,
		                                     &place_count, error))
			return false;
		if (fit && place_count)
			*found = describe(arena, row, places[0].key);
	}
	return true;
}
