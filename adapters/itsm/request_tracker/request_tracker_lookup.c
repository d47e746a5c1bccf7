/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Searches by numbers and keys, in chunks, each row proved. */
#include "request_tracker_lookup.h"
#include "base/arena.h"
#include "request_tracker.h"
#include "request_tracker_request_ticket.h"
#include <inttypes.h>
#include <string.h>

#define TICKET_FIELDS                                                                               \
	"Subject,Status,Queue,Type,Owner,Creator,Requestor,Cc,AdminCc,Starts,Due,Priority,Created," \
	"LastUpdated,LastUpdatedBy,CustomFields,_hyperlinks"

/* "(FIELD = 1 OR FIELD = 2)" */
static void append_numbers(struct text *query, const char *field, const int64_t *numbers,
                           size_t count)
{
	bool first = true;

	text_append_character(query, '(');
	for (size_t i = 0; i < count; i++) {
		if (numbers[i] <= 0)
			continue;
		text_print(query, "%s%s = %" PRId64, first ? "" : " OR ", field, numbers[i]);
		first = false;
	}
	text_append(query, first ? "id = 0)" : ")");
}

static bool is_among(const int64_t *numbers, size_t count, int64_t number)
{
	for (size_t i = 0; i < count; i++)
		if (numbers[i] == number && number > 0)
			return true;
	return false;
}

static size_t chunk_of(size_t count, size_t done)
{
	return count - done < REQUEST_TRACKER_IDS ? count - done : REQUEST_TRACKER_IDS;
}

bool request_tracker_lookup_tickets(struct itsm *itsm, struct arena *arena, const int64_t *numbers,
                                    size_t count, struct json **rows, struct error *error)
{
	*rows = json_new(arena, JSON_ARRAY);
	for (size_t done = 0; done < count; done += REQUEST_TRACKER_IDS) {
		size_t some = chunk_of(count, done);
		struct request_tracker_query query = { .collection = "tickets",
			                               .fields = TICKET_FIELDS,
			                               .expanded = "Queue,AdminCc,Requestor,Cc",
			                               .few = true };
		struct json *found;
		TEXT(text);
		append_numbers(&text, "id", numbers + done, some);
		query.query = text_string(&text);
		if (!request_tracker_call_search(itsm, arena, &query, "tickets", &found, error))
			return false;
		JSON_EACH(row, found)
		if (is_among(numbers + done, some, request_tracker_reply_id(row)))
			json_push(*rows, json_share(arena, row));
	}
	return true;
}

static bool depends_on(const struct json *approval, const int64_t *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (numbers[i] > 0 &&
		    request_tracker_reply_links(approval, "depended-on-by", "ticket", numbers[i]))
			return true;
	return false;
}

bool request_tracker_lookup_approvals(struct itsm *itsm, struct arena *arena,
                                      const int64_t *numbers, size_t count, struct json **rows,
                                      struct error *error)
{
	const char *queue = request_tracker_settings(itsm)->approvals_queue;

	*rows = json_new(arena, JSON_ARRAY);
	for (size_t done = 0; done < count; done += REQUEST_TRACKER_IDS) {
		size_t some = chunk_of(count, done);
		struct request_tracker_query query = {
			.collection = "tickets",
			.fields = "Subject,Status,Queue,Owner,Creator,LastUpdated,_hyperlinks",
			.expanded = "Queue",
		};
		struct json *found;
		TEXT(text);
		/* Without its type, approvals do not show up in searches. */
		text_append(&text, "Type = 'approval' AND ");
		append_numbers(&text, "DependedOnBy", numbers + done, some);
		query.query = text_string(&text);
		if (!request_tracker_call_search(itsm, arena, &query, "approvals", &found, error))
			return false;
		JSON_EACH(row, found)
		if (text_equal(request_tracker_reply_name(json_get(row, "Queue")), queue) &&
		    depends_on(row, numbers + done, some))
			json_push(*rows, json_share(arena, row));
	}
	return true;
}

bool request_tracker_lookup_transactions(struct itsm *itsm, struct arena *arena,
                                         const int64_t *numbers, size_t count, struct json **rows,
                                         struct error *error)
{
	*rows = json_new(arena, JSON_ARRAY);
	for (size_t done = 0; done < count; done += REQUEST_TRACKER_IDS) {
		size_t some = chunk_of(count, done);
		struct request_tracker_query query = {
			.collection = "transactions",
			.fields = "Type,Field,OldValue,NewValue,Creator,Created,ObjectId",
		};
		struct json *found;
		TEXT(text);
		append_numbers(&text, "TicketId", numbers + done, some);
		text_append(&text,
		            " AND (Type = 'Comment' OR Type = 'Correspond' OR Type = 'Status')");
		query.query = text_string(&text);
		if (!request_tracker_call_search(itsm, arena, &query, "history of tickets", &found,
		                                 error))
			return false;
		JSON_EACH(row, found)
		if (is_among(numbers + done, some, json_integer(json_get(row, "ObjectId"), 0)))
			json_push(*rows, json_share(arena, row));
	}
	return true;
}

