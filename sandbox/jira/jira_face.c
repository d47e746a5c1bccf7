/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The second face: which site, which API, which faults. */

#include "jira_face.h"

#include "api.h"
#include "file.h"
#include "jira_auth.h"
#include "jira_seed.h"
#include "limit.h"
#include "sandbox/fault.h"
#include "sandbox/route.h"
#include "sandbox/sandbox.h"
#include "sandbox/text.h"

#include <stdlib.h>
#include <string.h>

static const char *const prefixes[] = {
	"/rest/", "/ex/jira/", "/jsm/", "/oauth/token", "/_edge/", "/jira/rest/", "/jira/secure/",
};

bool jira_face_owns(const char *path)
{
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strncmp(path, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

/* What follows the prefix, or NULL when the path does not begin with it. */
static const char *behind(const char *path, const char *prefix)
{
	size_t length = strlen(prefix);
	return strncmp(path, prefix, length) == 0 ? path + length : NULL;
}

static struct site open_site(struct session *session, const struct request *request,
                             struct reply *reply)
{
	bool dc = behind(request->path, "/jira/") != NULL;
	struct site site = site_of(session, dc ? SITE_DC : SITE_CLOUD);
	site.request = request;
	site.reply = reply;
	site.gateway = behind(request->path, "/ex/jira/") || behind(request->path, "/jsm/");
	return site;
}

static const char login_page[] = "<!DOCTYPE html><html><head><title>Log in</title></head>"
				 "<body><form id=\"login-form\"></form></body></html>";
static const char waiting_page[] =
	"<!DOCTYPE html><html><head><title>Jira is being updated</title></head>"
	"<body>We'll be back soon.</body></html>";
static const char busy_page[] =
	"<!doctype html><html lang=\"en\"><head><title>HTTP Status 429 – Too Many Requests</title>"
	"</head><body><h1>HTTP Status 429 – Too Many Requests</h1></body></html>";

static void send_page(struct reply *reply, int status, const char *page)
{
	reply->status = status;
	reply->body = page;
	reply->body_length = strlen(page);
	reply->content_type = "text/html;charset=UTF-8";
}

static void send_login(struct site *site)
{
	TEXT_SCOPE struct text target = { 0 };
	text_print(&target, "%s/login.jsp?os_destination=", site->base);
	text_add_url(&target, site->request->path);
	send_page(site->reply, 302, login_page);
	reply_header(site->reply, "Location", pool_copy(site->session->pool, text_value(&target)));
}

static void send_busy(struct site *site)
{
	send_page(site->reply, 429, busy_page);
	if (site->kind == SITE_DC) {
		reply_header(site->reply, "x-ratelimit-limit", "50");
		reply_header(site->reply, "x-ratelimit-remaining", "0");
		reply_header(site->reply, "x-ratelimit-fillrate", "5");
		reply_header(site->reply, "x-ratelimit-interval-seconds", "1");
	}
	reply_header(site->reply, "Retry-After", "1");
}

static void send_bare(struct site *site)
{
	send_page(site->reply, 429, busy_page);
	if (site->kind == SITE_CLOUD)
		reply_header(site->reply, "X-RateLimit-Reset",
		             site_time_z(site, (long long)site->session->now + 1));
}

static void send_failure(struct site *site, int status)
{
	site_refuse(site, status, status == 503 ? "Service unavailable" : "Internal server error");
	if (status == 503)
		reply_header(site->reply, "Retry-After", "1");
}

static bool fails_before(struct session *session, const struct request *request,
                         struct route_result *result)
{
	struct fault_set *faults = session->sandbox->faults;
	struct fault_call call = { request->method, request->path };
	struct site site = open_site(session, request, &result->reply);
	if (fault_strikes(faults, "reset", &call))
		result->effect = ROUTE_RESET;
	else if (fault_strikes(faults, "429", &call))
		limit_refuse(&site, "jira-burst-based", 1);
	else if (fault_strikes(faults, "429-bare", &call))
		send_bare(&site);
	else if (fault_strikes(faults, "html-429", &call))
		send_busy(&site);
	else if (fault_strikes(faults, "login-302", &call))
		send_login(&site);
	else if (fault_strikes(faults, "500", &call))
		send_failure(&site, 500);
	else if (fault_strikes(faults, "503", &call))
		send_failure(&site, 503);
	else if (fault_strikes(faults, "html-200", &call))
		send_page(&result->reply, 200, waiting_page);
	else
		return false;
	return true;
}

/* Where in a family of endpoints a call goes. */
struct area {
	enum site_area family;
	const char *path; /* behind the prefix, without a slash at its end */
};

static bool choose_cloud(struct site *site, struct area *area)
{
	const char *path = site->request->path;
	struct pool *pool = site->session->pool;
	const char *gateway = behind(path, pool_print(pool, "/ex/jira/%s", site_cloud_id));
	if (gateway)
		path = gateway;
	else if (behind(path, "/ex/jira/"))
		return false;
	const char *assets =
		behind(path, pool_print(pool, "/jsm/assets/workspace/%s/v1/", site_workspace_id));
	if (!assets)
		assets = behind(
			path, pool_print(pool, "/jsm/insight/workspace/%s/v1/", site_workspace_id));
	const char *platform = behind(path, "/rest/api/3/");
	const char *desk = behind(path, "/rest/servicedeskapi/");
	*area = (struct area){ assets     ? SITE_AREA_ASSETS
		               : platform ? SITE_AREA_PLATFORM
		                          : SITE_AREA_DESK,
		               assets     ? assets
		               : platform ? platform
		                          : desk };
	return area->path != NULL;
}

static bool choose_dc(struct site *site, struct area *area)
{
	static const struct {
		const char *prefix;
		enum site_area family;
	} known[] = { { "/jira/rest/api/2/", SITE_AREA_PLATFORM },
		      { "/jira/rest/api/latest/", SITE_AREA_PLATFORM },
		      { "/jira/rest/servicedeskapi/", SITE_AREA_DESK },
		      { "/jira/rest/assets/1.0/", SITE_AREA_ASSETS },
		      { "/jira/rest/assets/latest/", SITE_AREA_ASSETS },
		      { "/jira/rest/insight/1.0/", SITE_AREA_ASSETS } };
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const char *path = behind(site->request->path, known[i].prefix);
		if (path) {
			*area = (struct area){ known[i].family, path };
			return true;
		}
	}
	return false;
}

static const struct api_row *find_row(struct site *site, const struct area *area, bool *other)
{
	struct api_table (*const platform[])(void) = {
		people_api,     site_api,      createmeta_api, issue_api, comment_api, property_api,
		transition_api, changelog_api, link_api,       file_api,  search_api,
	};
	struct api_table (*const desk[])(void) = { desk_api, desk_request_api, approval_api,
		                                   file_desk_api };
	struct api_table (*const assets[])(void) = { assets_api, assets_object_api,
		                                     site->kind == SITE_DC ? assets_search_dc_api
		                                                           : assets_search_api,
		                                     assets_import_api };
	bool is_api = area->family == SITE_AREA_PLATFORM, is_desk = area->family == SITE_AREA_DESK;
	struct api_table (*const *tables)(void) = is_api ? platform : is_desk ? desk : assets;
	size_t count = is_api    ? sizeof(platform) / sizeof(platform[0])
	               : is_desk ? sizeof(desk) / sizeof(desk[0])
	                         : sizeof(assets) / sizeof(assets[0]) - (site->kind == SITE_DC);
	for (size_t i = 0; i < count; i++) {
		const struct api_table table = tables[i]();
		const struct api_row *row = api_find(&table, site, area->path, other);
		if (row)
			return row;
	}
	return NULL;
}

/* What nobody answers: Assets of the Data Center says so in XML. */
static void refuse_unknown(struct site *site, const struct area *area, bool other)
{
	if (other) {
		site_refuse(site, 405, "Method not allowed");
	} else if (site->kind == SITE_DC && area->family == SITE_AREA_ASSETS) {
		static const char text[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><status>"
					   "<status-code>404</status-code><message>null for uri"
					   "</message></status>";
		send_page(site->reply, 404, text);
		site->reply->content_type = "application/xml;charset=UTF-8";
	} else {
		site_refuse(site, 404, "null for uri: %s", site->request->path);
	}
}

static void dispatch(struct site *site, const struct area *area)
{
	bool other = false;
	const struct api_row *row = find_row(site, area, &other);
	bool known = jira_auth_check(site);
	if (!row && !known && site->kind == SITE_DC)
		send_login(site);
	else if (!row)
		refuse_unknown(site, area, other);
	else if (!known && (!row->anonymous || site->gateway || area->family == SITE_AREA_ASSETS))
		jira_auth_refuse(site);
	else if (site->kind == SITE_DC && !known && strcmp(area->path, "serverInfo") != 0)
		jira_auth_refuse(site);
	else if (known && site->gateway && !jira_auth_has_scope(site, area->family))
		return;
	else if (limit_call(site, area->family, row->pattern))
		row->handle(site);
}

static void answer(struct site *site)
{
	const char *path = site->request->path;
	struct area area = { SITE_AREA_NONE, "" };
	if (strcmp(path, "/oauth/token") == 0 ||
	    strcmp(path, "/jira/rest/oauth2/latest/token") == 0)
		jira_auth_token(site);
	else if (strcmp(path, "/_edge/tenant_info") == 0)
		site_answer(site, 200, json_pack("{s:s}", "cloudId", site_cloud_id));
	else if (behind(path, "/jira/secure/attachment/") && jira_auth_check(site)) {
		if (!file_send(site, site_number(path + strlen("/jira/secure/attachment/"))))
			site_refuse(site, 404, "The attachment does not exist");
	} else if (site->kind == SITE_DC ? choose_dc(site, &area) : choose_cloud(site, &area))
		dispatch(site, &area);
	else if (site->kind == SITE_DC && !jira_auth_check(site))
		send_login(site);
	else
		refuse_unknown(site, &area, false);
}

static void carry_out(struct session *session, const struct request *request, struct reply *reply)
{
	struct site site = open_site(session, request, reply);
	struct session system = *session;
	struct site seeded = site_of(&system, site.kind);
	session_become_system(&system);
	jira_seed_ensure(&seeded);
	database_begin(session->database);
	answer(&site);
	if (reply->status >= 400 && !site.keeps)
		database_rollback(session->database);
	else if (!database_commit(session->database))
		site_refuse(&site, 500, "Internal server error");
}

static bool is_write(const struct request *request)
{
	static const char *const reads[] = { "/bulkfetch",  "/search/jql",
		                             "/search",     "/approximate-count",
		                             "/object/aql", "/totalcount",
		                             "/token",      "/match" };
	if (request_method_is(request, "GET") || request_method_is(request, "HEAD"))
		return false;
	size_t length = strlen(request->path);
	for (size_t i = 0; i < sizeof(reads) / sizeof(reads[0]); i++) {
		size_t tail = strlen(reads[i]);
		if (length >= tail && strcmp(request->path + length - tail, reads[i]) == 0)
			return false;
	}
	return true;
}

static void finish(struct session *session, const struct request *request, bool done,
                   struct reply *reply)
{
	bool dc = behind(request->path, "/jira/") != NULL;
	(void)done;
	reply_header(reply, "Server", dc ? "Apache" : "AtlassianEdge");
	if (session->user.user_name && dc)
		reply_header(reply, "X-AUSERNAME", session->user.user_name);
	else if (session->user.user_name)
		reply_header(reply, "X-AACCOUNTID",
		             session_id_of(session->pool, "sys_user", session->user.user_name));
	reply_header(reply, "X-AREQUESTID", session_new_id(session->pool));
}

const struct face jira_face = {
	.fails_before = fails_before,
	.carry_out = carry_out,
	.is_write = is_write,
	.finish = finish,
};
