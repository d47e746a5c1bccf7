/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who the instance is, and our mark on it: one CI of our own, which is the stop switch too. */
#include "servicenow.h"
#include "servicenow_call.h"
#include <inttypes.h>
#include <string.h>

#define MARK_KEY "certsteward"

static const char *property(const struct json *rows, const char *name)
{
	JSON_EACH(row, rows)
	if (strcmp(servicenow_reply_field(row, "name"), name) == 0)
		return servicenow_reply_field(row, "value");
	return "";
}

/* "example" of "https://example.service-now.com": sys_properties may be closed to us. */
static const char *name_from_url(struct arena *arena, const char *url)
{
	const char *host = strstr(url, "://");

	host = host != NULL ? host + 3 : url;
	return arena_copy_bytes(arena, host,
	                        strcspn(host, "./:") == 0 ? strlen(host) : strcspn(host, "./"));
}

static void read_instance(struct itsm *itsm, struct arena *arena, const struct json *rows,
                          struct itsm_identity *identity)
{
	struct servicenow_state *state = servicenow_state(itsm);
	const char *name = property(rows, "instance_name");
	const char *production = property(rows, "glide.installation.production");

	if (*name == '\0')
		name = name_from_url(arena, itsm->url);
	identity->instance = text_visible(arena, name);
	identity->production = *production != '\0' ? strcmp(production, "true") == 0
	                                           : servicenow_settings(itsm)->production;
	if (state->instance == NULL || strcmp(state->instance, identity->instance) != 0)
		state->instance = arena_copy(&state->memory, identity->instance);
	itsm->instance = state->instance;
}

/* "store=ID epoch=N ..." */
static void read_mark_text(struct arena *arena, const char *text, struct itsm_identity *identity)
{
	const char *store = strstr(text, "store=");
	const char *epoch = strstr(text, "epoch=");

	if (store != NULL)
		identity->store_id = arena_copy_bytes(arena, store + 6, strcspn(store + 6, " ;\n"));
	if (epoch != NULL) {
		char *digits = arena_copy_bytes(arena, epoch + 6, strcspn(epoch + 6, " ;\n"));
		if (!text_parse_integer(digits, &identity->epoch))
			identity->epoch = 0;
	}
}

/* The oldest row with our key; NULL when there is none that we can see. */
static const struct json *mark_row(const struct json *rows)
{
	const struct json *oldest = NULL;

	JSON_EACH(row, rows)
	if (strcmp(servicenow_reply_field(row, "correlation_id"), MARK_KEY) == 0 &&
	    (oldest == NULL || strcmp(servicenow_reply_field(row, "sys_created_on"),
	                              servicenow_reply_field(oldest, "sys_created_on")) < 0))
		oldest = row;
	return oldest;
}

static struct servicenow_query mark_query(const struct servicenow_settings *settings,
                                          struct arena *arena)
{
	return (struct servicenow_query){
		.table = settings->mark_class,
		.query = "correlation_id=" MARK_KEY "^ORDERBYsys_created_on",
		.fields = arena_print(arena,
		                      "sys_id,correlation_id,sys_created_on,sys_created_by,%s,%s",
		                      settings->mark_field, settings->mark_switch),
		.limit = 10,
		.count = true,
	};
}

/* Counted before access rules, shown after them: it is there, but not for us. */
static bool is_hidden(const struct itsm_reply *reply)
{
	return reply->total > 0 && mark_row(reply->result) == NULL;
}

static void read_mark(struct itsm *itsm, struct arena *arena, const struct itsm_reply *reply,
                      struct itsm_identity *identity)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);
	struct servicenow_state *state = servicenow_state(itsm);
	const struct json *row = mark_row(reply->result);
	const char *by = servicenow_reply_field(row, "sys_created_by");

	/* A switch that we cannot see stops as well. */
	identity->paused = is_hidden(reply);
	if (row == NULL)
		return;
	read_mark_text(arena, servicenow_reply_field(row, settings->mark_field), identity);
	identity->paused = strcmp(servicenow_reply_field(row, settings->mark_switch),
	                          settings->mark_running) != 0;
	if (state->account == NULL && *by != '\0')
		state->account = arena_copy(&state->memory, by);
}

