/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One ticket: texts, fields, notes, tasks, affected CIs, approvals, attachments, buttons. */

#include "page_view.h"

#include "change_model.h"
#include "choice.h"
#include "dump.h"
#include "record.h"

#include <string.h>

static void show_text(struct page *page, const json_t *ticket, const char *column,
                      const char *label)
{
	const char *value = record_get(ticket, column);
	if (!*value)
		return;
	page_part_element(page, "h3", NULL, label);
	page_part_element(page, "pre", NULL, value);
}

static void show_texts(struct page *page, const json_t *ticket)
{
	static const struct {
		const char *column, *label;
	} texts[] = {
		{ "description", "Description" },
		{ "justification", "Justification" },
		{ "risk_impact_analysis", "Risk and impact analysis" },
		{ "implementation_plan", "Implementation plan" },
		{ "test_plan", "Test plan" },
		{ "backout_plan", "Backout plan" },
		{ "close_notes", "Close notes" },
	};
	page_part_card(page, "What it says", NULL);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		show_text(page, ticket, texts[i].column, texts[i].label);
	page_part_card_end(page);
}

static void show_fields(struct page *page, const json_t *ticket)
{
	static const struct {
		const char *column, *label;
	} fields[] = {
		{ "type", "Type" },
		{ "approval", "Approval" },
		{ "priority", "Priority" },
		{ "risk", "Risk" },
		{ "assignment_group_name", "Assignment group" },
		{ "assigned_to_name", "Assigned to" },
		{ "requested_by_name", "Requested by" },
		{ "caller_id_name", "Caller" },
		{ "cmdb_ci_name", "Configuration item" },
		{ "business_service_name", "Service" },
		{ "start_date", "Planned start" },
		{ "end_date", "Planned end" },
		{ "conflict_status", "Conflict status" },
		{ "on_hold_reason", "On hold because" },
		{ "close_code", "Close code" },
		{ "rfc_name", "Change" },
		{ "correlation_id", "Correlation ID" },
		{ "correlation_display", "Correlation display" },
		{ "opened_at", "Opened" },
		{ "sys_updated_on", "Updated" },
		{ "sys_updated_by", "Updated by" },
	};
	page_part_card(page, "Fields", NULL);
	page_part_raw(page, "<dl>");
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const char *value = record_get(ticket, fields[i].column);
		if (!*value)
			continue;
		page_part_element(page, "dt", NULL, fields[i].label);
		page_part_element(page, "dd", NULL, value);
	}
	page_part_raw(page, "</dl>");
	page_part_card_end(page);
}

static const char *size_of(struct page *page, const json_t *list)
{
	return pool_print(page->session->pool, "%zu", json_array_size(list));
}

static void show_notes(struct page *page, const json_t *ticket)
{
	const json_t *notes = json_object_get(ticket, "notes");
	page_part_card(page, "Notes", size_of(page, notes));
	for (size_t i = json_array_size(notes); i-- > 0;) {
		const json_t *note = json_array_get(notes, i);
		bool internal = strcmp(record_get(note, "element"), "work_notes") == 0;
		page_part_raw(page, "<div class=\"note\"><p>");
		page_part_text(page, record_get(note, "sys_created_on"));
		page_part_raw(page, " · ");
		page_part_text(page, record_get(note, "sys_created_by"));
		page_part_raw(page, " ");
		page_part_badge(page, internal ? "warn" : "info",
		                internal ? "work note" : "comment");
		page_part_raw(page, "</p>");
		page_part_element(page, "pre", NULL, record_get(note, "value"));
		page_part_raw(page, "</div>");
	}
	page_part_form(page, record_get(ticket, "sys_class_name"), record_get(ticket, "sys_id"));
	page_part_raw(page, "<textarea name=\"text\" rows=\"2\" placeholder=\"Write something\" "
	                    "aria-label=\"Text of the note\"></textarea>");
	page_part_people(page, "alice");
	page_part_button(page, "note", "Add work note", "");
	page_part_button(page, "comment", "Add comment", "");
	page_part_form_end(page);
	page_part_card_end(page);
}

static void show_tasks(struct page *page, const json_t *ticket)
{
	const json_t *tasks = json_object_get(ticket, "tasks");
	if (!json_array_size(tasks))
		return;
	page_part_card(page, "Tasks", size_of(page, tasks));
	page_part_table(page, "Number|What|State|Made by|");
	size_t i;
	json_t *task;
	json_array_foreach((json_t *)tasks, i, task)
	{
		page_part_raw(page, "<tr>");
		page_part_element(page, "td", "nowrap", record_get(task, "number"));
		page_part_element(page, "td", NULL, record_get(task, "short_description"));
		page_part_raw(page, "<td>");
		page_part_state(page, task);
		page_part_raw(page, "</td>");
		page_part_element(page, "td", NULL, record_get(task, "created_from"));
		page_part_raw(page, "<td>");
		if (text_is_true(record_get(task, "active"))) {
			page_part_form(page, "change_task", record_get(task, "sys_id"));
			page_part_raw(page, "<input type=\"hidden\" name=\"state\" value=\"3\">"
			                    "<input type=\"hidden\" name=\"user\" value=\"dave\">");
			page_part_button(page, "state", "Close", "");
			page_part_form_end(page);
		}
		page_part_raw(page, "</td></tr>");
	}
	page_part_table_end(page);
	page_part_card_end(page);
}

static const char *kind_of(const char *state)
{
	if (strcmp(state, "requested") == 0)
		return "warn";
	if (strcmp(state, "approved") == 0)
		return "good";
	return strcmp(state, "rejected") == 0 ? "bad" : "calm";
}

