/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate that nobody was waiting for: of another authority, where one was good for long yet. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_finding.h"
#include "store/store_displaced.h"

#include <string.h>

enum {
	/* Long enough for people to see it; after that it is what stands there. */
	TOLD_SECONDS = 30 * CLOCK_DAY,
	PLACES_MOST = 50,
};

static const char *organization(const struct json *facts)
{
	return json_member_text(json_get(facts, "issuer"), "organization", "");
}

/* Authorities change the key and name under which they issue, their own name they keep. */
static bool is_same_authority(const struct flow *flow, struct arena *arena,
                              const struct subject *subject, int64_t id, bool *same,
                              struct error *error)
{
	const char *text, *own = organization(subject->facts);
	*same = false;
	if (text_is_empty(own))
		return true;
	if (!store_certificate_facts(flow->store, arena, id, &text, error))
		return false;
	const struct json *facts = json_parse(arena, text, strlen(text), NULL, error);
	*same = facts && text_equal_folded(own, organization(facts));
	return facts != NULL;
}

static bool find(const struct flow *flow, struct arena *arena, const struct subject *subject,
                 const struct store_displaced **found, struct error *error)
{
	struct store_displaced *rows;
	size_t count;
	*found = NULL;
	if (!store_displaced_others(flow->store, arena, subject->row->id, subject->row->issuer_dn,
	                            PLACES_MOST, &rows, &count, error))
		return false;
	for (size_t i = 0; i < count && !*found; i++) {
		bool same;
		if (!is_same_authority(flow, arena, subject, rows[i].id, &same, error))
			return false;
		if (!same)
			*found = &rows[i];
	}
	return true;
}

bool derive_finding_new(const struct flow *flow, struct arena *arena, struct subject *subject,
                        const char *profile, int64_t now, struct error *error)
{
	const struct trust_rule *rule =
		trust_judge_practice(flow->rules->trust, profile, "unexpected-certificate");
	int64_t until = subject->row->first_seen + TOLD_SECONDS;
	const struct store_displaced *before;
	if (!rule || subject->row->is_ca || subject->serves == 0 || now >= until)
		return true;
	if (!find(flow, arena, subject, &before, error))
		return false;
	if (!before)
		return true;
	const char *issuer = derive_finding_name(arena, before->issuer_dn);
	struct trust_fault fault = {
		rule->severity,
		arena_print(arena,
		            "it stands at '%s' since '%s' of another issuer (%s) left, long before "
		            "its end",
		            before->key, derive_finding_name(arena, before->subject), issuer),
		rule->source,
	};
	derive_finding_add(arena, subject, "unexpected-certificate", &fault);
	if (!subject->trust_at || until < subject->trust_at)
		subject->trust_at = until;
	return true;
}
