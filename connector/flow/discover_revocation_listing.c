/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From a list to what is known of each certificate. */
#include "flow/discover_revocation_listing.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/discover_revocation_settle.h"
#include "store/store_certificate.h"
#include "store/store_revocation_list.h"
#include <stdlib.h>

enum { SLICE = 20000 };

/* The list, and its changes where they hold: they are an addition, not a condition. */
struct lists {
	const struct revocation_crl *crl;
	struct revocation_crl delta;
	bool has_delta;
};

/* Whoever was revoked since the list came is told good without them: people must know. */
static void miss_delta(const struct revocation_work *work, struct listing *listing, const char *url,
                       const char *problem)
{
	struct error refused = ERROR_INIT;
	if (!revocation_url_allowed(work->fetch->networks, url, &refused))
		problem = refused.message;
	if (!text_is_empty(problem))
		listing->row->problem = arena_print(
			&listing->arena, "its changes '%.100s' are not read: %s", url, problem);
}

bool discover_revocation_is_change_of(const struct revocation_crl *base,
                                      const struct revocation_crl *delta, const char *url,
                                      struct error *error)
{
	bool same = revocation_crl_is_for(delta, url);
	for (size_t i = 0; i < base->point_count; i++)
		same |= revocation_crl_is_for(delta, base->points[i]);
	return same || error_set(error, ERROR_ITEM, "the list is for another distribution point");
}

static bool open_delta(struct revocation_work *work, struct listing *listing, struct lists *lists,
                       struct error *error)
{
	struct store_crl *row = listing->delta;
	struct revocation_crl_question question = listing->question;
	struct error why = ERROR_INIT;
	const unsigned char *bytes;
	const char *url = lists->crl->delta_url;
	size_t length;
	if (!row &&
	    !store_crl_delta(work->flow->store, &listing->arena, listing->row->id, &row, error))
		return false;
	if (text_is_empty(url) || text_equal(url, listing->row->url))
		return true;
	if (!row || text_is_empty(row->sha256) || !text_equal(row->url, url)) {
		miss_delta(work, listing, url,
		           row && text_equal(row->url, url) ? row->problem : "");
		return true;
	}
	if (!store_crl_body(work->flow->store, &listing->arena, row->id, &bytes, &length, error))
		return false;
	question.url = NULL;
	lists->has_delta = revocation_crl_open(&listing->arena, &question, bytes, length,
	                                       &lists->delta, &why) &&
	                   discover_revocation_is_change_of(lists->crl, &lists->delta, url, &why) &&
	                   revocation_crl_fits(lists->crl, &lists->delta, &why);
	if (lists->has_delta)
		return true;
	miss_delta(work, listing, url, why.message);
	row->problem = arena_copy(&listing->arena, why.message);
	return store_crl_save(work->flow->store, row, error);
}

static bool differs(const struct store_revocation *a, const struct store_revocation *b)
{
	return !text_equal(a->status, b->status) || !text_equal(a->reason, b->reason) ||
	       !text_equal(a->problem, b->problem) || a->revoked_at != b->revoked_at ||
	       a->confirmed_at != b->confirmed_at || a->lifted_at != b->lifted_at ||
	       (text_equal(a->status, "revoked") && a->this_update != b->this_update);
}

static struct revocation_answer answer_of(const struct lists *lists,
                                          const struct revocation_listed *found)
{
	const struct revocation_crl *newest =
		lists->has_delta && lists->delta.this_update > lists->crl->this_update
			? &lists->delta
			: lists->crl;
	struct revocation_answer answer = {
		.status = found->revoked ? REVOCATION_REVOKED : REVOCATION_GOOD,
		.source = REVOCATION_CRL,
		.this_update = newest->this_update,
		.next_update = newest->next_update,
		.revoked_at = found->revoked ? found->revoked_at : 0,
		.reason = found->revoked ? found->reason : "",
	};
	memcpy(answer.digest, newest->digest, sizeof(answer.digest));
	return answer;
}

/* Of a list at an address that people gave: it may be one of several, each for a part of the
 * authority's certificates. */
static bool is_for(struct revocation_work *work, const struct listing *listing,
                   const struct lists *lists, const struct store_revocation_listed *old,
                   struct arena *arena, bool *is, struct error *error)
{
	const char *facts;
	struct error ignored = ERROR_INIT;
	*is = true;
	if (listing->question.url || !lists->crl->is_partial)
		return true;
	if (!store_certificate_facts(work->flow->store, arena, old->row.certificate_id, &facts,
	                             error))
		return false;
	const struct json *parsed = json_parse(arena, facts, strlen(facts), NULL, &ignored);
	const char *point = json_member_text(parsed, "crl_url", "");
	*is = revocation_crl_is_for(lists->crl, *point ? point : listing->row->url);
	return true;
}

