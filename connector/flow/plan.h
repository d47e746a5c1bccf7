/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Stage three: what is still to write to one far side, item by item, with before and after. */
#pragma once
#include "flow/brake.h"
#include "flow/flow.h"

struct plan_change {
	const char *field;
	const char *before; /* NULL = nothing stood there */
	const char *after;  /* NULL = goes away */
};

struct plan_item {
	const char *target, *key;
	enum step_kind kind;
	enum step_verb verb;
	const char *subject;        /* for people: "shop.example.com", "CHG0030001" */
	const char *desired;        /* digest */
	const char *baseline;       /* digest of what stood there when we last wrote or read */
	const struct json *payload; /* symbolic form */
	int urgency;
	bool refresh;     /* only says "still there"; counted apart */
	bool put_back;    /* drift: somebody else changed a field of ours */
	const char *held; /* why it does not go out; NULL = it goes */
	const struct plan_change *changes;
	size_t change_count;
	int64_t subject_id;     /* certificate; 0 for names and events */
	int64_t record_id;      /* 0 for events */
	const char *ticket_key; /* events: their ticket; NULL otherwise */
};

struct plan_counts {
	int64_t create, update, remove, move, events, refresh, held, stale;
	int64_t waiting;  /* in the outbox already: no items, see `outbox list` */
	int64_t withheld; /* there too, but stage or pilot do not let them go any more */
};

struct plan_options {
	bool pull_brakes; /* applying: a brake that should hold is written down */
	bool refresh;     /* include what is only to be confirmed */
	size_t limit;     /* items that go, 0 = all */
	int64_t now;
};

/* Takes one item, borrowed for the call. */
typedef bool (*plan_each_fn)(void *context, const struct plan_item *item, struct error *error);

/* Walks everything pending for a far side in the order it would go out. Reads only, but for brakes
 * when asked. Bodies of certificates that were sent before are derived again; one whose facts moved
 * since is counted as stale and left for the next derive. */
CHECKED bool plan(const struct flow *flow, struct flow_side *side,
                  const struct plan_options *options, plan_each_fn each, void *context,
                  struct plan_counts *counts, struct error *error);

/* The same, into the outbox: steps for everything that is allowed and not held. */
CHECKED bool plan_write(const struct flow *flow, struct flow_side *side,
                        const struct plan_options *options,
                        bool (*allow)(void *context, const struct plan_item *item), void *context,
                        struct plan_counts *counts, struct error *error);
