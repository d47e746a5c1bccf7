/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the newest issues of the project by their keys. Search may not show an issue for minutes, but
 * keys are given in order: from the newest one known, up until no more exist and down until they are old
 * enough for search. Holes (deleted, moved, hidden issues) are passed over. */
#include "base/clock.h"
#include "base/text.h"
#include "jira.h"
#include "jira_call.h"
#include "jira_fetch_issues.h"
#include "jira_find.h"
#include "jira_request.h"
#include "jira_search.h"
#include "jira_ticket.h"
#include <inttypes.h>

enum {
	BULK_STRIDE = JIRA_BULK_FETCH,
	/* Where each issue is a call of its own (Data Center, whose search shows what its node has
	 * written): above the newest one, and as many below. */
	SINGLE_STRIDE = 5,
	STRIDES_MOST = 20, /* 2,000 issues in search_lag: then we cannot look */
};

struct walk {
	struct itsm *itsm;
	struct arena *arena;
	struct json *found;
	size_t stride;
	bool incomplete;
};

/* The highest number that search or we ourselves have seen. */
static bool newest_seen(const struct walk *walk, int64_t *newest, struct error *error)
{
	const char *project = jira_settings(walk->itsm)->project;
	struct jira_search search = {
		.jql = arena_print(walk->arena, "project = %s ORDER BY created DESC",
		                   jira_request_jql(walk->arena, project)),
		.fields = "created",
		.most = 1,
	};
	struct json *issues;

	if (!jira_search(walk->itsm, walk->arena, &search, &issues, error))
		return false;
	*newest = jira_state(walk->itsm)->newest;
	JSON_EACH(issue, issues)
	{
		int64_t number = jira_request_number(project, json_member_text(issue, "key", ""));
		*newest = number > *newest ? number : *newest;
	}
	return true;
}

/* Numbers from..from+stride-1; how many exist, and whether one of them is young. */
static bool read_stride(struct walk *walk, int64_t from, size_t *count, bool *young,
                        struct error *error)
{
	const struct jira_settings *settings = jira_settings(walk->itsm);
	const char **keys = ARENA_ARRAY(walk->arena, const char *, walk->stride);
	struct jira_fetch_issues wanted = { .ids = keys,
		                            .fields = "created,status,assignee,updated" };
	struct json *issues;

	for (size_t i = 0; i < walk->stride; i++)
		if (from + (int64_t)i > 0)
			keys[wanted.count++] = arena_print(walk->arena, "%s-%" PRId64,
			                                   settings->project, from + (int64_t)i);
	if (!jira_fetch_issues(walk->itsm, walk->arena, &wanted, &issues, error))
		return false;
	walk->incomplete = walk->incomplete || wanted.incomplete;
	*count = json_count(issues);
	*young = false;
	JSON_EACH(issue, issues)
	{
		int64_t at =
			jira_ticket_time(walk->arena, json_at(issue, "fields", "created", NULL));
		*young = *young || at == 0 || at > clock_now() - settings->search_lag;
		json_push(walk->found, json_share(walk->arena, issue));
	}
	return true;
}

/* A whole stride of holes is taken for the end: keys are given one by one. */
static bool walk_up(struct walk *walk, int64_t newest, bool *whole, struct error *error)
{
	for (int i = 0; i < STRIDES_MOST; i++) {
		size_t count;
		bool young;
		if (!read_stride(walk, newest + 1 + i * (int64_t)walk->stride, &count, &young,
		                 error))
			return false;
		if (count == 0)
			return true;
	}
	*whole = false;
	return true;
}

static bool walk_down(struct walk *walk, int64_t newest, bool *whole, struct error *error)
{
	for (int i = 1; i <= STRIDES_MOST; i++) {
		int64_t from = newest + 1 - i * (int64_t)walk->stride;
		size_t count;
		bool young;
		if (!read_stride(walk, from, &count, &young, error))
			return false;
		if (from <= 1 || (count > 0 && !young) || !jira_dialect(walk->itsm)->bulkfetch)
			return true;
	}
	*whole = false;
	return true;
}

bool jira_find_young(struct itsm *itsm, struct arena *arena, struct json **issues, bool *whole,
                     struct error *error)
{
	struct walk walk = {
		.itsm = itsm,
		.arena = arena,
		.found = json_new(arena, JSON_ARRAY),
		.stride = jira_dialect(itsm)->bulkfetch ? BULK_STRIDE : SINGLE_STRIDE,
	};
	int64_t newest;

	*whole = true;
	*issues = walk.found;
	if (!newest_seen(&walk, &newest, error) || !walk_up(&walk, newest, whole, error) ||
	    !walk_down(&walk, newest, whole, error))
		return false;
	*whole = *whole && !walk.incomplete;
	return true;
}