bool servicenow_identify(struct itsm *itsm, struct arena *scratch, struct itsm_identity *identity,
                         struct error *error)
{
	struct servicenow_query queries[] = {
		{ .table = "sys_properties",
		  .query = "nameINinstance_name,glide.installation.production",
		  .fields = "name,value",
		  .limit = 10 },
		mark_query(servicenow_settings(itsm), scratch),
	};
	struct servicenow_request requests[2] = { { .method = "GET" }, { .method = "GET" } };
	struct itsm_reply replies[2];

	*identity = (struct itsm_identity){ .store_id = "", .paused = false };
	for (size_t i = 0; i < 2; i++)
		requests[i].path = servicenow_request_rows(scratch, &queries[i]);
	requests[1].headers = true;
	servicenow_call_batch(itsm, scratch, requests, 2, replies);
	if (replies[1].verdict == ITSM_REPLY_NOT_SENT && replies[1].status == 200)
		servicenow_call(itsm, scratch, &requests[1], &replies[1]);
	/* Properties are often for administrators only; the mark must be readable. */
	if (replies[1].verdict != ITSM_REPLY_OK)
		return itsm_reply_error(&replies[1], "certsteward's own record", error);
	read_instance(itsm, scratch, replies[0].result, identity);
	read_mark(itsm, scratch, &replies[1], identity);
	return true;
}

static struct json *mark_body(struct arena *arena, const struct servicenow_settings *settings,
                              const struct itsm_identity *identity, bool create)
{
	struct json *body = json_new(arena, JSON_OBJECT);

	json_set_string(arena, body, settings->mark_field,
	                arena_print(arena, "certsteward store=%s epoch=%" PRId64,
	                            identity->store_id, identity->epoch));
	if (create) {
		json_set_string(arena, body, "name", "certsteward");
		json_set_string(arena, body, "correlation_id", MARK_KEY);
		json_set_string(arena, body, settings->mark_switch, settings->mark_running);
	}
	return body;
}

static bool check_kept(const struct json *row, const struct json *body, const char *field,
                       struct error *error)
{
	const char *wanted = json_member_text(body, field, "");

	if (strcmp(servicenow_reply_field(row, field), wanted) == 0)
		return true;
	return error_set(error, ERROR_PEER,
	                 "certsteward's own record did not keep '%s'; let our account write it, or "
	                 "name other columns in mark_field and mark_switch",
	                 field);
}

bool servicenow_sign(struct itsm *itsm, struct arena *scratch, const struct itsm_identity *identity,
                     struct error *error)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);
	struct servicenow_query query = mark_query(settings, scratch);
	struct servicenow_request request = { .method = "GET",
		                              .path = servicenow_request_rows(scratch, &query) };
	struct itsm_reply reply;

	if (!servicenow_call(itsm, scratch, &request, &reply))
		return itsm_reply_error(&reply, "certsteward's own record", error);
	if (is_hidden(&reply))
		return error_set(error, ERROR_PEER,
		                 "certsteward's own record is hidden from our account; let it read "
		                 "'%s'",
		                 settings->mark_class);
	const struct json *row = mark_row(reply.result);
	const char *id = row != NULL ? servicenow_reply_field(row, "sys_id") : NULL;
	request.method = row != NULL ? "PATCH" : "POST";
	request.path = servicenow_request_row(scratch, settings->mark_class, id, query.fields);
	request.body = mark_body(scratch, settings, identity, row == NULL);
	if (!servicenow_call(itsm, scratch, &request, &reply))
		return itsm_reply_error(&reply, "certsteward's own record", error);
	row = servicenow_reply_row(reply.result);
	return check_kept(row, request.body, settings->mark_field, error) &&
	       (id != NULL || check_kept(row, request.body, "correlation_id", error));
}
