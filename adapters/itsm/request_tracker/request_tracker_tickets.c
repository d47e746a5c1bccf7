/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads tickets in bulk: one search for forty ids, one for their approvals, one for what was said. */
#include "base/arena.h"
#include "base/array.h"
#include "contract/itsm_batch.h"
#include "request_tracker.h"
#include "request_tracker_lookup.h"
#include "request_tracker_reply_ticket.h"
#include <inttypes.h>
#include <string.h>

/* Answers about one chunk of ids. */
struct chunk {
	struct itsm *itsm;
	struct arena *arena;
	const char *const *ids;
	size_t count;
	struct ticket_seen *seen;
	int64_t numbers[REQUEST_TRACKER_IDS]; /* followed: where a ticket was merged, the new one */
	struct json *rows, *approvals, *transactions, *attachments;
};

static const struct json *row_of(const struct chunk *chunk, int64_t number)
{
	JSON_EACH(row, chunk->rows)
	if (number > 0 && request_tracker_reply_id(row) == number)
		return row;
	return NULL;
}

/* A ticket that is there and hidden was moved out of our sight, if others are in sight; if none is, our
 * rights are gone, which says nothing about any ticket. */
static bool in_sight(struct chunk *chunk, const char *id, struct error *error)
{
	const struct request_tracker_settings *settings = request_tracker_settings(chunk->itsm);
	const char *queues[] = { settings->change_queue, settings->incident_queue,
		                 settings->task_queue };
	struct request_tracker_query query = { .collection = "tickets",
		                               .fields = "Queue",
		                               .few = true };
	struct json *rows;
	TEXT(text);

	if (json_count(chunk->rows) > 0)
		return true;
	request_tracker_request_any(&text, "Queue", queues, sizeof(queues) / sizeof(queues[0]));
	query.query = text_string(&text);
	if (!request_tracker_call_search(chunk->itsm, chunk->arena, &query, "tickets", &rows,
	                                 error))
		return false;
	return json_count(rows) > 0 ||
	       error_set(error, ERROR_PEER,
	                 "'%s' is there but hidden from us, as is every ticket of '%s' and '%s': "
	                 "give our group SeeQueue and ShowTicket on these queues",
	                 id, settings->change_queue, settings->incident_queue);
}

/* A search does not show tickets that were merged into others; asked for by itself, such a one answers
 * with where it went. */
static bool follow(struct chunk *chunk, size_t number, struct error *error)
{
	struct itsm_reply reply;
	struct json *rows;
	const char *path = arena_print(chunk->arena, "/ticket/%" PRId64, chunk->numbers[number]);

	if (!request_tracker_call_get(chunk->itsm, chunk->arena, path, &reply)) {
		if (reply.verdict == ITSM_REPLY_GONE || reply.verdict == ITSM_REPLY_REFUSED) {
			chunk->numbers[number] = 0;
			return reply.status != 403 || in_sight(chunk, chunk->ids[number], error);
		}
		return itsm_reply_error(&reply, chunk->ids[number], error);
	}
	int64_t now = request_tracker_reply_id(reply.root);
	/* Deleted, or moved to a queue whose searches are closed to us: no more is known of it. */
	if (now == chunk->numbers[number]) {
		chunk->numbers[number] = 0;
		return true;
	}
	chunk->numbers[number] = now;
	if (row_of(chunk, now) != NULL)
		return true;
	if (!request_tracker_lookup_tickets(chunk->itsm, chunk->arena, &now, 1, &rows, error))
		return false;
	JSON_EACH(row, rows)
	json_push(chunk->rows, json_share(chunk->arena, row));
	return true;
}

static bool read_rows(struct chunk *chunk, struct error *error)
{
	for (size_t i = 0; i < chunk->count; i++)
		chunk->numbers[i] = request_tracker_request_number(chunk->ids[i], "ticket");
	if (!request_tracker_lookup_tickets(chunk->itsm, chunk->arena, chunk->numbers, chunk->count,
	                                    &chunk->rows, error))
		return false;
	for (size_t i = 0; i < chunk->count; i++)
		if (chunk->numbers[i] > 0 && row_of(chunk, chunk->numbers[i]) == NULL &&
		    !follow(chunk, i, error))
			return false;
	return true;
}

/* Tickets and approvals whose history is read. */
static bool read_history(struct chunk *chunk, struct error *error)
{
	ARRAY(int64_t) numbers = { 0 };

	JSON_EACH(row, chunk->rows)
	ARRAY_PUSH(chunk->arena, &numbers, request_tracker_reply_id(row));
	JSON_EACH(row, chunk->approvals)
	ARRAY_PUSH(chunk->arena, &numbers, request_tracker_reply_id(row));
	return request_tracker_lookup_transactions(chunk->itsm, chunk->arena, numbers.items,
	                                           numbers.count, &chunk->transactions, error);
}

static bool read_texts(struct chunk *chunk, struct error *error)
{
	const struct request_tracker_settings *settings = request_tracker_settings(chunk->itsm);
	ARRAY(int64_t) said = { 0 };

	JSON_EACH(transaction, chunk->transactions)
	if (request_tracker_reply_is_said(settings, transaction))
		ARRAY_PUSH(chunk->arena, &said, request_tracker_reply_id(transaction));
	return request_tracker_lookup_texts(chunk->itsm, chunk->arena, said.items, said.count,
	                                    &chunk->attachments, error);
}

static bool read_chunk(struct itsm *itsm, struct arena *arena, const char *const *ids, size_t count,
                       bool full, struct ticket_seen *seen, struct error *error)
{
	struct chunk chunk = {
		.itsm = itsm, .arena = arena, .ids = ids, .count = count, .seen = seen
	};
	const struct request_tracker_settings *settings = request_tracker_settings(itsm);
	ARRAY(int64_t) changes = { 0 };

	if (!read_rows(&chunk, error))
		return false;
	JSON_EACH(row, chunk.rows)
	if (ticket_is_change(request_tracker_reply_kind(arena, settings, row)))
		ARRAY_PUSH(arena, &changes, request_tracker_reply_id(row));
	if (!request_tracker_lookup_approvals(itsm, arena, changes.items, changes.count,
	                                      &chunk.approvals, error))
		return false;
	if (full && (!read_history(&chunk, error) || !read_texts(&chunk, error)))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct json *row = row_of(&chunk, chunk.numbers[i]);
		if (row == NULL) {
			seen[i] = ticket_gone(ids[i]);
			continue;
		}
		request_tracker_reply_ticket(arena, settings, row, chunk.approvals, &seen[i]);
		request_tracker_reply_decisions(arena, settings, chunk.approvals,
		                                chunk.transactions, chunk.attachments,
		                                chunk.numbers[i], &seen[i]);
		request_tracker_reply_notes(arena, settings, chunk.transactions, chunk.attachments,
		                            chunk.numbers[i], &seen[i]);
		seen[i].merged =
			chunk.numbers[i] != request_tracker_request_number(ids[i], "ticket");
	}
	return true;
}

bool request_tracker_read_tickets(struct itsm *itsm, struct arena *scratch, const char *const *ids,
                                  size_t count, bool full, struct ticket_seen *seen,
                                  struct error *error)
{
	return itsm_batch_read(itsm, scratch, ids, count, full, seen, REQUEST_TRACKER_IDS,
	                       read_chunk, error);
}
