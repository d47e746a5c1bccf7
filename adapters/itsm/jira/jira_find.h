/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Looking for what a lost answer may have left there. */
#pragma once
#include "contract/itsm.h"

/* Tickets by their property; see jira_find_ticket.c for why search alone is not believed. */
CHECKED bool jira_find_tickets(struct itsm *itsm, struct arena *arena, const struct step *steps,
                               size_t count, struct receipt *receipts, struct error *error);
CHECKED bool jira_find_event(struct itsm *itsm, struct arena *arena, const struct step *step,
                             struct receipt *receipt, struct error *error);

/* Issues of the project that are younger than the setting search_lag, read key by key: an array with
 * our properties. *whole is false where there are too many of them, or some could not be read. */
CHECKED bool jira_find_young(struct itsm *itsm, struct arena *arena, struct json **issues,
                             bool *whole, struct error *error);
