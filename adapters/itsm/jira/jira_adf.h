/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Atlassian Document Format: written from plain text, and read back as such. Pure. */
#pragma once
#include "base/json.h"

/* A document of paragraphs, headings, lists, tables and code. `summons` puts its first paragraph into a
 * panel: what is to be done by when. Text of others only ever becomes the text of a text node. */
struct json *jira_adf_write(struct arena *arena, const char *text, bool summons);
/* The text of a document, a line for each block; a plain string as it stands; "" for anything else. */
const char *jira_adf_read(struct arena *arena, const struct json *value);
