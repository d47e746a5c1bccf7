/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Sends requests: with Basic, a token as Bearer, or OAuth by client_credentials. */
#include "jira_call.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "jira.h"
#include <string.h>

enum { CALL_SECONDS = 75 };

static bool uses_oauth(const struct itsm *itsm)
{
	return !text_is_empty(jira_settings(itsm)->client_id);
}

static void exchange(struct itsm *itsm, struct arena *arena, const struct http_request *request,
                     bool write, struct itsm_reply *reply)
{
	struct http_response response = { 0 };
	struct error error = ERROR_INIT;
	enum http_outcome outcome =
		itsm->http->exchange(itsm->http, request, &response, arena, &error);

	if (outcome == HTTP_ANSWERED)
		jira_reply_judge(arena, &response, write, reply);
	else
		itsm_reply_unanswered(arena, outcome, &error, reply);
}

/* RFC 6749 4.4, as a form: both token endpoints take it. */
static void compose_login(const struct jira_settings *settings, struct arena *arena,
                          struct text *form)
{
	char *secret = http_escape(arena, secret_reveal(&settings->client_secret));

	text_print(form, "grant_type=client_credentials&client_id=%s&client_secret=%s",
	           http_escape(arena, settings->client_id), secret);
	memory_wipe(secret, strlen(secret));
	if (!text_is_empty(settings->scope))
		text_print(form, "&scope=%s", http_escape(arena, settings->scope));
}

static const char *token_url(const struct itsm *itsm, struct arena *arena)
{
	const struct jira_settings *settings = jira_settings(itsm);

	if (!text_is_empty(settings->token_url))
		return settings->token_url;
	if (jira_dialect(itsm)->adf)
		return "https://auth.atlassian.com/oauth/token";
	return arena_print(arena, "%s/rest/oauth2/latest/token", itsm->url);
}

static void keep_token(struct jira_state *state, struct itsm_reply *reply)
{
	int64_t life;
	const char *token = jira_reply_token(reply, &life);

	if (token == NULL) {
		reply->verdict = ITSM_REPLY_LOGIN;
		reply->reason =
			"the login answer holds no access_token; check auth.token_url and client_id";
		return;
	}
	secret_set(&state->token, token, strlen(token));
	if (life <= JIRA_TOKEN_MARGIN || life > CLOCK_DAY)
		life = 2 * JIRA_TOKEN_MARGIN;
	state->token_until = clock_monotonic_ms() + (life - JIRA_TOKEN_MARGIN) * 1000;
}

static void log_in(struct itsm *itsm, struct arena *arena, struct itsm_reply *reply)
{
	ARENA(secrets);
	TEXT(form);
	struct http_request request = {
		.method = "POST",
		.url = token_url(itsm, arena),
		.content_type = "application/x-www-form-urlencoded",
		.timeout_seconds = CALL_SECONDS,
	};

	compose_login(jira_settings(itsm), &secrets, &form);
	request.body = form.data;
	request.body_length = form.length;
	exchange(itsm, arena, &request, false, reply);
	memory_wipe(form.data, form.length);
	if (reply->verdict == ITSM_REPLY_OK)
		keep_token(jira_state(itsm), reply);
	else if (reply->verdict == ITSM_REPLY_REFUSED || reply->verdict == ITSM_REPLY_GONE)
		reply->verdict = ITSM_REPLY_LOGIN;
}

/* False, with the reply filled, when there is no login: nothing of the request itself was sent. */
static bool ensure_login(struct itsm *itsm, struct arena *arena, struct itsm_reply *reply)
{
	struct jira_state *state = jira_state(itsm);

	if (!uses_oauth(itsm))
		return true;
	if (!secret_is_empty(&state->token) && clock_monotonic_ms() < state->token_until)
		return true;
	secret_release(&state->token);
	log_in(itsm, arena, reply);
	if (reply->verdict == ITSM_REPLY_OK)
		return true;
	if (reply->verdict == ITSM_REPLY_LOST || reply->verdict == ITSM_REPLY_CONFLICT)
		reply->verdict = ITSM_REPLY_NOT_SENT;
	reply->reason = arena_print(arena, "login: %s", reply->reason);
	return false;
}

static const void *body_of(struct arena *arena, const struct jira_request *request, size_t *length)
{
	const char *text;

	*length = request->length;
	if (request->body == NULL)
		return request->bytes;
	text = json_print(arena, request->body);
	*length = strlen(text);
	return text;
}

static const char *address(struct itsm *itsm, struct arena *arena, const char *path)
{
	if (*path != '/')
		return path;
	return arena_print(arena, "%s%s", jira_state(itsm)->base, path);
}

static void send_once(struct itsm *itsm, struct arena *arena, const struct jira_request *request,
                      struct itsm_reply *reply)
{
	static const struct http_header plain[] = { { "Accept", "application/json" },
		                                    { NULL, NULL } };
	static const struct http_header unchecked[] = { { "Accept", "application/json" },
		                                        { "X-Atlassian-Token", "no-check" },
		                                        { NULL, NULL } };
	const struct jira_settings *settings = jira_settings(itsm);
	bool read = request->read || text_equal(request->method, "GET");
	struct http_request http = {
		.method = request->method,
		.url = address(itsm, arena, request->path),
		.headers = request->unchecked ? unchecked : plain,
		.content_type = request->content_type,
		.timeout_seconds = CALL_SECONDS,
		.idempotent = read,
	};

	http.body = body_of(arena, request, &http.body_length);
	if (uses_oauth(itsm)) {
		http.bearer = &jira_state(itsm)->token;
	} else if (text_is_empty(settings->user)) {
		http.bearer = &settings->token;
	} else {
		http.user = settings->user;
		http.password = &settings->token;
	}
	exchange(itsm, arena, &http, !read, reply);
}

bool jira_call(struct itsm *itsm, struct arena *arena, const struct jira_request *request,
               struct itsm_reply *reply)
{
	struct jira_state *state = jira_state(itsm);

	itsm_reply_begin(0, reply);
	if (!ensure_login(itsm, arena, reply))
		return false;
	send_once(itsm, arena, request, reply);
	if (reply->status == 401 && uses_oauth(itsm)) {
		secret_release(&state->token);
		if (!ensure_login(itsm, arena, reply))
			return false;
		send_once(itsm, arena, request, reply);
	}
	if (reply->verdict == ITSM_REPLY_POSTPONED) {
		state->throttled = true;
		state->throttle = reply->delay;
	}
	return reply->verdict == ITSM_REPLY_OK;
}

bool jira_call_read(struct itsm *itsm, struct arena *arena, const char *subject, const char *path,
                    struct json **root, struct error *error)
{
	struct jira_request request = {
		.method = "GET", .path = arena_print(arena, "%s%s", jira_dialect(itsm)->api, path)
	};
	struct itsm_reply reply;

	if (!jira_call(itsm, arena, &request, &reply))
		return itsm_reply_error(&reply, subject, error);
	*root = reply.root;
	return true;
}

bool jira_call_account(struct itsm *itsm, struct arena *arena, const char **account,
                       struct error *error)
{
	struct jira_state *state = jira_state(itsm);
	struct json *me = NULL;

	if (state->account == NULL) {
		if (!jira_call_read(itsm, arena, "login", "/myself", &me, error))
			return false;
		const char *id = json_member_text(me, jira_dialect(itsm)->user, "");
		if (*id == '\0')
			return error_set(error, ERROR_PEER,
			                 "login: /myself names no %s; check dialect and url",
			                 jira_dialect(itsm)->user);
		state->account = arena_copy(&state->memory, id);
	}
	*account = state->account;
	return true;
}
