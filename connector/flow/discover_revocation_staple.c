/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Answers that servers sent along with their certificate: judged as any other, and asked for no more
 * while they hold. */
#include "base/clock.h"
#include "base/text.h"
#include "flow/discover_revocation_parts.h"
#include "flow/discover_revocation_settle.h"
#include "store/store_revocation_proof.h"

enum { SLICE = 200 };

/* One that does not hold is passed over: whoever serves it can be asked for nothing better. */
static bool judge(struct revocation_work *work, struct arena *arena,
                  const struct store_staple *staple, const struct store_revocation *before,
                  struct error *error)
{
	struct revocation_pair pair;
	struct revocation_answer answer;
	struct error why = ERROR_INIT;
	const unsigned char *body;
	size_t length;
	if (!discover_revocation_pair(work, arena, staple->certificate_id, before->issuer_sha256,
	                              &pair, error) ||
	    !store_staple_body(work->flow->store, arena, staple->certificate_id, &body, &length,
	                       error))
		return false;
	if (!revocation_ocsp_judge(&pair, NULL, 0, body, length, work->now, &answer, &why))
		return true;
	struct store_revocation now = *before;
	struct revocation_verdict verdict = { &answer, staple->place, staple->seen_at,
		                              work->options->confirm };
	answer.source = REVOCATION_STAPLE;
	work->result->staples++;
	discover_revocation_answered(&now, &verdict);
	now.asked_at = staple->seen_at;
	now.due_at = discover_revocation_due_at(work, &now, 0);
	return store_revocation_save(work->flow->store, &now, error) &&
	       (answer.status != REVOCATION_REVOKED ||
	        store_revocation_proof_put(work->flow->store, staple->certificate_id, answer.digest,
	                                   work->now, body, length, error)) &&
	       discover_revocation_tell(work, arena, before, &now, error);
}

static bool take(struct revocation_work *work, struct arena *arena,
                 const struct store_staple *staple, struct error *error)
{
	struct store_revocation *row;
	if (!store_revocation_get(work->flow->store, arena, staple->certificate_id, &row, error))
		return false;
	/* Without a proven issuer it stays for a later go. */
	if (!row || text_is_empty(row->issuer_sha256) || text_equal(row->way, "rest"))
		return true;
	return judge(work, arena, staple, row, error) &&
	       store_staple_judged(work->flow->store, staple->certificate_id, error);
}

/* Nobody else can be asked about it: its places are looked at in full before its answer ends, as a
 * fast look brings none, and then it is not known any more. */
static bool end_one(struct revocation_work *work, struct arena *arena,
                    const struct store_revocation *before, struct error *error)
{
	struct store_revocation now = *before;
	int64_t end = discover_revocation_end(before);
	if (end <= work->now)
		discover_revocation_failed(&now, "the answer that its server sent along has ended",
		                           work->now);
	now.due_at = end <= work->now ? CLOCK_NO_END : end;
	return store_revocation_look_again(work->flow->store, now.certificate_id, error) &&
	       store_revocation_save(work->flow->store, &now, error) &&
	       discover_revocation_tell(work, arena, before, &now, error);
}

static bool end_all(struct revocation_work *work, struct error *error)
{
	ARENA(arena);
	struct store_revocation *rows;
	size_t count;
	STORE_SCOPE(scope, work->flow->store);
	if (!store_begin(work->flow->store, error) ||
	    !store_revocation_ended(work->flow->store, &arena, work->now, SLICE, &rows, &count,
	                            error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!end_one(work, &arena, &rows[i], error))
			return false;
	return discover_revocation_commit(work, error);
}

bool discover_revocation_staples(struct revocation_work *work, struct error *error)
{
	struct store_staple *rows;
	size_t count = SLICE;
	int64_t after = 0;
	ARENA(arena);
	for (; count == SLICE && discover_revocation_has_time(work); arena_reset(&arena)) {
		STORE_SCOPE(scope, work->flow->store);
		if (flow_is_cancelled(work->flow))
			return error_set(error, ERROR_CANCELLED, "stopped while asking");
		if (!store_begin(work->flow->store, error) ||
		    !store_staple_waiting(work->flow->store, &arena, after, SLICE, &rows, &count,
		                          error))
			return false;
		for (size_t i = 0; i < count; i++) {
			after = rows[i].certificate_id;
			if (!take(work, &arena, &rows[i], error))
				return false;
		}
		if (!discover_revocation_commit(work, error))
			return false;
	}
	return end_all(work, error);
}
