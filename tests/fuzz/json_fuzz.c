/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* JSON text from a far side: parsed, written, parsed again; both trees and digests must agree. */
#include "base/arena.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);
	struct error error = ERROR_INIT;
	struct json *value = json_parse(&arena, (const char *)data, size, NULL, &error);
	if (!value) {
		insist(error.kind == ERROR_ITEM && error.message[0]);
		return 0;
	}
	TEXT(text);
	json_write(&text, value);
	insist(!text.over && text_is_utf8(text.data, text.length));
	struct json *again = json_parse(&arena, text.data, text.length, NULL, &error);
	insist(again && json_equal(value, again) && json_equal(again, json_copy(&arena, value)));
	char expected[DIGEST_HEX], found[DIGEST_HEX];
	digest_hex(text.data, text.length, expected);
	json_digest(value, found);
	insist(strcmp(expected, found) == 0);
	text_clear(&text);
	json_write_pretty(&text, value);
	insist(json_equal(value, json_parse(&arena, text.data, text.length, NULL, &error)));
	return 0;
}
