/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reaches Assets: on Cloud by its workspace at the gateway, on Data Center beside the platform. */
#include "jira_assets_call.h"
#include "base/clock.h"
#include "base/text.h"
#include "jira.h"
#include "jira_assets_space.h"
#include "jira_request.h"
#include <inttypes.h>

/* What Assets takes in a minute. Some may go out at once, the others come after by time, a hundredth less
 * than there is room for, so that no minute of Assets' clock ever holds more. The pause is the longest
 * in which what comes meanwhile is not lost. */
static const struct {
	double minute, at_once;
	int pause; /* seconds */
} limits[JIRA_ASSETS_METERS] = {
	[JIRA_ASSETS_SEARCH] = { 500, 50, 1 },
	[JIRA_ASSETS_CREATE] = { 2000, 100, 2 },
	[JIRA_ASSETS_OTHER] = { 1000, 100, 1 },
	[JIRA_ASSETS_IMPORT] = { 500, 100, 1 },
};

static const char *cloud_root(struct itsm *itsm, struct arena *arena)
{
	const struct jira_settings *settings = jira_settings(itsm);

	return text_is_empty(settings->cloud_id)
	               ? settings->gateway
	               : arena_print(arena, "%s/ex/jira/%s", settings->gateway, settings->cloud_id);
}

static bool ask_workspace(struct itsm *itsm, struct arena *arena, const char **id,
                          struct error *error)
{
	struct jira_request request = { .method = "GET",
		                        .path = "/rest/servicedeskapi/assets/workspace" };
	struct itsm_reply reply;

	if (!jira_call(itsm, arena, &request, &reply))
		return itsm_reply_error(&reply, "workspace of Assets", error);
	const struct json *list = json_get(reply.root, "values");
	*id = list != NULL ? json_member_text(list->first, "workspaceId", "") : "";
	if (**id == '\0')
		return error_set(error, ERROR_PEER,
		                 "'%s' has no workspace of Assets: it comes with the plans Premium "
		                 "and Enterprise of Jira Service Management; set assets: none",
		                 itsm->name);
	return jira_request_is_place(*id) ||
	       error_set(error, ERROR_PEER,
	                 "workspace of Assets: '%s' names one by an id that is none; check url",
	                 itsm->name);
}

/* Assets came with Jira Service Management 4.15; before, it was the app Insight at an address of its own, which
 * some of its successors still have alone. */
static bool reach_datacenter(struct itsm *itsm, struct arena *arena, struct error *error)
{
	static const char *const roots[] = { "/rest/assets/1.0", "/rest/insight/1.0" };
	struct jira_assets *assets = jira_assets_of(itsm);
	size_t found = 0;

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
		struct jira_request request = { .method = "GET",
			                        .path = arena_print(arena, "%s/objectschema/list",
			                                            roots[i]) };
		struct itsm_reply reply;
		if (jira_call(itsm, arena, &request, &reply) ||
		    reply.verdict == ITSM_REPLY_REFUSED) {
			found = i;
			break;
		}
		if (reply.verdict != ITSM_REPLY_GONE)
			return itsm_reply_error(&reply, "Assets", error);
	}
	/* Where neither is there, the address of today is the one to be told of. */
	assets->base = arena_print(&jira_state(itsm)->memory, "%s%s", itsm->url, roots[found]);
	return true;
}

bool jira_assets_reach(struct itsm *itsm, struct arena *arena, struct error *error)
{
	struct jira_assets *assets = jira_assets_of(itsm);
	struct arena *memory = &jira_state(itsm)->memory;
	const char *id = jira_settings(itsm)->assets_workspace;

	if (assets->base != NULL)
		return true;
	if (!jira_dialect(itsm)->adf)
		return reach_datacenter(itsm, arena, error);
	if (text_is_empty(id) && !ask_workspace(itsm, arena, &id, error))
		return false;
	assets->workspace = arena_copy(memory, id);
	assets->base =
		arena_print(memory, "%s/jsm/assets/workspace/%s/v1", cloud_root(itsm, arena), id);
	return true;
}

/* Seconds to wait before this call may be sent; 0 = it may, and is counted. */
static int take(struct jira_assets_bucket *bucket, enum jira_assets_meter meter)
{
	int64_t now = clock_monotonic_ms();
	double most = limits[meter].at_once;
	double speed = (limits[meter].minute * 0.99 - most) / 60000; /* a millisecond */

	bucket->tokens = bucket->filled == 0
	                         ? most
	                         : bucket->tokens + (double)(now - bucket->filled) * speed;
	bucket->filled = now;
	if (bucket->tokens > most)
		bucket->tokens = most;
	if (bucket->tokens < 1)
		return limits[meter].pause;
	bucket->tokens -= 1;
	return 0;
}

bool jira_assets_call(struct itsm *itsm, struct arena *arena, enum jira_assets_meter meter,
                      const struct jira_request *request, struct itsm_reply *reply)
{
	struct jira_assets *assets = jira_assets_of(itsm);
	struct jira_request whole = *request;
	int delay = jira_dialect(itsm)->adf ? take(&assets->meters[meter], meter) : 0;

	if (delay > 0) {
		struct jira_state *state = jira_state(itsm);
		itsm_reply_begin(0, reply);
		reply->verdict = ITSM_REPLY_POSTPONED;
		reply->delay = delay;
		reply->reason = "Assets takes no more calls this minute";
		state->throttled = true;
		state->throttle = delay;
		return false;
	}
	whole.path = arena_print(arena, "%s%s", assets->base, request->path);
	return jira_call(itsm, arena, &whole, reply);
}

