/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Approvals. */

#include "approval.h"

#include "api.h"
#include "desk.h"
#include "people.h"
#include "sandbox/fault.h"
#include "sandbox/sandbox.h"
#include "transition.h"

#include <stdlib.h>
#include <string.h>

static bool is_excluded(const struct site *site, const struct issue *issue, const char *user)
{
	struct fault_set *faults = site->session->sandbox->faults;
	/* The configuration of the seeded workflow: neither reporter nor assignee. */
	bool excluded = strcmp(user, site_text(issue->document, "reporter")) == 0 ||
	                strcmp(user, site_text(issue->document, "assignee")) == 0;
	if (!excluded || fault_rate(faults, "approval-open") <= 0)
		return excluded;
	fault_count(faults, "approval-open");
	return false;
}

/* How many must agree: one, two or all, by the switches that stand for other configurations. */
static long long needed(const struct site *site, size_t approvers)
{
	struct fault_set *faults = site->session->sandbox->faults;
	bool all = fault_rate(faults, "approval-all") > 0;
	size_t wanted = all ? approvers : fault_rate(faults, "approval-two") > 0 ? 2 : 1;
	if (wanted > 1)
		fault_count(faults, all ? "approval-all" : "approval-two");
	return (long long)(wanted ? wanted : 1);
}

static void ask(const struct site *site, const struct issue *issue, const char *user, json_t *asked)
{
	size_t i;
	const json_t *one;
	json_array_foreach(asked, i, one) if (strcmp(site_text(one, "user"), user) == 0) return;
	if (!is_excluded(site, issue, user))
		json_array_append_new(asked,
		                      json_pack("{s:s, s:s}", "user", user, "decision", "pending"));
}

static void ask_members(const struct site *site, const struct issue *issue, const char *group,
                        json_t *asked)
{
	struct session *session = site->session;
	sqlite3_stmt *row = database_query(
		session->database,
		"SELECT u.user_name FROM sys_user_grmember m JOIN sys_user u ON u.sys_id = m.user"
		" WHERE m.\"group\" = ? AND u.active = 'true' ORDER BY u.user_name",
		VALUES(session_id_of(session->pool, "sys_user_group", group)));
	while (database_next(session->database, row))
		ask(site, issue, database_text(row, 0), asked);
}

void approval_begin(const struct site *site, const struct issue *issue)
{
	json_t *asked = json_array();
	size_t i;
	const json_t *user;
	json_array_foreach(json_object_get(issue->document, "approvers"), i, user)
		ask(site, issue, json_string_value(user), asked);
	json_array_foreach(json_object_get(issue->document, "approver_groups"), i, user)
		ask_members(site, issue, json_string_value(user), asked);
	char *text = json_dumps(asked, JSON_COMPACT);
	database_run(site->session->database,
	             "INSERT INTO jira_approval (issue, name, created, decision, needed, approvers)"
	             " VALUES (?, ?, ?, 'pending', ?, ?)",
	             VALUES(site_print_number(site, issue->id), "Awaiting approval", site_now(site),
	                    site_print_number(site, needed(site, json_array_size(asked))), text));
	free(text);
	json_decref(asked);
}

void approval_end(const struct site *site, const struct issue *issue)
{
	database_run(site->session->database,
	             "DELETE FROM jira_approval WHERE issue = ? AND decision = 'pending'",
	             VALUES(site_print_number(site, issue->id)));
}

static json_t *show_date(const struct site *site, long long seconds)
{
	const char *text = site_time(site, seconds);
	return json_pack("{s:s, s:s, s:s, s:I}", "iso8601", text, "jira", text, "friendly", text,
	                 "epochMillis", (json_int_t)seconds * 1000);
}

static json_t *show_approvers(const struct site *site, const json_t *stored, bool *own)
{
	json_t *shown = json_array();
	size_t i;
	const json_t *one;
	*own = false;
	json_array_foreach(stored, i, one)
	{
		const char *user = site_text(one, "user"), *decision = site_text(one, "decision");
		*own |= strcmp(user, site->session->user.user_name) == 0 &&
		        strcmp(decision, "pending") == 0;
		json_array_append_new(shown, json_pack("{s:o, s:s}", "approver",
		                                       people_show_desk(site, user),
		                                       "approverDecision", decision));
	}
	return shown;
}

static json_t *show_row(const struct site *site, long long issue, sqlite3_stmt *row)
{
	struct pool *pool = site->session->pool;
	bool own;
	const char *id = pool_copy(pool, database_text(row, 0));
	const char *decision = pool_copy(pool, database_text(row, 4));
	long long completed = sqlite3_column_int64(row, 3);
	json_t *stored = json_loads(database_text(row, 5), 0, NULL);
	json_t *shown = json_pack("{s:s, s:s, s:s, s:o, s:o}", "id", id, "name",
	                          database_text(row, 1), "finalDecision", decision, "createdDate",
	                          show_date(site, sqlite3_column_int64(row, 2)), "approvers",
	                          show_approvers(site, stored, &own));
	json_decref(stored);
	json_object_set_new(shown, "canAnswerApproval",
	                    json_boolean(own && strcmp(decision, "pending") == 0));
	json_object_set_new(
		shown, "_links",
		json_pack("{s:s}", "self",
	                  pool_print(pool, "%s/rest/servicedeskapi/request/%lld/approval/%s",
	                             site->base, issue, id)));
	if (completed)
		json_object_set_new(shown, "completedDate", show_date(site, completed));
	return shown;
}

static const char select_approval[] =
	"SELECT id, name, created, completed, decision, approvers, needed FROM jira_approval"
	" WHERE issue = ? ";

