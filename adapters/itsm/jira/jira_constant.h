/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a site's settings put into fields that certsteward knows nothing of: `constants` on every new ticket,
 * `fields.change` and `fields.incident` on those of their kind (by the mapping, as target.fields). */
#pragma once
#include "base/json.h"
#include "model/ticket.h"

struct itsm;

struct jira_constant {
	const char *setting; /* "constants", "fields.change" or "fields.incident" */
	const char *field;   /* its id; in `constants` "" where no '=' stands */
	const char *text;    /* as it is written; "" for a list */
};

/* Those that tickets of this kind carry; TICKET_NONE = sub-tasks, which carry none. */
size_t jira_constant_list(const struct itsm *itsm, struct arena *arena, enum ticket_kind kind,
                          struct jira_constant **list);
/* The settings that fill this field, or NULL: "fields.change and fields.incident", as a refusal does not tell
 * the kind of its ticket. */
const char *jira_constant_setting(const struct itsm *itsm, struct arena *arena, const char *field);
/* What Jira takes for a value as it is written: "id:10001" is an option and becomes {"id": "10001"}, also
 * in a list; anything else stays. */
struct json *jira_constant_value(struct arena *arena, const struct json *written);
/* "10001" of "id:10001"; NULL for another text. */
const char *jira_constant_option(const char *text);
