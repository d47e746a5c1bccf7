/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of the Jira sites. */

#include "jira_page.h"

#include "jira_act.h"
#include "jira_control.h"
#include "jira_dump.h"
#include "object.h"
#include "transition.h"
#include "workflow.h"

#include <string.h>

enum { LIST_MAX = 500 };

static const char *kind_of(const struct issue *issue)
{
	switch (workflow_category(issue->status)) {
	case CATEGORY_NEW:
		return "warn";
	case CATEGORY_DONE:
		return "calm";
	default:
		return issue->status == STATUS_AWAITING_APPROVAL ? "bad" : "info";
	}
}

static void begin(struct page *page, const struct site *site, const char *title)
{
	const char *tab = pool_print(page->session->pool, "/sites/%s", site->name);
	page_part_begin(page, title, tab);
	text_print(
		&page->html,
		"<p><a href=\"%s\">Tickets</a> · <a href=\"%s/objects\">Objects of Assets</a></p>",
		tab, tab);
}

static void list_issues(struct page *page, const struct site *site)
{
	struct session *session = page->session;
	const char *prefix = pool_print(session->pool, "/sites/%s/", site->name);
	begin(page, site, site->kind == SITE_DC ? "Jira Data Center" : "Jira Cloud");
	page_part_table(page, "Key|Type|Status|Summary|Updated");
	json_t *ids = json_array(), *id;
	sqlite3_stmt *row = database_query(
		session->database,
		pool_print(session->pool,
	                   "SELECT id FROM jira_issue WHERE site = ? ORDER BY id DESC LIMIT %d",
	                   (int)LIST_MAX),
		VALUES(site->name));
	while (database_next(session->database, row))
		json_array_append_new(ids, json_integer(sqlite3_column_int64(row, 0)));
	size_t i;
	json_array_foreach(ids, i, id)
	{
		ISSUE_SCOPE struct issue issue = { 0 };
		if (!issue_load(site, json_integer_value(id), &issue))
			continue;
		page_part_raw(page, "<tr><td>");
		page_part_link(page, prefix, issue.key, issue.key);
		page_part_raw(page, "</td>");
		page_part_element(page, "td", NULL, workflow_type_name(issue.type));
		page_part_raw(page, "<td>");
		page_part_badge(page, kind_of(&issue), workflow_status_name(issue.status));
		page_part_raw(page, "</td>");
		page_part_element(page, "td", NULL, site_text(issue.document, "summary"));
		page_part_element(page, "td", NULL, site_time_z(site, issue.updated));
		page_part_raw(page, "</tr>");
	}
	json_decref(ids);
	page_part_table_end(page);
	page_part_end(page);
}

static void show_pairs(struct page *page, const char *heading, const json_t *object)
{
	const char *name;
	json_t *value;
	page_part_card(page, heading, NULL);
	page_part_raw(page, "<dl>");
	json_object_foreach((json_t *)object, name, value)
	{
		TEXT_SCOPE struct text words = { 0 };
		size_t i;
		const json_t *one;
		json_array_foreach(value, i, one)
			text_print(&words, "%s%s", i ? ", " : "",
		                   json_string_value(one) ? json_string_value(one) : "…");
		page_part_element(page, "dt", NULL, name);
		page_part_element(page, "dd", NULL,
		                  json_is_string(value) ? json_string_value(value)
		                                        : text_value(&words));
	}
	page_part_raw(page, "</dl>");
	page_part_card_end(page);
}

static void begin_form(struct page *page, const struct site *site, const char *what,
                       const char *name)
{
	text_print(
		&page->html,
		"<form method=\"post\" action=\"/sites/act\"><input type=\"hidden\" name=\"site\" "
		"value=\"%s\"><input type=\"hidden\" name=\"%s\" value=\"",
		site->name, what);
	page_part_text(page, name);
	page_part_raw(page, "\"><input type=\"hidden\" name=\"back\" value=\"");
	page_part_text(page, page->request->path);
	page_part_raw(page, "\">");
}

