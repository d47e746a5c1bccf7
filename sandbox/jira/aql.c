/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The part of AQL that clients use. */

#include "aql.h"

#include "aql_compare.h"
#include "jql.h"
#include "people.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NESTING_MAX = 30 };

static bool parse_any(struct aql *aql, const char *alias);

/* "now()", "now(-30d)" and their like, as Assets writes times. */
static const char *time_function(struct aql *aql, const char *name, const char *inside)
{
	long long now = (long long)aql->site->session->now;
	char *unit = NULL;
	long count = strtol(inside, &unit, 10);
	long scale = *unit == 'h' ? 3600 : *unit == 'm' ? 60 : *unit == 'w' ? 604800 : 86400;
	if (strcasecmp(name, "startOfDay") == 0)
		now -= now % 86400;
	return site_time_z(aql->site, now + count * scale);
}

/* The value that a word or a function stands for. NULL with the problem told. */
static const char *take_value(struct aql *aql)
{
	struct token_reader *tokens = &aql->tokens;
	if (tokens->kind != TOKEN_WORD && tokens->kind != TOKEN_QUOTED) {
		aql_compare_refuse(aql, "a value is expected");
		return NULL;
	}
	const char *word = tokens->text;
	bool bare = tokens->kind == TOKEN_WORD;
	token_next(tokens);
	if (!bare || !token_take(tokens, "("))
		return word;
	const char *inside = token_inside(tokens);
	if (inside && strcasecmp(word, "currentUser") == 0)
		return people_id(aql->site, aql->site->session->user.user_name);
	if (inside && (strcasecmp(word, "now") == 0 || strcasecmp(word, "startOfDay") == 0))
		return time_function(aql, word, inside);
	aql_compare_refuse(aql, "there is no such function");
	return NULL;
}

static bool add_empty(struct aql *aql, const struct subject *subject, const char *alias, bool empty)
{
	enum assets_kind kind = ASSETS_DEFAULT;
	const char *ids = aql_compare_ids(aql, subject->parts[0], &kind);
	if (!*ids)
		return aql_compare_refuse(aql, "there is no such attribute");
	where_add(aql->where, empty ? "NOT " : "");
	where_add(aql->where,
	          aql_compare_print(aql,
	                            "EXISTS (SELECT 1 FROM assets_value v WHERE v.object ="
	                            " %s.id AND v.attribute IN (",
	                            alias));
	where_add(aql->where, ids);
	where_add(aql->where, "))");
	return true;
}

static bool add_children(struct aql *aql, const char *alias)
{
	struct where *where = aql->where;
	const char *inside = token_inside(&aql->tokens);
	if (!inside)
		return aql_compare_refuse(aql, "a parenthesis is not closed");
	struct token_reader name = token_open(where->pool, inside);
	where_add(where,
	          aql_compare_print(aql,
	                            "%s.type IN (WITH RECURSIVE below(id) AS (SELECT t.id FROM"
	                            " assets_type t JOIN assets_schema s ON s.id = t.schema"
	                            " WHERE s.site = ",
	                            alias));
	where_bind(where, aql->site->name);
	where_add(where, " AND (t.name = ");
	where_bind(where, name.text);
	where_add(where, " COLLATE NOCASE OR t.id = ");
	where_bind(where, name.text);
	where_add(where, ") UNION SELECT t.id FROM assets_type t JOIN below ON t.parent ="
	                 " below.id) SELECT id FROM below)");
	return true;
}

static bool add_list(struct aql *aql, const struct subject *subject, const char *alias)
{
	struct token_reader *tokens = &aql->tokens;
	if (token_take(tokens, "objectTypeAndChildren"))
		return token_take(tokens, "(")
		               ? add_children(aql, alias)
		               : aql_compare_refuse(aql, "a parenthesis is expected");
	if (!token_take(tokens, "("))
		return aql_compare_refuse(aql, "a list in parentheses is expected");
	where_add(aql->where, "(");
	do {
		const char *value = take_value(aql);
		if (!value || !aql_compare_add(aql, subject, 0, alias, EQUAL, value))
			return false;
		where_add(aql->where, token_is(tokens, ",") ? " OR " : ")");
	} while (token_take(tokens, ","));
	return token_take(tokens, ")") || aql_compare_refuse(aql, "a parenthesis is not closed");
}

