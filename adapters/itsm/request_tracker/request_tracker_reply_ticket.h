/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One ticket of RT, with its approvals and what people said, in words of no product. Pure. */
#pragma once
#include "model/ticket.h"
#include "request_tracker_reply.h"

struct request_tracker_settings;

/* How the approvals of a change stand together. */
struct request_tracker_approvals {
	size_t open, passed, rejected;
};

/* Kind by queue and type field; TICKET_NONE when the queue is none of ours. */
enum ticket_kind request_tracker_reply_kind(struct arena *arena,
                                            const struct request_tracker_settings *settings,
                                            const struct json *record);
/* Approvals among rows of the approvals queue on which this ticket depends. */
struct request_tracker_approvals request_tracker_reply_approvals(
	const struct request_tracker_settings *settings, const struct json *approvals,
	int64_t ticket);
/* A change with an approval that is open is with those who decide, whatever its status says. */
enum ticket_phase request_tracker_reply_phase(const struct request_tracker_settings *settings,
                                              enum ticket_kind kind, const char *status,
                                              const struct request_tracker_approvals *approvals);
/* All but decisions and notes. */
void request_tracker_reply_ticket(struct arena *arena,
                                  const struct request_tracker_settings *settings,
                                  const struct json *record, const struct json *approvals,
                                  struct ticket_seen *seen);
/* Decisions of people out of the transactions of the approvals: never our account's. */
void request_tracker_reply_decisions(struct arena *arena,
                                     const struct request_tracker_settings *settings,
                                     const struct json *approvals, const struct json *transactions,
                                     const struct json *attachments, int64_t ticket,
                                     struct ticket_seen *seen);
/* Comments and correspondence of people on the ticket itself. */
void request_tracker_reply_notes(struct arena *arena,
                                 const struct request_tracker_settings *settings,
                                 const struct json *transactions, const struct json *attachments,
                                 int64_t ticket, struct ticket_seen *seen);
/* Is what this transaction says somebody's own words? */
bool request_tracker_reply_is_said(const struct request_tracker_settings *settings,
                                   const struct json *transaction);