static void show_approvals(struct page *page, const struct site *site, const json_t *issue)
{
	size_t i, j;
	const json_t *approval, *one;
	page_part_card(page, "Approvals", NULL);
	json_array_foreach(json_object_get(issue, "approvals"), i, approval)
	{
		page_part_raw(page, "<p>");
		page_part_badge(page, "info", site_text(approval, "decision"));
		page_part_raw(page, "</p>");
		json_array_foreach(json_object_get(approval, "approvers"), j, one)
		{
			begin_form(page, site, "issue", site_text(issue, "key"));
			page_part_raw(page, "<input type=\"hidden\" name=\"user\" value=\"");
			page_part_text(page, site_text(one, "user"));
			page_part_raw(page, "\">");
			page_part_text(page, site_text(one, "user"));
			page_part_raw(page, " ");
			page_part_badge(page, "calm", site_text(one, "decision"));
			if (strcmp(site_text(one, "decision"), "pending") == 0) {
				page_part_button(page, "approve", "Approve", "good");
				page_part_button(page, "decline", "Decline", "bad");
			}
			page_part_form_end(page);
		}
	}
	page_part_card_end(page);
}

static void show_notes(struct page *page, const struct site *site, const json_t *issue)
{
	size_t i;
	const json_t *comment;
	page_part_card(page, "Comments", NULL);
	json_array_foreach(json_object_get(issue, "comments"), i, comment)
	{
		bool public = json_is_true(json_object_get(comment, "public"));
		page_part_raw(page, "<div class=\"note\"><p>");
		page_part_text(page, site_text(comment, "created"));
		page_part_raw(page, " · ");
		page_part_text(page, site_text(comment, "author"));
		page_part_raw(page, " ");
		page_part_badge(page, public ? "info" : "warn", public ? "public" : "internal");
		page_part_raw(page, "</p>");
		page_part_element(page, "pre", NULL, site_text(comment, "text"));
		page_part_raw(page, "</div>");
	}
	begin_form(page, site, "issue", site_text(issue, "key"));
	page_part_raw(page, "<textarea name=\"text\" rows=\"2\" aria-label=\"Text of the comment\">"
	                    "</textarea>");
	page_part_people(page, "alice");
	page_part_button(page, "note", "Add internal note", "");
	page_part_button(page, "comment", "Add comment", "");
	page_part_form_end(page);
	page_part_card_end(page);
}

static void show_moves(struct page *page, const struct site *site, const struct issue *issue)
{
	json_t *offered = transition_show(site, issue, false), *one;
	size_t i;
	page_part_card(page, "Transitions", NULL);
	json_array_foreach(offered, i, one)
	{
		begin_form(page, site, "issue", issue->key);
		page_part_raw(page, "<input type=\"hidden\" name=\"transition\" value=\"");
		page_part_text(page, site_text(one, "name"));
		page_part_raw(page, "\">");
		page_part_people(page, "dave");
		page_part_button(page, "transition", "Move", "");
		page_part_raw(page, " ");
		page_part_text(page, site_text(one, "name"));
		page_part_form_end(page);
	}
	json_decref(offered);
	page_part_card_end(page);
}

static bool show_issue(struct page *page, const struct site *site, const char *key)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (!issue_find(site, key, &issue))
		return false;
	json_t *dump = jira_dump_issue(site, &issue);
	begin(page, site,
	      pool_print(page->session->pool, "%s %s", issue.key,
	                 site_text(issue.document, "summary")));
	page_part_raw(page, "<p>");
	page_part_badge(page, kind_of(&issue), workflow_status_name(issue.status));
	page_part_badge(page, "calm", workflow_type_name(issue.type));
	page_part_raw(page, "</p>");
	show_pairs(page, "Fields", json_object_get(dump, "fields"));
	show_approvals(page, site, dump);
	show_moves(page, site, &issue);
	show_notes(page, site, dump);
	page_part_end(page);
	json_decref(dump);
	return true;
}