static bool take_subject(struct aql *aql, struct subject *subject)
{
	struct token_reader *tokens = &aql->tokens;
	*subject = (struct subject){ 0 };
	while (tokens->kind == TOKEN_QUOTED || tokens->kind == TOKEN_WORD) {
		if (subject->count == PATH_MAX_PARTS)
			return aql_compare_refuse(aql, "too many steps");
		bool quoted = tokens->kind == TOKEN_QUOTED;
		const char *text = tokens->text + (!quoted && *tokens->text == '.');
		if (quoted) {
			if (*text)
				subject->parts[subject->count++] = text;
		} else if (*text) {
			size_t room = PATH_MAX_PARTS - subject->count;
			subject->count += text_split(aql->where->pool, text, '.',
			                             &subject->parts[subject->count], room);
			if (!*subject->parts[subject->count - 1])
				subject->count--;
		}
		/* A walk goes on only where a dot touches. */
		bool goes_on =
			tokens->at[0] == '.' || (tokens->at[-1] == '.' && *tokens->at == '"');
		token_next(tokens);
		if (!goes_on)
			return (*text && subject->count > 0) ||
			       aql_compare_refuse(aql, "an attribute is expected");
	}
	return aql_compare_refuse(aql, "an attribute is expected");
}

static bool take_operator(struct aql *aql, enum comparing *how, bool *negative)
{
	static const struct {
		const char *word;
		enum comparing how;
		bool negative;
	} operators[] = { { "=", EQUAL, false },
		          { "==", EQUAL, false },
		          { "!=", EQUAL, true },
		          { "LIKE", LIKE, false },
		          { "STARTSWITH", BEGINS, false },
		          { "ENDSWITH", ENDS, false },
		          { "<", LESS, false },
		          { "<=", LESS_EQUAL, false },
		          { ">", MORE, false },
		          { ">=", MORE_EQUAL, false } };
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (token_take(&aql->tokens, operators[i].word)) {
			*how = operators[i].how;
			*negative ^= operators[i].negative;
			return true;
		}
	return aql_compare_refuse(aql, "an operator is expected");
}

static bool add_condition(struct aql *aql, const struct subject *subject, const char *alias)
{
	struct token_reader *tokens = &aql->tokens;
	if (token_take(tokens, "IS")) {
		bool empty = !token_take(tokens, "NOT");
		return (token_take(tokens, "EMPTY") || token_take(tokens, "NULL") ||
		        aql_compare_refuse(aql, "EMPTY is expected")) &&
		       add_empty(aql, subject, alias, empty);
	}
	bool negative = token_take(tokens, "NOT");
	enum comparing how = EQUAL;
	if (token_is(tokens, "IN")) {
		token_next(tokens);
		where_add(aql->where, negative ? "NOT " : "");
		return add_list(aql, subject, alias);
	}
	if (!take_operator(aql, &how, &negative))
		return false;
	const char *value = take_value(aql);
	where_add(aql->where, negative ? "NOT (" : "(");
	bool sound = value && aql_compare_add(aql, subject, 0, alias, how, value);
	where_add(aql->where, ")");
	return sound;
}

static bool add_tickets(struct aql *aql, const char *alias, const char *inside)
{
	struct jql query;
	struct where *where = aql->where;
	bool sound = jql_compile(aql->site, inside, &query, aql->problem);
	where_add(where, aql_compare_print(aql,
	                                   "%s.id IN (SELECT j.value FROM jira_issue i, json_each("
	                                   "i.document) f, json_each(f.value) j WHERE f.key IN "
	                                   "('objects', 'services') AND i.site = ",
	                                   alias));
	where_bind(where, aql->site->name);
	where_add(where, " AND ");
	for (size_t i = 0; sound && i < query.where.count && where->count < WHERE_BOUND_MAX; i++)
		where->bound[where->count++] = query.where.bound[i];
	where_add(where, text_value(&query.where.sql));
	where_add(where, ")");
	where_release(&query.where);
	return sound;
}

