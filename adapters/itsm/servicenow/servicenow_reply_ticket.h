/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of changes, incidents, approvals and journals as what a ticket says. Pure. */
#pragma once
#include "base/json.h"
#include "model/ticket.h"

struct arena;

/* A change or an incident; table as it was asked. */
void servicenow_reply_ticket(struct arena *arena, const char *table, const struct json *row,
                             struct ticket_seen *seen);
enum ticket_phase servicenow_reply_phase(const char *table, const char *state);

/* Decisions of one ticket out of rows of sysapproval_approver, oldest first; comments out of rows
 * of the journal of these approvals (may be NULL). */
void servicenow_reply_decisions(struct arena *arena, const struct json *approvals,
                                const struct json *comments, const char *account,
                                struct ticket_seen *seen);
/* Notes of one ticket by people: not by our account, not by the platform, without our mark. */
void servicenow_reply_notes(struct arena *arena, const struct json *journal, const char *account,
                            struct ticket_seen *seen);
/* GET /change/{id}/conflict: a list that is not empty; the status text alone says nothing. */
bool servicenow_reply_conflict(const struct json *result);
