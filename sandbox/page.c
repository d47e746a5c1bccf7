/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The pages for people: which page is meant, and what their buttons send. */

#include "page.h"

#include "act.h"
#include "attachment_api.h"
#include "jira/jira_page.h"
#include "origin.h"
#include "page_view.h"
#include "record.h"
#include "sandbox.h"

#include <stdlib.h>
#include <string.h>

static void guard(struct reply *reply)
{
	reply_header(reply, "Content-Security-Policy",
	             "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
	             "frame-ancestors 'none'");
	reply_header(reply, "X-Content-Type-Options", "nosniff");
	reply_header(reply, "Referrer-Policy", "same-origin");
	reply_header(reply, "Cache-Control", "no-store");
}

static void send_html(struct page *page, int status, struct reply *reply)
{
	reply->status = status;
	reply->body =
		pool_copy_length(page->session->pool, text_value(&page->html), page->html.length);
	reply->body_length = page->html.length;
	reply->content_type = "text/html; charset=utf-8";
	guard(reply);
}

static void say(struct page *page, int status, const char *title, const char *detail,
                struct reply *reply)
{
	page_part_begin(page, title, "");
	page_part_element(page, "p", "said", detail);
	page_part_raw(page, "<p><a href=\"/\">Overview</a></p>");
	page_part_end(page);
	send_html(page, status, reply);
}

static void go_to(struct session *session, const char *path, struct reply *reply)
{
	/* Only paths of ours: "//host" would leave. */
	bool own = path && *path == '/' && path[1] != '/' && !strpbrk(path, "\\\r\n");
	reply->status = 303;
	reply->body = "";
	reply_header(reply, "Location", own ? pool_copy(session->pool, path) : "/");
}

/* The buttons "Implement" and "Review" stand for a state. */
static void name_state(json_t *wish)
{
	const char *action = record_get(wish, "action");
	const char *state = strcmp(action, "implement") == 0 ? "-1"
	                    : strcmp(action, "review") == 0  ? "0"
	                                                     : NULL;
	if (!state)
		return;
	record_set(wish, "state", state);
	record_set(wish, "action", "state");
}

static void act(struct page *page, struct reply *reply)
{
	static const char *const names[] = { "action", "user", "table", "sys_id", "text", "state" };
	struct session *session = page->session;
	struct failure failure;
	JSON_SCOPE json_t *wish = json_object();
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = request_form(page->request, names[i]);
		if (value)
			record_set(wish, names[i], value);
	}
	name_state(wish);
	json_t *done = act_perform(session, wish, &failure);
	if (done)
		go_to(session, request_form(page->request, "back"), reply);
	else
		say(page, failure.status, failure.message, failure.detail ? failure.detail : "",
		    reply);
	json_decref(done);
}

static void act_on_site(struct page *page, struct reply *reply)
{
	json_t *problem = json_pack("{s:[], s:{}}", "errorMessages", "errors");
	if (jira_page_act(page, problem)) {
		go_to(page->session, request_form(page->request, "back"), reply);
	} else {
		char *text = json_dumps(problem, JSON_COMPACT);
		say(page, 400, "Refused", pool_copy(page->session->pool, text ? text : ""), reply);
		free(text);
	}
	json_decref(problem);
}

static void set_switch(struct page *page, struct reply *reply)
{
	const char *name = request_form(page->request, "name");
	const char *rate = request_form(page->request, "rate");
	char *end = NULL;
	double value = rate ? strtod(rate, &end) : -1;
	if (name && end != rate && *end == '\0' &&
	    fault_set_rate(page->session->sandbox->faults, name, value))
		go_to(page->session, "/switches", reply);
	else
		say(page, 400, "No such switch", "A rate lies between 0 and 1.", reply);
}

static void post(struct page *page, struct reply *reply)
{
	if (!origin_is_own(page->request))
		say(page, 403, "Refused", "The request came from another site.", reply);
	else if (strcmp(page->request->path, "/act") == 0)
		act(page, reply);
	else if (strcmp(page->request->path, "/sites/act") == 0)
		act_on_site(page, reply);
	else if (strcmp(page->request->path, "/switch") == 0)
		set_switch(page, reply);
	else
		say(page, 404, "Nothing here", page->request->path, reply);
}

static bool show(struct page *page)
{
	static const struct {
		const char *path;
		bool (*view)(struct page *page);
	} views[] = {
		{ "/", page_view_overview },           { "/cis", page_view_cis },
		{ "/tickets", page_view_tickets },     { "/certificates", page_view_certificates },
		{ "/relations", page_view_relations }, { "/switches", page_view_switches },
		{ "/requests", page_view_requests },
	};
	const struct request *request = page->request;
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		if (strcmp(request->path, views[i].path) == 0)
			return views[i].view(page);
	if (request->segment_count && strcmp(request->segments[0], "sites") == 0)
		return jira_page_view(page);
	if (request->segment_count != 2)
		return false;
	if (strcmp(request->segments[0], "ci") == 0)
		return page_view_ci(page, request->segments[1]);
	return strcmp(request->segments[0], "ticket") == 0 &&
	       page_view_ticket(page, request->segments[1]);
}

static void send_style(struct reply *reply)
{
	reply->status = 200;
	reply->body = page_view_style();
	reply->body_length = strlen(reply->body);
	reply->content_type = "text/css; charset=utf-8";
	guard(reply);
}

void page_handle(struct session *session, const struct request *request, struct reply *reply)
{
	struct page page = { .session = session, .request = request };
	bool file = request->segment_count == 2 && strcmp(request->segments[0], "file") == 0;
	session_become_system(session);
	if (!origin_is_own(request) && !request_method_is(request, "POST"))
		say(&page, 403, "Refused", "The request came under another name.", reply);
	else if (request_method_is(request, "POST"))
		post(&page, reply);
	else if (!request_method_is(request, "GET"))
		say(&page, 405, "Method not supported", request->method, reply);
	else if (strcmp(request->path, "/style.css") == 0)
		send_style(reply);
	else if (file)
		attachment_api_download(session, request->segments[1], reply);
	else if (show(&page))
		send_html(&page, 200, reply);
	else
		say(&page, 404, "Nothing here", request->path, reply);
	text_release(&page.html);
}
