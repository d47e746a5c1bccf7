/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The instance's own face: its APIs, the bodies of its errors, the headers of its answers. */

#include "servicenow.h"

#include "attachment_api.h"
#include "auth.h"
#include "batch_api.h"
#include "change_api.h"
#include "fault.h"
#include "instance_api.h"
#include "ire.h"
#include "meta_api.h"
#include "route.h"
#include "sandbox.h"
#include "table_api.h"

#include <string.h>

static void unknown(struct session *session, const struct request *request, struct reply *reply)
{
	reply_error(reply, session->pool, 400, "Requested URI does not represent any resource",
	            request->path);
}

/* /api/now[/v1]/… : the part after the version. */
static void handle_now(struct session *session, const struct request *request,
                       const char *const *parts, size_t count, struct reply *reply)
{
	const char *version = NULL;
	if (count && (strcmp(parts[0], "v1") == 0 || strcmp(parts[0], "v2") == 0)) {
		version = parts[0];
		parts++;
		count--;
	}
	const char *api = count ? parts[0] : "";
	const char *second = count > 1 ? parts[1] : "";
	if (strcmp(api, "table") == 0)
		table_api_handle(session, request, parts + 1, count - 1, version, reply);
	else if (strcmp(api, "identifyreconcile") == 0)
		ire_handle(session, request, parts + 1, count - 1, reply);
	else if (strcmp(api, "cmdb") == 0 && strcmp(second, "meta") == 0 && count == 3)
		meta_api_handle(session, request, parts[2], reply);
	else if (strcmp(api, "cmdb") == 0 && strcmp(second, "instance") == 0)
		instance_api_handle(session, request, parts + 2, count - 2, reply);
	else if (strcmp(api, "attachment") == 0)
		attachment_api_handle(session, request, parts + 1, count - 1, reply);
	else if (strcmp(api, "batch") == 0 && count == 1 && !request->inner)
		batch_api_handle(session, request, reply);
	else
		unknown(session, request, reply);
}

static void handle_change(struct session *session, const struct request *request,
                          struct reply *reply)
{
	const char *const *parts = request->segments + 2;
	size_t count = request->segment_count - 2;
	if (count && *parts[0] == 'v') {
		parts++;
		count--;
	}
	if (count && strcmp(parts[0], "change") == 0)
		change_api_handle(session, request, parts + 1, count - 1, reply);
	else
		unknown(session, request, reply);
}

static void handle_api(struct session *session, const struct request *request, struct reply *reply)
{
	const char *const *parts = request->segments;
	const char *accept = request_header(request, "Accept");
	bool file = strstr(request->path, "/file") != NULL;
	if (accept && *accept && !file && !strstr(accept, "json") && !strstr(accept, "*/*"))
		reply_error(reply, session->pool, 406, "Not acceptable",
		            "The endpoint answers application/json only");
	else if (request->segment_count >= 3 && strcmp(parts[1], "now") == 0)
		handle_now(session, request, parts + 2, request->segment_count - 2, reply);
	else if (request->segment_count >= 3 && strcmp(parts[1], "sn_chg_rest") == 0)
		handle_change(session, request, reply);
	else
		unknown(session, request, reply);
}

static void add_rate_headers(const struct session *session, struct reply *reply)
{
	reply_header(reply, "X-RateLimit-Limit", "100000");
	reply_header(
		reply, "X-RateLimit-Reset",
		pool_print(session->pool, "%lld", ((long long)session->now / 3600 + 1) * 3600));
	reply_header(reply, "X-RateLimit-Rule",
	             session_id_of(session->pool, "sys_rate_limit_rules", "all"));
}

/* A real instance opens a session with every login; clients do well not to keep its cookie. */
static void add_cookie(const struct session *session, const struct request *request,
                       struct reply *reply)
{
	if (!request_header(request, "Cookie"))
		reply_header(reply, "Set-Cookie",
		             pool_print(session->pool, "JSESSIONID=%s; Path=/; HttpOnly",
		                        session_new_id(session->pool)));
}

