/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer, or its lack, makes of what is known of a certificate. Pure. */
#pragma once
#include "store/store_revocation.h"
#include "trust/revocation.h"

/* One answer that holds. */
struct revocation_verdict {
	const struct revocation_answer *answer;
	const char *via;
	int64_t now, confirm; /* seconds between two looks that count as two */
};

/* Nothing is decided from one look: a revocation counts when it was said twice. It is final but for a
 * hold (RFC 5280 5.3.1), which a newer answer may end, again said twice. An answer from before what
 * is known changes nothing. Schedules nothing. */
void discover_revocation_answered(struct store_revocation *row,
                                  const struct revocation_verdict *verdict);
/* No answer: who was revoked stays so; what was good or unknown is so until that answer ends. */
void discover_revocation_failed(struct store_revocation *row, const char *why, int64_t now);
/* Until when the answer at hand holds, clocks that differ allowed for. */
int64_t discover_revocation_end(const struct store_revocation *row);
/* Does it wait for a second look? */
bool discover_revocation_is_pending(const struct store_revocation *row);
/* Does it count: revoked, and said so twice? */
bool discover_revocation_counts(const struct store_revocation *row);
