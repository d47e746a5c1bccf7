/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What has changed on an issue, by whom and when. */

#include "changelog.h"

#include "api.h"
#include "people.h"

json_t *changelog_show(const struct site *site, long long issue, long start, long size, long *total)
{
	struct session *session = site->session;
	json_t *entries = json_array();
	sqlite3_stmt *row = database_query(session->database,
	                                   "SELECT id, author, created, items, metadata"
	                                   " FROM jira_history WHERE issue = ? ORDER BY id",
	                                   VALUES(site_print_number(site, issue)));
	for (*total = 0; database_next(session->database, row); (*total)++) {
		if (*total < start || *total >= start + size)
			continue;
		const char *author = pool_copy(session->pool, database_text(row, 1));
		const char *when = site_time(site, sqlite3_column_int64(row, 2));
		json_t *entry = json_pack("{s:s, s:o, s:s, s:o}", "id", database_text(row, 0),
		                          "author", people_show(site, author), "created", when,
		                          "items", json_loads(database_text(row, 3), 0, NULL));
		json_t *metadata = json_loads(database_text(row, 4), 0, NULL);
		if (metadata)
			json_object_set_new(entry, "historyMetadata", metadata);
		json_array_append_new(entries, entry);
	}
	return entries;
}

static void show(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (!issue_open(site, &issue))
		return;
	struct site_page page = site_page(site, 100, 100);
	long total;
	json_t *entries = changelog_show(site, issue.id, page.start, page.size, &total);
	bool last = page.start + (long)json_array_size(entries) >= total;
	site_answer(site, 200,
	            json_pack("{s:s, s:I, s:I, s:I, s:b, s:o}", "self",
	                      pool_print(site->session->pool, "%s/changelog",
	                                 issue_self(site, issue.id)),
	                      "maxResults", (json_int_t)page.size, "startAt",
	                      (json_int_t)page.start, "total", (json_int_t)total, "isLast", last,
	                      "values", entries));
}

static void fetch_many(struct site *site)
{
	enum { MOST = 1000 };
	json_t *body = site_body(site);
	const json_t *wanted = json_object_get(body, "issueIdsOrKeys"), *one;
	json_t *found = json_array();
	size_t i;
	if (!body) {
		json_decref(found);
		return;
	}
	json_array_foreach(wanted, i, one)
	{
		ISSUE_SCOPE struct issue issue = { 0 };
		long total;
		const char *key = site_id_text(site->session->pool, one);
		if (!issue_find(site, key, &issue))
			continue;
		json_array_append_new(
			found, json_pack("{s:s, s:o}", "issueId", site_print_number(site, issue.id),
		                         "changeHistories",
		                         changelog_show(site, issue.id, 0, MOST, &total)));
	}
	if (!json_array_size(wanted) || json_array_size(wanted) > MOST) {
		site_refuse(site, 400, "issueIdsOrKeys must hold 1 to %d issues", (int)MOST);
		json_decref(found);
	} else {
		site_answer(site, 200, json_pack("{s:o}", "issueChangeLogs", found));
	}
	json_decref(body);
}

static const struct api_row rows[] = {
	{ "GET", "issue/{}/changelog", show, false, true },
	{ "POST", "changelog/bulkfetch", fetch_many, false, true },
};

struct api_table changelog_api(void)
{
	return (struct api_table){ rows, sizeof(rows) / sizeof(rows[0]) };
}