static void throttle(const struct session *session, struct reply *reply, bool bare)
{
	reply_error(reply, session->pool, 429,
	            bare ? "Too many requests: queue is full" : "Rate limit exceeded",
	            "Rate limit of 100000 requests per hour exceeded");
	if (bare)
		return;
	reply_header(reply, "Retry-After", "1");
	add_rate_headers(session, reply);
}

static const char hibernating[] =
	"<!DOCTYPE html><html><head><title>Instance Hibernating page</title></head>"
	"<body>Your instance is hibernating.</body></html>";

/* Faults that come before anything is done. True when one has answered. */
static bool fails_before(struct session *session, const struct request *request,
                         struct route_result *result)
{
	struct fault_set *faults = session->sandbox->faults;
	struct fault_call call = { request->method, request->path };
	struct reply *reply = &result->reply;
	if (fault_strikes(faults, "reset", &call)) {
		result->effect = ROUTE_RESET;
	} else if (fault_strikes(faults, "429", &call)) {
		throttle(session, reply, false);
	} else if (fault_strikes(faults, "429-bare", &call)) {
		throttle(session, reply, true);
	} else if (fault_strikes(faults, "202", &call)) {
		reply->status = 202;
		reply->body = "";
	} else if (fault_strikes(faults, "500", &call)) {
		reply_error(reply, session->pool, 500, "Internal server error",
		            "Transaction cancelled: maximum execution time exceeded");
	} else if (fault_strikes(faults, "503", &call)) {
		reply_error(reply, session->pool, 503, "Service unavailable", NULL);
	} else if (fault_strikes(faults, "html-200", &call)) {
		reply->status = 200;
		reply->body = hibernating;
		reply->body_length = sizeof(hibernating) - 1;
		reply->content_type = "text/html; charset=UTF-8";
	} else {
		return false;
	}
	return true;
}

static bool token_lost(struct session *session, const struct request *request, struct reply *reply)
{
	struct fault_call call = { request->method, request->path };
	if (!auth_uses_token(request) ||
	    !(fault_strikes(session->sandbox->faults, "token-expired", &call) ||
	      fault_strikes(session->sandbox->faults, "token-life", &call)))
		return false;
	auth_expire(session, request);
	auth_refuse(session, reply);
	return true;
}

/* Every request is one transaction; what is refused leaves nothing behind. */
static void in_transaction(struct session *session, const struct request *request,
                           struct reply *reply)
{
	database_begin(session->database);
	if (strcmp(request->path, "/oauth_token.do") == 0)
		auth_token(session, request, reply);
	else if (auth_check(session, request, reply))
		handle_api(session, request, reply);
	if (reply->status >= 400)
		database_rollback(session->database);
	else if (!database_commit(session->database))
		reply_error(reply, session->pool, 500, "Internal server error",
		            "The database refused the transaction");
}

static bool is_batch(const struct request *request)
{
	return request->segment_count >= 3 &&
	       strcmp(request->segments[request->segment_count - 1], "batch") == 0;
}

static void carry_out(struct session *session, const struct request *request, struct reply *reply)
{
	if (token_lost(session, request, reply))
		return;
	if (!is_batch(request)) {
		in_transaction(session, request, reply);
		return;
	}
	/* Its items are transactions of their own. */
	if (auth_check(session, request, reply))
		handle_api(session, request, reply);
}

static bool is_write(const struct request *request)
{
	bool dry = strstr(request->path, "/identifyreconcile/query") != NULL;
	bool reads = request_method_is(request, "GET") || request_method_is(request, "HEAD");
	return !reads && !dry && strcmp(request->path, "/oauth_token.do") != 0 &&
	       !is_batch(request);
}

static void finish(struct session *session, const struct request *request, bool done,
                   struct reply *reply)
{
	if (done) {
		add_rate_headers(session, reply);
		add_cookie(session, request, reply);
	}
	reply_header(reply, "Server", "ServiceNow");
	reply_header(reply, "X-Is-Logged-In", reply->status == 401 ? "false" : "true");
}

const struct face servicenow_face = {
	.fails_before = fails_before,
	.carry_out = carry_out,
	.is_write = is_write,
	.finish = finish,
};
