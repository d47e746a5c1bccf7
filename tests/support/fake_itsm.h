/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A far side that takes every write, keeps it, and says of tickets what a test tells it to. */
#pragma once
#include "base/arena.h"
#include "contract/itsm.h"

enum { FAKE_TICKETS = 16, FAKE_DECISIONS = 4 };

/* One write as it came. */
struct fake_write {
	enum step_kind kind;
	enum step_verb verb;
	const char *key, *remote_id, *ticket_id;
	struct json *body;
};

struct fake_ticket {
	struct ticket_seen seen;
	struct ticket_decision decisions[FAKE_DECISIONS];
	size_t decided;
	struct json *fields;
	struct fake_ticket *into; /* people merged it into this one */
};

struct fake_itsm {
	struct itsm itsm;
	struct arena arena;
	struct fake_write *writes;
	size_t count, capacity;
	struct fake_ticket tickets[FAKE_TICKETS];
	size_t ticket_count;
	bool unusable;    /* every push is put off */
	int lose;         /* so many creations of tickets are done twice and their answer is lost */
	bool blind;       /* nothing can be looked for */
	bool unfinished;  /* what is asked about planned times is taken, and never done */
	bool touch_twins; /* somebody takes each second one at once */
	bool merge_twins; /* somebody merges each first one into the second */
	bool slots_late;  /* free times are found 60 days later only */
	const char *lost; /* said of each ticket that is made */
	const char *closed;           /* what comes late is taken without effect, for this reason */
	const char *stay;             /* every move of a ticket is put off, for this reason */
	int64_t freeze, freeze_until; /* planned dates in between are a conflict */
	/* Answers of the far side as a whole, NULL = as ever: to identify, to every push, to reads. */
	const struct error *shut, *busy, *unread;
	size_t reads;
	const char *mark;              /* of the store that signed last; NULL = none */
	int sign_losses;               /* so many signatures get no answer */
	struct itsm_room room;         /* what its licence counts; `now` is what others made */
	const struct error *uncounted; /* answer to the question for room, NULL = as ever */
	bool full;                     /* new certificates are put off for want of room */
	bool no_certificates;          /* pushes of certificates and relations are put off */
};

void fake_itsm_open(struct fake_itsm *fake, const char *name);
void fake_itsm_close(struct fake_itsm *fake);
/* The ticket whose key starts so; fails the test when there is none. */
struct fake_ticket *fake_itsm_ticket(struct fake_itsm *fake, const char *start);
/* The newest write whose key starts and ends so, NULL when none. */
const struct fake_write *fake_itsm_write(const struct fake_itsm *fake, const char *start,
                                         const char *end);
/* Text of a note or attachment whose event ends so, or for "name:" holds it; "" when there was none. */
const char *fake_itsm_text(const struct fake_itsm *fake, const char *ticket, const char *event);
/* One more decision; the roll-up follows it. */
void fake_itsm_decide(struct fake_ticket *ticket, enum ticket_approval approval, const char *who,
                      const char *comment, int64_t at);
