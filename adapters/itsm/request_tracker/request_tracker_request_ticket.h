/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies of tickets and of what is written on them. Pure. */
#pragma once
#include "model/ticket.h"
#include "request_tracker_request.h"

/* TICKET_NONE when the step names none. */
enum ticket_kind request_tracker_request_kind(const struct step *step);
/* "" when tickets of this kind have no queue here. */
const char *request_tracker_request_queue(const struct request_tracker_settings *settings,
                                          enum ticket_kind kind);
/* The type field's word: "normal", "standard", "emergency", "incident", "task". */
const char *request_tracker_request_type(enum ticket_kind kind);
/* POST /ticket */
struct json *request_tracker_request_ticket(struct arena *arena,
                                            const struct request_tracker_settings *settings,
                                            const char *queue, enum ticket_kind kind,
                                            const char *key, const struct json *fields);
/* "[cs:<40 digits>]", which marks a note as the one of this key. */
char *request_tracker_request_mark(struct arena *arena, const char *key);
/* POST /ticket/N/comment or correspond: text with its mark. */
struct json *request_tracker_request_note(struct arena *arena, const char *text, const char *key);
