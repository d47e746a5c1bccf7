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
/* The configuration items a change affects; only while it is New. */
CHECKED bool derive_event_affected(const struct flow *flow, struct arena *arena,
                                   const struct ticket_input *input, struct error *error);
/* Proof as JSON and the list of places as CSV, as attachments. */
CHECKED bool derive_event_proof(const struct flow *flow, struct arena *arena,
                                const struct ticket_input *input, struct error *error);
/* Members of "event" that say how far a renewal has come. */
struct json *derive_event_progress(const struct flow *flow, struct arena *arena,
                                   const struct ticket_input *input);
