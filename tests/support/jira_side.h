/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Jira adapter logged in at a running sandbox, set up as an administrator would: ids looked up by
 * name. */
#pragma once
#include "model/step.h"
#include "model/ticket.h"
#include "support/jira_fixture.h"
#include "support/sandbox.h"

struct jira_side {
	struct sandbox_child sandbox;
	struct jira_fixture fixture;
	struct itsm *itsm;
	struct arena *arena;
	struct error error;
	const char *site;     /* "cloud" or "dc" */
	const char *reason;   /* "customfield_N=id:M": Maintenance of the select Change reason */
	const char *findings; /* of the last check, one a line */
	int failed;           /* findings among them */
};

/* Starts a sandbox and logs in by token. False: the sandbox has not been built. */
bool jira_side_open(struct jira_side *side, bool datacenter, const char *const *arguments);
void jira_side_close(struct jira_side *side);
/* The main of a test that goes the same way on Cloud and on Data Center; gives its exit status. */
int jira_side_main(void (*way)(bool datacenter));
/* Runs check; findings and failed say what came of it. */
void jira_side_check(struct jira_side *side);
/* One step; fails the test when the side as a whole refuses. */
struct receipt jira_side_push(struct jira_side *side, struct step step);
struct step jira_side_make(struct jira_side *side, enum step_kind kind, enum step_verb verb,
                           const char *key, const char *body);
/* Looks for one step's key; fails the test unless the side answers. */
struct receipt jira_side_find(struct jira_side *side, struct step step);
/* One transition of a ticket toward a goal. */
struct receipt jira_side_move(struct jira_side *side, const struct receipt *ticket,
                              const char *kind, const char *goal);
/* The ticket with approvals and notes. */
struct ticket_seen jira_side_look(struct jira_side *side, const char *id);
/* Somebody else acts on a ticket by its key; more = further members, with a leading comma. */
void jira_side_act(struct jira_side *side, const char *action, const char *user, const char *issue,
                   const char *more);
/* Switches a fault; rate 0 = off; milliseconds < 0 = its own. */
void jira_side_fault(struct jira_side *side, const char *name, double rate, int milliseconds);
/* One issue of the sandbox's dump, or NULL. */
const struct json *jira_side_dump(struct jira_side *side, const char *issue);
/* How many issues carry this label. */
size_t jira_side_count(struct jira_side *side, const char *label);
