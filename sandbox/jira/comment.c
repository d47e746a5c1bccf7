/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Comments, public and internal. */

#include "comment.h"

#include "adf.h"
#include "api.h"
#include "limit.h"
#include "people.h"
#include "sandbox/text.h"

#include <stdlib.h>
#include <string.h>

enum { BODY_MAX = 32767 };

static const char select_comment[] =
	"SELECT id, author, created, body, public, properties FROM jira_comment WHERE issue = ? ";

static json_t *show_row(const struct site *site, long long issue, sqlite3_stmt *row)
{
	struct pool *pool = site->session->pool;
	const char *id = pool_copy(pool, database_text(row, 0));
	const char *author = pool_copy(pool, database_text(row, 1));
	const char *when = site_time(site, sqlite3_column_int64(row, 2));
	json_t *body = json_loads(database_text(row, 3), JSON_DECODE_ANY, NULL);
	bool public = sqlite3_column_int(row, 4) != 0;
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:s, s:s, s:b}", "self",
	                 pool_print(pool, "%s/comment/%s", issue_self(site, issue), id), "id", id,
	                 "author", people_show(site, author), "body", body, "updateAuthor",
	                 people_show(site, author), "created", when, "updated", when, "jsdPublic",
	                 public);
}

json_t *comment_show_all(const struct site *site, long long issue, bool embedded)
{
	struct session *session = site->session;
	json_t *comments = json_array();
	const char *sql = pool_print(session->pool, "%sORDER BY id", select_comment);
	sqlite3_stmt *row =
		database_query(session->database, sql, VALUES(site_print_number(site, issue)));
	while (database_next(session->database, row))
		json_array_append_new(comments, show_row(site, issue, row));
	json_int_t total = (json_int_t)json_array_size(comments);
	json_t *shown = json_pack("{s:o, s:I, s:I, s:i}", "comments", comments, "maxResults",
	                          embedded ? total : 5000, "total", total, "startAt", 0);
	if (embedded && site->kind == SITE_CLOUD)
		json_object_set_new(shown, "self",
		                    json_string(pool_print(session->pool, "%s/comment",
		                                           issue_self(site, issue))));
	return shown;
}

static json_t *one_of(const struct site *site, long long issue, long long id)
{
	struct session *session = site->session;
	const char *sql = pool_print(session->pool, "%sAND id = ?", select_comment);
	sqlite3_stmt *row =
		database_query(session->database, sql,
	                       VALUES(site_print_number(site, issue), site_print_number(site, id)));
	if (!database_next(session->database, row))
		return NULL;
	json_t *shown = show_row(site, issue, row);
	database_done(row);
	return shown;
}

json_t *comment_show_desk(const struct site *site, long long issue, long long id)
{
	struct pool *pool = site->session->pool;
	json_t *comment = one_of(site, issue, id);
	if (!comment)
		return NULL;
	long long created = 0;
	site_read_time(site_text(comment, "created"), &created);
	json_t *author = json_object_get(comment, "author");
	const char *user = people_read(site, author);
	json_t *shown =
		json_pack("{s:s, s:s, s:b, s:o, s:{s:s, s:s, s:s, s:I}, s:{s:s}}", "id",
	                  site_print_number(site, id), "body",
	                  adf_to_text(pool, json_object_get(comment, "body")), "public",
	                  json_is_true(json_object_get(comment, "jsdPublic")), "author",
	                  people_show_desk(site, user ? user : ""), "created", "iso8601",
	                  site_time(site, created), "jira", site_time(site, created), "friendly",
	                  site_time(site, created), "epochMillis", (json_int_t)created * 1000,
	                  "_links", "self",
	                  pool_print(pool, "%s/rest/servicedeskapi/request/%lld/comment/%lld",
	                             site->base, issue, id));
	json_decref(comment);
	return shown;
}

long long comment_add(const struct site *site, long long issue, json_t *body, bool public,
                      const json_t *properties)
{
	struct session *session = site->session;
	char *text = json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY);
	char *more = json_dumps(properties, JSON_COMPACT);
	database_run(session->database,
	             "INSERT INTO jira_comment (issue, author, created, body, public, properties)"
	             " VALUES (?, ?, ?, ?, ?, ?)",
	             VALUES(site_print_number(site, issue), session->user.user_name, site_now(site),
	                    text ? text : "\"\"", public ? "1" : "0", more ? more : ""));
	free(text);
	free(more);
	json_decref(body);
	issue_touch(site, issue);
	return sqlite3_last_insert_rowid(database_handle(session->database));
}

/* An internal note is a comment with the property sd.public.comment = {"internal": true}. */
static bool is_internal(const json_t *properties)
{
	size_t i;
	const json_t *one;
	json_array_foreach(properties, i,
	                   one) if (strcmp(site_text(one, "key"), "sd.public.comment") == 0 &&
	                            json_is_true(json_object_get(json_object_get(one, "value"),
	                                                         "internal"))) return true;
	return false;
}

const char comment_too_long[] =
	"The entered text is too long. It exceeds the allowed limit of 32,767 "
	"characters.";

bool comment_fits(const struct site *site, const json_t *body)
{
	return text_units(adf_to_text(site->session->pool, body)) <= BODY_MAX;
}

static bool body_fits(struct site *site, const json_t *body)
{
	bool fits = site->kind == SITE_CLOUD ? adf_is_valid(body)
	                                     : json_is_string(body) && *json_string_value(body);
	if (!fits)
		site_refuse(site, 400,
		            site->kind == SITE_CLOUD ? "INVALID_INPUT"
		                                     : "Comment body can not be empty!");
	if (!fits || comment_fits(site, body))
		return fits;
	site_refuse(site, 400, "%s", comment_too_long);
	return false;
}

static void add(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	json_t *given = site_body(site);
	const json_t *body = json_object_get(given, "body");
	if (given && issue_open_for_writing(site, &issue) && body_fits(site, body) &&
	    limit_has_room(site, "comments")) {
		const json_t *properties = json_object_get(given, "properties");
		long long id = comment_add(site, issue.id, json_deep_copy(body),
		                           !is_internal(properties), properties);
		site_answer(site, 201, one_of(site, issue.id, id));
	}
	json_decref(given);
}

static void list(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (issue_open(site, &issue))
		site_answer(site, 200, comment_show_all(site, issue.id, false));
}

static void show(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (!issue_open(site, &issue))
		return;
	json_t *comment = one_of(site, issue.id, site_number(site->parts[1]));
	if (comment)
		site_answer(site, 200, comment);
	else
		site_refuse(site, 404, "Can not find a comment for the id: %s.", site->parts[1]);
}

static const struct api_row rows[] = {
	{ "POST", "issue/{}/comment", add, false },
	{ "GET", "issue/{}/comment", list, false },
	{ "GET", "issue/{}/comment/{}", show, false },
};

struct api_table comment_api(void)
{
	return (struct api_table){ rows, sizeof(rows) / sizeof(rows[0]) };
}
