/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One exchange with the instance, logged in by Basic or OAuth. */
#include "servicenow_call.h"
#include "servicenow.h"
#include <string.h>

enum {
	CALL_SECONDS = 75, /* the Table API cancels a transaction after 60 s */
	LONG_SECONDS = 310 /* IRE and change APIs: after 5 minutes */
};

static bool uses_oauth(const struct itsm *itsm)
{
	return !text_is_empty(servicenow_settings(itsm)->client_id);
}

static void exchange(struct itsm *itsm, struct arena *arena, const struct http_request *request,
                     bool worker, struct itsm_reply *reply)
{
	struct http_response response = { 0 };
	struct error error = ERROR_INIT;
	enum http_outcome outcome =
		itsm->http->exchange(itsm->http, request, &response, arena, &error);

	if (outcome != HTTP_ANSWERED)
		itsm_reply_unanswered(arena, outcome, &error, reply);
	else if (worker)
		servicenow_reply_judge_worker(arena, &response, reply);
	else
		servicenow_reply_judge(arena, &response, reply);
}

static struct itsm_login_grant grant_of(const struct itsm *itsm, struct arena *arena)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);

	return (struct itsm_login_grant){ .url = arena_print(arena, "%s/oauth_token.do", itsm->url),
		                          .client_id = settings->client_id,
		                          .client_secret = &settings->client_secret,
		                          .user = settings->user,
		                          .password = &settings->password,
		                          .judge = servicenow_reply_judge,
		                          .timeout_seconds = CALL_SECONDS };
}

static bool is_read(const struct servicenow_request *request)
{
	return request->read || text_equal(request->method, "GET");
}

static const char *body_of(struct arena *arena, const struct servicenow_request *request,
                           size_t *length)
{
	const char *text;

	*length = request->length;
	if (request->body == NULL)
		return request->bytes;
	text = json_print(arena, request->body);
	*length = strlen(text);
	return text;
}

static void send_once(struct itsm *itsm, struct arena *arena,
                      const struct servicenow_request *request, struct itsm_reply *reply)
{
	static const struct http_header headers[] = { { "Accept", "application/json" },
		                                      { NULL, NULL } };
	const struct servicenow_settings *settings = servicenow_settings(itsm);
	bool table = text_starts_with(request->path, "/api/now/table/");
	struct http_request http = {
		.method = request->method,
		.url = arena_print(arena, "%s%s", itsm->url, request->path),
		.headers = headers,
		.content_type = request->content_type,
		.timeout_seconds = table ? CALL_SECONDS : LONG_SECONDS,
		.idempotent = is_read(request),
	};

	http.body = body_of(arena, request, &http.body_length);
	if (uses_oauth(itsm)) {
		http.bearer = &servicenow_state(itsm)->login.token;
	} else {
		http.user = settings->user;
		http.password = &settings->password;
	}
	exchange(itsm, arena, &http, request->worker, reply);
}

struct sending {
	struct itsm *itsm;
	struct arena *arena;
	const struct servicenow_request *request;
};

static void send_lent(void *context, struct itsm_reply *reply)
{
	const struct sending *sending = context;

	send_once(sending->itsm, sending->arena, sending->request, reply);
}

static void send_with_token(struct itsm *itsm, struct arena *arena,
                            const struct servicenow_request *request, struct itsm_reply *reply)
{
	struct sending sending = { .itsm = itsm, .arena = arena, .request = request };
	struct itsm_login_grant grant = grant_of(itsm, arena);

	itsm_login_send(&servicenow_state(itsm)->login, itsm->http, arena, &grant, send_lent,
	                &sending, reply);
}

bool servicenow_call(struct itsm *itsm, struct arena *arena,
                     const struct servicenow_request *request, struct itsm_reply *reply)
{
	struct servicenow_state *state = servicenow_state(itsm);
	struct itsm_attempt attempt = itsm_patience_begin();

	do {
		itsm_reply_begin(0, reply);
		if (uses_oauth(itsm))
			send_with_token(itsm, arena, request, reply);
		else
			send_once(itsm, arena, request, reply);
	} while (is_read(request) && itsm_patience_again(itsm, &attempt, reply));
	if (reply->verdict == ITSM_REPLY_POSTPONED) {
		state->throttled = true;
		state->throttle = reply->delay;
	}
	return reply->verdict == ITSM_REPLY_OK;
}

bool servicenow_call_rows(struct itsm *itsm, struct arena *arena,
                          const struct servicenow_query *query, struct json **rows,
                          struct error *error)
{
	const char *path = servicenow_request_rows(arena, query);
	const char *subject = arena_print(arena, "table '%s'", query->table);

	return servicenow_call_reads(itsm, arena, subject, &path, 1, rows, error);
}

const char *servicenow_call_account(struct itsm *itsm)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);
	const struct servicenow_state *state = servicenow_state(itsm);

	if (!text_is_empty(settings->account))
		return settings->account;
	if (!text_is_empty(settings->user))
		return settings->user;
	return state->account != NULL ? state->account : "";
}