json_t *approval_show_all(const struct site *site, long long issue, bool newest_first)
{
	struct session *session = site->session;
	json_t *list = json_array();
	const char *sql = pool_print(session->pool, "%sORDER BY id %s", select_approval,
	                             newest_first ? "DESC" : "");
	sqlite3_stmt *row =
		database_query(session->database, sql, VALUES(site_print_number(site, issue)));
	while (database_next(session->database, row))
		json_array_append_new(list, show_row(site, issue, row));
	return list;
}

/* Notes the answer; how many agree, or -1 when the person is not asked, -2 when it has answered. */
static long long note_answer(json_t *approvers, const char *user, bool approves)
{
	long long agreed = 0, found = -1;
	size_t i;
	json_t *one;
	json_array_foreach(approvers, i, one)
	{
		if (strcmp(site_text(one, "user"), user) == 0) {
			found = strcmp(site_text(one, "decision"), "pending") == 0 ? 0 : -2;
			if (found == 0)
				json_object_set_new(
					one, "decision",
					json_string(approves ? "approved" : "declined"));
		}
		agreed += strcmp(site_text(one, "decision"), "approved") == 0;
	}
	return found < 0 ? found : agreed;
}

static void keep_answer(const struct site *site, const char *id, const json_t *approvers,
                        const char *decision)
{
	char *text = json_dumps(approvers, JSON_COMPACT);
	bool pending = strcmp(decision, "pending") == 0;
	database_run(site->session->database,
	             "UPDATE jira_approval SET approvers = ?, decision = ?, completed = ?"
	             " WHERE id = ?",
	             VALUES(text, decision, pending ? "0" : site_now(site), id));
	free(text);
}

static bool refuse(int *status, const char **message, int code, const char *text)
{
	*status = code;
	*message = text;
	return false;
}

bool approval_answer(struct site *site, struct issue *issue, long long id, const char *user,
                     bool approves, int *status, const char **message)
{
	struct session *session = site->session;
	const char *sql = pool_print(session->pool, "%sAND (?2 = '0' OR id = ?2) ORDER BY id DESC",
	                             select_approval);
	sqlite3_stmt *row = database_query(
		session->database, sql,
		VALUES(site_print_number(site, issue->id), site_print_number(site, id)));
	if (!database_next(session->database, row))
		return refuse(status, message, 404, "The approval does not exist.");
	const char *number = pool_copy(session->pool, database_text(row, 0));
	bool pending = strcmp(database_text(row, 4), "pending") == 0;
	long long wanted = sqlite3_column_int64(row, 6);
	json_t *approvers = json_loads(database_text(row, 5), 0, NULL);
	database_done(row);
	long long agreed = pending ? note_answer(approvers, user, approves) : 0;
	bool decided = !approves || agreed >= wanted;
	if (pending && agreed >= 0)
		keep_answer(site, number, approvers,
		            !approves ? "declined"
		            : decided ? "approved"
		                      : "pending");
	json_decref(approvers);
	if (!pending || agreed == -2)
		return refuse(status, message, 409, "The approval has already been answered.");
	if (agreed < 0)
		return refuse(status, message, 403,
		              "You do not have permission to answer this approval.");
	if (decided)
		transition_decide(site, issue, approves);
	return true;
}

/* Data Center (since JSM 5.7) refuses its experimental calls to whoever does not ask for them by a header. */
static bool opens(struct site *site, struct issue *issue)
{
	const char *header = request_header(site->request, "X-ExperimentalApi");
	bool asked = header && (strcmp(header, "opt-in") == 0 || strcmp(header, "true") == 0);
	if (site->kind == SITE_CLOUD || asked)
		return desk_open(site, issue);
	desk_refuse(
		site, 412,
		"This API is experimental. Set the header 'X-ExperimentalApi: opt-in' to use it.");
	return false;
}

static void list(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (!opens(site, &issue))
		return;
	json_t *values = approval_show_all(site, issue.id, false);
	json_int_t size = (json_int_t)json_array_size(values);
	site_answer(site, 200,
	            json_pack("{s:[], s:I, s:i, s:i, s:b, s:o, s:{s:s}}", "_expands", "size", size,
	                      "start", 0, "limit", 100, "isLastPage", 1, "values", values, "_links",
	                      "base", site->base));
}

static json_t *find_one(struct site *site, long long issue, const char *id)
{
	json_t *all = approval_show_all(site, issue, false), *one, *found = NULL;
	size_t i;
	json_array_foreach(all, i, one) if (strcmp(site_text(one, "id"), id) == 0) found =
		json_incref(one);
	json_decref(all);
	return found;
}

static void show(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (!opens(site, &issue))
		return;
	json_t *one = find_one(site, issue.id, site->parts[1]);
	if (one)
		site_answer(site, 200, one);
	else
		desk_refuse(site, 404, "The approval does not exist.");
}

static void answer(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	json_t *body = site_body(site);
	const char *decision = site_text(body, "decision"), *message = "";
	bool approves = strcmp(decision, "approve") == 0;
	int status = 400;
	if (!body)
		return;
	if (!approves && strcmp(decision, "decline") != 0)
		desk_refuse(site, 400, "The decision must be approve or decline.");
	else if (opens(site, &issue)) {
		if (approval_answer(site, &issue, site_number(site->parts[1]),
		                    site->session->user.user_name, approves, &status, &message))
			site_answer(site, 200, find_one(site, issue.id, site->parts[1]));
		else
			desk_refuse(site, status, message);
	}
	json_decref(body);
}

static const struct api_row rows[] = {
	{ "GET", "request/{}/approval", list, false },
	{ "GET", "request/{}/approval/{}", show, false },
	{ "POST", "request/{}/approval/{}", answer, false },
};

struct api_table approval_api(void)
{
	return (struct api_table){ rows, sizeof(rows) / sizeof(rows[0]) };
}
