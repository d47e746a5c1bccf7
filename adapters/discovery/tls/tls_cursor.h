/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* How far a scan came, told as text, so that an interrupted one goes on. */
#pragma once
#include "tls_permute.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum {
	/* Positions that may be open at once; more than can be in flight. */
	TLS_CURSOR_WINDOW = 1 << 16,
	TLS_CURSOR_TEXT = 128,
};

struct tls_cursor {
	uint64_t seed, size;
	uint64_t sum;   /* of what is walked: the same number of other places is another walk */
	uint64_t next;  /* position to feed next */
	uint64_t done;  /* everything before has been observed */
	uint32_t *open; /* ring: places of a position that are still out */
};

/* Goes on from a cursor's text if it belongs to a walk of this size and sum, else starts a new random
 * order. */
void tls_cursor_start(struct tls_cursor *cursor, struct arena *arena, const char *text,
                      uint64_t size, uint64_t sum);
/* May another position be fed? */
bool tls_cursor_has_room(const struct tls_cursor *cursor);
/* Feeds the next position, which stands for this many places (0 = none); returns it. */
uint64_t tls_cursor_feed(struct tls_cursor *cursor, uint32_t places);
/* A position that is still out stands for so many places more. */
void tls_cursor_more(struct tls_cursor *cursor, uint64_t position, uint32_t places);
/* One place of a position was observed. */
void tls_cursor_observed(struct tls_cursor *cursor, uint64_t position);
void tls_cursor_print(const struct tls_cursor *cursor, char out[static TLS_CURSOR_TEXT]);