static struct json *any_of(struct arena *arena, const char *field, const int64_t *numbers,
                           size_t count)
{
	struct json *conditions = json_new(arena, JSON_ARRAY);

	for (size_t i = 0; i < count; i++) {
		struct json *condition = json_push(conditions, json_new(arena, JSON_OBJECT));
		json_set_string(arena, condition, "field", field);
		json_set_integer(arena, condition, "value", numbers[i]);
		json_set_string(arena, condition, "entry_aggregator", "OR");
	}
	return conditions;
}

bool request_tracker_lookup_texts(struct itsm *itsm, struct arena *arena,
                                  const int64_t *transactions, size_t count, struct json **rows,
                                  struct error *error)
{
	*rows = json_new(arena, JSON_ARRAY);
	for (size_t done = 0; done < count; done += REQUEST_TRACKER_IDS) {
		size_t some = chunk_of(count, done);
		struct request_tracker_query query = {
			.collection = "attachments",
			.fields = "TransactionId,ContentType,Filename,Content",
		};
		struct json *found;
		if (!request_tracker_call_list(
			    itsm, arena, &query,
			    any_of(arena, "TransactionId", transactions + done, some),
			    "texts of tickets", &found, error))
			return false;
		JSON_EACH(row, found)
		if (is_among(transactions + done, some,
		             json_integer(json_get(row, "TransactionId"), 0)))
			json_push(*rows, json_share(arena, row));
	}
	return true;
}

static bool holds_key(struct itsm *itsm, struct arena *arena, const struct json *row,
                      const char *const *keys, size_t count)
{
	const char *key =
		request_tracker_reply_field(arena, row, request_tracker_settings(itsm)->key_field);

	for (size_t i = 0; i < count; i++)
		if (text_equal(key, keys[i]))
			return true;
	return false;
}

bool request_tracker_lookup_keys(struct itsm *itsm, struct arena *arena, const char *const *keys,
                                 size_t count, struct json **rows, struct error *error)
{
	const char *field = request_tracker_settings(itsm)->key_field;
	enum { KEYS = 20 /* of 200 characters in one address */ };

	*rows = json_new(arena, JSON_ARRAY);
	for (size_t done = 0; done < count; done += KEYS) {
		size_t some = count - done < KEYS ? count - done : KEYS;
		struct request_tracker_query query = { .collection = "tickets",
			                               .fields = TICKET_FIELDS,
			                               .expanded = "Queue,AdminCc,Requestor,Cc" };
		struct json *found;
		TEXT(text);
		request_tracker_request_any(&text, arena_print(arena, "'CF.{%s}'", field),
		                            keys + done, some);
		query.query = text_string(&text);
		if (!request_tracker_call_search(itsm, arena, &query, "tickets by key", &found,
		                                 error))
			return false;
		JSON_EACH(row, found)
		if (holds_key(itsm, arena, row, keys + done, some))
			json_push(*rows, json_share(arena, row));
	}
	return true;
}

static bool messages_of(struct itsm *itsm, struct arena *arena, int64_t ticket, struct json **texts,
                        struct error *error)
{
	size_t count = 0;
	struct json *said;

	if (!request_tracker_lookup_transactions(itsm, arena, &ticket, 1, &said, error))
		return false;
	int64_t *numbers = ARENA_ARRAY(arena, int64_t, json_count(said) + 1);
	JSON_EACH(transaction, said)
	if (!text_equal(json_member_text(transaction, "Type", ""), "Status"))
		numbers[count++] = request_tracker_reply_id(transaction);
	return request_tracker_lookup_texts(itsm, arena, numbers, count, texts, error);
}

bool request_tracker_lookup_mark(struct itsm *itsm, struct arena *arena, int64_t ticket,
                                 const char *key, bool *there, struct error *error)
{
	const char *mark = request_tracker_request_mark(arena, key);
	struct json *texts;

	*there = false;
	if (!messages_of(itsm, arena, ticket, &texts, error))
		return false;
	JSON_EACH(part, texts)
	if (strstr(json_member_text(part, "Content", ""), mark) != NULL)
		*there = true;
	return true;
}

bool request_tracker_lookup_newest(struct itsm *itsm, struct arena *arena, int64_t ticket,
                                   const char *words, const char *key, bool *newest,
                                   struct error *error)
{
	const char *mark = request_tracker_request_mark(arena, key);
	int64_t last = 0;
	struct json *texts;

	*newest = false;
	if (!messages_of(itsm, arena, ticket, &texts, error))
		return false;
	JSON_EACH(part, texts)
	{
		const char *content = json_member_text(part, "Content", "");
		int64_t number = json_integer(json_get(part, "TransactionId"), 0);
		if (number < last || !text_starts_with(content, words))
			continue;
		last = number;
		*newest = strstr(content, mark) != NULL;
	}
	return true;
}
