/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One asset or ticket: read, written on the state that was read, read again. */
#include "request_tracker_record.h"
#include "base/arena.h"
#include "base/text.h"
#include "request_tracker.h"
#include <inttypes.h>
#include <string.h>

const char *request_tracker_record_path(const struct request_tracker_record *record)
{
	return arena_print(record->arena, "/%s/%" PRId64, record->kind, record->number);
}

bool request_tracker_record_read(struct request_tracker_record *record)
{
	record->row = NULL;
	/* Roles name groups by number unless asked for the name. */
	const char *path = arena_print(record->arena, "%s?fields%%5BQueue%%5D=Name",
	                               request_tracker_record_path(record));

	if (!request_tracker_call_get(record->itsm, record->arena, path, &record->reply))
		return false;
	record->row = record->reply.root;
	record->etag = record->reply.etag;
	return true;
}

bool request_tracker_record_write(struct request_tracker_record *record, struct json *body)
{
	struct request_tracker_request request = { .method = "PUT",
		                                   .path = request_tracker_record_path(record),
		                                   .body = body,
		                                   .etag = record->etag };

	if (!request_tracker_call(record->itsm, record->arena, &request, &record->reply))
		return false;
	record->told = request_tracker_reply_told(record->arena, record->reply.root);
	return request_tracker_record_read(record);
}

/* As it would be read back: the body that RT gets, made flat again. */
static const char *wanted(const struct request_tracker_record *record, const struct json *value)
{
	TEXT(out);

	if (value->type != JSON_ARRAY)
		return request_tracker_request_plain(record->arena, json_text(value, ""));
	JSON_EACH(item, value)
	text_print(&out, "%s%s", out.length > 0 ? "\n" : "",
	           request_tracker_request_plain(record->arena, json_text(item, "")));
	return arena_copy(record->arena, text_string(&out));
}

static bool is_sent(const struct json *value)
{
	return value->key != NULL && value->type != JSON_NULL && value->type != JSON_OBJECT;
}

struct json *request_tracker_record_differing(const struct request_tracker_record *record,
                                              const struct json *values)
{
	struct json *differing = json_new(record->arena, JSON_OBJECT);

	JSON_EACH(value, values)
	if (is_sent(value) && !request_tracker_request_is_list(value->key) &&
	    !text_equal_lines(request_tracker_reply_field(record->arena, record->row, value->key),
	                      wanted(record, value)))
		json_set(record->arena, differing, value->key, json_copy(record->arena, value));
	return differing;
}

const char *request_tracker_record_left(const struct request_tracker_record *record,
                                        const struct json *before, const struct json *sent)
{
	struct arena *arena = record->arena;
	TEXT(out);

	JSON_EACH(value, sent)
	{
		if (!is_sent(value))
			continue;
		const char *stands = request_tracker_reply_field(arena, record->row, value->key);
		if (text_equal_lines(stands, wanted(record, value)) ||
		    strcmp(stands, request_tracker_reply_field(arena, before, value->key)) != 0)
			continue;
		text_print(&out, "%s'%s'", out.length > 0 ? ", " : "",
		           text_visible(arena, value->key));
	}
	if (out.length == 0)
		return "";
	/* Of a field that it does not know RT says nothing. */
	return arena_print(
		arena,
		"RT did not take %s: %s; apply such fields to the catalog or queue, let our "
		"user modify them, and name values that exist",
		text_string(&out), text_is_empty(record->told) ? "it said nothing" : record->told);
}

void request_tracker_record_made(const struct request_tracker_record *record, const char *queue,
                                 const struct json *body, struct receipt *receipt)
{
	struct arena *arena = record->arena;
	const char *key = request_tracker_settings(record->itsm)->key_field;
	bool keyless = false;
	TEXT(out);

	if (record->row == NULL)
		return;
	JSON_EACH(value, json_get(body, "CustomFields"))
	if (!text_is_empty(json_text(value, "")) &&
	    text_is_empty(request_tracker_reply_custom(arena, record->row, value->key))) {
		text_print(&out, "%s'%s'", out.length > 0 ? ", " : "",
		           text_visible(arena, value->key));
		keyless |= strcmp(value->key, key) == 0;
	}
	if (out.length > 0)
		receipt->reason = arena_print(
			arena,
			"made without %s, which queue '%s' did not take: apply such fields to it, "
			"let our user see and modify them, and name values that exist%s%s%s",
			text_string(&out), queue, keyless ? "; without '" : "", keyless ? key : "",
			keyless ? "' it cannot be found again after a lost answer" : "");
}

struct json *request_tracker_record_holds(const struct request_tracker_record *record,
                                          const struct json *values)
{
	struct json *holds = json_new(record->arena, JSON_OBJECT);

	JSON_EACH(value, values)
	if (is_sent(value))
		json_set_string(
			record->arena, holds, value->key,
			request_tracker_reply_field(record->arena, record->row, value->key));
	return holds;
}
