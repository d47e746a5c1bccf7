/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Overview and lists. */

#include "fault.h"
#include "page_view.h"
#include "record.h"
#include "sandbox.h"
#include "stats.h"

#include <string.h>

enum { LIST_MAX = 200 };

static void cell_link(struct page *page, const char *prefix, const char *id, const char *text)
{
	page_part_raw(page, "<td>");
	page_part_link(page, prefix, id, text);
	page_part_raw(page, "</td>");
}

static void cell(struct page *page, const char *text)
{
	page_part_element(page, "td", NULL, text);
}

static void number(struct page *page, const char *path, const char *label, const char *sql)
{
	text_print(&page->html, "<a href=\"%s\"><b>%lld</b><span>%s</span></a>", path,
	           database_number(page->session->database, sql, NULL, 0), label);
}

static const char *counted(struct page *page, long long count)
{
	return pool_print(page->session->pool, "%lld", count);
}

static void ticket_rows(struct page *page, const char *where)
{
	struct session *session = page->session;
	const char *sql = pool_print(session->pool,
	                             "SELECT sys_id FROM task WHERE %s ORDER BY active = 'false',"
	                             " sys_updated_on DESC, number DESC LIMIT %d",
	                             where, LIST_MAX);
	page_part_table(page, "Number|What|State|Approval|Group|Assigned to|Updated");
	sqlite3_stmt *row = database_query(session->database, sql, NULL, 0);
	while (database_next(session->database, row)) {
		JSON_SCOPE json_t *ticket =
			record_read(session, dictionary_table("task"), database_text(row, 0));
		page_part_raw(page, "<tr><td class=\"nowrap\">");
		page_part_link(page, "/ticket/", record_get(ticket, "sys_id"),
		               record_get(ticket, "number"));
		page_part_raw(page, "</td>");
		cell(page, record_get(ticket, "short_description"));
		page_part_raw(page, "<td>");
		page_part_state(page, ticket);
		page_part_raw(page, "</td>");
		page_part_element(page, "td", "nowrap", record_get(ticket, "approval"));
		page_part_element(page, "td", "nowrap",
		                  record_display(session, "sys_user_group",
		                                 record_get(ticket, "assignment_group")));
		cell(page, record_display(session, "sys_user", record_get(ticket, "assigned_to")));
		page_part_element(page, "td", "nowrap id", record_get(ticket, "sys_updated_on"));
		page_part_raw(page, "</tr>");
	}
	page_part_table_end(page);
}

static void certificate_rows(struct page *page, const char *order, int limit)
{
	struct session *session = page->session;
	const char *sql =
		pool_print(session->pool,
	                   "SELECT sys_id, name, issuer_common_name, valid_to, state,"
	                   " assignment_group, (SELECT count(*) FROM cmdb_rel_ci r"
	                   " WHERE r.child = c.sys_id) FROM cmdb_ci c"
	                   " WHERE sys_class_name = 'cmdb_ci_certificate' ORDER BY %s LIMIT %d",
	                   order, limit);
	page_part_table(page, "Certificate|Issuer|Ends|State|Used by|Group");
	sqlite3_stmt *row = database_query(session->database, sql, NULL, 0);
	while (database_next(session->database, row)) {
		page_part_raw(page, "<tr>");
		cell_link(page, "/ci/", database_text(row, 0), database_text(row, 1));
		cell(page, database_text(row, 2));
		page_part_raw(page, "<td class=\"nowrap\">");
		page_part_remaining(page, database_text(row, 3));
		page_part_raw(page, "</td>");
		cell(page, database_text(row, 4));
		cell(page, database_text(row, 6));
		cell(page, record_display(session, "sys_user_group",
		                          pool_copy(session->pool, database_text(row, 5))));
		page_part_raw(page, "</tr>");
	}
	page_part_table_end(page);
}

