/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Changes, incidents and what hangs on them: addresses and bodies. Pure. */
#pragma once
#include "model/step.h"
#include "model/ticket.h"
#include "servicenow.h"
#include "servicenow_request.h"

/* Kind of a ticket step's body; TICKET_NONE when it names none. */
enum ticket_kind servicenow_request_ticket_kind(const struct step *step);
/* "change_request", "incident" or the table of tasks ("" where none is set). */
const char *servicenow_request_ticket_table(const struct servicenow_settings *settings,
                                            enum ticket_kind kind);

/* What the settings add to a new ticket. */
struct servicenow_request_people {
	const char *caller_id, *requested_by_id; /* sys_ids, "" = none */
};

/* Where a ticket of this kind is created. template_id only for standard changes. */
char *servicenow_request_ticket_create_path(struct arena *arena,
                                            const struct servicenow_settings *settings,
                                            enum ticket_kind kind, const char *template_id);
struct json *servicenow_request_ticket_create(struct arena *arena,
                                              const struct servicenow_settings *settings,
                                              enum ticket_kind kind,
                                              const struct servicenow_request_people *people,
                                              const struct step *step);
/* Changes go through the Change Management API, which tells the fields it ignored. */
char *servicenow_request_ticket_path(struct arena *arena,
                                     const struct servicenow_settings *settings,
                                     enum ticket_kind kind, const char *id);

/* The mark by which a note is found again: "[cs:" + 40 hex digits of the key's SHA-256 + "]". */
char *servicenow_request_note_mark(struct arena *arena, const char *key);
/* The same without brackets, for the correlation_id of tasks: keys of events are longer than that. */
char *servicenow_request_task_key(struct arena *arena, const char *key);
/* Plain text with the mark as its last line. */
char *servicenow_request_note(struct arena *arena, const char *text, const char *key);
