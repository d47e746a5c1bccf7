/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Events of a ticket: made once, body frozen, told to people by note.jq. */
#pragma once
#include "flow/derive_ticket_record.h"

/* Adds a note of this name unless the ticket has it. `members` (may be NULL) are put into the
 * record's "event" beside name and at. */
CHECKED bool derive_event_note(const struct flow *flow, struct arena *arena,
                               const struct ticket_input *input, const char *name,
                               const struct json *members, struct error *error);
/* The same for a kind of note that may come again: `mark` tells one time from another. */
CHECKED bool derive_event_note_again(const struct flow *flow, struct arena *arena,
                                     const struct ticket_input *input, const char *name,
                                     const char *mark, const struct json *members,
                                     struct error *error);
/* The configuration items a change affects; only while it is New. */
CHECKED bool derive_event_affected(const struct flow *flow, struct arena *arena,
                                   const struct ticket_input *input, struct error *error);
/* The runbook beside the ticket, where one is known and the far side shows pages. */
CHECKED bool derive_event_page(const struct flow *flow, struct arena *arena,
                               const struct ticket_input *input, struct error *error);
/* A reference column of the ticket: to another ticket of ours ("ticket:<key>") or a remote id. */
CHECKED bool derive_event_link(const struct flow *flow, struct arena *arena,
                               const struct ticket_input *input, const char *name,
                               const char *field, struct json *to, struct error *error);
/* Freezes a body under this name unless the ticket has it. */
CHECKED bool derive_event_add(const struct flow *flow, struct arena *arena,
                              const struct ticket_input *input, const char *name, const char *kind,
                              const struct json *body, struct error *error);
/* The same for what is only to be remembered: it is never sent. */
CHECKED bool derive_event_keep(const struct flow *flow, struct arena *arena,
                               const struct ticket_input *input, const char *name, const char *kind,
                               const struct json *body, struct error *error);
CHECKED bool derive_event_exists(const struct flow *flow, struct arena *arena,
                                 const struct ticket_input *input, const char *name, bool *known,
                                 struct error *error);
/* The files that a text points to by name: deployments.csv and certificate.txt; a change has the
 * latter always. */
CHECKED bool derive_event_files(const struct flow *flow, struct arena *arena,
                                const struct ticket_input *input, const char *text,
                                struct error *error);
/* Proof as JSON, as an attachment. */
CHECKED bool derive_event_proof(const struct flow *flow, struct arena *arena,
                                const struct ticket_input *input, struct error *error);
/* Members of "event" that say how far a renewal has come. */
CHECKED bool derive_event_progress(const struct flow *flow, struct arena *arena,
                                   const struct ticket_input *input, struct json **event,
                                   struct error *error);
/* Adds a place as event.still.items has it, while there are fewer than ten. */
CHECKED bool derive_event_place(const struct flow *flow, struct arena *arena,
                                const struct ticket_input *input, const struct subject_place *place,
                                struct json *items, struct error *error);
/* Name of a person of the ticket's far side, the id itself where none is known. */
CHECKED bool derive_event_person(const struct flow *flow, struct arena *arena,
                                 const struct ticket_input *input, const char *id,
                                 const char **name, struct error *error);
