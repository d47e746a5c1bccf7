/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8: what is valid (RFC 3629), where to cut, and what is safe to show. */
#include "base/arena.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static bool is_continuation(unsigned char byte)
{
	return (byte & 0xC0) == 0x80;
}

/* Length of the valid sequence at the front, 0 for none; its code point in *point. */
static size_t decode(const unsigned char *at, size_t left, uint32_t *point)
{
	*point = at[0];
	if (at[0] < 0x80)
		return 1;
	if (at[0] >= 0xC2 && at[0] <= 0xDF && left >= 2 && is_continuation(at[1])) {
		*point = (uint32_t)(at[0] & 0x1F) << 6 | (at[1] & 0x3F);
		return 2;
	}
	if ((at[0] & 0xF0) == 0xE0 && left >= 3 && is_continuation(at[1]) &&
	    is_continuation(at[2])) {
		*point = (uint32_t)(at[0] & 0x0F) << 12 | (uint32_t)(at[1] & 0x3F) << 6 |
		         (at[2] & 0x3F);
		bool surrogate = *point >= 0xD800 && *point <= 0xDFFF;
		return *point < 0x800 || surrogate ? 0 : 3;
	}
	if (at[0] >= 0xF0 && at[0] <= 0xF4 && left >= 4 && is_continuation(at[1]) &&
	    is_continuation(at[2]) && is_continuation(at[3])) {
		*point = (uint32_t)(at[0] & 0x07) << 18 | (uint32_t)(at[1] & 0x3F) << 12 |
		         (uint32_t)(at[2] & 0x3F) << 6 | (at[3] & 0x3F);
		return *point < 0x10000 || *point > 0x10FFFF ? 0 : 4;
	}
	return 0;
}

size_t text_utf8_prefix(const void *bytes, size_t length)
{
	const unsigned char *at = bytes;
	size_t done = 0;
	while (done < length) {
		/* Most text is ASCII: eight bytes a time. */
		uint64_t word;
		while (length - done >= sizeof(word)) {
			memcpy(&word, at + done, sizeof(word));
			if (word & UINT64_C(0x8080808080808080))
				break;
			done += sizeof(word);
		}
		if (done == length)
			break;
		uint32_t point;
		size_t step = decode(at + done, length - done, &point);
		if (!step)
			break;
		done += step;
	}
	return done;
}

bool text_is_utf8(const void *bytes, size_t length)
{
	return text_utf8_prefix(bytes, length) == length;
}

char *text_clean_utf8(struct arena *arena, const void *bytes, size_t length)
{
	const char *from = bytes;
	TEXT(out);
	out.ceiling = SIZE_MAX / 2;
	while (length) {
		size_t good = text_utf8_prefix(from, length);
		text_append_bytes(&out, from, good);
		from += good;
		length -= good;
		if (length) {
			text_append(&out, "\xEF\xBF\xBD");
			from++;
			length--;
		}
	}
	return arena_copy_bytes(arena, text_string(&out), out.length);
}

size_t text_cut(const char *text, size_t limit)
{
	size_t length = strnlen(text, limit);
	if (length < limit || !text[length])
		return length;
	size_t cut = length;
	while (cut && length - cut < 3 && is_continuation((unsigned char)text[cut]))
		cut--;
	/* Bytes that are no UTF-8 have no better place to be cut. */
	return is_continuation((unsigned char)text[cut]) ? length : cut;
}

/* C0, DEL, C1, line and paragraph separators, and all that reorders or hides what is around it
 * (Unicode UAX #9 and UTS #39). */
static bool is_hidden(uint32_t point)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0x00, 0x1F },     { 0x7F, 0x9F },     { 0xAD, 0xAD },       { 0x061C, 0x061C },
		{ 0x180E, 0x180E }, { 0x200B, 0x200F }, { 0x2028, 0x202E },   { 0x2060, 0x206F },
		{ 0xFEFF, 0xFEFF }, { 0xFFF9, 0xFFFB }, { 0xE0000, 0xE007F },
	};
	for (size_t index = 0; index < sizeof(ranges) / sizeof(ranges[0]); index++) {
		if (point >= ranges[index].first && point <= ranges[index].last)
			return true;
	}
	return false;
}

static void append_visible(struct text *out, const char *at, size_t step, uint32_t point)
{
	if (!is_hidden(point))
		text_append_bytes(out, at, step);
	else if (point < 0x10000)
		text_print(out, "\\u%04x", (unsigned)point);
	else
		text_print(out, "\\u%04x\\u%04x", (unsigned)(0xD7C0 + (point >> 10)),
		           (unsigned)(0xDC00 + (point & 0x3FF)));
}

char *text_visible(struct arena *arena, const char *text)
{
	if (!text)
		return NULL;
	size_t left = strlen(text);
	TEXT(out);
	out.ceiling = SIZE_MAX / 2;
	while (left) {
		uint32_t point;
		size_t step = decode((const unsigned char *)text, left, &point);
		if (step) {
			append_visible(&out, text, step, point);
		} else {
			text_append(&out, "\xEF\xBF\xBD");
			step = 1;
		}
		text += step;
		left -= step;
	}
	return arena_copy_bytes(arena, text_string(&out), out.length);
}
