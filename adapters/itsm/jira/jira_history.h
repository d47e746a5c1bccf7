/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What hangs on a ticket beside its fields: approvals of the request, comments of people, changelog. */
#pragma once
#include "model/ticket.h"

struct itsm;
struct arena;
struct json;

/* Completes what was read of one issue, by further calls where they say something: notes by people,
 * approvals of a change, and who moved one that has ended. Texts in arena. */
CHECKED bool jira_history_read(struct itsm *itsm, struct arena *arena, struct ticket_seen *seen,
                               struct error *error);
/* Comments of an issue, newest first, at most a few hundred: an array. */
CHECKED bool jira_history_comments(struct itsm *itsm, struct arena *arena, const char *id,
                                   struct json **comments, struct error *error);
/* Who moved it last; "" when told nowhere. Pure. */
const char *jira_history_mover(const struct json *histories, const char *member);
/* Did somebody else than we and apps write this comment? Our account must be known. */
bool jira_history_is_by_people(struct itsm *itsm, struct arena *arena, const struct json *comment);
