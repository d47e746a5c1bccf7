/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of deciding about one ticket: its goal, its notes, its reminders. */
#pragma once
#include "flow/derive_event.h"
#include "store/store_record.h"

struct matter {
	const struct flow *flow;
	struct arena *arena;
	struct store_ticket *ticket;
	struct store_case *cases;
	size_t case_count;
	struct flow_side *side;
	struct ticket_input input;
	const struct json *seen; /* the far side's last word, as follow keeps it */
	int64_t now;
};

/* As the far side told it last: does it stand in this phase, is it a change of any kind, is its
 * approval this one? */
bool derive_ticket_in(const struct matter *matter, enum ticket_phase phase);
bool derive_ticket_is_change(const struct matter *matter);
bool derive_ticket_is(const struct matter *matter, enum ticket_approval approval);
/* As derive_event_note: once for each name; `members` may be NULL. */
CHECKED bool derive_ticket_note(const struct matter *matter, const char *name,
                                const struct json *members, struct error *error);

/* The ticket's record and its body; both NULL (with true) where it has none. */
CHECKED bool derive_ticket_load(const struct matter *matter, struct store_record **record,
                                struct json **body, struct error *error);
/* Desires this body from now on, and saves the ticket. */
CHECKED bool derive_ticket_keep(const struct matter *matter, struct store_record *record,
                                const struct json *body, struct error *error);
/* Out of a record's body: the fields as we wrote them last. */
const struct json *derive_ticket_written(const struct json *body);

/* A goal is part of the ticket's record: what is desired changes with it. */
CHECKED bool derive_ticket_aim(const struct matter *matter, enum ticket_goal goal,
                               const char *reason, struct error *error);
/* The record is made anew while the change is New and what it asks for has changed; *done tells. A
 * change that came back is never submitted again by this. */
CHECKED bool derive_ticket_rewrite(const struct matter *matter, bool *done, struct error *error);
/* The same whatever has changed: the text and dates of matter->input from now on. The planned dates
 * that stand there are taken for ours. */
CHECKED bool derive_ticket_write(const struct matter *matter, struct error *error);
/* The planned time: proposed, moved out of the way of freezes and conflicts, told about. *settled is
 * false while the far side is still asked about it. */
CHECKED bool derive_ticket_slot(const struct matter *matter, bool *settled, struct error *error);
/* Was it said already that no other time than the planned one was found? Then its text says so. */
CHECKED bool derive_ticket_slot_none(const struct matter *matter, bool *none, struct error *error);
/* Tells which fields were left because people had edited them. */
CHECKED bool derive_ticket_tell_kept(const struct matter *matter, struct error *error);
/* Tells what does not get through: a move that waits long, one that was refused. */
CHECKED bool derive_ticket_stuck(const struct matter *matter, struct error *error);
/* All its cases have ended, the last one for this reason: proof or farewell, and the goal. */
CHECKED bool derive_ticket_end(const struct matter *matter, const char *ended, struct error *error);
/* People closed it. `open` is the case that goes on: silent until the next step, then a new ticket;
 * NULL when nothing does. */
CHECKED bool derive_ticket_closed(const struct matter *matter, const struct store_case *open,
                                  struct error *error);
/* May a note of progress be written now? Else a mark is set for the time when it may: what it would
 * say is still true then, or has become more. */
CHECKED bool derive_ticket_pace(const struct matter *matter, bool *may, struct error *error);
/* It is over: nothing is read or written any more. */
CHECKED bool derive_ticket_finish(const struct matter *matter, const char *why,
                                  struct error *error);
/* All cases ended before the far side ever heard of it: nothing is to be sent any more. */
CHECKED bool derive_ticket_withdraw(const struct matter *matter, struct error *error);

/* Who approved or rejected it, and why; said once for each decision. */
CHECKED bool derive_ticket_tell_decision(const struct matter *matter, struct error *error);
/* Facts that people want to read of on an open ticket; each is said once. */
CHECKED bool derive_ticket_tell(const struct matter *matter, struct error *error);
/* The incident and its change point to each other, and to other people's incident. */
CHECKED bool derive_ticket_link(const struct matter *matter, struct error *error);
/* Reminders at shares of the window, and the mark of the next one. */
CHECKED bool derive_ticket_escalate(const struct matter *matter, struct error *error);
/* Our second ticket for one matter: ended if nobody touched it, else left to a person. */
CHECKED bool derive_ticket_twin(const struct matter *matter, struct error *error);
