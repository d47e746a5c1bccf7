/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The way of a ticket, as far as we walk it. Workflows differ from site to site: it is told in phases,
 * which the settings turn into statuses, and in the transitions that Jira offers. Pure. */
#pragma once
#include "model/ticket.h"

struct arena;
struct itsm;
struct json;

enum jira_move_kind {
	JIRA_MOVE_ARRIVED, /* nothing to do */
	JIRA_MOVE_GO,      /* to one of targets */
	JIRA_MOVE_WAIT,    /* for people or the workflow */
	JIRA_MOVE_NEVER,   /* this goal is out of reach */
};

enum { JIRA_MOVE_TARGETS = 2 };

struct jira_move {
	enum jira_move_kind kind;
	enum ticket_phase targets[JIRA_MOVE_TARGETS]; /* best first; TICKET_PHASE_UNKNOWN = none */
	const char *reason;                           /* WAIT, NEVER */
};

/* How it stands. */
struct jira_move_from {
	enum ticket_kind kind;
	enum ticket_phase phase;
	bool may_close;  /* a standard change may go on from Review to Closed */
	bool has_review; /* the site has statuses of the phase Review */
};

/* One legal step towards the goal; its reason is static. */
struct jira_move jira_move_decide(const struct jira_move_from *from, enum ticket_goal goal);

/* Out of GET transitions: the one to the best target by the order of phases and of their statuses; else
 * one to a later status of the phase in which `status` stands, which may be on the way; NULL when none
 * of them is offered. */
const struct json *jira_move_choose(const struct itsm *itsm, const struct json *transitions,
                                    const struct jira_move *move, const struct json *status,
                                    enum ticket_phase *phase);
/* "phases.assess or phases.authorize": the phases that a move leads to, each behind `before`. */
const char *jira_move_wanted(struct arena *arena, const char *before, const struct jira_move *move);
/* "'Resolve' to 'Done', 'Cancel' to 'Canceled'": what is offered, for people. */
const char *jira_move_offered(struct arena *arena, const struct json *transitions);
