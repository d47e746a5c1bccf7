/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The texts that a program is made of: its own, and those that it includes at its head. */
#pragma once
#include "base/error.h"
#include <stddef.h>

struct arena;
struct mapping_program;

/* Parts of one program; what is more includes itself in a circle or should be one file. */
enum { MAPPING_TEXT_PARTS = 24 };

struct mapping_text_part {
	const char *name; /* for messages: "words/text.jq" */
	const char *path;
	const char *text; /* include lines are emptied, so that line numbers hold */
	size_t length;
};

/* What is included stands before what includes it; each once; the program itself last. */
struct mapping_text {
	struct mapping_text_part parts[MAPPING_TEXT_PARTS];
	size_t count;
};

/* Reads the program and what it includes: lines `include "NAME";` before anything but comments, as
 * in jq's own modules. NAME.jq is looked for in the program's own folder, then in `shared` (NULL =
 * nowhere else). ERROR_LOCAL "file:line: ..." for what is missing, too large, no UTF-8, too many.
 * All in the arena. */
CHECKED bool mapping_text_read(struct arena *arena, const struct mapping_program *program,
                               const char *shared, struct mapping_text *text, struct error *error);
