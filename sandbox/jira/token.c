/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the query languages. */

#include "token.h"

#include "sandbox/text.h"

#include <string.h>
#include <strings.h>

static void read_quoted(struct token_reader *reader)
{
	TEXT_SCOPE struct text text = { 0 };
	char quote = *reader->at++;
	while (*reader->at && *reader->at != quote) {
		if (*reader->at == '\\' && reader->at[1])
			reader->at++;
		text_add_length(&text, reader->at++, 1);
	}
	reader->kind = *reader->at == quote ? TOKEN_QUOTED : TOKEN_BROKEN;
	reader->at += *reader->at == quote;
	reader->text = pool_copy(reader->pool, text_value(&text));
}

struct token_reader token_open(struct pool *pool, const char *text)
{
	struct token_reader reader = { .pool = pool, .begin = text, .at = text, .text = "" };
	token_next(&reader);
	return reader;
}

void token_next(struct token_reader *reader)
{
	static const char *const marks[] = { "!=", "!~", "<=", ">=", "==", "=", "~",
		                             "<",  ">",  "(",  ")",  ",",  "!" };
	reader->at += strspn(reader->at, " \t\r\n");
	reader->from = reader->at;
	reader->text = "";
	reader->kind = TOKEN_END;
	if (!*reader->at)
		return;
	if (*reader->at == '"' || *reader->at == '\'') {
		read_quoted(reader);
		return;
	}
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (strncmp(reader->at, marks[i], strlen(marks[i])) == 0) {
			reader->kind = TOKEN_MARK;
			reader->text = marks[i];
			reader->at += strlen(marks[i]);
			return;
		}
	size_t length = strcspn(reader->at, " \t\r\n\"'=~<>(),!");
	reader->kind = TOKEN_WORD;
	reader->text = pool_copy_length(reader->pool, reader->at, length);
	reader->at += length;
}

bool token_is(const struct token_reader *reader, const char *text)
{
	if (reader->kind == TOKEN_MARK)
		return strcmp(reader->text, text) == 0;
	return reader->kind == TOKEN_WORD && strcasecmp(reader->text, text) == 0;
}

bool token_take(struct token_reader *reader, const char *text)
{
	bool is = token_is(reader, text);
	if (is)
		token_next(reader);
	return is;
}

size_t token_position(const struct token_reader *reader)
{
	return (size_t)(reader->from - reader->begin) + 1;
}

const char *token_inside(struct token_reader *reader)
{
	const char *from = reader->from;
	for (int depth = 1; reader->kind != TOKEN_END && reader->kind != TOKEN_BROKEN;) {
		depth += token_is(reader, "(") - token_is(reader, ")");
		if (depth == 0) {
			size_t length = (size_t)(reader->from - from);
			token_next(reader);
			return pool_copy_length(reader->pool, from, length);
		}
		token_next(reader);
	}
	return NULL;
}
