/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Writes of each kind. Every receipt is filled; false only when nothing more gets through. */
#pragma once
#include "request_tracker_call.h"

/* Certificates and relations of one batch. */
CHECKED bool request_tracker_push_inventory(struct itsm *itsm, struct arena *arena,
                                            const struct step *steps, size_t count,
                                            struct receipt *receipts, struct error *error);
/* One ticket: created, edited; moved by one transition; what hangs on it. */
CHECKED bool request_tracker_push_ticket(struct itsm *itsm, struct arena *arena,
                                         const struct step *step, struct receipt *receipt,
                                         struct error *error);
CHECKED bool request_tracker_push_move(struct itsm *itsm, struct arena *arena,
                                       const struct step *step, struct receipt *receipt,
                                       struct error *error);
CHECKED bool request_tracker_push_event(struct itsm *itsm, struct arena *arena,
                                        const struct step *step, struct receipt *receipt,
                                        struct error *error);

/* To a refused write: who must be given which right, and where. */
void request_tracker_push_mend(struct arena *arena, const struct itsm_reply *reply,
                               const char *right, const char *kind, const char *name,
                               struct receipt *receipt);
/* Put off until it is known under the number of the ticket that it was merged into; true. */
bool request_tracker_push_merged(struct receipt *receipt);
/* The reply as receipt; false when nothing more gets through. */
CHECKED bool request_tracker_push_settle(const struct itsm_reply *reply, const char *subject,
                                         bool repeatable, struct receipt *receipt,
                                         struct error *error);
