/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The documented limits of a Jira site. */

#include "limit.h"

#include "sandbox/fault.h"
#include "sandbox/sandbox.h"

#include <stdint.h>
#include <string.h>

enum {
	WATCHED = 1024,
	SHORT_MS = 2000,
	SHORT_WRITES = 20,
	LONG_MS = 30000,
	LONG_WRITES = 100,
	MINUTE_MS = 60000,
	AQL_MINUTE = 500,
	CREATE_MINUTE = 2000,
	ASSETS_MINUTE = 1000,
	GET_SECOND = 100,
	WRITE_SECOND = 50
};

/* A window that begins with its first call: simple, and never stricter than the real one. */
struct window {
	uint64_t key;
	long long begin;
	int count;
};

/* Of this process, under the sandbox's lock like everything a request touches. */
static struct window windows[WATCHED];

static uint64_t hash_of(const char *first, const char *second, uint64_t salt)
{
	uint64_t hash = 1469598103934665603U ^ salt;
	for (const char *at = first; *at; at++)
		hash = (hash ^ (unsigned char)*at) * 1099511628211U;
	for (const char *at = second; *at; at++)
		hash = (hash ^ (unsigned char)*at) * 1099511628211U;
	return hash | 1;
}

/* Seconds until there is room again; 0 when there is room now. Two keys in one place share it. */
static int count(const struct site *site, uint64_t key, long long length, int most)
{
	struct window *window = &windows[key % WATCHED];
	long long now = site_milliseconds(site);
	if (window->key != key || now - window->begin >= length || now < window->begin)
		*window = (struct window){ .key = key, .begin = now };
	if (window->count < most) {
		window->count++;
		return 0;
	}
	return (int)((window->begin + length - now + 999) / 1000);
}

void limit_refuse(struct site *site, const char *reason, int seconds)
{
	struct pool *pool = site->session->pool;
	site_refuse(site, 429, "Rate limit exceeded.");
	reply_header(site->reply, "Retry-After", pool_print(pool, "%d", seconds));
	if (site->kind == SITE_DC) {
		reply_header(site->reply, "X-RateLimit-Limit", "200");
		reply_header(site->reply, "X-RateLimit-Remaining", "0");
		return;
	}
	reply_header(site->reply, "X-RateLimit-Limit", "100");
	reply_header(site->reply, "X-RateLimit-Remaining", "0");
	reply_header(site->reply, "X-RateLimit-Reset",
	             site_time_z(site, (long long)site->session->now + seconds));
	reply_header(site->reply, "RateLimit-Reason", reason);
}

bool limit_issue_write(struct site *site, long long issue)
{
	struct fault_call call = { site->request->method, site->request->path };
	const char *id = site_print_number(site, issue);
	if (site->kind == SITE_DC)
		return true;
	int wait = count(site, hash_of(site->name, id, 1), SHORT_MS, SHORT_WRITES);
	if (!wait)
		wait = count(site, hash_of(site->name, id, 2), LONG_MS, LONG_WRITES);
	if (!wait && fault_strikes(site->session->sandbox->faults, "per-issue-limit", &call))
		wait = 2;
	if (!wait)
		return true;
	limit_refuse(site, "jira-per-issue-on-write", wait);
	return false;
}

/* Calls of this kind in its window, by the documents. */
static int documented(const char *method, bool assets, const char *pattern)
{
	if (assets)
		return strstr(pattern, "aql")                  ? AQL_MINUTE
		       : strcmp(pattern, "object/create") == 0 ? CREATE_MINUTE
		                                               : ASSETS_MINUTE;
	return strcmp(method, "PUT") == 0 || strcmp(method, "DELETE") == 0 ? WRITE_SECOND
	                                                                   : GET_SECOND;
}

bool limit_call(struct site *site, enum site_area area, const char *pattern)
{
	struct fault_set *faults = site->session->sandbox->faults;
	double share = fault_rate(faults, "rate-limits");
	if (share <= 0 || site->kind == SITE_DC)
		return true;
	const char *method = site->request->method;
	bool assets = area == SITE_AREA_ASSETS;
	int most = (int)(documented(method, assets, pattern) * share);
	int wait = count(site, hash_of(method, pattern, 3), assets ? MINUTE_MS : 1000,
	                 most > 0 ? most : 1);
	if (!wait)
		return true;
	fault_count(faults, "rate-limits");
	limit_refuse(site, "jira-burst-based", wait);
	/* Assets says nothing about how long to wait. */
	if (assets)
		site->reply->header_count = 0;
	return false;
}

bool limit_has_room(struct site *site, const char *what)
{
	struct fault_call call = { site->request->method, site->request->path };
	if (!fault_strikes(site->session->sandbox->faults, "issue-full", &call))
		return true;
	site_refuse(site, 413, "The issue has reached its limit of %s.", what);
	return false;
}
