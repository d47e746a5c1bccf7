/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Masking is best effort by design: a hook that prints secrets should be mended. */
#include "hook_output.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/text.h"
#include <string.h>
#include <strings.h>

#define OUTPUT_MASK "***"

static const char begin_mark[] = "-----BEGIN ";
static const char end_mark[] = "-----END ";

static const char *const secret_words[] = {
	"password", "passwd",  "passphrase", "secret",      "token",    "apikey",
	"api_key",  "api-key", "credential", "private_key", "passcode",
};

void hook_output_add(struct hook_output *output, const void *bytes, size_t length)
{
	if (length > sizeof(output->bytes)) {
		bytes = (const char *)bytes + length - sizeof(output->bytes);
		length = sizeof(output->bytes);
		output->cut = true;
	}
	size_t room = sizeof(output->bytes) - output->length;
	if (length > room) {
		size_t gone = length - room;
		memmove(output->bytes, output->bytes + gone, output->length - gone);
		output->length -= gone;
		output->cut = true;
	}
	memcpy(output->bytes + output->length, bytes, length);
	output->length += length;
}

static void drop_controls(char *text)
{
	char *to = text;
	for (const char *from = text; *from; from++) {
		unsigned char c = (unsigned char)*from;
		/* C1 in UTF-8 is 0xc2 followed by 0x80 to 0x9f. */
		bool upper = c == 0xc2 && (unsigned char)from[1] < 0xa0 && from[1] != '\0';
		if (upper)
			from++;
		else if ((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t')
			*to++ = *from;
	}
	*to = '\0';
}

/* Behind the line of an END mark. */
static const char *after_mark(const char *mark)
{
	const char *close = strstr(mark + sizeof(end_mark) - 1, "-----");
	return close ? close + 5 : mark + strlen(mark);
}

/* Blocks go whole. The first or the last may have lost its other mark. */
static void drop_blocks(struct text *out, const char *text, bool cut)
{
	const char *first_begin = strstr(text, begin_mark);
	const char *first_end = strstr(text, end_mark);
	if (cut && first_end && (!first_begin || first_end < first_begin)) {
		text_append(out, "[PEM block]");
		text = after_mark(first_end);
	}
	for (const char *begin = strstr(text, begin_mark); begin;
	     begin = strstr(text, begin_mark)) {
		const char *end = strstr(begin, end_mark);
		text_append_bytes(out, text, (size_t)(begin - text));
		text_append(out, "[PEM block]");
		text = end ? after_mark(end) : begin + strlen(begin);
	}
	text_append(out, text);
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-';
}

/* Length of a secret's name that starts here ("password", "client_secret_id"), or 0. */
static size_t secret_name(const char *at)
{
	size_t length = 0;
	while (is_word(at[length]))
		length++;
	for (size_t i = 0; i < sizeof(secret_words) / sizeof(*secret_words); i++) {
		size_t word = strlen(secret_words[i]);
		for (size_t from = 0; from + word <= length; from++) {
			if (strncasecmp(at + from, secret_words[i], word) == 0)
				return length;
		}
	}
	return 0;
}

/* Where the value begins behind a name: after = or :, or after a blank behind --name. NULL if the
 * name is only a word in a sentence. */
static const char *value_behind(const char *name, size_t length)
{
	const char *at = name + length;
	if (*at == '"' || *at == '\'')
		at++;
	bool option = text_starts_with(name, "--") && (*at == ' ' || *at == '\t');
	at += strspn(at, " \t");
	if (*at == '=' || *at == ':')
		at++;
	else if (!option)
		return NULL;
	return at + strspn(at, " \t");
}

/* A value in quotes goes up to the other quote, else up to a blank or separator. */
static const char *end_of_value(const char *value)
{
	if (*value == '"' || *value == '\'') {
		const char *close = strchr(value + 1, *value);
		return close ? close + 1 : value + strlen(value);
	}
	return value + strcspn(value, " \t\n,;&\"'");
}

/* "Bearer x", "Basic x"; NULL for none. */
static const char *scheme_value(const char *at)
{
	size_t scheme = strncasecmp(at, "bearer ", 7) == 0  ? 7
	                : strncasecmp(at, "basic ", 6) == 0 ? 6
	                                                    : 0;
	return scheme ? at + scheme + strspn(at + scheme, " ") : NULL;
}

/* "//user:password@": the password's place; NULL for none. */
static const char *address_value(const char *at)
{
	if (!text_starts_with(at, "//"))
		return NULL;
	size_t user = strcspn(at + 2, ":@/ \n\t");
	const char *colon = at + 2 + user;
	if (*colon != ':')
		return NULL;
	const char *stop = colon + strcspn(colon, "@/ \n\t");
	return *stop == '@' ? colon + 1 : NULL;
}

static const char *mask_from(struct text *out, const char *at, const char *value, const char *end)
{
	text_append_bytes(out, at, (size_t)(value - at));
	if (end > value)
		text_append(out, OUTPUT_MASK);
	return end;
}

static const char *mask_word(struct text *out, const char *at)
{
	size_t length = secret_name(at);
	const char *value = length ? value_behind(at, length) : NULL;
	if (value)
		return mask_from(out, at, value, end_of_value(value));
	value = scheme_value(at);
	if (value)
		return mask_from(out, at, value, end_of_value(value));
	while (is_word(*at))
		text_append_character(out, *at++);
	return at;
}

static void mask_values(struct text *out, const char *at)
{
	while (*at) {
		const char *value = address_value(at);
		if (value)
			at = mask_from(out, at, value, value + strcspn(value, "@"));
		else if (is_word(*at))
			at = mask_word(out, at);
		else
			text_append_character(out, *at++);
	}
}

char *hook_output_text(const struct hook_output *output, struct arena *arena)
{
	TEXT(whole);
	TEXT(masked);
	char *text = text_clean_utf8(arena, output->bytes, output->length);
	drop_controls(text);
	drop_blocks(&whole, text, output->cut);
	mask_values(&masked, text_string(&whole));
	const char *shown = text_string(&masked);
	if (masked.length > LIMIT_HOOK_OUTPUT)
		shown += masked.length - LIMIT_HOOK_OUTPUT;
	while (((unsigned char)*shown & 0xc0) == 0x80)
		shown++;
	return arena_copy(arena, shown);
}
