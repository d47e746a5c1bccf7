/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From answer to standing. */
#include "flow/discover_revocation_settle.h"
#include "base/clock.h"
#include "base/text.h"

static const char revoked_name[] = "revoked", good_name[] = "good", unknown_name[] = "unknown",
		  hold_name[] = "certificateHold";

static bool is_revoked(const struct store_revocation *row)
{
	return text_equal(row->status, revoked_name);
}

bool discover_revocation_is_pending(const struct store_revocation *row)
{
	return is_revoked(row) && (row->confirmed_at == 0 || row->lifted_at != 0);
}

bool discover_revocation_counts(const struct store_revocation *row)
{
	return is_revoked(row) && row->confirmed_at != 0;
}

int64_t discover_revocation_end(const struct store_revocation *row)
{
	int64_t end = row->next_update ? row->next_update : row->this_update + CLOCK_DAY;
	return end + REVOCATION_SKEW;
}

static void keep_evidence(struct store_revocation *row, const struct revocation_verdict *verdict)
{
	const struct revocation_answer *answer = verdict->answer;
	row->source = revocation_source_name(answer->source);
	row->via = verdict->via;
	row->this_update = answer->this_update;
	row->next_update = answer->next_update;
	row->revoked_at = answer->revoked_at;
	row->reason = answer->reason;
	row->proof = answer->digest;
}

static void become(struct store_revocation *row, const struct revocation_verdict *verdict)
{
	const char *status = revocation_status_name(verdict->answer->status);
	if (!text_equal(row->status, status))
		row->since = verdict->now;
	row->status = status;
	row->confirmed_at = 0;
	row->lifted_at = 0;
	keep_evidence(row, verdict);
}

static bool is_older(const struct store_revocation *row, const struct revocation_verdict *verdict)
{
	return verdict->answer->this_update < row->this_update &&
	       discover_revocation_end(row) > verdict->now;
}

static void say_revoked(struct store_revocation *row, const struct revocation_verdict *verdict)
{
	const struct revocation_answer *answer = verdict->answer;
	bool hold = text_equal(answer->reason, hold_name);
	if (!is_revoked(row)) {
		/* A hold of the past may be over; any other revocation never is. */
		if (hold && is_older(row, verdict) && !text_is_empty(row->status))
			row->problem = "an answer from before the one at hand says it is on hold";
		else
			become(row, verdict);
		return;
	}
	/* What was said to be final is no hold for being called one later. */
	bool final = row->confirmed_at && !text_equal(row->reason, hold_name);
	if (!is_older(row, verdict) && !(hold && final)) {
		row->lifted_at = 0;
		keep_evidence(row, verdict);
	}
	if (row->confirmed_at == 0 && verdict->now >= row->since + verdict->confirm)
		row->confirmed_at = verdict->now;
}

/* A confirmed revocation against an answer that says otherwise. */
static void say_otherwise(struct store_revocation *row, const struct revocation_verdict *verdict)
{
	if (verdict->answer->this_update <= row->this_update)
		row->problem = "an answer that is not newer says otherwise";
	else if (verdict->answer->status != REVOCATION_GOOD)
		row->problem = "a newer answer does not know the certificate";
	else if (!text_equal(row->reason, hold_name))
		row->problem = "a newer answer says good, but only a hold can be taken off "
			       "(RFC 5280 5.3.1)";
	else if (row->lifted_at == 0)
		row->lifted_at = verdict->now;
	else if (verdict->now >= row->lifted_at + verdict->confirm)
		become(row, verdict);
}

void discover_revocation_answered(struct store_revocation *row,
                                  const struct revocation_verdict *verdict)
{
	row->problem = "";
	row->failures = 0;
	if (verdict->answer->status == REVOCATION_REVOKED)
		say_revoked(row, verdict);
	else if (discover_revocation_counts(row))
		say_otherwise(row, verdict);
	else if (is_revoked(row) && verdict->answer->this_update <= row->this_update)
		row->problem = "an answer that is not newer says otherwise";
	else if (text_equal(row->status, unknown_name) && is_older(row, verdict))
		row->problem = "an answer from before the one at hand says otherwise";
	else if (!text_equal(row->status, good_name) || !is_older(row, verdict))
		become(row, verdict);
}

void discover_revocation_failed(struct store_revocation *row, const char *why, int64_t now)
{
	bool holds =
		is_revoked(row) ||
		((text_equal(row->status, good_name) || text_equal(row->status, unknown_name)) &&
	         discover_revocation_end(row) >= now);
	row->problem = why;
	row->failures++;
	if (holds || text_equal(row->status, "unavailable"))
		return;
	row->status = revocation_status_name(REVOCATION_UNAVAILABLE);
	row->source = row->via = "";
	row->since = now;
}