static void list_objects(struct page *page, const struct site *site)
{
	struct session *session = page->session;
	const char *prefix = pool_print(session->pool, "/sites/%s/objects/", site->name);
	begin(page, site, "Objects of Assets");
	page_part_table(page, "Key|Type|Name");
	sqlite3_stmt *row = database_query(
		session->database,
		pool_print(session->pool,
	                   "SELECT o.key, t.name, o.label FROM assets_object o JOIN assets_type t"
	                   " ON t.id = o.type WHERE o.site = ? ORDER BY o.id DESC LIMIT %d",
	                   (int)LIST_MAX),
		VALUES(site->name));
	while (database_next(session->database, row)) {
		page_part_raw(page, "<tr><td>");
		page_part_link(page, prefix, database_text(row, 0), database_text(row, 0));
		page_part_raw(page, "</td>");
		page_part_element(page, "td", NULL, database_text(row, 1));
		page_part_element(page, "td", NULL, database_text(row, 2));
		page_part_raw(page, "</tr>");
	}
	page_part_table_end(page);
	page_part_end(page);
}

/* The issues that name an object. */
static void show_tickets(struct page *page, const struct site *site, const json_t *keys)
{
	const char *prefix = pool_print(page->session->pool, "/sites/%s/", site->name);
	size_t i;
	const json_t *key;
	page_part_card(page, "Tickets", NULL);
	json_array_foreach(keys, i, key)
	{
		page_part_raw(page, "<p>");
		page_part_link(page, prefix, json_string_value(key), json_string_value(key));
		page_part_raw(page, "</p>");
	}
	page_part_card_end(page);
}

static bool show_object(struct page *page, const struct site *site, const char *key)
{
	long long object = object_find(site, key);
	json_t *dump = object ? jira_dump_object(site, object) : NULL;
	if (!dump)
		return false;
	begin(page, site,
	      pool_print(page->session->pool, "%s %s", site_text(dump, "key"),
	                 site_text(dump, "label")));
	show_pairs(page, site_text(dump, "type"), json_object_get(dump, "attributes"));
	show_tickets(page, site, json_object_get(dump, "tickets"));
	begin_form(page, site, "object", site_text(dump, "key"));
	page_part_people(page, "dave");
	page_part_button(page, "retire", "Retire", "");
	page_part_button(page, "revive", "Revive", "");
	page_part_button(page, "delete", "Delete", "bad");
	page_part_form_end(page);
	page_part_end(page);
	json_decref(dump);
	return true;
}

bool jira_page_view(struct page *page)
{
	const struct request *request = page->request;
	const char *name = request->segment_count > 1 ? request->segments[1] : "";
	if (strcmp(name, "cloud") != 0 && strcmp(name, "dc") != 0)
		return false;
	struct site site = jira_control_site(page->session, name);
	const char *second = request->segment_count > 2 ? request->segments[2] : "";
	if (request->segment_count == 2)
		list_issues(page, &site);
	else if (request->segment_count == 3 && strcmp(second, "objects") == 0)
		list_objects(page, &site);
	else if (request->segment_count == 3)
		return show_issue(page, &site, second);
	else
		return request->segment_count == 4 && strcmp(second, "objects") == 0 &&
		       show_object(page, &site, request->segments[3]);
	return true;
}

bool jira_page_act(struct page *page, json_t *problem)
{
	static const char *const names[] = { "site",   "action", "user",      "issue",
		                             "object", "text",   "transition" };
	json_t *wish = json_object();
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = request_form(page->request, names[i]);
		if (value)
			json_object_set_new(wish, names[i], json_string(value));
	}
	json_t *done = jira_act_perform(page->session, wish, problem);
	json_decref(wish);
	json_decref(done);
	return done != NULL;
}
