/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Asks a token endpoint, in an arena that is wiped: secrets and tokens pass through it. */
#include "contract/itsm_login.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include <string.h>

enum {
	MARGIN = 60, /* seconds before its end at which a token is renewed */
	REFUSED_MOST = 5,
};

static void form_add(struct arena *arena, struct text *form, const char *name, const char *value)
{
	text_print(form, "%s%s=%s", form->length > 0 ? "&" : "", name, http_escape(arena, value));
}

/* In the body only: a far side may refuse secrets in an address, and logs write addresses down. */
static void compose(const struct itsm_login_grant *grant, struct arena *arena, struct text *form)
{
	bool user = !text_is_empty(grant->user);

	form_add(arena, form, "grant_type", user ? "password" : "client_credentials");
	form_add(arena, form, "client_id", grant->client_id);
	form_add(arena, form, "client_secret", secret_reveal(grant->client_secret));
	if (user) {
		form_add(arena, form, "username", grant->user);
		form_add(arena, form, "password", secret_reveal(grant->password));
	}
	if (!text_is_empty(grant->scope))
		form_add(arena, form, "scope", grant->scope);
}

static void keep(struct itsm_login *login, struct itsm_reply *reply)
{
	const char *token = json_member_text(reply->root, "access_token", "");
	int64_t life = json_integer(json_get(reply->root, "expires_in"), 0);

	if (*token == '\0') {
		reply->verdict = ITSM_REPLY_LOGIN;
		reply->reason = "its answer holds no access_token; check the address of the login "
				"and client_id";
		return;
	}
	secret_set(&login->token, token, strlen(token));
	if (life <= MARGIN)
		life = 2 * MARGIN;
	else if (life > CLOCK_DAY)
		life = CLOCK_DAY;
	login->until = clock_monotonic_ms() + (life - MARGIN) * 1000;
}

static void ask(struct itsm_login *login, struct http *http, struct arena *arena,
                const struct itsm_login_grant *grant, struct itsm_reply *reply)
{
	TEXT(form);
	struct http_request request = {
		.method = "POST",
		.url = grant->url,
		.content_type = "application/x-www-form-urlencoded",
		.timeout_seconds = grant->timeout_seconds,
	};
	struct http_response response = { 0 };
	struct error error = ERROR_INIT;
	enum http_outcome outcome;

	compose(grant, arena, &form);
	request.body = form.data;
	request.body_length = form.length;
	outcome = http->exchange(http, &request, &response, arena, &error);
	memory_wipe(form.data, form.length);
	if (outcome != HTTP_ANSWERED) {
		itsm_reply_unanswered(arena, outcome, &error, reply);
		return;
	}
	grant->judge(arena, &response, reply);
	if (reply->verdict == ITSM_REPLY_OK)
		keep(login, reply);
}

/* What the endpoint's answer means for the request that it kept from being sent. */
static void judge_failure(struct itsm_reply *reply)
{
	switch (reply->verdict) {
	case ITSM_REPLY_REFUSED:
	case ITSM_REPLY_GONE:
		reply->verdict = ITSM_REPLY_LOGIN;
		break;
	case ITSM_REPLY_LOST:
	case ITSM_REPLY_CONFLICT:
	case ITSM_REPLY_STALE:
		reply->verdict = ITSM_REPLY_NOT_SENT;
		break;
	default:
		break;
	}
}

static bool ensure(struct itsm_login *login, struct http *http, struct arena *arena,
                   const struct itsm_login_grant *grant, struct itsm_reply *reply)
{
	ARENA_WIPED(secrets);

	if (!secret_is_empty(&login->token) && clock_monotonic_ms() < login->until)
		return true;
	secret_release(&login->token);
	ask(login, http, &secrets, grant, reply);
	reply->root = reply->result = NULL;
	reply->etag = "";
	if (reply->verdict == ITSM_REPLY_OK)
		return true;
	judge_failure(reply);
	char *reason = arena_print(arena, "login: %s", reply->reason);
	/* It was asked with these in the form, and its words are shown. */
	secret_mask(grant->client_secret, reason);
	secret_mask(grant->password, reason);
	reply->reason = reason;
	return false;
}

static void judge_fresh(struct itsm_login *login, struct itsm_reply *reply)
{
	if (reply->status != 401) {
		login->refused = 0;
		return;
	}
	secret_release(&login->token);
	if (++login->refused < REFUSED_MOST)
		reply->verdict = ITSM_REPLY_POSTPONED;
}

void itsm_login_send(struct itsm_login *login, struct http *http, struct arena *arena,
                     const struct itsm_login_grant *grant, itsm_login_send_fn send, void *context,
                     struct itsm_reply *reply)
{
	if (!ensure(login, http, arena, grant, reply))
		return;
	send(context, reply);
	if (reply->status != 401)
		return;
	secret_release(&login->token);
	if (!ensure(login, http, arena, grant, reply))
		return;
	send(context, reply);
	judge_fresh(login, reply);
}

void itsm_login_release(struct itsm_login *login)
{
	secret_release(&login->token);
}
