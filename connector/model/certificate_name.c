/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* DNS names: folded for comparing, and which of them covers which host. */
#include "base/arena.h"
#include "base/text.h"
#include "model/certificate_parts.h"

#include <string.h>

static bool is_ascii(const char *text, size_t length)
{
	for (size_t index = 0; index < length; index++) {
		if ((unsigned char)text[index] >= 0x80)
			return false;
	}
	return true;
}

static void fold_label(struct arena *arena, struct text *out, const char *label, size_t length)
{
	char *encoded = NULL;
	if (!is_ascii(label, length) && text_is_utf8(label, length))
		encoded = certificate_punycode_label(arena, label, length);
	if (encoded)
		text_append(out, encoded);
	else
		text_append_bytes(out, label, length);
}

char *certificate_fold_name(struct arena *arena, const char *name)
{
	char *lower = text_lower(arena, name);
	size_t length = strlen(lower);
	if (length && lower[length - 1] == '.')
		lower[--length] = '\0';
	if (is_ascii(lower, length))
		return lower;
	TEXT(out);
	for (const char *label = lower;;) {
		size_t part = strcspn(label, ".");
		fold_label(arena, &out, label, part);
		if (!label[part])
			break;
		text_append_character(&out, '.');
		label += part + 1;
	}
	return arena_copy(arena, text_string(&out));
}

/* Length without one last dot. */
static size_t bare_length(const char *name)
{
	size_t length = strlen(name);
	return length && name[length - 1] == '.' ? length - 1 : length;
}

static bool equal_folded(const char *a, size_t a_length, const char *b, size_t b_length)
{
	return a_length == b_length && strncasecmp(a, b, a_length) == 0;
}

bool certificate_name_covers(const char *pattern, const char *host)
{
	size_t pattern_length = bare_length(pattern);
	size_t host_length = bare_length(host);
	if (!pattern_length || !host_length)
		return false;
	if (strncmp(pattern, "*.", 2) != 0)
		return equal_folded(pattern, pattern_length, host, host_length);
	/* "*" stands for exactly one whole label, and never for an address or an empty label. */
	const char *dot = memchr(host, '.', host_length);
	if (!dot || dot == host || pattern_length < 3)
		return false;
	size_t skipped = (size_t)(dot - host);
	return equal_folded(pattern + 1, pattern_length - 1, dot, host_length - skipped);
}
