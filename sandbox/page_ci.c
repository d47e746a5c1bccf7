/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One configuration item: its columns, certificates, relations and tickets. */

#include "page_view.h"
#include "record.h"
#include "shape.h"

#include <string.h>

static void value_of(struct page *page, const struct table *table, const struct column *column,
                     const json_t *record)
{
	const char *value = record_get(record, column->name);
	const char *shown =
		shape_display(page->session, table, column, value, record_get(record, "sys_id"));
	bool ci = column->reference && strncmp(column->reference, "cmdb_ci", 7) == 0;
	page_part_raw(page, "<dd>");
	if (ci && column->type == COLUMN_REFERENCE)
		page_part_link(page, "/ci/", value, shown);
	else
		page_part_text(page, *shown ? shown : value);
	page_part_raw(page, "</dd>");
}

static void show_columns(struct page *page, const struct table *table, const json_t *record)
{
	page_part_raw(page, "<dl>");
	for (size_t i = 0; i < table->column_count; i++) {
		const struct column *column = table->columns[i];
		const char *value = record_get(record, column->name);
		bool dull =
			strcmp(value, "false") == 0 || strncmp(column->name, "sys_domain", 10) == 0;
		if (!*value || dull)
			continue;
		page_part_element(page, "dt", NULL, column->label);
		value_of(page, table, column, record);
	}
	page_part_raw(page, "</dl>");
}

static void show_relations(struct page *page, const char *sys_id)
{
	struct session *session = page->session;
	page_part_card(page, "Relations", NULL);
	page_part_table(page, "Relation|With|Class|Ends");
	sqlite3_stmt *row = database_query(
		session->database,
		"SELECT t.name, c.sys_id, c.name, c.sys_class_name, c.valid_to, r.parent = ?1"
		" FROM cmdb_rel_ci r JOIN cmdb_ci c"
		" ON c.sys_id = CASE r.parent WHEN ?1 THEN r.child ELSE r.parent END"
		" JOIN cmdb_rel_type t ON t.sys_id = r.type WHERE r.parent = ?1 OR r.child = ?1"
		" ORDER BY c.valid_to DESC LIMIT 200",
		VALUES(sys_id));
	while (database_next(session->database, row)) {
		const char *name = database_text(row, 0);
		const char *middle = strstr(name, "::");
		bool parent = sqlite3_column_int(row, 5) != 0;
		const struct table *class = dictionary_table(database_text(row, 3));
		page_part_raw(page, "<tr><td>");
		page_part_text(page, parent || !middle
		                             ? pool_copy_length(session->pool, name,
		                                                middle ? (size_t)(middle - name)
		                                                       : strlen(name))
		                             : middle + 2);
		page_part_raw(page, "</td><td>");
		page_part_link(page, "/ci/", database_text(row, 1), database_text(row, 2));
		page_part_raw(page, "</td>");
		page_part_element(page, "td", NULL, class ? class->label : "");
		page_part_raw(page, "<td class=\"nowrap\">");
		page_part_remaining(page, database_text(row, 4));
		page_part_raw(page, "</td></tr>");
	}
	page_part_table_end(page);
	page_part_card_end(page);
}

static void show_tickets(struct page *page, const char *sys_id)
{
	struct session *session = page->session;
	page_part_card(page, "Tickets", NULL);
	sqlite3_stmt *row = database_query(
		session->database,
		"SELECT DISTINCT t.sys_id, t.number, t.short_description FROM task t"
		" LEFT JOIN task_ci a ON a.task = t.sys_id"
		" WHERE t.cmdb_ci = ?1 OR a.ci_item = ?1 ORDER BY t.rowid DESC LIMIT 50",
		VALUES(sys_id));
	bool any = false;
	while (database_next(session->database, row)) {
		any = true;
		page_part_raw(page, "<p class=\"note\">");
		page_part_link(page, "/ticket/", database_text(row, 0), database_text(row, 1));
		page_part_raw(page, " ");
		page_part_text(page, database_text(row, 2));
		page_part_raw(page, "</p>");
	}
	if (!any)
		page_part_raw(page, "<p class=\"empty\">None.</p>");
	page_part_card_end(page);
}

static void show_actions(struct page *page, const struct table *table, const char *sys_id,
                         bool retired)
{
	page_part_card(page, "Act", NULL);
	page_part_form(page, table->name, sys_id);
	page_part_people(page, "dave");
	if (retired)
		page_part_button(page, "revive", "Put back into use", "good");
	else
		page_part_button(page, "retire", "Retire", "bad");
	if (strcmp(table->name, "cmdb_ci_certificate") == 0)
		page_part_button(page, "archive", "Archive", "bad");
	page_part_form_end(page);
	page_part_card_end(page);
}

bool page_view_ci(struct page *page, const char *sys_id)
{
	struct session *session = page->session;
	const struct table *table = record_class(session, dictionary_table("cmdb_ci"), sys_id);
	if (!table)
		return false;
	JSON_SCOPE json_t *record = record_read(session, table, sys_id);
	bool certificate = strcmp(table->name, "cmdb_ci_certificate") == 0;
	bool retired = strcmp(record_get(record, "install_status"), "7") == 0;
	const char *name = record_get(record, "name");
	page_part_begin(page, *name ? name : "(no name)", certificate ? "/certificates" : "/cis");
	page_part_raw(page, "<div class=\"split\"><div>");
	page_part_card(page, table->label, record_get(record, "sys_id"));
	if (certificate)
		page_part_remaining(page, record_get(record, "valid_to"));
	if (retired)
		page_part_badge(page, "calm", "retired");
	show_columns(page, table, record);
	page_part_card_end(page);
	page_part_raw(page, "</div><div>");
	show_actions(page, table, sys_id, retired);
	show_tickets(page, sys_id);
	page_part_raw(page, "</div></div>");
	show_relations(page, sys_id);
	page_part_end(page);
	return true;
}
