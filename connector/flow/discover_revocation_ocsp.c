/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Asking responders, a few questions of each in turns, so that a slow one holds nobody up. */
#include "base/text.h"
#include "flow/discover_revocation_batch.h"
#include "flow/discover_revocation_parts.h"
#include "flow/discover_revocation_settle.h"
#include "store/store_revocation_proof.h"

/* Of one responder in one turn, and of all. */
enum { SHARE = 32, BATCH = 256 };

static const char *via_of(struct arena *arena, const struct revocation_question *question)
{
	return arena_print(arena, "%s %s", question->answer.posted ? "POST" : "GET",
	                   question->row.ocsp_url);
}

static bool keep(struct revocation_work *work, struct arena *arena,
                 const struct revocation_question *question, struct error *error)
{
	struct store_revocation now = question->row;
	const struct revocation_answer *answer = &question->answer;
	struct revocation_verdict verdict = { answer, via_of(arena, question), work->now,
		                              work->options->confirm };
	const struct error *why = question->good ? NULL : &question->why;
	if (question->good)
		discover_revocation_answered(&now, &verdict);
	else
		discover_revocation_failed(&now, why->message, work->now);
	now.asked_at = work->now;
	now.due_at = discover_revocation_due_at(work, &now, why ? why->retry_after : 0);
	bool revoked = question->good && answer->status == REVOCATION_REVOKED;
	return store_revocation_save(work->flow->store, &now, error) &&
	       (!revoked || store_revocation_proof_put(work->flow->store, now.certificate_id,
	                                               answer->digest, work->now, answer->proof,
	                                               answer->proof_length, error)) &&
	       discover_revocation_asked(work, question->host, why, error) &&
	       discover_revocation_tell(work, arena, &question->row, &now, error);
}

static bool keep_all(struct revocation_work *work, const struct revocation_question *questions,
                     size_t count, struct error *error)
{
	ARENA(arena);
	STORE_SCOPE(scope, work->flow->store);
	if (!store_begin(work->flow->store, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!questions[i].asked) {
			discover_revocation_unask(work, questions[i].host);
			continue;
		}
		work->result->questions++;
		if (!keep(work, &arena, &questions[i], error))
			return false;
		arena_reset(&arena);
	}
	return discover_revocation_commit(work, error);
}

static bool gather(struct revocation_work *work, struct arena *arena, const char *url,
                   struct revocation_question *questions, size_t *count, struct error *error)
{
	struct store_revocation *rows;
	struct revocation_host *host;
	size_t room = BATCH - *count, due;
	if (!discover_revocation_host(work, url, &host, error) ||
	    !store_revocation_due(work->flow->store, arena, work->now, url,
	                          room < SHARE ? room : SHARE, &rows, &due, error))
		return false;
	for (size_t i = 0; i < due && discover_revocation_may_ask(work, host); i++) {
		struct revocation_question *question = &questions[(*count)++];
		*question = (struct revocation_question){ .row = rows[i], .host = host };
		if (!discover_revocation_pair(work, arena, rows[i].certificate_id,
		                              rows[i].issuer_sha256, &question->pair, error))
			return false;
	}
	return true;
}

/* One turn over all responders; the next begins where this one ended. */
static bool turn(struct revocation_work *work, const struct store_revocation_responder *responders,
                 size_t responder_count, size_t *next, size_t *asked, struct error *error)
{
	ARENA(arena);
	struct revocation_question *questions =
		ARENA_ARRAY(&arena, struct revocation_question, BATCH);
	size_t count = 0;
	for (size_t i = 0; i < responder_count && count < BATCH; i++, ++*next)
		if (!gather(work, &arena, responders[*next % responder_count].url, questions,
		            &count, error))
			return false;
	*asked = count;
	bool went_on = discover_revocation_batch(work, questions, count, error);
	/* What was answered before a stop is kept. */
	struct error other = ERROR_INIT;
	bool kept = keep_all(work, questions, count, &other);
	discover_revocation_batch_release(questions, count);
	if (went_on && !kept)
		*error = other;
	return went_on && kept;
}

bool discover_revocation_questions(struct revocation_work *work, struct error *error)
{
	struct store_revocation_responder *responders;
	size_t count, next = 0, asked = 1;
	int64_t total = 0, done = 0, before = work->result->questions;
	if (!store_revocation_responders(work->flow->store, &work->kept, work->now, &responders,
	                                 &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		total += responders[i].due;
	while (count && asked && discover_revocation_has_time(work)) {
		if (!turn(work, responders, count, &next, &asked, error))
			return false;
		done += (int64_t)asked;
		flow_progress(work->flow, "revocation", "", done < total ? done : total, total);
	}
	int64_t rest = total - (work->result->questions - before);
	work->result->waiting += rest > 0 ? rest : 0;
	return true;
}
