/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* How far a scan came. */
#include "tls_cursor.h"

#include "base/arena.h"
#include "base/clock.h"

#include <inttypes.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

static bool read_number(const char **text, char end, uint64_t *number)
{
	char *rest;
	if (**text < '0' || **text > '9')
		return false;
	*number = strtoull(*text, &rest, 10);
	if (*rest != end)
		return false;
	*text = rest + (end != '\0');
	return true;
}

static bool parse(struct tls_cursor *cursor, const char *text, uint64_t size, uint64_t sum)
{
	return text && read_number(&text, ':', &cursor->seed) &&
	       read_number(&text, ':', &cursor->size) && read_number(&text, ':', &cursor->sum) &&
	       read_number(&text, '\0', &cursor->done) && cursor->size == size &&
	       cursor->sum == sum && cursor->done <= size;
}

void tls_cursor_start(struct tls_cursor *cursor, struct arena *arena, const char *text,
                      uint64_t size, uint64_t sum)
{
	*cursor = (struct tls_cursor){ .open = ARENA_ARRAY(arena, uint32_t, TLS_CURSOR_WINDOW) };
	if (!parse(cursor, text, size, sum)) {
		cursor->size = size;
		cursor->sum = sum;
		cursor->done = 0;
		/* No secret: any order will do where there is no randomness. */
		if (RAND_bytes((unsigned char *)&cursor->seed, sizeof(cursor->seed)) != 1)
			cursor->seed = (uint64_t)clock_monotonic_ms();
	}
	cursor->next = cursor->done;
}

bool tls_cursor_has_room(const struct tls_cursor *cursor)
{
	return cursor->next < cursor->size && cursor->next - cursor->done < TLS_CURSOR_WINDOW;
}

static void advance(struct tls_cursor *cursor)
{
	while (cursor->done < cursor->next && !cursor->open[cursor->done % TLS_CURSOR_WINDOW])
		cursor->done++;
}

uint64_t tls_cursor_feed(struct tls_cursor *cursor, uint32_t places)
{
	uint64_t position = cursor->next++;
	cursor->open[position % TLS_CURSOR_WINDOW] = places;
	advance(cursor);
	return position;
}

void tls_cursor_more(struct tls_cursor *cursor, uint64_t position, uint32_t places)
{
	cursor->open[position % TLS_CURSOR_WINDOW] += places;
}

void tls_cursor_observed(struct tls_cursor *cursor, uint64_t position)
{
	cursor->open[position % TLS_CURSOR_WINDOW]--;
	advance(cursor);
}

void tls_cursor_print(const struct tls_cursor *cursor, char out[static TLS_CURSOR_TEXT])
{
	(void)snprintf(out, TLS_CURSOR_TEXT, "%" PRIu64 ":%" PRIu64 ":%" PRIu64 ":%" PRIu64,
	               cursor->seed, cursor->size, cursor->sum, cursor->done);
}
