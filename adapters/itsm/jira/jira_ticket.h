/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies of tickets, and what is read of them. Pure but for the Assets field. */
#pragma once
#include "jira.h"
#include "jira_field.h"
#include "model/step.h"
#include "model/ticket.h"

/* Kind of a ticket step's body; TICKET_NONE when it names none. */
enum ticket_kind jira_ticket_kind(const struct step *step);
/* Issue type of the settings, id or name; "" where none is opened here. */
const char *jira_ticket_type(const struct itsm *itsm, enum ticket_kind kind);
const char *jira_ticket_request_type(const struct itsm *itsm, enum ticket_kind kind);

/* {"fields", "properties"} of a create: our marks are part of it, so that there is no ticket without
 * them. Whole as jira_field_compose() says. */
struct json *jira_ticket_create(struct itsm *itsm, struct arena *arena, const struct step *step,
                                bool *whole);
/* The same for a sub-task of a change, whose key is the event's. */
struct json *jira_ticket_subtask(struct itsm *itsm, struct arena *arena, const struct step *step);

/* Adds the fields that the setting `constants` names: all of them, or those that this screen of a
 * transition requires. What is there already stays. */
void jira_ticket_add_constants(struct arena *arena, const struct jira_settings *settings,
                               const struct json *screen, struct json *fields);

/* Phase of a status by the settings: its name or id; a status that is named nowhere is unknown, or
 * closed where its category is done. */
enum ticket_phase jira_ticket_phase(const struct itsm *itsm, const struct json *status);
/* Statuses of a phase; NULL where it has none of its own. */
const struct setting_list *jira_ticket_statuses(const struct jira_settings *settings,
                                                enum ticket_phase phase);

/* Fields to ask for. */
struct json *jira_ticket_fields(const struct itsm *itsm, struct arena *arena, bool full);
/* One issue of an answer, with its property. */
void jira_ticket_read(struct itsm *itsm, struct arena *arena, const struct json *issue,
                      struct ticket_seen *seen);
/* Ours by its property: the step's key. "" for others. */
const char *jira_ticket_key(const struct json *issue);
/* "2026-11-21T06:00:00.000+0000" in UTC seconds; 0 when empty. */
int64_t jira_ticket_time(struct arena *arena, const struct json *value);
