/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Building blocks of the pages. Everything that comes from records is escaped here. */
#pragma once

#include "request.h"
#include "session.h"
#include "text.h"

#include <jansson.h>

struct page {
	struct session *session;
	const struct request *request;
	struct text html;
};

/* Markup of our own. */
void page_part_raw(struct page *page, const char *markup);
/* Text from outside. */
void page_part_text(struct page *page, const char *untrusted);
/* <tag class="…">text</tag>; class may be NULL. */
void page_part_element(struct page *page, const char *tag, const char *class,
                       const char *untrusted);
/* A link below prefix ("/ci/") to an id. */
void page_part_link(struct page *page, const char *prefix, const char *id, const char *untrusted);
void page_part_begin(struct page *page, const char *title, const char *active);
void page_part_end(struct page *page);
/* Opens a card with a heading and, unless NULL, the number of things in it. */
void page_part_card(struct page *page, const char *heading, const char *count);
void page_part_card_end(struct page *page);
/* Table head; names are separated by '|'. The body follows as rows. */
void page_part_table(struct page *page, const char *names);
void page_part_table_end(struct page *page);
/* A small coloured label; kind is one of good, warn, bad, info, calm. */
void page_part_badge(struct page *page, const char *kind, const char *untrusted);
/* How long until a time of the tables: "in 12 days", coloured by urgency. */
void page_part_remaining(struct page *page, const char *time);
/* Begins a form to POST /act for a record. */
void page_part_form(struct page *page, const char *table, const char *sys_id);
void page_part_form_end(struct page *page);
/* A choice of people; wanted is preset. */
void page_part_people(struct page *page, const char *wanted);
void page_part_button(struct page *page, const char *action, const char *label, const char *class);
void page_part_input(struct page *page, const char *name, const char *hint);
/* The state of a ticket with its colour. */
void page_part_state(struct page *page, const json_t *ticket);