static bool keep(struct revocation_work *work, const struct listing *listing,
                 const struct lists *lists, const struct store_revocation_listed *old,
                 const struct revocation_listed *found, struct arena *arena, struct error *error)
{
	struct revocation_answer answer = answer_of(lists, found);
	struct revocation_verdict verdict = { &answer, listing->row->url, work->now,
		                              work->options->confirm };
	struct store_revocation now = old->row;
	bool is;
	if (!is_for(work, listing, lists, old, arena, &is, error))
		return false;
	if (!is)
		discover_revocation_failed(
			&now, "the list is for another distribution point than it names",
			work->now);
	else if (revocation_crl_covers(lists->crl, old->is_ca))
		discover_revocation_answered(&now, &verdict);
	else
		discover_revocation_failed(
			&now, "the list that it names does not speak for this kind of certificate",
			work->now);
	now.failures = 0;
	if (!differs(&old->row, &now))
		return true;
	now.asked_at = work->now;
	return store_revocation_save(work->flow->store, &now, error) &&
	       discover_revocation_tell(work, arena, &old->row, &now, error);
}

static bool look_up(struct revocation_work *work, struct listing *listing,
                    const struct lists *lists, const struct store_revocation_listed *rows,
                    size_t count, struct error *error)
{
	ARENA(arena);
	ARENA(scratch);
	struct revocation_listed *listed = ARENA_ARRAY(&arena, struct revocation_listed, count + 1);
	for (size_t i = 0; i < count; i++)
		listed[i] = (struct revocation_listed){ .serial = rows[i].serial, .reason = "" };
	if (listing->streamed)
		discover_revocation_large_apply(listing, listed, count);
	else
		revocation_crl_apply(lists->crl, listed, count);
	if (lists->has_delta)
		revocation_crl_apply(&lists->delta, listed, count);
	for (size_t i = 0; i < count; i++) {
		if (!keep(work, listing, lists, &rows[i], &listed[i], &scratch, error))
			return false;
		arena_reset(&scratch);
	}
	return true;
}

/* A list that was not asked for anew says the same as before of all but those who have come since. */
static bool take(struct revocation_work *work, const struct listing *listing, struct arena *arena,
                 const struct store_revocation_listed *last, struct store_revocation_listed **rows,
                 size_t *count, struct error *error)
{
	struct store *store = work->flow->store;
	return listing->looked_again
	               ? store_revocation_listed(store, arena, listing->row->id, last->serial,
	                                         last->certificate_id, SLICE, rows, count, error)
	               : store_revocation_listed_new(store, arena, listing->row->id, last->serial,
	                                             last->certificate_id, SLICE, rows, count,
	                                             error);
}

static bool slice(struct revocation_work *work, struct listing *listing, const struct lists *lists,
                  struct arena *arena, struct store_revocation_listed *last, size_t *count,
                  struct error *error)
{
	struct store_revocation_listed *rows;
	STORE_SCOPE(scope, work->flow->store);
	if (!store_begin(work->flow->store, error) ||
	    !take(work, listing, arena, last, &rows, count, error) ||
	    !look_up(work, listing, lists, rows, *count, error))
		return false;
	if (*count)
		*last = rows[*count - 1];
	return discover_revocation_commit(work, error);
}

bool discover_revocation_listing(struct revocation_work *work, struct listing *listing,
                                 const struct revocation_crl *crl, struct error *error)
{
	/* Two, because the next slice begins behind a serial that lives in the one before. */
	struct arena arenas[2] = { 0 };
	struct lists lists = { .crl = crl };
	struct store_revocation_listed last = { .serial = "" };
	size_t count = SLICE;
	bool done = open_delta(work, listing, &lists, error);
	for (size_t i = 0; done && count == SLICE; i++) {
		arena_reset(&arenas[i % 2]);
		done = !flow_is_cancelled(work->flow) ||
		       error_set(error, ERROR_CANCELLED, "stopped while asking");
		done = done && slice(work, listing, &lists, &arenas[i % 2], &last, &count, error);
	}
	arena_release(&arenas[0]);
	arena_release(&arenas[1]);
	return done;
}
