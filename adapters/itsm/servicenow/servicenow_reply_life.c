/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of a CI whose values mean more than their text: life, fingerprints. */
#include "base/arena.h"
#include "base/text.h"
#include "servicenow.h"
#include "servicenow_reply.h"
#include "servicenow_reply_ci.h"
#include <ctype.h>
#include <string.h>

static bool is_pair(const struct json *row, const char *pair)
{
	const char *equals = strchr(pair, '=');
	char name[SERVICENOW_ELEMENT];

	if (equals == NULL || (size_t)(equals - pair) >= sizeof(name))
		return false;
	memcpy(name, pair, (size_t)(equals - pair));
	name[equals - pair] = '\0';
	return strcmp(servicenow_reply_field(row, name), equals + 1) == 0;
}

enum ci_life servicenow_reply_life(const struct json *row, const struct setting_list *retired)
{
	/* Choices of a fresh instance; the first that holds decides. */
	static const struct {
		const char *pair;
		enum ci_life life;
	} known[] = {
		{ "install_status=3", CI_MAINTENANCE },
		{ "operational_status=3", CI_MAINTENANCE },
		{ "operational_status=4", CI_STANDBY },
		{ "install_status=6", CI_STOCK },
		{ "install_status=2", CI_STOCK },
		{ "install_status=4", CI_STOCK },
		{ "operational_status=1", CI_OPERATIONAL },
		{ "life_cycle_stage=Operational", CI_OPERATIONAL },
		{ "install_status=1", CI_OPERATIONAL },
	};

	for (size_t i = 0; retired != NULL && i < retired->count; i++)
		if (is_pair(row, retired->items[i]))
			return CI_RETIRED;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (is_pair(row, known[i].pair))
			return known[i].life;
	return CI_LIFE_UNKNOWN;
}

const char *servicenow_reply_hex(struct arena *arena, const char *text)
{
	char *out = arena_allocate(arena, strlen(text) + 1);
	size_t used = 0;

	for (; *text != '\0'; text++) {
		if (isxdigit((unsigned char)*text))
			out[used++] = (char)tolower((unsigned char)*text);
		else if (strchr(": -", *text) == NULL)
			return "";
	}
	return out;
}

const char *servicenow_reply_serial(struct arena *arena, const char *text)
{
	const char *digits = text_starts_with(text, "0x") ? text + 2 : text;
	const char *hex = servicenow_reply_hex(arena, digits);

	if (*hex == '\0')
		return text_lower(arena, text);
	while (hex[0] == '0' && hex[1] != '\0')
		hex++;
	return hex;
}

int servicenow_reply_spelling(const char *text)
{
	bool colons = strchr(text, ':') != NULL;
	bool upper = strpbrk(text, "ABCDEF") != NULL;
	bool lower = strpbrk(text, "abcdef") != NULL;

	if (strlen(text) < 32 || text[strspn(text, "0123456789abcdefABCDEF:")] != '\0' ||
	    upper == lower)
		return SERVICENOW_SPELLING_UNKNOWN;
	if (colons)
		return upper ? SERVICENOW_COLON_UPPER : SERVICENOW_COLON_LOWER;
	return upper ? SERVICENOW_UPPER : SERVICENOW_LOWER;
}