bool jira_assets_get(struct itsm *itsm, struct arena *arena, const char *path,
                     struct itsm_reply *reply)
{
	struct jira_request request = { .method = "GET", .path = path };

	return jira_assets_call(itsm, arena, JIRA_ASSETS_OTHER, &request, reply);
}

/* Some report that one search hands over no more than this, however many pages are asked for. What is cut there
 * must not be taken for all that there is; a site that does not count is believed. */
static bool is_whole(struct itsm *itsm, struct arena *arena, const struct json *query, int64_t read,
                     struct itsm_reply *reply)
{
	enum { CEILING = 1000 };
	struct jira_request request = {
		.method = "POST", .path = "/object/aql/totalcount", .body = query, .read = true
	};
	struct itsm_reply counted;

	if (read == 0 || read % CEILING != 0)
		return true;
	if (!jira_assets_call(itsm, arena, JIRA_ASSETS_SEARCH, &request, &counted) &&
	    counted.verdict != ITSM_REPLY_REFUSED && counted.verdict != ITSM_REPLY_GONE) {
		*reply = counted;
		return false;
	}
	int64_t total = json_integer(json_get(counted.root, "totalCount"), 0);
	if (total <= read)
		return true;
	reply->verdict = ITSM_REPLY_REFUSED;
	reply->reason = arena_print(arena,
	                            "Assets hands over %" PRId64 " of %" PRId64
	                            " objects and no more; name fewer or narrower types in "
	                            "assets_host_types, assets_application_types and "
	                            "assets_service_types",
	                            read, total);
	return false;
}

static bool search_cloud(struct itsm *itsm, struct arena *arena, const char *aql, int64_t start,
                         struct jira_assets_page *page, struct itsm_reply *reply)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	struct jira_request request = {
		.method = "POST",
		.path = arena_print(arena,
		                    "/object/aql?startAt=%" PRId64
		                    "&maxResults=%d&includeAttributes=true",
		                    start, JIRA_ASSETS_PAGE),
		.body = body,
		.read = true,
	};

	json_set_string(arena, body, "qlQuery", aql);
	if (!jira_assets_call(itsm, arena, JIRA_ASSETS_SEARCH, &request, reply))
		return false;
	page->objects = json_get(reply->root, "values");
	page->last = json_is_true(json_get(reply->root, "isLast")) ||
	             json_is_true(json_get(reply->root, "last"));
	return !page->last ||
	       is_whole(itsm, arena, body, start + (int64_t)json_count(page->objects), reply);
}

static bool search_datacenter(struct itsm *itsm, struct arena *arena, const char *aql,
                              int64_t start, struct jira_assets_page *page,
                              struct itsm_reply *reply)
{
	struct jira_assets *assets = jira_assets_of(itsm);
	int64_t size = start > 0 && assets->page > 0 ? assets->page : JIRA_ASSETS_PAGE;
	/* Objects that are hidden from us leave gaps: a page that was begun has been read. */
	int64_t number = (start + size - 1) / size;
	struct jira_request request = {
		.method = "GET",
		.path = arena_print(arena,
		                    "/aql/objects?qlQuery=%s&page=%" PRId64
		                    "&resultPerPage=%" PRId64 "&includeAttributes=true",
		                    http_escape(arena, aql), number + 1, size),
	};

	if (!jira_assets_call(itsm, arena, JIRA_ASSETS_SEARCH, &request, reply))
		return false;
	page->objects = json_get(reply->root, "objectEntries");
	int64_t count = (int64_t)json_count(page->objects);
	int64_t total = json_integer(json_get(reply->root, "totalFilterCount"), -1);
	page->last = total < 0 ? count < size : number * size + count >= total;
	/* A site may have a lower ceiling, and counts its pages by that. */
	bool short_page = count < size && count > 0 && !page->last;
	bool resumed = start > 0 && assets->page == 0;
	if (start == 0 || resumed)
		assets->page = short_page ? count : size;
	if (!resumed || !short_page)
		return true;
	reply->verdict = ITSM_REPLY_LOST;
	reply->reason = "the site hands over fewer objects at once than it was asked for; it is "
			"read by its own count from now on";
	return false;
}

bool jira_assets_search(struct itsm *itsm, struct arena *arena, const char *aql, int64_t start,
                        struct jira_assets_page *page, struct itsm_reply *reply)
{
	bool answered = jira_dialect(itsm)->adf
	                        ? search_cloud(itsm, arena, aql, start, page, reply)
	                        : search_datacenter(itsm, arena, aql, start, page, reply);

	if (!answered)
		return false;
	if (page->objects == NULL || page->objects->type != JSON_ARRAY) {
		reply->verdict = ITSM_REPLY_LOST;
		reply->reason = "the answer of a search holds no list of objects";
		return false;
	}
	if (json_count(page->objects) == 0)
		page->last = true;
	return true;
}
