/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a far side takes of what a mapping program answers: an adapter says it, the mapping layer holds
 * every answer to it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* One field's longest text. Fields without a row have none. */
struct answer_limit {
	/* Member of the answer that holds the field: "values" (what travels as seed, insert and told
	 * too), "fields", or "" for a member of the answer itself, as a note's "text". */
	const char *part;
	const char *field;
	size_t length; /* UTF-16 code units, as Java-made products count; 0 = any */
	bool one_line; /* line feeds and tabs become blanks */
};

struct answer_form {
	const struct answer_limit *limits; /* ends with a NULL field; NULL = none */
	/* Its people name the fields: any name they can read, and values as deep as the field wants
	 * them. Else names are [A-Za-z0-9_.-] and values flat. */
	bool free;
	bool may_be_null; /* a rule that knows nothing says so by null */
};
