/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Whom to ask, and when. */
#include "flow/discover_revocation_plan.h"
#include "base/clock.h"

enum { FAILURES = 3, SOONEST = 10 * CLOCK_MINUTE, EARLIEST_RETRY = 5 * CLOCK_MINUTE };

const char *discover_revocation_way(const struct store_revocation_group *group,
                                    const struct discover_revocation_options *options)
{
	if (group->crl_id == 0)
		return "ocsp";
	if (group->with_ocsp == 0)
		return "list";
	if (group->failures >= FAILURES)
		return "ocsp";
	switch (options->prefer) {
	case REVOCATION_PREFER_OCSP:
		return "ocsp";
	case REVOCATION_PREFER_CRL:
		return "list";
	case REVOCATION_PREFER_FEW:
		break;
	}
	return group->with_ocsp < group->certificates || group->certificates >= options->list_from
	               ? "list"
	               : "ocsp";
}

int64_t discover_revocation_next(int64_t now, int64_t this_update, int64_t next_update,
                                 int64_t every, int64_t id)
{
	uint64_t spread = (uint64_t)id * 2654435761U % (uint64_t)(every / 20 + 1);
	int64_t at = now + every - (int64_t)spread;
	if (next_update) {
		int64_t margin = (next_update - this_update) / 4;
		int64_t before = next_update - (margin < CLOCK_HOUR ? margin : CLOCK_HOUR);
		at = before < at ? before : at;
	}
	return at > now + SOONEST ? at : now + SOONEST;
}

int64_t discover_revocation_retry(int64_t now, int failures, int retry_after)
{
	int64_t wait = EARLIEST_RETRY;
	for (int i = 1; i < failures && wait < CLOCK_DAY; i++)
		wait *= 2;
	wait = wait < CLOCK_DAY ? wait : CLOCK_DAY;
	return now + (wait > retry_after ? wait : retry_after);
}