bool page_view_overview(struct page *page)
{
	struct database *database = page->session->database;
	page_part_begin(page, "Overview", "/");
	page_part_raw(page, "<div class=\"numbers\">");
	number(page, "/tickets", "open tickets",
	       "SELECT count(*) FROM task WHERE active = 'true' AND sys_class_name <> 'change_task'");
	number(page, "/tickets", "awaiting approval",
	       "SELECT count(DISTINCT sysapproval) FROM sysapproval_approver"
	       " WHERE state = 'requested'");
	number(page, "/certificates", "certificates",
	       "SELECT count(*) FROM cmdb_ci WHERE sys_class_name = 'cmdb_ci_certificate'");
	number(page, "/cis", "other CIs",
	       "SELECT count(*) FROM cmdb_ci WHERE sys_class_name <> 'cmdb_ci_certificate'");
	number(page, "/relations", "relations", "SELECT count(*) FROM cmdb_rel_ci");
	page_part_raw(page, "</div>");
	page_part_card(page, "Open tickets", NULL);
	long long open = database_number(database,
	                                 "SELECT count(*) FROM task WHERE active = 'true'"
	                                 " AND sys_class_name <> 'change_task'",
	                                 NULL, 0);
	if (open)
		ticket_rows(page, "active = 'true' AND sys_class_name <> 'change_task'");
	else
		page_part_raw(page,
		              "<p class=\"empty\">None yet. Point certsteward at this address and "
		              "run <code>plan</code> and <code>apply</code>.</p>");
	page_part_card_end(page);
	page_part_card(page, "Certificates that end first", NULL);
	certificate_rows(page, "valid_to = '', valid_to", 10);
	page_part_card_end(page);
	page_part_end(page);
	return true;
}

bool page_view_tickets(struct page *page)
{
	page_part_begin(page, "Tickets", "/tickets");
	page_part_card(page, "Changes, incidents and tasks",
	               counted(page, database_number(page->session->database,
	                                             "SELECT count(*) FROM task"
	                                             " WHERE sys_class_name <> 'change_task'",
	                                             NULL, 0)));
	ticket_rows(page, "sys_class_name <> 'change_task'");
	page_part_card_end(page);
	page_part_end(page);
	return true;
}

bool page_view_certificates(struct page *page)
{
	page_part_begin(page, "Certificates", "/certificates");
	page_part_card(page, "By end of validity",
	               counted(page, database_number(page->session->database,
	                                             "SELECT count(*) FROM cmdb_ci WHERE"
	                                             " sys_class_name = 'cmdb_ci_certificate'",
	                                             NULL, 0)));
	certificate_rows(page, "valid_to = '', valid_to", LIST_MAX);
	page_part_card_end(page);
	page_part_end(page);
	return true;
}

static void ci_row(struct page *page, sqlite3_stmt *row)
{
	struct session *session = page->session;
	const struct table *class = dictionary_table(database_text(row, 2));
	bool retired = strcmp(database_text(row, 4), "7") == 0;
	page_part_raw(page, "<tr>");
	cell_link(page, "/ci/", database_text(row, 0), database_text(row, 1));
	cell(page, class ? class->label : "");
	page_part_element(page, "td", "nowrap id", database_text(row, 3));
	page_part_raw(page, "<td>");
	page_part_badge(page, retired ? "calm" : "good", retired ? "retired" : "in use");
	page_part_raw(page, "</td>");
	cell(page, database_text(row, 6));
	cell(page, record_display(session, "sys_user_group",
	                          pool_copy(session->pool, database_text(row, 5))));
	page_part_raw(page, "</tr>");
}

bool page_view_cis(struct page *page)
{
	struct session *session = page->session;
	const char *wanted = request_argument(page->request, "q");
	page_part_begin(page, "Configuration items", "/cis");
	page_part_card(page, "Servers, applications, load balancers, services", NULL);
	page_part_raw(page, "<form action=\"/cis\"><input class=\"wide\" name=\"q\" value=\"");
	page_part_text(page, wanted ? wanted : "");
	page_part_raw(page,
	              "\" placeholder=\"Name or address contains\" aria-label=\"Name or address "
	              "contains\"><button>Find</button></form><h3>The first 200, those with "
	              "certificates first</h3>");
	page_part_table(page, "Name|Class|Address|Status|Certificates|Group");
	sqlite3_stmt *row = database_query(
		session->database,
		"SELECT c.sys_id, c.name, c.sys_class_name, c.ip_address, c.install_status,"
		" c.support_group, (SELECT count(*) FROM cmdb_rel_ci r JOIN cmdb_ci x"
		" ON x.sys_id = r.child AND x.sys_class_name = 'cmdb_ci_certificate'"
		" WHERE r.parent = c.sys_id) AS used FROM cmdb_ci c"
		" WHERE c.sys_class_name <> 'cmdb_ci_certificate'"
		" AND (instr(c.name, ?1) > 0 OR instr(c.ip_address, ?1) > 0)"
		" ORDER BY used DESC, c.rowid LIMIT 200",
		VALUES(wanted));
	while (database_next(session->database, row))
		ci_row(page, row);
	page_part_table_end(page);
	page_part_card_end(page);
	page_part_end(page);
	return true;
}

