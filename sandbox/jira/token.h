/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the query languages: JQL and AQL are alike in how they are spelled. */
#pragma once

#include "sandbox/pool.h"

#include <stdbool.h>
#include <stddef.h>

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_QUOTED, TOKEN_MARK, TOKEN_BROKEN };

struct token_reader {
	struct pool *pool;
	const char *begin, *at;
	enum token_kind kind; /* of the current token */
	const char *text;     /* its text, without quotes and escapes */
	const char *from;     /* where it begins */
};

struct token_reader token_open(struct pool *pool, const char *text);
void token_next(struct token_reader *reader);
/* Whether the current token is this mark or, in any case of letters, this bare word. */
bool token_is(const struct token_reader *reader, const char *text);
/* The same, and goes on behind it when it is. */
bool token_take(struct token_reader *reader, const char *text);
size_t token_position(const struct token_reader *reader);
/* The raw text up to the parenthesis that closes the one just taken; goes on behind it.
 * NULL when none does. */
const char *token_inside(struct token_reader *reader);
