/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The text builder and plain questions about text. */
#include "base/text.h"
#include "base/arena.h"
#include "base/limits.h"
#include "base/memory.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Room for `more` bytes and the NUL; false and `over` when the ceiling would be passed. */
static bool make_room(struct text *text, size_t more)
{
	size_t ceiling = text->ceiling ? text->ceiling : LIMIT_TEXT_BYTES;
	if (text->over || more > ceiling || text->length > ceiling - more) {
		text->over = true;
		return false;
	}
	size_t needed = text->length + more + 1;
	if (needed > text->capacity) {
		size_t capacity = text->capacity ? text->capacity * 2 : 256;
		text->capacity = capacity > needed ? capacity : needed;
		text->data = memory_resize(text->data, text->capacity);
	}
	return true;
}

void text_append(struct text *text, const char *piece)
{
	if (piece)
		text_append_bytes(text, piece, strlen(piece));
}

void text_append_bytes(struct text *text, const void *bytes, size_t length)
{
	if (!make_room(text, length))
		return;
	if (length)
		memcpy(text->data + text->length, bytes, length);
	text->length += length;
	text->data[text->length] = '\0';
}

void text_append_character(struct text *text, char character)
{
	text_append_bytes(text, &character, 1);
}

void text_print(struct text *text, const char *format, ...)
{
	char buffer[512];
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(buffer, sizeof(buffer), format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	if ((size_t)length < sizeof(buffer)) {
		text_append_bytes(text, buffer, (size_t)length);
		return;
	}
	if (!make_room(text, (size_t)length))
		return;
	va_start(arguments, format);
	vsnprintf(text->data + text->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	text->length += (size_t)length;
}

void text_clear(struct text *text)
{
	text->length = 0;
	text->over = false;
	if (text->data)
		text->data[0] = '\0';
}

void text_release(struct text *text)
{
	free(text->data);
	*text = (struct text){ .ceiling = text->ceiling };
}

const char *text_string(const struct text *text)
{
	return text->data ? text->data : "";
}

bool text_equal(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Own folding: the C library's follows the locale. */
static unsigned char fold(char character)
{
	unsigned char byte = (unsigned char)character;
	return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

bool text_equal_folded(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	while (*a && fold(*a) == fold(*b)) {
		a++;
		b++;
	}
	return fold(*a) == fold(*b);
}

bool text_equal_lines(const char *a, const char *b)
{
	size_t left = strlen(a), right = strlen(b);

	while (left > 0 && isspace((unsigned char)a[left - 1]))
		left--;
	while (right > 0 && isspace((unsigned char)b[right - 1]))
		right--;
	for (;;) {
		while (left > 0 && *a == '\r')
			a++, left--;
		while (right > 0 && *b == '\r')
			b++, right--;
		if (left == 0 || right == 0)
			return left == right;
		if (*a != *b)
			return false;
		a++, b++, left--, right--;
	}
}

bool text_starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends_with(const char *text, const char *suffix)
{
	size_t length = strlen(text);
	size_t tail = strlen(suffix);
	return tail <= length && memcmp(text + length - tail, suffix, tail) == 0;
}

bool text_is_empty(const char *text)
{
	return !text || !*text;
}

char *text_lower(struct arena *arena, const char *text)
{
	char *lower = arena_copy(arena, text);
	for (char *at = lower; at && *at; at++)
		*at = (char)fold(*at);
	return lower;
}

bool text_parse_integer(const char *text, int64_t *value)
{
	if (!text)
		return false;
	bool negative = *text == '-';
	const char *digit = text + negative;
	if (!*digit)
		return false;
	int64_t sum = 0;
	for (; *digit; digit++) {
		if (*digit < '0' || *digit > '9')
			return false;
		/* Summed up below zero, where there is room for the smallest number too. */
		if (__builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_sub_overflow(sum, *digit - '0', &sum))
			return false;
	}
	if (!negative && __builtin_sub_overflow(0, sum, &sum))
		return false;
	*value = sum;
	return true;
}

size_t text_distance(const char *a, const char *b)
{
	/* One row of the usual table; names are short, and longer ones are not near anything. */
	enum { LONGEST = 128 };
	size_t width = strlen(b);
	size_t height = strlen(a);
	if (width > LONGEST || height > LONGEST)
		return width > height ? width : height;
	size_t row[LONGEST + 1];
	for (size_t column = 0; column <= width; column++)
		row[column] = column;
	for (size_t line = 1; line <= height; line++) {
		size_t diagonal = row[0];
		row[0] = line;
		for (size_t column = 1; column <= width; column++) {
			size_t replaced = diagonal + (fold(a[line - 1]) != fold(b[column - 1]));
			size_t edited =
				(row[column] < row[column - 1] ? row[column] : row[column - 1]) + 1;
			diagonal = row[column];
			row[column] = replaced < edited ? replaced : edited;
		}
	}
	return row[width];
}