static void show_approval(struct page *page, const json_t *ticket, const json_t *approval)
{
	const struct table *table = dictionary_table("sysapproval_approver");
	const char *state = record_get(approval, "state");
	bool open = strcmp(state, "requested") == 0;
	page_part_raw(page, "<tr>");
	page_part_element(page, "td", "nowrap", record_get(approval, "approver_name"));
	page_part_raw(page, "<td>");
	page_part_badge(page, kind_of(state), choice_label(table, "state", state));
	page_part_raw(page, "</td>");
	page_part_raw(page, "<td>");
	if (open) {
		const char *user = database_value(page->session->database, page->session->pool,
		                                  "SELECT user_name FROM sys_user WHERE sys_id = ?",
		                                  VALUES(record_get(approval, "approver")));
		page_part_form(page, "change_request", record_get(ticket, "sys_id"));
		page_part_raw(page, "<input type=\"hidden\" name=\"user\" value=\"");
		page_part_text(page, user ? user : "");
		page_part_raw(page, "\">");
		page_part_input(page, "text", "Comment");
		page_part_button(page, "approve", "Approve", "good");
		page_part_button(page, "reject", "Reject", "bad");
		page_part_form_end(page);
	}
	page_part_raw(page, "</td></tr>");
}

static void show_approvals(struct page *page, const json_t *ticket)
{
	const json_t *approvals = json_object_get(ticket, "approvals");
	if (!json_array_size(approvals))
		return;
	page_part_card(page, "Approvals", size_of(page, approvals));
	page_part_table(page, "Approver|State|Decide as this person");
	for (size_t i = json_array_size(approvals); i-- > 0;)
		show_approval(page, ticket, json_array_get(approvals, i));
	page_part_table_end(page);
	page_part_card_end(page);
}

static void show_cis(struct page *page, const json_t *ticket)
{
	const json_t *cis = json_object_get(ticket, "cis");
	size_t i;
	json_t *one;
	page_part_card(page, "Affected CIs", size_of(page, cis));
	json_array_foreach((json_t *)cis, i, one)
	{
		page_part_raw(page, "<p class=\"note\">");
		page_part_link(page, "/ci/", record_get(one, "ci_item"),
		               record_get(one, "ci_item_name"));
		page_part_raw(page, "</p>");
	}
	page_part_card_end(page);
}

static void show_files(struct page *page, const json_t *ticket)
{
	const json_t *files = json_object_get(ticket, "attachments");
	size_t i;
	json_t *file;
	if (!json_array_size(files))
		return;
	page_part_card(page, "Attachments", size_of(page, files));
	json_array_foreach((json_t *)files, i, file)
	{
		page_part_raw(page, "<p class=\"note\">");
		page_part_link(page, "/file/", record_get(file, "sys_id"),
		               record_get(file, "file_name"));
		page_part_raw(page, " <span class=\"id\">");
		page_part_text(page, record_get(file, "size_bytes"));
		page_part_raw(page, " bytes, SHA-256 ");
		page_part_text(page, record_get(file, "hash"));
		page_part_raw(page, "</span></p>");
	}
	page_part_card_end(page);
}

static void change_buttons(struct page *page, int state)
{
	static const struct {
		int state;
		const char *action, *label;
	} moves[] = {
		{ CHANGE_NEW, "submit", "Submit" },
		{ CHANGE_SCHEDULED, "implement", "Implement" },
		{ CHANGE_IMPLEMENT, "review", "Review" },
		{ CHANGE_REVIEW, "close", "Close" },
	};
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++)
		if (moves[i].state == state)
			page_part_button(page, moves[i].action, moves[i].label, "good");
	page_part_button(page, "hold", "Hold", "");
	page_part_button(page, "unhold", "Release", "");
	if (state < CHANGE_REVIEW)
		page_part_button(page, "cancel", "Cancel", "bad");
}

static void show_actions(struct page *page, const json_t *ticket)
{
	const char *class = record_get(ticket, "sys_class_name");
	page_part_card(page, "Act", NULL);
	page_part_form(page, class, record_get(ticket, "sys_id"));
	page_part_people(page, "dave");
	page_part_input(page, "text", "Reason or note");
	page_part_raw(page, "<div class=\"row\">");
	page_part_button(page, "assign", "Assign to this person", "");
	if (strcmp(class, "change_request") == 0)
		change_buttons(page, text_number(record_get(ticket, "state")));
	if (strcmp(class, "incident") == 0) {
		page_part_button(page, "resolve", "Resolve", "good");
		page_part_button(page, "cancel", "Cancel", "bad");
	}
	page_part_raw(page, "</div>");
	page_part_form_end(page);
	page_part_card_end(page);
}

bool page_view_ticket(struct page *page, const char *sys_id)
{
	JSON_SCOPE json_t *ticket = dump_ticket(page->session, sys_id);
	if (!ticket)
		return false;
	page_part_begin(page,
	                pool_print(page->session->pool, "%s %s", record_get(ticket, "number"),
	                           record_get(ticket, "short_description")),
	                "/tickets");
	page_part_raw(page, "<p>");
	page_part_state(page, ticket);
	page_part_raw(page, "</p><div class=\"split\"><div>");
	show_approvals(page, ticket);
	show_texts(page, ticket);
	show_tasks(page, ticket);
	show_notes(page, ticket);
	page_part_raw(page, "</div><div>");
	if (text_is_true(record_get(ticket, "active")))
		show_actions(page, ticket);
	show_fields(page, ticket);
	show_cis(page, ticket);
	show_files(page, ticket);
	page_part_raw(page, "</div></div>");
	page_part_end(page);
	return true;
}
