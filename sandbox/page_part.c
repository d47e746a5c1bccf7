/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Building blocks of the pages. */

#include "page_part.h"

#include "choice.h"
#include "dictionary.h"
#include "moment.h"
#include "record.h"

#include <string.h>

void page_part_raw(struct page *page, const char *markup)
{
	text_add(&page->html, markup);
}

void page_part_text(struct page *page, const char *untrusted)
{
	text_add_html(&page->html, untrusted);
}

void page_part_element(struct page *page, const char *tag, const char *class, const char *untrusted)
{
	text_print(&page->html, "<%s", tag);
	if (class)
		text_print(&page->html, " class=\"%s\"", class);
	page_part_raw(page, ">");
	page_part_text(page, untrusted);
	text_print(&page->html, "</%s>", tag);
}

void page_part_link(struct page *page, const char *prefix, const char *id, const char *untrusted)
{
	text_print(&page->html, "<a href=\"%s", prefix);
	text_add_url(&page->html, id);
	page_part_raw(page, "\">");
	page_part_text(page, *untrusted ? untrusted : "(no name)");
	page_part_raw(page, "</a>");
}

void page_part_begin(struct page *page, const char *title, const char *active)
{
	static const struct {
		const char *path, *name;
	} tabs[] = { { "/", "Overview" },
		     { "/tickets", "Tickets" },
		     { "/certificates", "Certificates" },
		     { "/cis", "CIs" },
		     { "/relations", "Relations" },
		     { "/sites/cloud", "Jira Cloud" },
		     { "/sites/dc", "Jira DC" },
		     { "/switches", "Switches" },
		     { "/requests", "Requests" } };
	page_part_raw(page, "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"
	                    "<meta name=\"viewport\" content=\"width=device-width\">"
	                    "<link rel=\"stylesheet\" href=\"/style.css\"><title>");
	page_part_text(page, title);
	page_part_raw(page,
	              " · certsteward sandbox</title></head><body><header><div class=\"bar\">"
	              "<a class=\"brand\" href=\"/\"><span>certsteward</span> sandbox</a><nav>");
	for (size_t i = 0; i < sizeof(tabs) / sizeof(tabs[0]); i++)
		text_print(&page->html, "<a href=\"%s\"%s>%s</a>", tabs[i].path,
		           strcmp(tabs[i].path, active) == 0 ? " class=\"here\"" : "",
		           tabs[i].name);
	page_part_raw(page, "</nav><time title=\"The sandbox's clock, UTC\">");
	page_part_text(page, page->session->now_text);
	page_part_raw(page, " UTC</time></div></header><main><h1>");
	page_part_text(page, title);
	page_part_raw(page, "</h1>");
}

void page_part_end(struct page *page)
{
	page_part_raw(
		page,
		"</main><footer>A look-alike for trying and for tests; not a product of, "
		"nor connected with, ServiceNow or Atlassian. Nothing here is secret.</footer>"
		"</body></html>");
}

void page_part_card(struct page *page, const char *heading, const char *count)
{
	page_part_raw(page, "<section class=\"card\"><h2>");
	page_part_text(page, heading);
	if (count)
		page_part_element(page, "small", NULL, count);
	page_part_raw(page, "</h2>");
}

void page_part_card_end(struct page *page)
{
	page_part_raw(page, "</section>");
}

void page_part_table(struct page *page, const char *names)
{
	const char *parts[16];
	size_t count = text_split(page->session->pool, names, '|', parts, 16);
	page_part_raw(page, "<div class=\"scroll\"><table><thead><tr>");
	for (size_t i = 0; i < count; i++)
		page_part_element(page, "th", NULL, parts[i]);
	page_part_raw(page, "</tr></thead><tbody>");
}

void page_part_table_end(struct page *page)
{
	page_part_raw(page, "</tbody></table></div>");
}

void page_part_badge(struct page *page, const char *kind, const char *untrusted)
{
	page_part_element(page, "span", pool_print(page->session->pool, "badge %s", kind),
	                  untrusted);
}

void page_part_remaining(struct page *page, const char *time)
{
	enum { DAY = 86400, SOON = 15, WINDOW = 45 };
	time_t end;
	if (!moment_read(time, &end)) {
		page_part_raw(page, "–");
		return;
	}
	long days = (long)((end - page->session->now) / DAY);
	bool over = end < page->session->now;
	const char *words = over ? pool_print(page->session->pool, "expired %ld d ago", -days)
	                         : pool_print(page->session->pool, "in %ld d", days);
	page_part_badge(page, over || days < SOON ? "bad" : days < WINDOW ? "warn" : "good", words);
}

void page_part_form(struct page *page, const char *table, const char *sys_id)
{
	page_part_raw(page, "<form method=\"post\" action=\"/act\"><input type=\"hidden\" "
	                    "name=\"table\" value=\"");
	page_part_text(page, table);
	page_part_raw(page, "\"><input type=\"hidden\" name=\"sys_id\" value=\"");
	page_part_text(page, sys_id);
	page_part_raw(page, "\"><input type=\"hidden\" name=\"back\" value=\"");
	page_part_text(page, page->request->path);
	page_part_raw(page, "\">");
}

void page_part_form_end(struct page *page)
{
	page_part_raw(page, "</form>");
}

void page_part_people(struct page *page, const char *wanted)
{
	struct database *database = page->session->database;
	page_part_raw(page, "<label>as <select name=\"user\">");
	sqlite3_stmt *row = database_query(database,
	                                   "SELECT user_name, name FROM sys_user"
	                                   " WHERE active = 'true' ORDER BY user_name",
	                                   NULL, 0);
	while (database_next(database, row)) {
		const char *user = database_text(row, 0);
		page_part_raw(page, "<option value=\"");
		page_part_text(page, user);
		page_part_raw(page, strcmp(user, wanted) == 0 ? "\" selected>" : "\">");
		page_part_text(page, database_text(row, 1));
		page_part_raw(page, "</option>");
	}
	page_part_raw(page, "</select></label>");
}

void page_part_button(struct page *page, const char *action, const char *label, const char *class)
{
	text_print(&page->html, "<button name=\"action\" value=\"%s\" class=\"%s\">%s</button>",
	           action, class, label);
}

void page_part_input(struct page *page, const char *name, const char *hint)
{
	text_print(&page->html, "<input name=\"%s\" placeholder=\"%s\" aria-label=\"%s\">", name,
	           hint, hint);
}

void page_part_state(struct page *page, const json_t *ticket)
{
	const struct table *table = dictionary_table(record_get(ticket, "sys_class_name"));
	const char *state = record_get(ticket, "state");
	int value = text_number(state);
	bool active = text_is_true(record_get(ticket, "active"));
	const char *kind = !active ? "calm" : value < -2 ? "info" : value < 3 ? "warn" : "good";
	page_part_badge(page, kind, table ? choice_label(table, "state", state) : state);
	if (text_is_true(record_get(ticket, "on_hold")))
		page_part_badge(page, "bad", "on hold");
}
