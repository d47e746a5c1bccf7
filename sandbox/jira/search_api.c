/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Search: pages with a token in the Cloud, with a number in the Data Center; the index may lag. */

#include "api.h"
#include "issue_show.h"
#include "jql.h"
#include "sandbox/fault.h"
#include "sandbox/sandbox.h"
#include "sandbox/text.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 50, PAGE_MAX = 5000, FULL_PAGE_MAX = 100, RECONCILE_MAX = 50 };

/* One search as both dialects ask for it. */
struct search {
	struct jql query;
	const json_t *fields, *properties, *reconcile;
	const char *expand;
	long start, size;
	bool all;
};

static long count_all(struct site *site, const struct search *search)
{
	struct session *session = site->session;
	const char *sql = pool_print(session->pool,
	                             "SELECT count(*) FROM jira_issue i WHERE i.site = '%s' AND %s",
	                             site->name, text_value(&search->query.where.sql));
	return (long)database_number(session->database, sql, search->query.where.bound,
	                             search->query.where.count);
}

/* What the index does not show yet: issues younger than the lag, but not those that the caller
 * names to be made consistent. */
static void hide_young(struct site *site, struct search *search)
{
	struct fault_set *faults = site->session->sandbox->faults;
	struct where *where = &search->query.where;
	double rate = fault_rate(faults, "search-lag");
	long long seen = site_milliseconds(site) - fault_milliseconds(faults, "search-lag");
	if (rate <= 0)
		return;
	long all = count_all(site, search);
	where_add(where,
	          pool_print(where->pool, " AND (i.born <= %lld OR i.id * 7919 %% 1000 >= %d", seen,
	                     (int)(rate * 1000)));
	size_t i;
	const json_t *id;
	json_array_foreach(search->reconcile, i, id) if (i < RECONCILE_MAX)
		where_add(where, pool_print(where->pool, " OR i.id = %lld",
	                                    (long long)json_integer_value(id)));
	where_add(where, ")");
	if (count_all(site, search) < all)
		fault_count(faults, "search-lag");
}

static json_t *run(struct site *site, const struct search *search, bool *more)
{
	struct session *session = site->session;
	struct issue_view view = { .fields = search->fields,
		                   .properties = search->properties,
		                   .expand = search->expand,
		                   .all = search->all };
	const char *sql = pool_print(session->pool,
	                             "SELECT i.id FROM jira_issue i WHERE i.site = '%s' AND %s"
	                             " ORDER BY %s LIMIT %ld OFFSET %ld",
	                             site->name, text_value(&search->query.where.sql),
	                             search->query.order, search->size + 1, search->start);
	sqlite3_stmt *row = database_query(session->database, sql, search->query.where.bound,
	                                   search->query.where.count);
	json_t *ids = json_array(), *issues = json_array(), *id;
	while (database_next(session->database, row))
		json_array_append_new(ids, json_integer(sqlite3_column_int64(row, 0)));
	*more = (long)json_array_size(ids) > search->size;
	size_t i;
	json_array_foreach(ids, i, id)
	{
		ISSUE_SCOPE struct issue issue = { 0 };
		if ((long)i < search->size && issue_load(site, json_integer_value(id), &issue))
			json_array_append_new(issues, issue_show(site, &issue, &view));
	}
	json_decref(ids);
	return issues;
}

static bool read_token(struct site *site, const char *token, struct search *search)
{
	size_t length = 0;
	const char *text = text_base64_decode(site->session->pool, token, &length);
	if (!text || strncmp(text, "next:", 5) != 0) {
		site_refuse(site, 400, "The provided next page token is invalid or expired.");
		return false;
	}
	search->start = (long)site_number(text + 5);
	return true;
}

static bool compile(struct site *site, const char *text, struct search *search)
{
	json_t *problem = site_problem();
	bool sound = jql_compile(site, text, &search->query, problem);
	if (!sound)
		site_refuse_with(site, 400, problem);
	json_decref(problem);
	return sound;
}

/* Every key of the body must be one that the endpoint knows. */
static bool keys_fit(struct site *site, const json_t *body)
{
	static const char known[] = " jql nextPageToken maxResults fields expand properties "
				    "fieldsByKeys reconcileIssues failFast ";
	const char *key;
	json_t *value;
	json_object_foreach((json_t *)body, key, value)
	{
		if (!strstr(known, pool_print(site->session->pool, " %s ", key))) {
			site_refuse(site, 400,
			            "Invalid request payload. Refer to the REST API "
			            "documentation and try again.");
			return false;
		}
	}
	return true;
}

/* Only ids and keys come in large pages. */
static bool is_light(const json_t *fields)
{
	size_t i;
	const json_t *one;
	json_array_foreach(fields, i,
	                   one) if (strcmp(json_string_value(one), "id") != 0 &&
	                            strcmp(json_string_value(one), "key") != 0) return false;
	return true;
}

