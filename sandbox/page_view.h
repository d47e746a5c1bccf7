/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The pages themselves. Each writes its HTML; false when there is no such record. */
#pragma once

#include "page_part.h"

#include <stdbool.h>

bool page_view_overview(struct page *page);
bool page_view_cis(struct page *page);
bool page_view_certificates(struct page *page);
bool page_view_relations(struct page *page);
bool page_view_ci(struct page *page, const char *sys_id);
bool page_view_tickets(struct page *page);
bool page_view_ticket(struct page *page, const char *sys_id);
bool page_view_switches(struct page *page);
bool page_view_requests(struct page *page);
/* The style sheet. */
const char *page_view_style(void);
