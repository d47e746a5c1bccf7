/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A DNS zone transfer (RFC 5936) without I/O: the question as bytes, each message of the answer taken
 * as it comes, and the names in it that have an address. Anything odd ends it; a transfer counts only
 * when it is complete. */
#pragma once
#include "base/error.h"
#include "tls_tsig.h"
#include <stdint.h>

enum {
	TLS_AXFR_NAME = 255, /* bytes of a name on the wire (RFC 1035 2.3.4) */
	TLS_AXFR_QUESTION = 12 + TLS_AXFR_NAME + 4 + TLS_TSIG_RECORD,
	TLS_AXFR_TEXT = 256, /* a name as text */
};

enum tls_axfr_state { TLS_AXFR_BEGINNING, TLS_AXFR_RUNNING, TLS_AXFR_COMPLETE };

struct tls_axfr {
	unsigned char zone[TLS_AXFR_NAME]; /* as on the wire, folded */
	size_t zone_length;
	uint16_t id;
	enum tls_axfr_state state;
	struct tls_tsig *tsig; /* NULL = answers are not signed */
	char last[TLS_AXFR_TEXT];
	/* Takes an owner of A, AAAA or CNAME inside the zone, folded, without the last dot; never the same
	 * one twice in a row. False with an error ends the transfer. */
	bool (*each)(void *context, const char *name, struct error *error);
	void *context;
};

/* Asks for the zone; the caller has set tsig, each and context. Length of the question, without the
 * two bytes that TCP puts before it; 0 with ERROR_LOCAL when the zone has no such name. now: seconds. */
size_t tls_axfr_ask(struct tls_axfr *axfr, const char *zone, uint16_t id, int64_t now,
                    unsigned char out[static TLS_AXFR_QUESTION], struct error *error);
/* Takes one message; state says whether it was the last. ERROR_PEER says what is wrong. */
CHECKED bool tls_axfr_take(struct tls_axfr *axfr, const unsigned char *message, size_t length,
                           int64_t now, struct error *error);