static void answer_cloud(struct site *site, const json_t *body)
{
	struct search search = { .fields = json_object_get(body, "fields"),
		                 .properties = json_object_get(body, "properties"),
		                 .reconcile = json_object_get(body, "reconcileIssues"),
		                 .expand = json_string_value(json_object_get(body, "expand")) };
	const json_t *size = json_object_get(body, "maxResults");
	const char *token = site_text(body, "nextPageToken");
	long most = is_light(search.fields) ? PAGE_MAX : FULL_PAGE_MAX;
	search.size = json_is_integer(size) ? (long)json_integer_value(size) : PAGE;
	search.size = search.size < 1 || search.size > most ? most : search.size;
	if (!compile(site, site_text(body, "jql"), &search) ||
	    (*token && !read_token(site, token, &search))) {
		where_release(&search.query.where);
		return;
	}
	if (!search.query.bounded) {
		site_refuse(site, 400,
		            "Unbounded JQL queries are not allowed here. Please add a "
		            "search restriction to your query.");
	} else {
		bool more = false;
		hide_young(site, &search);
		json_t *issues = site->anonymous ? json_array() : run(site, &search, &more);
		json_t *answer = json_pack("{s:o, s:b}", "issues", issues, "isLast", !more);
		if (more) {
			const char *next = pool_print(site->session->pool, "next:%ld",
			                              search.start + search.size);
			json_object_set_new(answer, "nextPageToken",
			                    json_string(text_base64_encode(site->session->pool,
			                                                   next, strlen(next))));
		}
		site_answer(site, 200, answer);
	}
	where_release(&search.query.where);
}

static void search_post(struct site *site)
{
	json_t *body = site_body(site);
	if (body && keys_fit(site, body))
		answer_cloud(site, body);
	json_decref(body);
}

static void search_get(struct site *site)
{
	const struct request *request = site->request;
	json_t *fields = issue_show_list(site, "fields");
	json_t *ids = issue_show_list(site, "reconcileIssues"), *one, *numbers = json_array();
	size_t i;
	json_array_foreach(ids, i, one)
		json_array_append_new(numbers, json_integer(site_number(json_string_value(one))));
	json_t *body = json_pack(
		"{s:s?, s:s?, s:s?, s:o*, s:o*, s:o}", "jql", request_argument(request, "jql"),
		"nextPageToken", request_argument(request, "nextPageToken"), "expand",
		request_argument(request, "expand"), "fields", fields, "properties",
		issue_show_list(site, "properties"), "reconcileIssues", numbers);
	if (request_argument(request, "maxResults"))
		json_object_set_new(body, "maxResults",
		                    json_integer(request_number(request, "maxResults", PAGE)));
	answer_cloud(site, body);
	json_decref(body);
	json_decref(ids);
}

static void answer_dc(struct site *site, const char *jql, struct search *search)
{
	if (search->size < 0 || search->size > 1000)
		search->size = 1000;
	if (compile(site, jql, search)) {
		bool more;
		hide_young(site, search);
		json_t *issues = run(site, search, &more);
		site_answer(site, 200,
		            json_pack("{s:s, s:I, s:I, s:I, s:o}", "expand", "schema,names",
		                      "startAt", (json_int_t)search->start, "maxResults",
		                      (json_int_t)search->size, "total",
		                      (json_int_t)count_all(site, search), "issues", issues));
	}
	where_release(&search->query.where);
}

static void search_dc_get(struct site *site)
{
	const struct request *request = site->request;
	const char *jql = request_argument(request, "jql");
	json_t *fields = issue_show_list(site, "fields");
	json_t *properties = issue_show_list(site, "properties");
	struct search search = { .fields = fields,
		                 .properties = properties,
		                 .expand = request_argument(request, "expand"),
		                 .start = request_number(request, "startAt", 0),
		                 .size = request_number(request, "maxResults", PAGE),
		                 .all = true };
	answer_dc(site, jql ? jql : "", &search);
	json_decref(fields);
	json_decref(properties);
}

static void search_dc_post(struct site *site)
{
	json_t *body = site_body(site);
	const json_t *size = json_object_get(body, "maxResults");
	struct search search = {
		.fields = json_object_get(body, "fields"),
		.properties = json_object_get(body, "properties"),
		.start = (long)json_integer_value(json_object_get(body, "startAt")),
		.size = json_is_integer(size) ? (long)json_integer_value(size) : PAGE,
		.all = true
	};
	if (body)
		answer_dc(site, site_text(body, "jql"), &search);
	json_decref(body);
}

static void gone(struct site *site)
{
	site_refuse(site, 410,
	            "The requested API has been removed. Please migrate to the "
	            "/rest/api/3/search/jql API.");
}

static void search_old_get(struct site *site)
{
	if (site->kind == SITE_DC)
		search_dc_get(site);
	else
		gone(site);
}

static void search_old_post(struct site *site)
{
	if (site->kind == SITE_DC)
		search_dc_post(site);
	else
		gone(site);
}

static void approximate_count(struct site *site)
{
	json_t *body = site_body(site);
	struct search search = { 0 };
	if (body && compile(site, site_text(body, "jql"), &search)) {
		hide_young(site, &search);
		site_answer(
			site, 200,
			json_pack("{s:I}", "count",
		                  (json_int_t)(site->anonymous ? 0 : count_all(site, &search))));
	}
	where_release(&search.query.where);
	json_decref(body);
}

static const struct api_row rows[] = {
	{ "GET", "search/jql", search_get, true, true },
	{ "POST", "search/jql", search_post, true, true },
	{ "GET", "search", search_old_get, true },
	{ "POST", "search", search_old_post, true },
	{ "POST", "search/approximate-count", approximate_count, true, true },
};

struct api_table search_api(void)
{
	return (struct api_table){ rows, sizeof(rows) / sizeof(rows[0]) };
}
