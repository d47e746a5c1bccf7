/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A growing text, and the small encodings of the web. */

#include "text.h"

#include <limits.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void make_room(struct text *text, size_t addition)
{
	if (text->capacity - text->length > addition)
		return;
	size_t capacity = text->capacity ? text->capacity : 256;
	while (capacity - text->length <= addition)
		capacity *= 2;
	char *bytes = realloc(text->bytes, capacity);
	if (!bytes)
		abort();
	text->bytes = bytes;
	text->capacity = capacity;
}

void text_add_length(struct text *text, const char *bytes, size_t length)
{
	make_room(text, length);
	if (length)
		memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void text_add(struct text *text, const char *addition)
{
	text_add_length(text, addition, strlen(addition));
}

void text_print(struct text *text, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	make_room(text, (size_t)length);
	va_start(arguments, format);
	vsnprintf(text->bytes + text->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	text->length += (size_t)length;
}

/* Marks that turn the direction of what follows: U+200E, U+200F, U+2028 to U+202E, U+2066 to
 * U+2069. 0 for anything else. */
static unsigned int direction_mark(const char *at)
{
	const unsigned char *bytes = (const unsigned char *)at;
	if (bytes[0] != 0xe2 || (bytes[1] != 0x80 && bytes[1] != 0x81))
		return 0;
	unsigned int code = 0x2000U + (bytes[1] & 0x3fU) * 64U + (bytes[2] & 0x3fU);
	bool turns = code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
	             (code >= 0x2066 && code <= 0x2069);
	return turns ? code : 0;
}

void text_add_html(struct text *text, const char *untrusted)
{
	for (const char *at = untrusted; *at; at++) {
		unsigned char byte = (unsigned char)*at;
		switch (byte) {
		case '&':
			text_add(text, "&amp;");
			break;
		case '<':
			text_add(text, "&lt;");
			break;
		case '>':
			text_add(text, "&gt;");
			break;
		case '"':
			text_add(text, "&quot;");
			break;
		case '\'':
			text_add(text, "&#39;");
			break;
		default:
			if (direction_mark(at)) {
				text_print(text, "\\u%04x", direction_mark(at));
				at += 2;
			} else if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f)
				text_print(text, "\\x%02x", byte);
			else
				text_add_length(text, at, 1);
		}
	}
}

void text_add_url(struct text *text, const char *component)
{
	for (const char *at = component; *at; at++) {
		unsigned char byte = (unsigned char)*at;
		bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
		             (byte >= 'a' && byte <= 'z') || strchr("-._~", byte);
		if (plain)
			text_add_length(text, at, 1);
		else
			text_print(text, "%%%02X", byte);
	}
}

const char *text_value(const struct text *text)
{
	return text->bytes ? text->bytes : "";
}

void text_release(struct text *text)
{
	free(text->bytes);
	*text = (struct text){ 0 };
}

static int hex_digit(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}

char *text_url_decode(struct pool *pool, const char *encoded, size_t length, bool form)
{
	char *decoded = pool_take(pool, length + 1);
	size_t used = 0;
	for (size_t i = 0; i < length; i++) {
		int high = i + 2 < length ? hex_digit(encoded[i + 1]) : -1;
		int low = i + 2 < length ? hex_digit(encoded[i + 2]) : -1;
		if (encoded[i] == '%' && high >= 0 && low >= 0) {
			decoded[used++] = (char)(high * 16 + low);
			i += 2;
		} else {
			decoded[used++] = form && encoded[i] == '+' ? ' ' : encoded[i];
		}
	}
	return decoded;
}

static int base64_digit(char digit)
{
	if (digit >= 'A' && digit <= 'Z')
		return digit - 'A';
	if (digit >= 'a' && digit <= 'z')
		return digit - 'a' + 26;
	if (digit >= '0' && digit <= '9')
		return digit - '0' + 52;
	if (digit == '+' || digit == '-')
		return 62;
	return digit == '/' || digit == '_' ? 63 : -1;
}

char *text_base64_decode(struct pool *pool, const char *encoded, size_t *length)
{
	char *decoded = pool_take(pool, strlen(encoded) / 4 * 3 + 4);
	size_t used = 0;
	uint32_t bits = 0;
	int held = 0;
	for (const char *at = encoded; *at && *at != '='; at++) {
		if (strchr(" \t\r\n", *at))
			continue;
		int digit = base64_digit(*at);
		if (digit < 0)
			return NULL;
		bits = bits << 6 | (uint32_t)digit;
		held += 6;
		if (held >= 8) {
			held -= 8;
			decoded[used++] = (char)(bits >> held & 0xff);
		}
	}
	*length = used;
	return decoded;
}

char *text_base64_encode(struct pool *pool, const char *bytes, size_t length)
{
	char *encoded = pool_take(pool, (length + 2) / 3 * 4 + 1);
	EVP_EncodeBlock((unsigned char *)encoded, (const unsigned char *)bytes, (int)length);
	return encoded;
}

char *text_hex(struct pool *pool, const unsigned char *bytes, size_t length)
{
	static const char digits[] = "0123456789abcdef";
	char *hex = pool_take(pool, length * 2 + 1);
	for (size_t i = 0; i < length; i++) {
		hex[i * 2] = digits[bytes[i] >> 4];
		hex[i * 2 + 1] = digits[bytes[i] & 15];
	}
	return hex;
}

char *text_sha256(struct pool *pool, const char *bytes, size_t length)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	if (EVP_Digest(bytes, length, digest, &size, EVP_sha256(), NULL) != 1)
		abort();
	return text_hex(pool, digest, size);
}

bool text_is_true(const char *value)
{
	return value && (strcmp(value, "true") == 0 || strcmp(value, "1") == 0);
}

int text_number(const char *value)
{
	long number = strtol(value, NULL, 10);
	if (number > INT_MAX)
		return INT_MAX;
	return number < INT_MIN ? INT_MIN : (int)number;
}

bool text_is_utf8(const char *bytes, size_t length)
{
	const unsigned char *at = (const unsigned char *)bytes, *end = at + length;
	while (at < end) {
		size_t more = *at < 0x80 ? 0 : *at >= 0xf0 ? 3 : *at >= 0xe0 ? 2 : 1;
		if (*at == 0 || (*at >= 0x80 && *at < 0xc2) || *at > 0xf4 ||
		    (size_t)(end - at) <= more)
			return false;
		if ((*at == 0xe0 && at[1] < 0xa0) || (*at == 0xed && at[1] > 0x9f) ||
		    (*at == 0xf0 && at[1] < 0x90) || (*at == 0xf4 && at[1] > 0x8f))
			return false;
		for (size_t i = 1; i <= more; i++)
			if ((at[i] & 0xc0) != 0x80)
				return false;
		at += more + 1;
	}
	return true;
}

size_t text_split(struct pool *pool, const char *value, char separator, const char **parts,
                  size_t limit)
{
	size_t count = 0;
	while (count < limit) {
		const char *end = strchr(value, separator);
		size_t length = end ? (size_t)(end - value) : strlen(value);
		parts[count++] = pool_copy_length(pool, value, length);
		if (!end)
			break;
		value = end + 1;
	}
	return count;
}

size_t text_units(const char *text)
{
	size_t units = 0;
	for (const unsigned char *at = (const unsigned char *)text; *at; at++)
		if ((*at & 0xC0) != 0x80)
			units += *at >= 0xF0 ? 2 : 1;
	return units;
}
