/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A growing text, and the small encodings of the web: percent, base64, hexadecimal, HTML. */
#pragma once

#include "pool.h"

#include <stdbool.h>
#include <stddef.h>

struct text {
	char *bytes; /* always ends with a zero byte once something was added */
	size_t length, capacity;
};

void text_add(struct text *text, const char *addition);
void text_add_length(struct text *text, const char *bytes, size_t length);
void text_print(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Safe inside HTML text and double-quoted attributes; control characters become visible. */
void text_add_html(struct text *text, const char *untrusted);
/* Safe as one component of a URL's path or query. */
void text_add_url(struct text *text, const char *component);
const char *text_value(const struct text *text);
void text_release(struct text *text);
#define TEXT_SCOPE __attribute__((cleanup(text_release)))

/* Percent decoding; '+' becomes a space only in form data. A bad escape stays as it stands. */
char *text_url_decode(struct pool *pool, const char *encoded, size_t length, bool form);
/* NULL when the text is no base64; blanks and line ends are skipped. */
char *text_base64_decode(struct pool *pool, const char *encoded, size_t *length);
char *text_base64_encode(struct pool *pool, const char *bytes, size_t length);
char *text_hex(struct pool *pool, const unsigned char *bytes, size_t length);
/* SHA-256 in lower-case hexadecimal. */
char *text_sha256(struct pool *pool, const char *bytes, size_t length);
bool text_is_true(const char *value);
/* The number a text begins with, within the range of an int; 0 when there is none. */
int text_number(const char *value);
/* Whether the bytes are well-formed UTF-8 without zero bytes. */
bool text_is_utf8(const char *bytes, size_t length);
/* UTF-16 units of a UTF-8 text: what programs in Java count against their limits. */
size_t text_units(const char *text);
/* Splits at a separator; the parts are copies. Empty parts are kept. */
size_t text_split(struct pool *pool, const char *value, char separator, const char **parts,
                  size_t limit);
