/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes as hex digits and as Base64. */
#include "base/arena.h"
#include "base/text.h"

#include <string.h>

void text_hex(const void *bytes, size_t length, char *out)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *from = bytes;
	for (size_t index = 0; index < length; index++) {
		*out++ = digits[from[index] >> 4];
		*out++ = digits[from[index] & 0x0F];
	}
	*out = '\0';
}

/* 0 to 15, or -1. */
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

bool text_unhex(const char *hex, void *bytes, size_t length)
{
	unsigned char *to = bytes;
	for (size_t index = 0; index < length; index++) {
		int high = hex_digit(hex[2 * index]);
		int low = high < 0 ? -1 : hex_digit(hex[2 * index + 1]);
		if (low < 0)
			return false;
		to[index] = (unsigned char)(high << 4 | low);
	}
	return !hex[2 * length];
}

static const char base64_digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *text_base64(struct arena *arena, const void *bytes, size_t length)
{
	const unsigned char *from = bytes;
	char *out = arena_allocate(arena, (length + 2) / 3 * 4 + 1);
	char *to = out;
	for (; length >= 3; length -= 3, from += 3) {
		*to++ = base64_digits[from[0] >> 2];
		*to++ = base64_digits[(from[0] & 0x03) << 4 | from[1] >> 4];
		*to++ = base64_digits[(from[1] & 0x0F) << 2 | from[2] >> 6];
		*to++ = base64_digits[from[2] & 0x3F];
	}
	if (length) {
		unsigned second = length == 2 ? from[1] : 0;
		*to++ = base64_digits[from[0] >> 2];
		*to++ = base64_digits[(from[0] & 0x03u) << 4 | second >> 4];
		*to++ = length == 2 ? base64_digits[(second & 0x0F) << 2] : '=';
		*to = '=';
	}
	return out;
}

/* 0 to 63, or -1. */
static int base64_value(char digit)
{
	if (digit >= 'A' && digit <= 'Z')
		return digit - 'A';
	if (digit >= 'a' && digit <= 'z')
		return digit - 'a' + 26;
	if (digit >= '0' && digit <= '9')
		return digit - '0' + 52;
	return digit == '+' ? 62 : digit == '/' ? 63 : -1;
}

/* Four digits of which `used` count; the bits behind the last byte must be zero. */
static bool unbase64_group(const char *from, size_t used, unsigned char *to)
{
	unsigned group = 0;
	for (size_t index = 0; index < 4; index++) {
		int value = index < used ? base64_value(from[index]) : 0;
		if (value < 0)
			return false;
		group = group << 6 | (unsigned)value;
	}
	unsigned char bytes[3] = { (unsigned char)(group >> 16), (unsigned char)(group >> 8),
		                   (unsigned char)group };
	memcpy(to, bytes, used - 1);
	return used == 4 || (group & (used == 3 ? 0xFF : 0xFFFF)) == 0;
}

void *text_unbase64(struct arena *arena, const char *encoded, size_t *length)
{
	size_t digits = strlen(encoded);
	if (digits % 4)
		return NULL;
	size_t padding = 0;
	while (padding < 2 && padding < digits && encoded[digits - 1 - padding] == '=')
		padding++;
	unsigned char *out = arena_allocate(arena, digits / 4 * 3 + 1);
	for (size_t at = 0; at < digits; at += 4) {
		size_t used = at + 4 == digits ? 4 - padding : 4;
		if (!unbase64_group(encoded + at, used, out + at / 4 * 3))
			return NULL;
	}
	*length = digits / 4 * 3 - padding;
	return out;
}
