/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Many requests in one call of the Batch API; each item has an answer of its own. */
#include "base/arena.h"
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_request_batch.h"
#include <string.h>

static void call_each(struct itsm *itsm, struct arena *arena,
                      const struct servicenow_request *requests, size_t count,
                      struct itsm_reply *replies)
{
	for (size_t i = 0; i < count; i++) {
		servicenow_call(itsm, arena, &requests[i], &replies[i]);
		if (!servicenow_reply_stops(&replies[i]))
			continue;
		for (size_t rest = i + 1; rest < count; rest++) {
			replies[rest] = replies[i];
			if (replies[i].verdict == ITSM_REPLY_CANCELLED)
				replies[rest].verdict = ITSM_REPLY_NOT_SENT;
		}
		return;
	}
}

/* The API as a whole is closed to our account, or an item is too large for it. */
static bool batch_is_closed(const struct itsm_reply *whole)
{
	return whole->verdict == ITSM_REPLY_REFUSED || whole->verdict == ITSM_REPLY_GONE ||
	       (whole->verdict == ITSM_REPLY_LOGIN && whole->status == 403);
}

static bool all_read(const struct servicenow_request *requests, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!text_equal(requests[i].method, "GET"))
			return false;
	return true;
}

/* One of fifty that was put off or lost is made again alone, not all of them. */
static void repeat_items(struct itsm *itsm, struct arena *arena,
                         const struct servicenow_request *requests, size_t count,
                         struct itsm_reply *replies)
{
	for (size_t i = 0; i < count; i++) {
		struct itsm_attempt attempt = itsm_patience_begin();
		if (replies[i].verdict != ITSM_REPLY_OK &&
		    itsm_patience_again(itsm, &attempt, &replies[i]))
			servicenow_call(itsm, arena, &requests[i], &replies[i]);
	}
}

void servicenow_call_batch(struct itsm *itsm, struct arena *arena,
                           const struct servicenow_request *requests, size_t count,
                           struct itsm_reply *replies)
{
	struct servicenow_state *state = servicenow_state(itsm);
	struct itsm_reply whole;
	struct servicenow_request batch = { .method = "POST", .path = "/api/now/v1/batch" };

	if (count <= 1 || state->no_batch) {
		call_each(itsm, arena, requests, count, replies);
		return;
	}
	batch.read = all_read(requests, count);
	batch.body = servicenow_request_batch(arena, requests, count);
	servicenow_call(itsm, arena, &batch, &whole);
	if (batch_is_closed(&whole)) {
		state->no_batch = whole.status != 400;
		call_each(itsm, arena, requests, count, replies);
		return;
	}
	servicenow_request_batch_split(arena, &whole, count, replies);
	if (batch.read && whole.verdict == ITSM_REPLY_OK)
		repeat_items(itsm, arena, requests, count, replies);
}

static bool read_chunk(struct itsm *itsm, struct arena *arena, const char *subject,
                       const char *const *paths, size_t count, struct json **results,
                       struct error *error)
{
	struct servicenow_request *requests = ARENA_ARRAY(arena, struct servicenow_request, count);
	struct itsm_reply *replies = ARENA_ARRAY(arena, struct itsm_reply, count);

	for (size_t i = 0; i < count; i++)
		requests[i] = (struct servicenow_request){ .method = "GET", .path = paths[i] };
	servicenow_call_batch(itsm, arena, requests, count, replies);
	for (size_t i = 0; i < count; i++) {
		/* A batch that ran out of its 30 s leaves items over; as reads they go alone. */
		if (replies[i].verdict == ITSM_REPLY_NOT_SENT && count > 1 &&
		    replies[i].status == 200)
			servicenow_call(itsm, arena, &requests[i], &replies[i]);
		if (replies[i].verdict != ITSM_REPLY_OK)
			return itsm_reply_error(&replies[i], subject, error);
		if (replies[i].result == NULL)
			return error_set(error, ERROR_RETRY,
			                 "%s: the answer holds no result; is the url that of an "
			                 "instance?",
			                 subject);
		results[i] = replies[i].result;
	}
	return true;
}

bool servicenow_call_reads(struct itsm *itsm, struct arena *arena, const char *subject,
                           const char *const *paths, size_t count, struct json **results,
                           struct error *error)
{
	for (size_t done = 0; done < count; done += SERVICENOW_BATCH_ITEMS) {
		size_t chunk = count - done;
		if (chunk > SERVICENOW_BATCH_ITEMS)
			chunk = SERVICENOW_BATCH_ITEMS;
		if (!read_chunk(itsm, arena, subject, paths + done, chunk, results + done, error))
			return false;
	}
	return true;
}
