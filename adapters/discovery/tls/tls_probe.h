/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The look at one place, as a state machine: resolve, connect, talk, shake hands, once more for the
 * other kind of key, and the same for each address of a name. */
#pragma once
#include "tls_fast.h"
#include "tls_handshake.h"
#include "tls_loop.h"
#include "tls_mark.h"
#include "tls_starttls.h"

enum {
	/* Addresses of one name that are looked at. */
	TLS_ADDRESSES = 32,
};

enum tls_probe_state {
	TLS_PROBE_RESOLVING,
	TLS_PROBE_WAITING, /* for leave to connect */
	TLS_PROBE_CONNECTING,
	TLS_PROBE_TALKING, /* before TLS */
	TLS_PROBE_SHAKING,
	TLS_PROBE_PAUSING, /* before it tries again */
	TLS_PROBE_OVER,
};

enum tls_probe_mode {
	TLS_PROBE_FULLY,
	TLS_PROBE_FAST,      /* is it what was expected? If not, it is looked at fully */
	TLS_PROBE_PRESENTED, /* looking fully failed: what is presented, at least? */
};

/* Why looking fully failed. */
struct tls_probe_failure {
	enum look_outcome outcome;
	enum look_reason reason;
	const char *detail;
};

struct tls_probe {
	struct tls_probe *previous, *next; /* among the loop's active ones */
	struct tls_probe *next_ready;
	struct tls_loop *loop;
	struct tls_report *report;
	enum tls_probe_state state;
	int descriptor;
	struct tls_visit visit;
	int64_t deadline_ms;
	enum tls_probe_mode mode;
	bool differed; /* the fast probe was answered otherwise than expected */
	bool forgets;  /* what was remembered of the place led nowhere */
	uint64_t sum;  /* of the parts of the mark that the fast probe saw */
	/* What the addresses seen so far needed; none where they differ. */
	struct tls_mark_needs needs;
	size_t needing;
	struct tls_address addresses[TLS_ADDRESSES];
	size_t address_count, at;
	/* Of the address that is being looked at: */
	enum tls_offer offer;
	enum tls_hello hello;
	int tries, breaths;
	struct look look;
	struct look_slot slots[2];
	struct tls_handshake handshake;
	struct tls_fast fast;
	unsigned char *room; /* for a flight that comes in pieces; NULL = none yet */
	bool shown;          /* the fast probe saw the first of both kinds of key */
	struct tls_probe_failure failure;
	const struct tls_starttls *protocol; /* before TLS; NULL = none */
	bool turned;                         /* another opening was tried, for `auto` */
	struct tls_dialogue dialogue;
	size_t sent;
	struct look *looks; /* one per address */
	size_t look_count;
};

/* All of these end with the probe in another state; TLS_PROBE_OVER hands it to tls_loop_finish. */
void tls_probe_begin(struct tls_probe *probe);
/* False when manners forbid it for now; nothing has changed then. */
bool tls_probe_connect(struct tls_probe *probe);
void tls_probe_event(struct tls_probe *probe);
void tls_probe_timeout(struct tls_probe *probe);
/* Closes what is open; for the end of a probe. */
void tls_probe_close(struct tls_probe *probe);

/* tls_probe_place.c: the addresses of the place. */
void tls_probe_resolved(struct tls_probe *probe, const struct tls_address *addresses, size_t count);
void tls_probe_unresolved(struct tls_probe *probe, enum look_reason reason, const char *detail);
/* The look at this address is complete. */
void tls_probe_next(struct tls_probe *probe);
/* Starts over with full probes. */
void tls_probe_fully(struct tls_probe *probe);
/* The same without what was remembered; false when nothing was. */
bool tls_probe_forget(struct tls_probe *probe);
/* One of both: a fast probe that was shown something needed nothing special. */
void tls_probe_afresh(struct tls_probe *probe);
/* Sets hello and opening as for a first connection to an address. */
void tls_probe_from_the_start(struct tls_probe *probe);
/* The hello to begin with. */
enum tls_hello tls_probe_hello(const struct tls_probe *probe);

/* tls_probe_fast.c: the fast probe on the connected socket. */
void tls_probe_fast_begin(struct tls_probe *probe);
void tls_probe_fast_read(struct tls_probe *probe);
void tls_probe_fast_shown(struct tls_probe *probe);
void tls_probe_fast_stopped(struct tls_probe *probe);
/* Takes a fault on itself if it is the fast probe's; false when it is the place's. */
bool tls_probe_fast_refused(struct tls_probe *probe);
/* Asks once more for what is presented; this failure stands if that fails, too. */
void tls_probe_fast_present(struct tls_probe *probe, enum look_outcome outcome,
                            enum look_reason reason, const char *detail);

/* tls_probe_outcome.c: what a connection said. */
void tls_probe_refused(struct tls_probe *probe, enum look_outcome outcome, enum look_reason reason,
                       const char *detail);
void tls_probe_shaken(struct tls_probe *probe);
void tls_probe_broken(struct tls_probe *probe);
/* Connects again and opens with this protocol (NULL = TLS at once), once and only where `auto` is
 * set; false when the opening stays. */
bool tls_probe_turn(struct tls_probe *probe, const struct tls_starttls *protocol);
