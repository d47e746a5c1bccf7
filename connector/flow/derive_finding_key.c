/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Findings about keys that more than one certificate has. */
#include "base/text.h"
#include "flow/derive_finding.h"
#include "store/store_key.h"
#include "store/store_queue.h"

enum { OTHERS_MOST = 50 };

static void add(const struct flow *flow, struct arena *arena, struct subject *subject,
                const char *profile, const char *id, const char *text)
{
	const struct trust_rule *rule = trust_judge_practice(flow->rules->trust, profile, id);
	struct trust_fault fault = { .text = text };
	if (!rule)
		return;
	fault.severity = rule->severity;
	fault.source = rule->source;
	derive_finding_add(arena, subject, id, &fault);
}

/* The newest that stood, or stands, where this one is now, and is older than it. */
static void find_kept(const struct flow *flow, struct arena *arena, struct subject *subject,
                      const char *profile, const struct store_key_other *others, size_t count)
{
	const struct store_key_other *before = NULL;
	for (size_t i = 0; i < count; i++)
		if (others[i].same_place && others[i].not_before < subject->row->not_before &&
		    (!before || others[i].not_before > before->not_before))
			before = &others[i];
	if (before)
		add(flow, arena, subject, profile, "key-kept",
		    arena_print(arena, "it was renewed with the key of '%s' (%.16s)",
		                derive_finding_name(arena, before->subject), before->sha256));
}

static void find_shared(const struct flow *flow, struct arena *arena, struct subject *subject,
                        const char *profile, const struct store_key_other *others, size_t count)
{
	const struct store_key_other *first = NULL;
	size_t more = 0;
	if (subject->serves == 0 || text_is_empty(subject->owner_group))
		return;
	for (size_t i = 0; i < count; i++) {
		if (others[i].served == 0 || text_is_empty(others[i].owner_group) ||
		    text_equal(others[i].owner_group, subject->owner_group))
			continue;
		more += first != NULL;
		first = first ? first : &others[i];
	}
	if (!first)
		return;
	add(flow, arena, subject, profile, "key-shared",
	    arena_print(arena, "another owner serves its key too, with '%s' (%.16s)%s",
	                derive_finding_name(arena, first->subject), first->sha256,
	                more ? arena_print(arena, " and %zu more", more) : ""));
}

bool derive_finding_key(const struct flow *flow, struct arena *arena, struct subject *subject,
                        const char *profile, struct error *error)
{
	struct store_key_other *others;
	size_t count;
	/* Authorities are certified again and again with the key that people trust. */
	if (subject->row->is_ca || subject->places.count == 0 ||
	    text_is_empty(subject->row->spki_sha256))
		return true;
	if (!store_key_others(flow->store, arena, subject->row->id, subject->row->spki_sha256,
	                      OTHERS_MOST, &others, &count, error))
		return false;
	find_kept(flow, arena, subject, profile, others, count);
	find_shared(flow, arena, subject, profile, others, count);
	subject->same_key = ARENA_ARRAY(arena, int64_t, count + 1);
	for (size_t i = 0; i < count; i++)
		subject->same_key[subject->same_key_count++] = others[i].id;
	return true;
}

bool derive_finding_key_touch(const struct flow *flow, const struct subject *subject,
                              struct error *error)
{
	const struct store_standing *old = subject->old;
	if (old && text_equal(old->owner_group, subject->owner_group) &&
	    (old->served > 0) == (subject->serves > 0))
		return true;
	for (size_t i = 0; i < subject->same_key_count; i++)
		if (!store_dirty_add_id(flow->store, "certificate", subject->same_key[i], "key", 0,
		                        error))
			return false;
	return true;
}
