/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Issues over REST: create, read, edit, delete, and many at once. */

#include "api.h"
#include "issue_show.h"
#include "issue_write.h"
#include "limit.h"
#include "people.h"
#include "sandbox/fault.h"
#include "sandbox/sandbox.h"

#include <stdlib.h>
#include <string.h>

enum { BULK_CREATE_MAX = 50, BULK_FETCH_MAX = 100 };

static bool may_create(struct site *site)
{
	if (site->session->user.itil)
		return true;
	json_t *problem = site_problem();
	site_blame(problem, "project", "You cannot create issues in this project.");
	site_refuse_with(site, 400, problem);
	json_decref(problem);
	return false;
}

static json_t *show_created(const struct site *site, const struct issue *issue, json_t *moved)
{
	json_t *shown = json_pack("{s:s, s:s, s:s}", "id", site_print_number(site, issue->id),
	                          "key", issue->key, "self", issue_self(site, issue->id));
	if (moved)
		json_object_set_new(shown, "transition", moved);
	return shown;
}

static void create(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	json_t *body = site_body(site), *moved = NULL;
	json_t *problem = site_problem();
	if (body && may_create(site)) {
		if (issue_write_create(site, body, &issue, &moved, problem))
			site_answer(site, 201, show_created(site, &issue, moved));
		else
			site_refuse_with(site, 400, problem);
	}
	json_decref(problem);
	json_decref(body);
}

/* One element in a savepoint, so that a refused one leaves nothing. */
static void create_element(struct site *site, const json_t *element, size_t number, bool fails,
                           json_t *answer)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	struct database *database = site->session->database;
	json_t *problem = site_problem(), *moved = NULL;
	database_run(database, "SAVEPOINT element", NULL, 0);
	if (fails)
		site_blame(problem, NULL,
		           "We can't create this issue for you right now, it could be due to "
		           "unsupported content you've entered into one or more of the issue "
		           "fields.");
	if (!fails && issue_write_create(site, element, &issue, &moved, problem)) {
		database_run(database, "RELEASE element", NULL, 0);
		json_array_append_new(json_object_get(answer, "issues"),
		                      show_created(site, &issue, moved));
	} else {
		database_run(database, "ROLLBACK TO element", NULL, 0);
		database_run(database, "RELEASE element", NULL, 0);
		json_array_append_new(json_object_get(answer, "errors"),
		                      json_pack("{s:i, s:O, s:I}", "status", 400, "elementErrors",
		                                problem, "failedElementNumber",
		                                (json_int_t)number));
	}
	json_decref(problem);
}

static void create_many(struct site *site)
{
	struct fault_set *faults = site->session->sandbox->faults;
	struct fault_call call = { site->request->method, site->request->path };
	json_t *body = site_body(site);
	const json_t *elements = json_object_get(body, "issueUpdates"), *element;
	size_t count = json_array_size(elements), i;
	if (body && (count == 0 || count > BULK_CREATE_MAX)) {
		site_refuse(site, 400, "issueUpdates must hold 1 to %d issues",
		            (int)BULK_CREATE_MAX);
	} else if (body && may_create(site)) {
		json_t *answer = json_pack("{s:[], s:[]}", "issues", "errors");
		bool partial = fault_strikes(faults, "partial-bulk", &call);
		size_t victim = partial ? fault_pick(faults, count) : count;
		json_array_foreach(elements, i, element)
			create_element(site, element, i, i == victim, answer);
		bool any = json_array_size(json_object_get(answer, "issues")) > 0;
		site_answer(site, any ? 201 : 400, answer);
	}
	json_decref(body);
}

static void show(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (!issue_open(site, &issue))
		return;
	json_t *fields = issue_show_list(site, "fields");
	json_t *properties = issue_show_list(site, "properties");
	struct issue_view view = { .fields = fields,
		                   .properties = properties,
		                   .expand = request_argument(site->request, "expand"),
		                   .all = true };
	site_answer(site, 200, issue_show(site, &issue, &view));
	json_decref(fields);
	json_decref(properties);
}

static void edit(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	json_t *body = site_body(site);
	json_t *problem = site_problem();
	const char *notify = request_argument(site->request, "notifyUsers");
	if (body && issue_open_for_writing(site, &issue)) {
		struct issue_write write = { .issue = &issue,
			                     .problem = problem,
			                     .items = json_array() };
		if (notify && strcmp(notify, "false") == 0 && !site->session->user.admin) {
			site_refuse(site, 403,
			            "To discard the user notification either admin or "
			            "project admin permissions are required.");
			json_decref(write.items);
		} else if (issue_write_fields(site, &write, body)) {
			issue_save(site, &issue);
			issue_history(site, &issue, write.items,
			              json_incref(json_object_get(body, "historyMetadata")));
			issue_write_comments(site, &issue, body);
			site_answer_empty(site, 204);
		} else {
			json_decref(write.items);
			site_refuse_with(site, 400, problem);
		}
	}
	json_decref(problem);
	json_decref(body);
}

