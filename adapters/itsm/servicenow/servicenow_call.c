/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One exchange with the instance, logged in by Basic or OAuth. */
#include "servicenow_call.h"
#include "base/clock.h"
#include "base/memory.h"
#include "servicenow.h"
#include <string.h>

enum {
	CALL_SECONDS = 75, /* the Table API cancels a transaction after 60 s */
	TOKENS_REFUSED_MOST = 5,
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

static void form_add(struct arena *arena, struct text *form, const char *name, const char *value)
{
	char *escaped = http_escape(arena, value);

	text_print(form, "%s%s=%s", form->length > 0 ? "&" : "", name, escaped);
	memory_wipe(escaped, strlen(escaped));
}

/* In the body only: an instance may refuse secrets in an address
 * (glide.oauth.allow.parameters.in.post.body.only). */
static void compose_login(const struct servicenow_settings *settings, struct arena *arena,
                          struct text *form)
{
	bool user = !text_is_empty(settings->user);

	form_add(arena, form, "grant_type", user ? "password" : "client_credentials");
	form_add(arena, form, "client_id", settings->client_id);
	form_add(arena, form, "client_secret", secret_reveal(&settings->client_secret));
	if (user) {
		form_add(arena, form, "username", settings->user);
		form_add(arena, form, "password", secret_reveal(&settings->password));
	}
}

static void keep_token(struct servicenow_state *state, struct itsm_reply *reply)
{
	int64_t life;
	const char *token = servicenow_reply_token(reply, &life);

	if (token == NULL) {
		reply->verdict = ITSM_REPLY_LOGIN;
		reply->reason = "the login answer holds no access_token; check url and client_id";
		return;
	}
	secret_set(&state->token, token, strlen(token));
	if (life <= SERVICENOW_TOKEN_MARGIN || life > CLOCK_DAY)
		life = 2 * SERVICENOW_TOKEN_MARGIN;
	state->token_until = clock_monotonic_ms() + (life - SERVICENOW_TOKEN_MARGIN) * 1000;
}

static void log_in(struct itsm *itsm, struct arena *arena, struct itsm_reply *reply)
{
	ARENA(secrets);
	TEXT(form);
	struct http_request request = {
		.method = "POST",
		.url = arena_print(arena, "%s/oauth_token.do", itsm->url),
		.content_type = "application/x-www-form-urlencoded",
		.timeout_seconds = CALL_SECONDS,
	};

	/* Texts of the form pass through this arena: take it all away with them. */
	compose_login(servicenow_settings(itsm), &secrets, &form);
	request.body = form.data;
	request.body_length = form.length;
	exchange(itsm, arena, &request, false, reply);
	memory_wipe(form.data, form.length);
	if (reply->verdict == ITSM_REPLY_OK)
		keep_token(servicenow_state(itsm), reply);
	else if (reply->verdict == ITSM_REPLY_REFUSED)
		reply->verdict = ITSM_REPLY_LOGIN;
}

/* False, with the reply filled, when there is no login: nothing of the request itself was sent. */
static bool ensure_login(struct itsm *itsm, struct arena *arena, struct itsm_reply *reply)
{
	struct servicenow_state *state = servicenow_state(itsm);

	if (!uses_oauth(itsm))
		return true;
	if (!secret_is_empty(&state->token) && clock_monotonic_ms() < state->token_until)
		return true;
	secret_release(&state->token);
	log_in(itsm, arena, reply);
	if (reply->verdict == ITSM_REPLY_OK)
		return true;
	if (reply->verdict == ITSM_REPLY_LOST || reply->verdict == ITSM_REPLY_GONE)
		reply->verdict = ITSM_REPLY_NOT_SENT;
	reply->reason = arena_print(arena, "login: %s", reply->reason);
	return false;
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
		.idempotent = text_equal(request->method, "GET"),
	};

	http.body = body_of(arena, request, &http.body_length);
	if (uses_oauth(itsm)) {
		http.bearer = &servicenow_state(itsm)->token;
	} else {
		http.user = settings->user;
		http.password = &settings->password;
	}
	exchange(itsm, arena, &http, request->worker, reply);
}

/* The token endpoint has just accepted us: a token that ended again at once is bad luck, one that
 * never works is a matter for a person. */
static void judge_fresh_token(struct servicenow_state *state, struct itsm_reply *reply)
{
	if (reply->status != 401) {
		state->tokens_refused = 0;
		return;
	}
	secret_release(&state->token);
	if (++state->tokens_refused < TOKENS_REFUSED_MOST)
		reply->verdict = ITSM_REPLY_POSTPONED;
}

bool servicenow_call(struct itsm *itsm, struct arena *arena,
                     const struct servicenow_request *request, struct itsm_reply *reply)
{
	struct servicenow_state *state = servicenow_state(itsm);

	itsm_reply_begin(0, reply);
	if (!ensure_login(itsm, arena, reply))
		return false;
	send_once(itsm, arena, request, reply);
	if (reply->status == 401 && uses_oauth(itsm)) {
		secret_release(&state->token);
		if (!ensure_login(itsm, arena, reply))
			return false;
		send_once(itsm, arena, request, reply);
		judge_fresh_token(state, reply);
	}
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
