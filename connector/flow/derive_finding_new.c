/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate that nobody was waiting for: of another issuer, where one was good for long yet. */
#include "base/clock.h"
#include "base/text.h"
#include "flow/derive_finding.h"
#include "store/store_displaced.h"

/* Long enough for people to see it; after that it is what stands there. */
enum { TOLD_SECONDS = 30 * CLOCK_DAY };

bool derive_finding_new(const struct flow *flow, struct arena *arena, struct subject *subject,
                        const char *profile, int64_t now, struct error *error)
{
	const struct trust_rule *rule =
		trust_judge_practice(flow->rules->trust, profile, "unexpected-certificate");
	struct store_displaced *before;
	if (!rule || subject->row->is_ca || subject->serves == 0 ||
	    now >= subject->row->first_seen + TOLD_SECONDS)
		return true;
	if (!store_displaced_other(flow->store, arena, subject->row->id, subject->row->issuer_dn,
	                           &before, error))
		return false;
	if (!before)
		return true;
	struct trust_fault fault = {
		rule->severity,
		arena_print(arena,
		            "it stands at '%s' since '%s' of another issuer (%s) left, long before "
		            "its end",
		            before->key, text_visible(arena, before->subject),
		            text_visible(arena, before->issuer_dn)),
		rule->source,
	};
	derive_finding_add(arena, subject, "unexpected-certificate", &fault);
	if (!subject->trust_at || subject->row->first_seen + TOLD_SECONDS < subject->trust_at)
		subject->trust_at = subject->row->first_seen + TOLD_SECONDS;
	return true;
}
