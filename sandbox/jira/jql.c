/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The part of JQL that clients of service desks use. */

#include "jql.h"

#include "jql_clause.h"

#include <string.h>

enum { NESTING_MAX = 40 };

static bool parse_any(struct jql_reader *reader, int depth);

static bool parse_term(struct jql_reader *reader, int depth)
{
	struct token_reader *tokens = &reader->tokens;
	if (depth > NESTING_MAX)
		return jql_clause_refuse(reader, "The query is nested too deeply.");
	if (token_take(tokens, "NOT") || token_take(tokens, "!")) {
		where_add(&reader->query->where, "NOT ");
		return parse_term(reader, depth + 1);
	}
	if (!token_take(tokens, "("))
		return jql_clause_parse(reader);
	where_add(&reader->query->where, "(");
	if (!parse_any(reader, depth + 1))
		return false;
	if (!token_take(tokens, ")"))
		return jql_clause_refuse(reader, NULL);
	where_add(&reader->query->where, ")");
	return true;
}

static bool parse_all(struct jql_reader *reader, int depth)
{
	if (!parse_term(reader, depth))
		return false;
	while (token_take(&reader->tokens, "AND")) {
		where_add(&reader->query->where, " AND ");
		if (!parse_term(reader, depth))
			return false;
	}
	return true;
}

static bool parse_any(struct jql_reader *reader, int depth)
{
	where_add(&reader->query->where, "(");
	if (!parse_all(reader, depth))
		return false;
	while (token_take(&reader->tokens, "OR")) {
		where_add(&reader->query->where, " OR ");
		if (!parse_all(reader, depth))
			return false;
	}
	where_add(&reader->query->where, ")");
	return true;
}

static bool parse_order(struct jql_reader *reader)
{
	struct token_reader *tokens = &reader->tokens;
	TEXT_SCOPE struct text order = { 0 };
	if (!token_take(tokens, "BY"))
		return jql_clause_refuse(reader, NULL);
	do {
		const char *column = jql_clause_order(reader, tokens->text);
		if (!column)
			return jql_clause_refuse(
				reader, "Field '%s' does not exist or you do not have permission "
					"to view it.");
		token_next(tokens);
		text_print(&order, "%s%s", order.length ? ", " : "", column);
		if (token_take(tokens, "DESC"))
			text_add(&order, " DESC");
		else
			(void)token_take(tokens, "ASC");
	} while (token_take(tokens, ","));
	reader->query->order = pool_copy(reader->site->session->pool, text_value(&order));
	return true;
}

bool jql_compile(struct site *site, const char *text, struct jql *query, json_t *problem)
{
	struct pool *pool = site->session->pool;
	*query = (struct jql){ .where = { .pool = pool }, .order = "i.id DESC" };
	struct jql_reader reader = {
		.site = site, .query = query, .problem = problem, .tokens = token_open(pool, text)
	};
	query->bounded = reader.tokens.kind != TOKEN_END && !token_is(&reader.tokens, "ORDER");
	if (!query->bounded)
		where_add(&query->where, "1");
	else if (!parse_any(&reader, 0))
		return false;
	if (token_take(&reader.tokens, "ORDER") && !parse_order(&reader))
		return false;
	if (reader.tokens.kind != TOKEN_END)
		return jql_clause_refuse(&reader, NULL);
	return true;
}
