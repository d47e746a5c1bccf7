/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of the Jira sites: tickets with their approvals and buttons, objects of Assets. */
#pragma once

#include "sandbox/page_part.h"

#include <jansson.h>
#include <stdbool.h>

/* /sites/cloud, /sites/cloud/ITSM-1, /sites/cloud/objects, /sites/cloud/objects/ITS-2301 and the
 * same below /sites/dc. False when there is no such page. */
bool jira_page_view(struct page *page);
/* What a button of these pages sends. The problem told by JSON of the caller's; true when done. */
bool jira_page_act(struct page *page, json_t *problem);