bool page_view_relations(struct page *page)
{
	struct session *session = page->session;
	page_part_begin(page, "Relations", "/relations");
	page_part_card(page, "The newest 200", NULL);
	page_part_table(page, "Parent|Relation|Child|Made by|Since");
	sqlite3_stmt *row = database_query(
		session->database,
		"SELECT r.parent, p.name, t.name, r.child, c.name, r.sys_created_by,"
		" r.sys_created_on FROM cmdb_rel_ci r LEFT JOIN cmdb_ci p ON p.sys_id = r.parent"
		" LEFT JOIN cmdb_ci c ON c.sys_id = r.child LEFT JOIN cmdb_rel_type t"
		" ON t.sys_id = r.type ORDER BY r.rowid DESC LIMIT 200",
		NULL, 0);
	while (database_next(session->database, row)) {
		page_part_raw(page, "<tr>");
		cell_link(page, "/ci/", database_text(row, 0), database_text(row, 1));
		cell(page, database_text(row, 2));
		cell_link(page, "/ci/", database_text(row, 3), database_text(row, 4));
		cell(page, database_text(row, 5));
		page_part_element(page, "td", "nowrap id", database_text(row, 6));
		page_part_raw(page, "</tr>");
	}
	page_part_table_end(page);
	page_part_card_end(page);
	page_part_end(page);
	return true;
}

bool page_view_requests(struct page *page)
{
	JSON_SCOPE json_t *list = stats_requests(page->session->sandbox->stats, LIST_MAX);
	struct pool *pool = page->session->pool;
	page_part_begin(page, "Requests", "/requests");
	page_part_card(page, "The newest API calls", NULL);
	page_part_table(page, "Time|Method|Path|Status|User|Received|Sent");
	size_t i;
	json_t *call;
	json_array_foreach(list, i, call)
	{
		long long status = json_integer_value(json_object_get(call, "status"));
		page_part_raw(page, "<tr>");
		page_part_element(page, "td", "nowrap id", record_get(call, "time"));
		cell(page, record_get(call, "method"));
		page_part_element(page, "td", "path", record_get(call, "path"));
		page_part_raw(page, "<td>");
		page_part_badge(page, status >= 400 ? "bad" : "good",
		                pool_print(pool, "%lld", status));
		page_part_raw(page, "</td>");
		cell(page, record_get(call, "user"));
		cell(page, record_text(pool, json_object_get(call, "received")));
		cell(page, record_text(pool, json_object_get(call, "sent")));
		page_part_raw(page, "</tr>");
	}
	page_part_table_end(page);
	page_part_card_end(page);
	page_part_end(page);
	return true;
}

bool page_view_switches(struct page *page)
{
	struct fault_set *faults = page->session->sandbox->faults;
	JSON_SCOPE json_t *list = fault_list(faults);
	page_part_begin(page, "Switches", "/switches");
	page_part_card(page, "What shall go wrong, and how often (0 to 1)", NULL);
	page_part_table(page, "Switch|What it does|Struck|Rate");
	for (size_t i = 0; fault_name(i); i++) {
		const json_t *fault = json_object_get(list, fault_name(i));
		double rate = json_number_value(json_object_get(fault, "rate"));
		page_part_raw(page, "<tr><td class=\"nowrap\"><b>");
		page_part_text(page, fault_name(i));
		page_part_raw(page, "</b></td>");
		cell(page, fault_help(i));
		cell(page, record_text(page->session->pool, json_object_get(fault, "fired")));
		text_print(
			&page->html,
			"<td><form method=\"post\" action=\"/switch\"><input type=\"hidden\" "
			"name=\"name\" value=\"%s\"><input name=\"rate\" size=\"4\" value=\"%g\" "
			"aria-label=\"Rate\"><button%s>Set</button></form></td></tr>",
			fault_name(i), rate, rate > 0 ? " class=\"good\"" : "");
	}
	page_part_table_end(page);
	page_part_card_end(page);
	page_part_end(page);
	return true;
}
