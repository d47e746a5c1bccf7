/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates of a look: hashed first, parsed and stored only when they are new. */
#include "flow/discover_certificate.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/store_certificate.h"
#include "store/store_queue.h"

#include <inttypes.h>
#include <string.h>

enum { KNOWN_ENTRIES = 1 << 16, DEATHS_MOST = 2 };

/* A certificate of the chain at hand. */
struct link {
	unsigned char raw[DIGEST_BYTES];
	char sha256[DIGEST_HEX];
	int64_t id;
	bool is_new;
	/* Of one that was parsed just now; NULL = the store knows. */
	const struct certificate *parsed;
};

static struct discover_known *known_at(struct discover *discover, const unsigned char *raw)
{
	uint32_t place;
	if (!discover->known)
		discover->known = memory_zero(KNOWN_ENTRIES, sizeof(*discover->known));
	memcpy(&place, raw, sizeof(place));
	return &discover->known[place % KNOWN_ENTRIES];
}

bool discover_dirty(struct discover *discover, int64_t id, const char *reason, struct error *error)
{
	if (!discover->enqueued)
		discover->enqueued = memory_zero(KNOWN_ENTRIES, sizeof(*discover->enqueued));
	uint32_t *last = &discover->enqueued[id % KNOWN_ENTRIES];
	if (*last == id)
		return true;
	*last = (uint32_t)id;
	return store_dirty_add_id(discover->store, "certificate", id, reason, 0, error);
}

static bool keep_broken(struct discover *discover, const struct look_certificate *certificate,
                        const char *key, int64_t at, struct link *link, const struct error *why,
                        struct error *error)
{
	const char *problem = arena_print(&discover->arena, "seen at '%s': %s", key, why->message);
	/* The start is enough to see what it is; a source may hand over any amount. */
	size_t length = certificate->length < LIMIT_CERTIFICATE_BYTES ? certificate->length
	                                                              : LIMIT_CERTIFICATE_BYTES;
	discover->result->broken_certificates++;
	return store_certificate_add_broken(discover->store, link->sha256, certificate->der, length,
	                                    problem, at, &link->id, error);
}

/* One that killed the process twice is not tried a third time. */
static bool parse(struct discover *discover, const struct look_certificate *certificate,
                  const char *sha256, int64_t deaths, struct certificate *parsed, struct error *why)
{
	if (deaths >= DEATHS_MOST)
		return error_set(why, ERROR_ITEM, "reading it ended the process %lld times",
		                 (long long)deaths);
	store_trying(discover->store, sha256);
	bool good = certificate_parse(&discover->arena, certificate->der, certificate->length,
	                              parsed, why);
	store_trying(discover->store, NULL);
	return good;
}

static bool add(struct discover *discover, const struct look_certificate *certificate,
                const char *key, int64_t at, struct link *link, struct error *error)
{
	struct arena *arena = &discover->arena;
	struct certificate *parsed = ARENA_NEW(arena, struct certificate);
	struct error why = ERROR_INIT;
	int64_t deaths;
	link->is_new = true;
	discover->result->new_certificates++;
	if (!store_tried(discover->store, link->sha256, &deaths, error))
		return false;
	bool good = parse(discover, certificate, link->sha256, deaths, parsed, &why);
	link->parsed = good ? parsed : NULL;
	bool stored =
		good ? store_certificate_add(discover->store, parsed,
	                                     json_print(arena, certificate_facts(arena, parsed)),
	                                     at, &link->id, error)
		     : keep_broken(discover, certificate, key, at, link, &why, error);
	return stored && discover_dirty(discover, link->id, "new", error);
}

static bool take(struct discover *discover, const struct look_certificate *certificate,
                 const char *key, int64_t at, struct link *link, struct error *error)
{
	digest_raw(certificate->der, certificate->length, link->raw);
	text_hex(link->raw, DIGEST_BYTES, link->sha256);
	struct discover_known *known = known_at(discover, link->raw);
	if (known->id && memcmp(known->digest, link->raw, sizeof(known->digest)) == 0) {
		link->id = known->id;
		return true;
	}
	if (!store_certificate_find(discover->store, link->sha256, &link->id, error))
		return false;
	if (!link->id && !add(discover, certificate, key, at, link, error))
		return false;
	memcpy(known->digest, link->raw, sizeof(known->digest));
	known->id = (uint32_t)link->id;
	return true;
}

