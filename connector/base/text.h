/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Growing text, and what is asked of text again and again. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* A builder with a ceiling: when it is passed, `over` is set and further pieces are dropped, so
 * that writing code stays straight and looks once at the end. data is always NUL-terminated. */
struct text {
	char *data;
	size_t length;
	size_t capacity;
	size_t ceiling; /* bytes; 0 = LIMIT_TEXT_BYTES */
	bool over;
};

#define TEXT(name) struct text name __attribute__((cleanup(text_release))) = { 0 }

void text_append(struct text *text, const char *piece);
void text_append_bytes(struct text *text, const void *bytes, size_t length);
void text_append_character(struct text *text, char character);
void text_print(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_clear(struct text *text);
void text_release(struct text *text);
const char *text_string(
	const struct text *text); /* "" when empty; borrowed until the next change */

/* Lower-case hex of bytes; out holds 2 * length + 1. */
void text_hex(const void *bytes, size_t length, char *out);
/* Reads hex of exactly 2 * length digits, either case; false on anything else. */
bool text_unhex(const char *hex, void *bytes, size_t length);

bool text_equal(const char *a, const char *b);        /* NULL equals only NULL */
bool text_equal_folded(const char *a, const char *b); /* ASCII case folded */
/* But for CR and blanks at the end, which far sides change in texts that they are given. */
bool text_equal_lines(const char *a, const char *b);
bool text_starts_with(const char *text, const char *prefix);
bool text_ends_with(const char *text, const char *suffix);
bool text_is_empty(const char *text); /* NULL or "" */

/* Length of the longest prefix of at most limit bytes that ends on a code point. */
size_t text_cut(const char *text, size_t limit);
bool text_is_utf8(const void *bytes, size_t length);
/* Bytes before the first that is not valid UTF-8; length when all are. */
size_t text_utf8_prefix(const void *bytes, size_t length);
/* Valid UTF-8 copy: each bad byte becomes U+FFFD. */
char *text_clean_utf8(struct arena *arena, const void *bytes, size_t length);
/* Copy that is safe to show: control and bidirectional characters as \uXXXX. */
char *text_visible(struct arena *arena, const char *text);

/* Decimal integer that fills the whole text; false on overflow, blanks, signs beyond '-'. */
bool text_parse_integer(const char *text, int64_t *value);
/* Lower-cased copy (ASCII). */
char *text_lower(struct arena *arena, const char *text);
/* Edits needed from a to b (Levenshtein, folded), for "did you mean". */
size_t text_distance(const char *a, const char *b);
/* Base64 (RFC 4648 section 4) without line breaks. Decoding returns NULL on bad input. */
char *text_base64(struct arena *arena, const void *bytes, size_t length);
void *text_unbase64(struct arena *arena, const char *encoded, size_t *length);
