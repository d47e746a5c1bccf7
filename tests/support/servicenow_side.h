/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The ServiceNow adapter logged in at a running sandbox. */
#pragma once
#include "model/ci.h"
#include "model/step.h"
#include "model/ticket.h"
#include "support/sandbox.h"
#include "support/servicenow_fixture.h"

enum { SERVICENOW_SIDE_ROWS = 2048 };

struct servicenow_side {
	struct sandbox_child sandbox;
	struct servicenow_fixture fixture;
	struct itsm *itsm;
	struct arena *arena;
	struct error error;
};

struct servicenow_side_rows {
	struct servicenow_side *side;
	struct ci items[SERVICENOW_SIDE_ROWS];
	size_t count;
};

/* Starts a sandbox and logs the adapter in by OAuth. False: the sandbox has not been built. */
bool servicenow_side_open(struct servicenow_side *side, const char *const *arguments);
void servicenow_side_close(struct servicenow_side *side);
/* All rows of a kind, copied into the side's arena. */
struct servicenow_side_rows *servicenow_side_fetch(struct servicenow_side *side, enum ci_kind kind);
/* The row of that name; fails the test when there is none. */
const struct ci *servicenow_side_named(const struct servicenow_side_rows *rows, const char *name);
/* One step; fails the test when the side as a whole refuses. */
struct receipt servicenow_side_push(struct servicenow_side *side, struct step step);
/* Looks for one step's key; fails the test unless it could look. */
struct receipt servicenow_side_find(struct servicenow_side *side, struct step step);
/* Fails the test unless done, with an id. */
void servicenow_side_done(const struct receipt *receipt, const char *what);
struct step servicenow_side_make(struct servicenow_side *side, enum step_kind kind,
                                 enum step_verb verb, const char *key, const char *body);
/* One transition of a ticket toward a goal. */
struct receipt servicenow_side_move(struct servicenow_side *side, const struct receipt *ticket,
                                    const char *kind, const char *goal);
/* The ticket with approvals and notes. */
struct ticket_seen servicenow_side_look(struct servicenow_side *side, const char *id);
/* Somebody else acts on a ticket by its number; more = further members, with a leading comma. */
void servicenow_side_act(struct servicenow_side *side, const char *action, const char *number,
                         const char *more);