struct names {
	const char *subject, *issuer;
	const char *issuer_sha256;
	bool self_signed;
};

static bool find_names(struct discover *discover, const struct link *link, struct names *names,
                       struct error *error)
{
	struct store_certificate *row;
	*names = (struct names){ "", "", "", false };
	if (link->parsed) {
		names->subject = link->parsed->subject.text;
		names->issuer = link->parsed->issuer.text;
		names->self_signed = link->parsed->self_signed;
		return true;
	}
	if (!store_certificate_get(discover->store, &discover->arena, link->id, &row, error))
		return false;
	if (row)
		*names = (struct names){ row->subject_dn, row->issuer_dn, row->issuer_sha256,
			                 row->self_signed };
	return true;
}

/* The next certificate in the chain is the issuer if it bears the issuer's name. A chain that was
 * verified overrules an earlier guess. */
static bool set_issuer(struct discover *discover, const struct link *link,
                       const struct link *issuer, bool verified, struct error *error)
{
	struct names names, above;
	if (!find_names(discover, link, &names, error))
		return false;
	if (text_is_empty(names.issuer) || names.self_signed ||
	    text_equal(names.issuer_sha256, issuer->sha256) ||
	    (!text_is_empty(names.issuer_sha256) && !verified))
		return true;
	if (!find_names(discover, issuer, &above, error))
		return false;
	return !text_equal(names.issuer, above.subject) ||
	       (store_certificate_set_issuer(discover->store, link->id, issuer->sha256, error) &&
	        discover_dirty(discover, link->id, "issuer", error));
}

static bool set_issuers(struct discover *discover, const struct look_slot *slot,
                        const struct link *links, size_t count, struct error *error)
{
	for (size_t i = 0; i + 1 < count; i++) {
		/* The leaf is new or the server's chain changed; those above stay as they are. */
		if ((i == 0 || links[i].is_new) &&
		    !set_issuer(discover, &links[i], &links[i + 1], slot->chain_trusted, error))
			return false;
	}
	return true;
}

static void describe(struct discover *discover, const struct link *links, size_t count,
                     struct discover_chain *chain)
{
	TEXT(text);
	chain->count = count;
	chain->ids = ARENA_ARRAY(&discover->arena, int64_t, count);
	for (size_t i = 0; i < count; i++) {
		chain->ids[i] = links[i].id;
		if (i > 0)
			text_print(&text, "%s%" PRId64, i > 1 ? "," : "", links[i].id);
	}
	chain->text = arena_copy(&discover->arena, text_string(&text));
}

static bool find_key_type(struct discover *discover, int64_t id, const char **key_type,
                          struct error *error)
{
	struct store_certificate *row;
	if (!store_certificate_get(discover->store, &discover->arena, id, &row, error))
		return false;
	*key_type = row && !text_is_empty(row->key_type)
	                    ? row->key_type
	                    : certificate_key_name(CERTIFICATE_KEY_OTHER);
	return true;
}

bool discover_certificates(struct discover *discover, const struct look_slot *slot, const char *key,
                           int64_t at, struct discover_chain *chain, const char **key_type,
                           struct error *error)
{
	struct link links[LIMIT_CHAIN_CERTIFICATES] = { 0 };
	size_t count = slot->chain_length < LIMIT_CHAIN_CERTIFICATES ? slot->chain_length
	                                                             : LIMIT_CHAIN_CERTIFICATES;
	for (size_t i = 0; i < count; i++) {
		if (!take(discover, &slot->chain[i], key, at, &links[i], error))
			return false;
	}
	struct link above = { 0 };
	if (count && slot->above.der &&
	    (!take(discover, &slot->above, key, at, &above, error) ||
	     !set_issuer(discover, &links[count - 1], &above, slot->chain_trusted, error)))
		return false;
	describe(discover, links, count, chain);
	*key_type = slot->key_type;
	if (count && text_is_empty(*key_type) &&
	    !find_key_type(discover, links[0].id, key_type, error))
		return false;
	return set_issuers(discover, slot, links, count, error);
}
