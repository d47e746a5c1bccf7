/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Chains out of the store; the few issuers that all certificates share are read once in a run. */
#include "flow/derive_chain.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_known.h"

#include <string.h>

/* A certificate above others. */
struct link {
	bool found;
	struct trust_certificate certificate;
	const char *issuer_sha256;
};

static struct trust_certificate describe(const struct store_certificate *row,
                                         const struct json *facts)
{
	const struct json *key = json_get(facts, "key");
	return (struct trust_certificate){
		.sha256 = row->sha256,
		.spki_sha256 = row->spki_sha256,
		.subject = row->subject_dn,
		.issuer = row->issuer_dn,
		.name = text_is_empty(row->subject) ? row->subject_dn : row->subject,
		.key_type = row->key_type,
		.bits = json_integer(json_get(key, "bits"), 0),
		.curve = json_member_text(key, "curve", NULL),
		.exponent = json_member_text(key, "exponent", NULL),
		.signature = json_member_text(facts, "signature_algorithm", ""),
		.not_before = row->not_before,
		.not_after = row->not_after,
		.self_signed = row->self_signed,
		.marked = json_is_true(json_get(facts, "has_scts")) ||
		          !text_is_empty(json_member_text(facts, "validation", "")),
	};
}

static bool read_link(const struct flow *flow, struct arena *arena, const char *sha256,
                      struct link *link, struct error *error)
{
	struct store_certificate *row = NULL;
	const char *text;
	int64_t id;
	if (!store_certificate_find(flow->store, sha256, &id, error))
		return false;
	if (!id)
		return true;
	if (!store_certificate_get(flow->store, arena, id, &row, error) ||
	    !store_certificate_facts(flow->store, arena, id, &text, error))
		return false;
	if (!row || text_is_empty(text))
		return true;
	const struct json *facts = json_parse(arena, text, strlen(text), NULL, error);
	if (!facts)
		return false;
	link->found = true;
	link->certificate = describe(row, facts);
	link->issuer_sha256 = row->issuer_sha256;
	return true;
}

static bool find_link(const struct flow *flow, struct arena *arena, const char *sha256,
                      const struct link **link, struct error *error)
{
	void **place = flow->known ? derive_known_place(flow->known, "link", "", sha256) : NULL;
	if (place && *place) {
		*link = *place;
		return true;
	}
	struct arena *home = place ? &flow->known->arena : arena;
	struct link *made = ARENA_NEW(home, struct link);
	if (!read_link(flow, home, sha256, made, error))
		return false;
	if (place)
		*place = made;
	*link = made;
	return true;
}

static bool is_among(const struct trust_chain *chain, const char *sha256)
{
	for (size_t i = 0; i < chain->count; i++)
		if (text_equal(chain->items[i]->sha256, sha256))
			return true;
	return false;
}

bool derive_chain_load(const struct flow *flow, struct arena *arena,
                       const struct store_certificate *row, const struct json *facts,
                       struct trust_chain *chain, struct error *error)
{
	struct trust_certificate *leaf = ARENA_NEW(arena, struct trust_certificate);
	*leaf = describe(row, facts);
	*chain = (struct trust_chain){ { leaf }, 1 };
	const char *next = row->self_signed ? "" : row->issuer_sha256;
	/* Two that name each other as issuers end where they meet again. */
	while (!text_is_empty(next) && chain->count < LIMIT_CHAIN_CERTIFICATES &&
	       !is_among(chain, next)) {
		const struct link *link;
		if (!find_link(flow, arena, next, &link, error))
			return false;
		if (!link->found)
			return true;
		chain->items[chain->count++] = &link->certificate;
		next = link->certificate.self_signed ? "" : link->issuer_sha256;
	}
	return true;
}
