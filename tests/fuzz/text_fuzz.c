/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Text of any origin: what is cleaned is valid, what is shown hides nothing, cuts keep it valid, and
 * the small readers (dates, durations, numbers, Base64, hex) take it or leave it. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/http.h"
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool holds)
{
	if (!holds)
		abort();
}

static void try_readers(struct arena *arena, const char *text)
{
	int64_t value;
	int64_t again;
	char written[32];
	if (clock_parse(text, &value) && value >= 0) {
		clock_format(value, written);
		insist(clock_parse(written, &again) &&
		       again == (value > CLOCK_NO_END ? CLOCK_NO_END : value));
	}
	if (clock_parse_duration(text, &value))
		clock_format_duration(value, written);
	(void)text_parse_integer(text, &value);
	(void)http_parse_date(text, &value);
	size_t length;
	const void *bytes = text_unbase64(arena, text, &length);
	insist(!bytes || strcmp(text_base64(arena, bytes, length), text) == 0);
	unsigned char raw[8];
	(void)text_unhex(text, raw, sizeof(raw));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);
	const char *clean = text_clean_utf8(&arena, data, size);
	size_t prefix = text_utf8_prefix(data, size);
	insist(memcmp(clean, data, prefix) == 0);
	insist(text_is_utf8(data, size) == (prefix == size));
	const char *text = arena_copy_bytes(&arena, data, size);
	size_t length = strlen(clean);
	insist(text_is_utf8(clean, length));
	for (size_t limit = 0; limit < 40; limit++) {
		size_t cut = text_cut(clean, limit);
		insist(cut <= limit && text_is_utf8(clean, cut) &&
		       (cut + 4 > limit || cut == length));
	}
	const char *shown = text_visible(&arena, text);
	insist(text_is_utf8(shown, strlen(shown)) && !strpbrk(shown, "\n\r\t\x1B\x7F"));
	insist(!strstr(shown, "\u202E") && strcmp(shown, text_visible(&arena, shown)) == 0);
	insist(text_distance(text, text) == 0 || strlen(text) > 128);
	try_readers(&arena, text);
	return 0;
}
