/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The group of a new ticket, where the site's own rule goes first (setting assignment). */
#pragma once
#include "model/ticket.h"
#include "servicenow_reply.h"

struct itsm;

/* Puts our group into a ticket that the site left without one. True when nothing is left to do:
 * there was a group, ours is in (*reply is OK and holds the row), or it was refused (*reply says
 * why). False: not known or put off; to be done again before the ticket counts as made. */
bool servicenow_group_fill(struct itsm *itsm, struct arena *arena, enum ticket_kind kind,
                           const struct step *step, const char *id, const char *stands,
                           struct itsm_reply *reply);
