/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who this RT is, and our mark on it: one asset of our own, which is the stop switch too. */
#include "base/arena.h"
#include "request_tracker.h"
#include "request_tracker_record.h"
#include <inttypes.h>
#include <string.h>

/* "rt.example.com" of "https://rt.example.com/rt": RT tells its name to nobody. */
static const char *host_of(struct arena *arena, const char *url)
{
	const char *host = strstr(url, "://");

	host = host != NULL ? host + 3 : url;
	return text_visible(arena, arena_copy_bytes(arena, host, strcspn(host, "/")));
}

/* "certsteward store=ID epoch=N" */
static void read_mark(struct arena *arena, const char *text, struct itsm_identity *identity)
{
	const char *store = strstr(text, "store="), *epoch = strstr(text, "epoch=");

	if (store != NULL)
		identity->store_id = arena_copy_bytes(arena, store + 6, strcspn(store + 6, " ;\n"));
	if (epoch != NULL &&
	    !text_parse_integer(arena_copy_bytes(arena, epoch + 6, strcspn(epoch + 6, " ;\n")),
	                        &identity->epoch))
		identity->epoch = 0;
}

static bool is_mark(const struct request_tracker_settings *settings, const struct json *row)
{
	return request_tracker_reply_id(row) > 0 &&
	       text_equal(json_member_text(row, "Name", ""), settings->mark_name) &&
	       text_equal(request_tracker_reply_name(json_get(row, "Catalog")),
	                  settings->certificate_catalog);
}

/* The oldest asset with our name; NULL when there is none that we can see. */
static bool find_mark(struct itsm *itsm, struct arena *arena, const struct json **mark,
                      struct error *error)
{
	const struct request_tracker_settings *settings = request_tracker_settings(itsm);
	struct request_tracker_query query = {
		.collection = "assets",
		.query = arena_print(arena, "Catalog = '%s' AND Name = '%s'",
		                     settings->certificate_catalog, settings->mark_name),
		.fields = "Name,Description,Status,Catalog",
		.expanded = "Catalog",
		.few = true,
	};
	struct json *rows;

	*mark = NULL;
	if (!request_tracker_call_search(itsm, arena, &query, "certsteward's own asset", &rows,
	                                 error))
		return false;
	JSON_EACH(row, rows)
	if (*mark == NULL && is_mark(settings, row))
		*mark = row;
	return true;
}

bool request_tracker_identify(struct itsm *itsm, struct arena *scratch,
                              struct itsm_identity *identity, struct error *error)
{
	const struct request_tracker_settings *settings = request_tracker_settings(itsm);
	struct request_tracker_state *state = request_tracker_state(itsm);
	const struct json *mark;

	*identity = (struct itsm_identity){ .store_id = "",
		                            .instance = host_of(scratch, itsm->url),
		                            .production = settings->production };
	if (!find_mark(itsm, scratch, &mark, error))
		return false;
	if (state->instance == NULL)
		state->instance = arena_copy(&state->memory, identity->instance);
	itsm->instance = state->instance;
	if (mark == NULL)
		return true;
	read_mark(scratch, json_member_text(mark, "Description", ""), identity);
	identity->paused =
		!text_equal(json_member_text(mark, "Status", ""), settings->mark_running);
	return true;
}

static bool make_mark(struct itsm *itsm, struct arena *arena, const char *text, struct error *error)
{
	const struct request_tracker_settings *settings = request_tracker_settings(itsm);
	struct request_tracker_request request = { .method = "POST",
		                                   .path = "/asset",
		                                   .body = json_new(arena, JSON_OBJECT) };
	struct itsm_reply reply;

	json_set_string(arena, request.body, "Catalog", settings->certificate_catalog);
	json_set_string(arena, request.body, "Name", settings->mark_name);
	json_set_string(arena, request.body, "Description", text);
	json_set_string(arena, request.body, "Status", settings->mark_running);
	return request_tracker_call(itsm, arena, &request, &reply) ||
	       itsm_reply_error(&reply, "certsteward's own asset", error);
}

bool request_tracker_sign(struct itsm *itsm, struct arena *scratch,
                          const struct itsm_identity *identity, struct error *error)
{
	const char *text = arena_print(scratch, "certsteward store=%s epoch=%" PRId64,
	                               identity->store_id, identity->epoch);
	struct request_tracker_record record = { .itsm = itsm, .arena = scratch, .kind = "asset" };
	struct json *body = json_new(scratch, JSON_OBJECT);
	const struct json *mark;

	if (!find_mark(itsm, scratch, &mark, error))
		return false;
	if (mark == NULL)
		return make_mark(itsm, scratch, text, error);
	record.number = request_tracker_reply_id(mark);
	json_set_string(scratch, body, "Description", text);
	if (!request_tracker_record_write(&record, body))
		return itsm_reply_error(&record.reply, "certsteward's own asset", error);
	if (text_equal(json_member_text(record.row, "Description", ""), text))
		return true;
	return error_set(error, ERROR_PEER,
	                 "certsteward's own asset did not keep its mark (%s); let our user modify "
	                 "assets in catalog '%s'",
	                 record.told, request_tracker_settings(itsm)->certificate_catalog);
}
