/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A ticket: what we want of it and what the far side says, in words of no product. */
#pragma once
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

enum ticket_kind {
	TICKET_CHANGE_NORMAL,
	TICKET_CHANGE_STANDARD,
	TICKET_CHANGE_EMERGENCY,
	TICKET_INCIDENT,
	TICKET_TASK,
	TICKET_NONE
};

/* How far we want it; a ticket moves one legal transition a push. */
enum ticket_goal {
	TICKET_GOAL_OPEN,
	TICKET_GOAL_APPROVAL_ASKED,
	TICKET_GOAL_IMPLEMENTING,
	TICKET_GOAL_DONE,
	TICKET_GOAL_NOT_NEEDED
};

/* Where it stands. For incidents: NEW, IMPLEMENTING (in progress), REVIEW (resolved), CLOSED. */
enum ticket_phase {
	TICKET_PHASE_UNKNOWN,
	TICKET_PHASE_NEW,
	TICKET_PHASE_ASSESS,
	TICKET_PHASE_AUTHORIZE,
	TICKET_PHASE_SCHEDULED,
	TICKET_PHASE_IMPLEMENT,
	TICKET_PHASE_REVIEW,
	TICKET_PHASE_CLOSED,
	TICKET_PHASE_CANCELLED,
	TICKET_PHASE_GONE
};

enum ticket_approval {
	TICKET_APPROVAL_NONE,
	TICKET_APPROVAL_REQUESTED,
	TICKET_APPROVAL_APPROVED,
	TICKET_APPROVAL_REJECTED
};

struct ticket_decision {
	const char *id;    /* of this decision on the far side; "" or NULL = not told */
	const char *who;   /* remote id of the person */
	const char *name;  /* for people; never in the audit chain */
	const char *state; /* "approved", "rejected", "requested" */
	const char *comment;
	int64_t at; /* UTC seconds; of the newest change of its row where nothing better is told */
};

struct ticket_note {
	const char *text;
	const char *by;
	int64_t at;
};

/* What the far side says now. Texts are "" where it has none. */
struct ticket_seen {
	const char *id;     /* remote id */
	const char *key;    /* our key, as it stands there */
	const char *number; /* "CHG0030001" */
	enum ticket_kind kind;
	const char *state; /* the product's own word or number */
	enum ticket_phase phase;
	enum ticket_approval approval;
	bool on_hold, conflict, may_implement;
	bool merged; /* people merged it: id, number and all else are of the one that it became */
	const char *title; /* of the ticket; NULL counts as "" */
	const char *item;  /* the CI that it is about, remote id; NULL counts as "" */
	const char *assigned_to, *group, *requested_by;
	int64_t planned_start, planned_end; /* 0 = none */
	int64_t updated_at, created_at;
	const char *updated_by;
	const struct ticket_decision *decisions;
	size_t decision_count;
	const struct ticket_note *notes; /* by people, newest last */
	size_t note_count;
	bool has_children;         /* child incidents, problem, major */
	const struct json *fields; /* ticket fields as they stand, for drift */
};

/* What stands for a ticket that is hidden or gone: its id (borrowed), all other texts "". */
struct ticket_seen ticket_gone(const char *id);
/* Names as the store and records have them; "unknown" for a value that is none. parse is their reverse:
 * exactly as spelled, and false, with the target left alone, for any other text or NULL. */
const char *ticket_kind_name(enum ticket_kind kind); /* "change/normal", "incident", ... */
bool ticket_parse_kind(const char *name, enum ticket_kind *kind);
const char *ticket_goal_name(enum ticket_goal goal);
bool ticket_parse_goal(const char *name, enum ticket_goal *goal);
const char *ticket_phase_name(enum ticket_phase phase);
const char *ticket_approval_name(enum ticket_approval approval);
bool ticket_is_change(enum ticket_kind kind);