static void delete (struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (!issue_open(site, &issue))
		return;
	if (!site->session->user.admin) {
		site_refuse(site, 403,
		            "You do not have permission to delete issues in this "
		            "project.");
		return;
	}
	issue_delete(site, &issue);
	site_answer_empty(site, 204);
}

/* Jira answers in the order of ids, whatever was asked for. */
static void add_by_id(json_t *issues, json_t *shown)
{
	size_t at = json_array_size(issues);
	long long id = site_number(site_text(shown, "id"));
	while (at > 0 && site_number(site_text(json_array_get(issues, at - 1), "id")) > id)
		at--;
	json_array_insert_new(issues, at, shown);
}

static void fetch_many(struct site *site)
{
	json_t *body = site_body(site);
	const json_t *wanted = json_object_get(body, "issueIdsOrKeys"), *one;
	const json_t *more = json_object_get(body, "expand");
	size_t count = json_array_size(wanted), i;
	if (!body)
		return;
	const char *first = json_string_value(json_array_get(more, 0));
	struct issue_view view = { .fields = json_object_get(body, "fields"),
		                   .properties = json_object_get(body, "properties"),
		                   .expand = first,
		                   .all = true };
	json_t *issues = json_array(), *errors = json_array();
	json_array_foreach(wanted, i, one)
	{
		ISSUE_SCOPE struct issue issue = { 0 };
		const char *key = site_id_text(site->session->pool, one);
		if (!site->anonymous && issue_find(site, key, &issue))
			add_by_id(issues, issue_show(site, &issue, &view));
		else
			json_array_append_new(errors,
			                      json_pack("{s:s, s:s}", "id", key, "errorMessage",
			                                "Issue does not exist or you do not have "
			                                "permission to see it."));
	}
	if (count == 0 || count > BULK_FETCH_MAX) {
		json_decref(issues);
		json_decref(errors);
		site_refuse(site, 400, "issueIdsOrKeys must hold 1 to %d issues",
		            (int)BULK_FETCH_MAX);
	} else {
		site_answer(site, 200,
		            json_pack("{s:s, s:o, s:o}", "expand",
		                      "operations,versionedRepresentations,editmeta,changelog",
		                      "issues", issues, "issueErrors", errors));
		if (site->kind == SITE_CLOUD)
			json_object_del(site->reply->json, "expand");
	}
	json_decref(body);
}

static void assign(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	json_t *who = site_body(site);
	json_t *problem = site_problem();
	const char *id = site_text(who, site->kind == SITE_DC ? "name" : "accountId");
	if (who && issue_open_for_writing(site, &issue)) {
		struct issue_write write = { .issue = &issue,
			                     .problem = problem,
			                     .items = json_array() };
		json_t *body =
			json_pack("{s:{s:O}}", "fields", "assignee", *id ? who : json_null());
		if (issue_write_fields(site, &write, body)) {
			issue_save(site, &issue);
			issue_history(site, &issue, write.items, NULL);
			site_answer_empty(site, 204);
		} else {
			json_decref(write.items);
			site_refuse_with(site, 400, problem);
		}
		json_decref(body);
	}
	json_decref(problem);
	json_decref(who);
}

static void watch(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	json_t *who = site_body(site);
	if (who && issue_open_for_writing(site, &issue)) {
		const char *id = json_string_value(who);
		const char *user = id ? people_find(site, id) : NULL;
		if (user) {
			database_run(
				site->session->database,
				"INSERT OR IGNORE INTO jira_watcher (issue, user) VALUES (?, ?)",
				VALUES(site_print_number(site, issue.id), user));
			site_answer_empty(site, 204);
		} else {
			site_refuse(site, 404, "The user does not exist.");
		}
	}
	json_decref(who);
}

static void list_watchers(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (!issue_open(site, &issue))
		return;
	json_t *watchers = json_array();
	sqlite3_stmt *row = database_query(site->session->database,
	                                   "SELECT user FROM jira_watcher WHERE issue = ?",
	                                   VALUES(site_print_number(site, issue.id)));
	while (database_next(site->session->database, row)) {
		const char *user = pool_copy(site->session->pool, database_text(row, 0));
		json_array_append_new(watchers, people_show(site, user));
	}
	site_answer(site, 200,
	            json_pack("{s:s, s:b, s:I, s:o}", "self",
	                      pool_print(site->session->pool, "%s/watchers",
	                                 issue_self(site, issue.id)),
	                      "isWatching", 0, "watchCount", (json_int_t)json_array_size(watchers),
	                      "watchers", watchers));
}

static const struct api_row rows[] = {
	{ "POST", "issue", create, false },
	{ "POST", "issue/bulk", create_many, false },
	{ "POST", "issue/bulkfetch", fetch_many, true, true },
	{ "GET", "issue/{}", show, true },
	{ "PUT", "issue/{}", edit, false },
	{ "DELETE", "issue/{}", delete, false },
	{ "PUT", "issue/{}/assignee", assign, false },
	{ "GET", "issue/{}/watchers", list_watchers, false },
	{ "POST", "issue/{}/watchers", watch, false },
};

struct api_table issue_api(void)
{
	return (struct api_table){ rows, sizeof(rows) / sizeof(rows[0]) };
}
