/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Sends requests: with Basic, a token as Bearer, or OAuth by client_credentials. */
#include "jira_call.h"
#include "base/text.h"
#include "jira.h"
#include "jira_refusal.h"
#include <string.h>

enum { CALL_SECONDS = 75 };

static bool uses_oauth(const struct itsm *itsm)
{
	return !text_is_empty(jira_settings(itsm)->client_id);
}

static bool has_own_token(const struct jira_request *request)
{
	return request->bearer != NULL && !secret_is_empty(request->bearer);
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

static const char *token_url(const struct itsm *itsm, struct arena *arena)
{
	const struct jira_settings *settings = jira_settings(itsm);

	if (!text_is_empty(settings->token_url))
		return settings->token_url;
	if (jira_dialect(itsm)->adf)
		return "https://auth.atlassian.com/oauth/token";
	return arena_print(arena, "%s/rest/oauth2/latest/token", itsm->url);
}

static void judge_login(struct arena *arena, const struct http_response *response,
                        struct itsm_reply *reply)
{
	jira_reply_judge(arena, response, false, reply);
}

static struct itsm_login_grant grant_of(const struct itsm *itsm, struct arena *arena)
{
	const struct jira_settings *settings = jira_settings(itsm);

	return (struct itsm_login_grant){ .url = token_url(itsm, arena),
		                          .client_id = settings->client_id,
		                          .client_secret = &settings->client_secret,
		                          .scope = settings->scope,
		                          .judge = judge_login,
		                          .timeout_seconds = CALL_SECONDS };
}

static bool is_read(const struct jira_request *request)
{
	return request->read || text_equal(request->method, "GET");
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

/* Jira Service Management of Data Center refuses the calls that it calls experimental, those of approvals
 * among them, unless the caller says that it knows; other calls and Cloud take no notice. */
static const struct http_header *headers_of(const struct jira_request *request)
{
	static const struct http_header plain[] = { { "Accept", "application/json" },
		                                    { NULL, NULL } };
	static const struct http_header unchecked[] = { { "Accept", "application/json" },
		                                        { "X-Atlassian-Token", "no-check" },
		                                        { NULL, NULL } };
	static const struct http_header experimental[] = { { "Accept", "application/json" },
		                                           { "X-ExperimentalApi", "opt-in" },
		                                           { NULL, NULL } };

	if (text_starts_with(request->path, "/rest/servicedeskapi/"))
		return experimental;
	return request->unchecked ? unchecked : plain;
}

static void send_once(struct itsm *itsm, struct arena *arena, const struct jira_request *request,
                      struct itsm_reply *reply)
{
	const struct jira_settings *settings = jira_settings(itsm);
	bool read = is_read(request);
	struct http_request http = {
		.method = request->method,
		.url = address(itsm, arena, request->path),
		.headers = headers_of(request),
		.content_type = request->content_type,
		.timeout_seconds = CALL_SECONDS,
		.idempotent = read,
	};

	http.body = body_of(arena, request, &http.body_length);
	if (has_own_token(request)) {
		http.bearer = request->bearer;
	} else if (uses_oauth(itsm)) {
		http.bearer = &jira_state(itsm)->login.token;
	} else if (text_is_empty(settings->user)) {
		http.bearer = &settings->token;
	} else {
		http.user = settings->user;
		http.password = &settings->token;
	}
	exchange(itsm, arena, &http, !read, reply);
}

struct sending {
	struct itsm *itsm;
	struct arena *arena;
	const struct jira_request *request;
};

static void send_lent(void *context, struct itsm_reply *reply)
{
	const struct sending *sending = context;

	send_once(sending->itsm, sending->arena, sending->request, reply);
}

static void send_with_token(struct itsm *itsm, struct arena *arena,
                            const struct jira_request *request, struct itsm_reply *reply)
{
	struct sending sending = { .itsm = itsm, .arena = arena, .request = request };
	struct itsm_login_grant grant = grant_of(itsm, arena);

	itsm_login_send(&jira_state(itsm)->login, itsm->http, arena, &grant, send_lent, &sending,
	                reply);
}

bool jira_call(struct itsm *itsm, struct arena *arena, const struct jira_request *request,
               struct itsm_reply *reply)
{
	struct jira_state *state = jira_state(itsm);
	struct itsm_attempt attempt = itsm_patience_begin();

	do {
		itsm_reply_begin(0, reply);
		if (uses_oauth(itsm) && !has_own_token(request))
			send_with_token(itsm, arena, request, reply);
		else
			send_once(itsm, arena, request, reply);
	} while (is_read(request) && itsm_patience_again(itsm, &attempt, reply));
	if (reply->verdict != ITSM_REPLY_OK)
		jira_refusal_explain(itsm, arena, request, reply);
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
