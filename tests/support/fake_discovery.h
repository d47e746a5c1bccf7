/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A discovery source that sees what a test says. */
#pragma once
#include "contract/discovery.h"

enum { FAKE_CHAIN = 4, FAKE_SLOTS = 3 };

struct fake_place {
	struct look
		look; /* place, outcome, reason, full, … as the source will tell them; at: 0 = now */
	struct look_slot slots[FAKE_SLOTS];
	struct look_certificate chains[FAKE_SLOTS][FAKE_CHAIN];
	bool outside;     /* the scope does not cover it */
	bool passed_over; /* covered, but scans don't come across it */
};

struct fake_discovery {
	struct discovery discovery;
	struct fake_place *places;
	size_t count, capacity;
	bool partial;      /* scans end well but tell that not everything was looked at */
	size_t stop_after; /* looks of one scan, 0 = never */
	enum error_kind stop_kind;
	void (*before_look)(void *context, size_t index); /* may be NULL */
	/* Called when a scan begins, with what the engine lends; may be NULL. */
	void (*at_scan)(void *context, struct discovery_scan *scan);
	void *context;
	int64_t looks;            /* so far, over all calls */
	int64_t fast_looks;       /* those of them that told nothing but "as expected" */
	bool looking;             /* inside `look` */
	const char *given_cursor; /* by the newest scan; "" = from the start */
	char given_memory[32];    /* by the newest scan */
	const char *memory;       /* left by scans; NULL = none */
	uint64_t scope_sum;       /* as told to the engine */
};

/* name is kept, not copied. */
void fake_open(struct fake_discovery *fake, const char *name);
/* It hands over what others saw: it covers nothing. */
void fake_import(struct fake_discovery *fake);
void fake_close(struct fake_discovery *fake);
#define FAKE(variable, name)                                                                  \
	struct fake_discovery variable __attribute__((cleanup(fake_close))) = { .count = 0 }; \
	fake_open(&variable, name)

/* A served address on port 443, with a full probe; texts are kept, not copied. */
struct fake_place *fake_add(struct fake_discovery *fake, const char *host);
/* Sets the slot's served chain; certificates are given as DER, borrowed. A count of 0 empties it. */
void fake_serve(struct fake_place *place, size_t slot, const struct look_certificate *chain,
                size_t count);
/* As sources tell it: absence by a full probe, all else by none. */
void fake_silence(struct fake_place *place, enum look_outcome outcome, enum look_reason reason);
