/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names that nobody configured. */
#include "tls_learn.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/text.h"
#include "model/certificate.h"

#include <string.h>

struct candidates {
	const struct tls_scope *scope;
	const struct tls_host *host;
	const struct tls_known_name *known; /* at this address */
	size_t known_count;
	const char **names;
	size_t count, most;
};

static bool is_at(const struct tls_known_name *known, int port)
{
	return !known->port || known->port == port;
}

static bool is_taken(const struct candidates *candidates, const char *name)
{
	for (size_t index = 0; index < candidates->count; index++) {
		if (strcmp(candidates->names[index], name) == 0)
			return true;
	}
	for (size_t index = 0; index < candidates->known_count; index++) {
		const struct tls_known_name *known = &candidates->known[index];
		if (known->is_place && is_at(known, candidates->host->port) &&
		    strcmp(known->name, name) == 0)
			return true;
	}
	return false;
}

static void add(struct candidates *candidates, const char *name)
{
	if (candidates->count < candidates->most && !is_taken(candidates, name) &&
	    !tls_scope_asks_for(candidates->scope, candidates->host, name) &&
	    !tls_scope_excludes_name(candidates->scope, name, candidates->host->port))
		candidates->names[candidates->count++] = name;
}

static void add_under(struct candidates *candidates, const struct tls_known *known,
                      const char *wildcard)
{
	const char *const *words;
	size_t count = tls_known_under(known, wildcard, &words);
	for (size_t index = 0; index < count; index++)
		add(candidates, words[index]);
}

static void add_subject_names(struct candidates *candidates, struct arena *arena,
                              const struct tls_known *known, const struct look_certificate *leaf,
                              uint64_t from)
{
	struct certificate certificate;
	struct error ignored = ERROR_INIT;
	if (!certificate_parse(arena, leaf->der, leaf->length, &certificate, &ignored))
		return;
	for (size_t index = 0; index < certificate.name_count; index++) {
		size_t at = (size_t)((from + index) % certificate.name_count);
		const struct certificate_name *name = &certificate.names[at];
		struct tls_target target;
		if (name->type != CERTIFICATE_NAME_DNS)
			continue;
		if (text_starts_with(name->folded, "*."))
			add_under(candidates, known, name->folded);
		else if (tls_target_parse(arena, name->folded, false, &target, &ignored) &&
		         target.name && !target.port && strchr(target.name, '.'))
			add(candidates, target.name);
	}
}

/* Far sides first: they name what runs there. */
static void add_known(struct candidates *candidates)
{
	for (size_t index = 0; index < candidates->known_count; index++) {
		const struct tls_known_name *known = &candidates->known[index];
		if (!known->is_place && is_at(known, candidates->host->port))
			add(candidates, known->name);
	}
}

static size_t count_places(const struct candidates *candidates)
{
	size_t places = 0;
	for (size_t index = 0; index < candidates->known_count; index++) {
		const struct tls_known_name *known = &candidates->known[index];
		places += known->is_place && is_at(known, candidates->host->port);
	}
	return places;
}

size_t tls_learn_candidates(struct arena *arena, const struct tls_scope *scope,
                            const struct tls_known *known, const struct tls_host *host,
                            const struct look *look, uint64_t from,
                            const char *names[static TLS_LEARN_MOST])
{
	struct candidates candidates = { .scope = scope, .host = host, .names = names };
	/* Who answers with an alert may want a name. */
	bool answers = look->outcome == LOOK_SERVED || look->reason == LOOK_ALERT;
	if (!answers || look->as_expected)
		return 0;
	candidates.known_count = tls_known_names(known, &host->address, &candidates.known);
	size_t places = count_places(&candidates);
	candidates.most = scope->learn_most > places ? scope->learn_most - places : 0;
	if (candidates.most > TLS_LEARN_MOST)
		candidates.most = TLS_LEARN_MOST;
	add_known(&candidates);
	for (size_t slot = 0; scope->learns_san && slot < look->slot_count; slot++)
		add_subject_names(&candidates, arena, known, &look->slots[slot].chain[0], from);
	return candidates.count;
}

static uint64_t leaf_sum(const struct look_slot *slot)
{
	unsigned char raw[DIGEST_BYTES];
	uint64_t sum;
	digest_raw((const char *)slot->chain[0].der, slot->chain[0].length, raw);
	memcpy(&sum, raw, sizeof(sum));
	return sum;
}

void tls_learn_shown(const struct look *look, uint64_t shown[static 2])
{
	for (size_t slot = 0; slot < 2; slot++)
		shown[slot] = slot < look->slot_count ? leaf_sum(&look->slots[slot]) : 0;
}

/* Moves the slots that cover the name to the front; is one among them that was not shown to those who
 * asked for no name? */
static bool keep_covering(struct tls_report *report, struct look *look)
{
	const uint64_t *shown = report->job->shown;
	struct look_slot *kept =
		ARENA_ARRAY(&report->arena, struct look_slot, look->slot_count + 1);
	size_t count = 0;
	bool other = false;
	for (size_t slot = 0; slot < look->slot_count; slot++) {
		if (!look->slots[slot].name_matches)
			continue;
		uint64_t sum = leaf_sum(&look->slots[slot]);
		other |= sum != shown[0] && sum != shown[1];
		kept[count++] = look->slots[slot];
	}
	look->slots = kept;
	look->slot_count = count;
	return other;
}

bool tls_learn_judge(struct tls_report *report)
{
	bool known = report->job->learned == TLS_LEARNED_PLACE;
	for (size_t index = 0; index < report->look_count; index++) {
		struct look *look = &report->looks[index];
		if (look->outcome != LOOK_SERVED)
			return known;
		if (look->as_expected)
			continue;
		bool other = keep_covering(report, look);
		if (!known && !other)
			return false;
		if (look->slot_count)
			continue;
		look->outcome = LOOK_ABSENT;
		look->reason = LOOK_OTHER;
		look->detail = "shows no certificate that covers this name";
		look->mark = 0;
	}
	return true;
}
