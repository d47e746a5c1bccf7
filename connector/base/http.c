/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What can be read from an HTTP answer without any I/O. */
#include "base/http.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"

#include <string.h>

const char *http_response_header(const struct http_response *response, const char *name)
{
	for (const struct http_header *header = response->headers; header && header->name;
	     header++) {
		if (text_equal(header->name, name))
			return header->value;
	}
	return NULL;
}

static bool is_unreserved(char character)
{
	return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
	       (character >= '0' && character <= '9') || (character && strchr("-._~", character));
}

char *http_escape(struct arena *arena, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	char *escaped = arena_allocate(arena, strlen(text) * 3 + 1);
	char *to = escaped;
	for (; *text; text++) {
		if (is_unreserved(*text)) {
			*to++ = *text;
		} else {
			*to++ = '%';
			*to++ = digits[(unsigned char)*text >> 4];
			*to++ = digits[*text & 0x0F];
		}
	}
	return escaped;
}

/* 1 to 12, or 0. */
static int month_number(const char *name)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	for (int month = 0; month < 12; month++) {
		if (strncmp(names + 3 * month, name, 3) == 0)
			return month + 1;
	}
	return 0;
}

bool http_parse_date(const char *text, int64_t *time)
{
	/* The places of a form in which every letter and digit has its own; 'd' is a digit. */
	static const char form[] = "___, dd ___ dddd dd:dd:dd GMT";
	if (!text || strlen(text) != sizeof(form) - 1)
		return false;
	for (size_t at = 0; form[at]; at++) {
		bool digit = text[at] >= '0' && text[at] <= '9';
		if (form[at] == 'd' ? !digit : form[at] != '_' && form[at] != text[at])
			return false;
	}
	/* clock_parse knows which days and hours there are. */
	int month = month_number(text + 8);
	char iso[] = "yyyy-mm-ddThh:mm:ssZ";
	memcpy(iso, text + 12, 4);
	iso[5] = (char)('0' + month / 10);
	iso[6] = (char)('0' + month % 10);
	memcpy(iso + 8, text + 5, 2);
	memcpy(iso + 11, text + 17, 8);
	return clock_parse(iso, time);
}

int http_retry_after(const struct http_response *response)
{
	const char *value = http_response_header(response, "retry-after");
	int64_t seconds;
	int64_t until;
	if (!text_parse_integer(value, &seconds)) {
		if (!http_parse_date(value, &until))
			return 0;
		/* Against the far side's own clock when it tells it: ours may be off. */
		int64_t now;
		if (!http_parse_date(http_response_header(response, "date"), &now))
			now = clock_now();
		seconds = until - now;
	}
	if (seconds < 0)
		return 0;
	return seconds < CLOCK_DAY ? (int)seconds : CLOCK_DAY;
}
