/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Writes of each kind. Every receipt is filled; false only when nothing more gets through. */
#pragma once
#include "contract/itsm.h"

/* Certificates and relations: one identification payload, read back in one batch. */
CHECKED bool servicenow_push_inventory(struct itsm *itsm, struct arena *arena,
                                       const struct step *steps, size_t count,
                                       struct receipt *receipts, struct error *error);
/* Relations to remove, by the id that we were given. */
CHECKED bool servicenow_push_removals(struct itsm *itsm, struct arena *arena,
                                      const struct step *steps, size_t count,
                                      struct receipt *receipts, struct error *error);
/* Rows of the domain table, by the Batch API. */
CHECKED bool servicenow_push_domains(struct itsm *itsm, struct arena *arena,
                                     const struct step *steps, size_t count,
                                     struct receipt *receipts, struct error *error);
/* One ticket: created, patched, moved by one transition. */
CHECKED bool servicenow_push_ticket(struct itsm *itsm, struct arena *arena, const struct step *step,
                                    struct receipt *receipt, struct error *error);
/* What of a text written anew may be sent: `fields` people have not edited, and the names of those
 * that they have. `fields` is NULL when nothing is to be sent; the receipt is filled either way. */
CHECKED bool servicenow_push_draft(struct itsm *itsm, struct arena *arena, const struct step *step,
                                   struct json **fields, struct json **kept,
                                   struct receipt *receipt, struct error *error);
CHECKED bool servicenow_push_move(struct itsm *itsm, struct arena *arena, const struct step *step,
                                  struct receipt *receipt, struct error *error);
/* One note, attachment, link, list of affected CIs or task of a ticket. */
CHECKED bool servicenow_push_event(struct itsm *itsm, struct arena *arena, const struct step *step,
                                   struct receipt *receipt, struct error *error);
