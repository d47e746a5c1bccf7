/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Properties of issues. */

#include "property.h"

#include "api.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_MAX = 255, VALUE_MAX = 32768 };

bool property_set(const struct site *site, long long issue, const char *key, const json_t *value,
                  json_t *problem)
{
	if (!*key || strlen(key) > KEY_MAX)
		return site_blame(problem, NULL, "The property key is empty or longer than %d.",
		                  (int)KEY_MAX);
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	bool fits = text && strlen(text) <= VALUE_MAX && !json_is_null(value);
	if (fits)
		database_run(site->session->database,
		             "INSERT INTO jira_property (issue, key, value) VALUES (?, ?, ?)"
		             " ON CONFLICT (issue, key) DO UPDATE SET value = excluded.value",
		             VALUES(site_print_number(site, issue), key, text));
	free(text);
	return fits || site_blame(problem, NULL,
	                          "The property value must be valid, non-empty JSON of at most %d "
	                          "characters.",
	                          (int)VALUE_MAX);
}

static json_t *read_one(const struct site *site, long long issue, const char *key)
{
	struct session *session = site->session;
	const char *text = database_value(session->database, session->pool,
	                                  "SELECT value FROM jira_property WHERE issue = ?"
	                                  " AND key = ?",
	                                  VALUES(site_print_number(site, issue), key));
	return text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
}

json_t *property_show(const struct site *site, long long issue, const json_t *wanted)
{
	json_t *shown = json_object();
	size_t i;
	const json_t *key;
	json_array_foreach(wanted, i, key)
	{
		json_t *value =
			json_is_string(key) ? read_one(site, issue, json_string_value(key)) : NULL;
		if (value)
			json_object_set_new(shown, json_string_value(key), value);
	}
	return shown;
}

static const char *self_of(const struct site *site, long long issue, const char *key)
{
	return pool_print(site->session->pool, "%s/properties/%s", issue_self(site, issue), key);
}

static void list(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (!issue_open(site, &issue))
		return;
	json_t *keys = json_array();
	sqlite3_stmt *row = database_query(site->session->database,
	                                   "SELECT key FROM jira_property WHERE issue = ?"
	                                   " ORDER BY key",
	                                   VALUES(site_print_number(site, issue.id)));
	while (database_next(site->session->database, row)) {
		const char *key = database_text(row, 0);
		json_array_append_new(keys, json_pack("{s:s, s:s}", "self",
		                                      self_of(site, issue.id, key), "key", key));
	}
	site_answer(site, 200, json_pack("{s:o}", "keys", keys));
}

static void show(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (!issue_open(site, &issue))
		return;
	json_t *value = read_one(site, issue.id, site->parts[1]);
	if (value)
		site_answer(site, 200,
		            json_pack("{s:s, s:o}", "key", site->parts[1], "value", value));
	else
		site_refuse(site, 404, "The property with key '%s' does not exist.",
		            site->parts[1]);
}

static void set(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	json_t *value = site_body(site);
	json_t *problem = site_problem();
	if (value && issue_open_for_writing(site, &issue)) {
		json_t *before = read_one(site, issue.id, site->parts[1]);
		if (property_set(site, issue.id, site->parts[1], value, problem)) {
			site_answer_empty(site, before ? 200 : 201);
			issue_touch(site, issue.id);
		} else {
			site_refuse_with(site, 400, problem);
		}
		json_decref(before);
	}
	json_decref(problem);
	json_decref(value);
}

static void delete (struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (!issue_open_for_writing(site, &issue))
		return;
	database_run(site->session->database,
	             "DELETE FROM jira_property WHERE issue = ? AND key = ?",
	             VALUES(site_print_number(site, issue.id), site->parts[1]));
	site_answer_empty(site, 204);
}

static const struct api_row rows[] = {
	{ "GET", "issue/{}/properties", list, false },
	{ "GET", "issue/{}/properties/{}", show, false },
	{ "PUT", "issue/{}/properties/{}", set, false },
	{ "DELETE", "issue/{}/properties/{}", delete, false },
};

struct api_table property_api(void)
{
	return (struct api_table){ rows, sizeof(rows) / sizeof(rows[0]) };
}
