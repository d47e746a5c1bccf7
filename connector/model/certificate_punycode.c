/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A label beyond ASCII as "xn--..." (RFC 3492). Letters are not mapped (no case folding or
 * normalising beyond ASCII): certificates that follow the rules hold A-labels already. */
#include "base/arena.h"
#include "base/text.h"
#include "model/certificate_parts.h"

#include <stdint.h>
#include <string.h>

/* Parameters of RFC 3492 5. */
enum { BASE = 36, T_MIN = 1, T_MAX = 26, SKEW = 38, DAMP = 700, FIRST_BIAS = 72, FIRST_N = 128 };

/* A label has 63 bytes; what decodes to more code points can be no host's name. */
enum { POINTS_MOST = 63 };

/* Code points of valid UTF-8; 0 when there are more than POINTS_MOST. */
static size_t decode_points(const char *label, size_t length, uint32_t *points)
{
	size_t count = 0;
	for (size_t index = 0; index < length; index++) {
		unsigned char byte = (unsigned char)label[index];
		if ((byte & 0xC0) == 0x80) {
			if (!count)
				return 0;
			points[count - 1] = points[count - 1] << 6 | (byte & 0x3F);
			continue;
		}
		if (count == POINTS_MOST)
			return 0;
		points[count++] = byte < 0x80   ? byte
		                  : byte < 0xE0 ? byte & 0x1FU
		                  : byte < 0xF0 ? byte & 0x0FU
		                                : byte & 0x07U;
	}
	return count;
}

static uint32_t adapt(uint32_t delta, uint32_t count, bool first)
{
	delta = first ? delta / DAMP : delta / 2;
	delta += delta / count;
	uint32_t steps = 0;
	for (; delta > (BASE - T_MIN) * T_MAX / 2; steps += BASE)
		delta /= BASE - T_MIN;
	return steps + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static void append_number(struct text *out, uint32_t number, uint32_t bias)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	for (uint32_t step = BASE;; step += BASE) {
		uint32_t threshold = step <= bias           ? T_MIN
		                     : step >= bias + T_MAX ? T_MAX
		                                            : step - bias;
		if (number < threshold)
			break;
		text_append_character(
			out, digits[threshold + (number - threshold) % (BASE - threshold)]);
		number = (number - threshold) / (BASE - threshold);
	}
	text_append_character(out, digits[number]);
}

static uint32_t smallest_from(const uint32_t *points, size_t count, uint32_t from)
{
	uint32_t smallest = UINT32_MAX;
	for (size_t index = 0; index < count; index++) {
		if (points[index] >= from && points[index] < smallest)
			smallest = points[index];
	}
	return smallest;
}

/* 63 points below 0x110000 keep every sum below 2^32: no overflow checks are needed. */
static void append_extended(struct text *out, const uint32_t *points, size_t count, uint32_t basic)
{
	uint32_t delta = 0;
	uint32_t bias = FIRST_BIAS;
	uint32_t handled = basic;
	for (uint32_t n = FIRST_N; handled < count; n++) {
		uint32_t next = smallest_from(points, count, n);
		delta += (next - n) * (handled + 1);
		n = next;
		for (size_t index = 0; index < count; index++) {
			if (points[index] < n)
				delta++;
			if (points[index] != n)
				continue;
			append_number(out, delta, bias);
			bias = adapt(delta, handled + 1, handled == basic);
			delta = 0;
			handled++;
		}
		delta++;
	}
}

char *certificate_punycode_label(struct arena *arena, const char *label, size_t length)
{
	uint32_t points[POINTS_MOST];
	size_t count = decode_points(label, length, points);
	if (!count)
		return NULL;
	TEXT(out);
	text_append(&out, "xn--");
	uint32_t basic = 0;
	for (size_t index = 0; index < count; index++) {
		if (points[index] < FIRST_N) {
			text_append_character(&out, (char)points[index]);
			basic++;
		}
	}
	if (basic)
		text_append_character(&out, '-');
	append_extended(&out, points, count, basic);
	return arena_copy(arena, text_string(&out));
}
