/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What every request is made of: ids, keys, marks, JQL. Pure. */
#pragma once
#include "base/json.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;

/* Numeric id of an issue, 1 to 19 digits. */
bool jira_request_is_id(const char *text);
/* Id of a site or workspace of Atlassian: letters, digits and hyphens, at most 64. */
bool jira_request_is_place(const char *text);
/* Key of a project, or "PROJ-123" whole: capitals, digits, _. */
bool jira_request_is_project(const char *text);
bool jira_request_is_issue_key(const char *text);
/* "customfield_10010" or another field id that may stand in a request. */
bool jira_request_is_field(const char *text);
/* 123 of "PROJ-123" for this project; 0 for another's. */
int64_t jira_request_number(const char *project, const char *issue_key);

/* Our marks on a ticket: "cs-" and the first 40 hex digits of the key's SHA-256 (a label has no
 * blanks and is what search can find), the same in a note's last line. */
char *jira_request_label(struct arena *arena, const char *key);
char *jira_request_note_mark(struct arena *arena, const char *key);
/* "cs-renewal" of "renewal:..."; NULL where the key names no reason. */
char *jira_request_reason_label(struct arena *arena, const char *key);

/* A text in JQL, in quotes. Only for what we made ourselves: labels, keys, ids. */
char *jira_request_jql(struct arena *arena, const char *text);
/* {"id": text} for digits, else {member: text}. */
struct json *jira_request_choice(struct arena *arena, const char *text, const char *member);
/* {member: text}. */
struct json *jira_request_member(struct arena *arena, const char *member, const char *text);