/* object having inboundReferences(AQL) and its two sisters. */
static bool add_having(struct aql *aql, const char *alias)
{
	struct token_reader *tokens = &aql->tokens;
	const char *name = tokens->text;
	token_next(tokens);
	const char *inside = token_take(tokens, "(") ? token_inside(tokens) : NULL;
	bool inbound = strcasecmp(name, "inboundReferences") == 0 || strcasecmp(name, "inR") == 0;
	if (inside && strcasecmp(name, "connectedTickets") == 0)
		return add_tickets(aql, alias, inside);
	if (!inside || (!inbound && strcasecmp(name, "outboundReferences") != 0 &&
	                strcasecmp(name, "outR") != 0))
		return aql_compare_refuse(
			aql, "inboundReferences, outboundReferences or connectedTickets is "
			     "expected");
	const char *inner = pool_print(aql->where->pool, "h%d", ++aql->depth);
	where_add(aql->where,
	          pool_print(aql->where->pool,
	                     "%s.id IN (SELECT %s FROM assets_value v JOIN assets_attribute a ON"
	                     " a.id = v.attribute AND a.kind = 1 JOIN assets_object %s ON %s.id ="
	                     " %s WHERE ",
	                     alias, inbound ? "CAST(v.value AS INTEGER)" : "v.object", inner, inner,
	                     inbound ? "v.object" : "CAST(v.value AS INTEGER)"));
	struct token_reader outer = aql->tokens;
	aql->tokens = token_open(aql->where->pool, inside);
	bool sound = aql->tokens.kind == TOKEN_END ? (where_add(aql->where, "1"), true)
	                                           : parse_any(aql, inner);
	aql->tokens = outer;
	where_add(aql->where, ")");
	return sound;
}

static bool parse_term(struct aql *aql, const char *alias)
{
	struct token_reader *tokens = &aql->tokens;
	struct subject subject;
	if (++aql->depth > NESTING_MAX)
		return aql_compare_refuse(aql, "it is nested too deeply");
	if (token_take(tokens, "NOT")) {
		where_add(aql->where, "NOT ");
		return parse_term(aql, alias);
	}
	if (token_take(tokens, "("))
		return parse_any(aql, alias) &&
		       (token_take(tokens, ")") ||
		        aql_compare_refuse(aql, "a parenthesis is not closed"));
	if (!take_subject(aql, &subject))
		return false;
	if (subject.count == 1 && subject.parts[0] && strcasecmp(subject.parts[0], "object") == 0) {
		bool negative = token_take(tokens, "NOT");
		where_add(aql->where, negative ? "NOT " : "");
		return token_take(tokens, "HAVING") ? add_having(aql, alias)
		                                    : aql_compare_refuse(aql, "HAVING is expected");
	}
	return add_condition(aql, &subject, alias);
}

static bool parse_all(struct aql *aql, const char *alias)
{
	do {
		aql->depth = 0;
		if (!parse_term(aql, alias))
			return false;
		if (token_is(&aql->tokens, "AND"))
			where_add(aql->where, " AND ");
	} while (token_take(&aql->tokens, "AND"));
	return true;
}

static bool parse_any(struct aql *aql, const char *alias)
{
	where_add(aql->where, "(");
	do {
		if (!parse_all(aql, alias))
			return false;
		if (token_is(&aql->tokens, "OR"))
			where_add(aql->where, " OR ");
	} while (token_take(&aql->tokens, "OR"));
	where_add(aql->where, ")");
	return true;
}

static bool parse_order(struct aql *aql, const char **order)
{
	struct token_reader *tokens = &aql->tokens;
	const char *column = NULL;
	if (!token_take(tokens, "BY"))
		return aql_compare_refuse(aql, "BY is expected");
	column = aql_compare_column(tokens->text, "o", aql->where->pool);
	if (!column)
		return aql_compare_refuse(aql,
		                          "only Key, Name, Created and Updated can be ordered by");
	if (strcmp(column, "o.key") == 0)
		column = "o.id";
	token_next(tokens);
	bool descends = token_take(tokens, "DESC");
	if (!descends)
		(void)token_take(tokens, "ASC");
	if (order)
		*order = aql_compare_print(aql, descends ? "%s DESC" : "%s", column);
	return true;
}

bool aql_compile(struct site *site, const char *text, struct where *where, const char **order,
                 json_t *problem)
{
	struct aql aql = { .site = site,
		           .where = where,
		           .problem = problem,
		           .tokens = token_open(where->pool, text) };
	if (order)
		*order = "o.id";
	if (aql.tokens.kind == TOKEN_END || token_is(&aql.tokens, "ORDER"))
		where_add(where, "1");
	else if (!parse_any(&aql, "o"))
		return false;
	if (token_take(&aql.tokens, "ORDER") && !parse_order(&aql, order))
		return false;
	return aql.tokens.kind == TOKEN_END || aql_compare_refuse(&aql, "the end is expected");
}
