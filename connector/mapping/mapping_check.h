/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at what a mapping gave before it goes anywhere: its shape, its texts, their lengths. */
#pragma once
#include "base/error.h"
#include <stddef.h>

struct arena;
struct json;

/* What one field of a far side takes. */
struct mapping_field {
	const char *name;
	size_t length; /* UTF-16 code units, as Java-made products count; 0 = any */
	bool one_line; /* line ends become blanks */
};

/* Checks an object of fields: names of [A-Za-z0-9_.-] (at most 80), values text, number, true,
 * false, null, a reference {"ref": "kind:key"} (kind of [a-z_], key not empty) or an array of
 * these. Gives a clean copy in the arena: control and bidirectional characters are out of texts
 * (line feed and tab stay, unless one_line), and what the table limits is cut at a code point.
 * `fields` ends with a row without name, and may be NULL; an unnamed field has no limit.
 * ERROR_ITEM "mapping 'program': field 'x' ..." */
CHECKED struct json *mapping_check(struct arena *arena, const char *program,
                                   const struct mapping_field *fields, const struct json *output,
                                   struct error *error);

/* The text as mapping_check would leave it in a field of that length. */
char *mapping_check_text(struct arena *arena, const struct mapping_field *field, const char *text);
