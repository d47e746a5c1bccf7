/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Writes of each kind. Every receipt is filled; false only when nothing more gets through. */
#pragma once
#include "contract/itsm.h"
#include "jira_reply.h"

/* New tickets: one by POST issue, several by POST issue/bulk, then read back. */
CHECKED bool jira_push_tickets(struct itsm *itsm, struct arena *arena, const struct step *steps,
                               size_t count, struct receipt *receipts, struct error *error);
/* Can this step become a ticket at all? Else the receipt is refused. */
bool jira_push_may_create(struct itsm *itsm, const struct step *step, struct receipt *receipt);
/* Fields of a ticket written anew. */
CHECKED bool jira_push_update(struct itsm *itsm, struct arena *arena, const struct step *step,
                              struct receipt *receipt, struct error *error);
/* One transition toward the step's goal. */
CHECKED bool jira_push_move(struct itsm *itsm, struct arena *arena, const struct step *step,
                            struct receipt *receipt, struct error *error);
/* One note, attachment, link, page, list of objects or sub-task. */
CHECKED bool jira_push_event(struct itsm *itsm, struct arena *arena, const struct step *step,
                             struct receipt *receipt, struct error *error);

/* The id and key of an issue that was just made; without an id it is not known whether it was. */
void jira_push_created(struct itsm *itsm, struct arena *arena, const struct json *created,
                       struct receipt *receipt);

/* Postponed: written without the objects that could not be asked for, they would be missing for good. True. */
bool jira_push_wait_for_assets(struct receipt *receipt);

/* GET of one issue with these fields and our properties: RECEIPT left alone and *issue filled, or
 * NULL with the receipt filled. */
CHECKED bool jira_push_look(struct itsm *itsm, struct arena *arena, const struct step *step,
                            const char *id, const char *fields, const struct json **issue,
                            struct receipt *receipt, struct error *error);
