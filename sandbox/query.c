/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Encoded queries to SQL. */

#include "query.h"

#include "moment.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE_MAX = 512, TERM_MAX = 512 };

enum operator{
	OPERATOR_NOT_EQUAL,
	OPERATOR_AT_MOST,
	OPERATOR_AT_LEAST,
	OPERATOR_EQUAL,
	OPERATOR_LESS,
	OPERATOR_GREATER,
	OPERATOR_NOT_LIKE,
	OPERATOR_LIKE,
	OPERATOR_STARTS,
	OPERATOR_ENDS,
	OPERATOR_NOT_IN,
	OPERATOR_INSTANCE,
	OPERATOR_IN,
	OPERATOR_NOT_EMPTY,
	OPERATOR_EMPTY,
	OPERATOR_BETWEEN,
	OPERATOR_SAME,
	OPERATOR_ANYTHING,
	OPERATOR_COUNT
};

/* Longer spellings first where one begins with another. */
static const struct {
	const char *spelling;
	enum operator operator;
} spellings[] = {
	{ "!=", OPERATOR_NOT_EQUAL },
	{ "<=", OPERATOR_AT_MOST },
	{ ">=", OPERATOR_AT_LEAST },
	{ "=", OPERATOR_EQUAL },
	{ "<", OPERATOR_LESS },
	{ ">", OPERATOR_GREATER },
	{ "NOTLIKE", OPERATOR_NOT_LIKE },
	{ "NOT LIKE", OPERATOR_NOT_LIKE },
	{ "LIKE", OPERATOR_LIKE },
	{ "STARTSWITH", OPERATOR_STARTS },
	{ "ENDSWITH", OPERATOR_ENDS },
	{ "NOT IN", OPERATOR_NOT_IN },
	{ "INSTANCEOF", OPERATOR_INSTANCE },
	{ "IN", OPERATOR_IN },
	{ "ISNOTEMPTY", OPERATOR_NOT_EMPTY },
	{ "ISEMPTY", OPERATOR_EMPTY },
	{ "BETWEEN", OPERATOR_BETWEEN },
	{ "SAMEAS", OPERATOR_SAME },
	{ "ANYTHING", OPERATOR_ANYTHING },
};

struct compiler {
	struct session *session;
	const struct table *table;
	struct query *query;
	bool group_started; /* something stands in the present ^NQ group */
	bool clause_open;   /* an OR chain is open */
};

const char *query_expression(struct pool *pool, const struct table *table, const char *field,
                             const struct column **column, const struct table **owner)
{
	const char *dot = strchr(field, '.');
	const char *first = dot ? pool_copy_length(pool, field, (size_t)(dot - field)) : field;
	const struct column *found = dictionary_column(table, first);
	if (!found)
		return NULL;
	if (!dot) {
		*column = found;
		*owner = table;
		return pool_print(pool, "t.\"%s\"", first);
	}
	const struct table *target = found->reference ? dictionary_table(found->reference) : NULL;
	const struct column *walked = target ? dictionary_column(target, dot + 1) : NULL;
	if (!walked || found->type != COLUMN_REFERENCE)
		return NULL;
	*column = walked;
	*owner = target;
	return pool_print(pool,
	                  "coalesce((SELECT w.\"%s\" FROM \"%s\" w WHERE w.sys_id = t.\"%s\"),'')",
	                  dot + 1, target->storage, first);
}

static void bind(struct query *query, const char *value)
{
	if (query->count < VALUE_MAX)
		query->values[query->count++] = value;
}

/* The few server-side scripts that clients send in values. NULL for any other. */
static const char *evaluate(struct session *session, const char *script)
{
	if (strncmp(script, "gs.getUserID()", 14) == 0)
		return session->user.sys_id;
	if (strncmp(script, "gs.getUserName()", 16) == 0)
		return session->user.user_name;
	if (strncmp(script, "gs.nowDateTime()", 16) == 0)
		return session->now_text;
	static const struct {
		const char *call;
		long seconds;
	} spans[] = { { "gs.daysAgo(", -86400 },
		      { "gs.hoursAgo(", -3600 },
		      { "gs.minutesAgo(", -60 },
		      { "gs.daysAgoStart(", -86400 } };
	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		size_t length = strlen(spans[i].call);
		if (strncmp(script, spans[i].call, length) != 0)
			continue;
		long count = strtol(script + length, NULL, 10);
		if (count < -100000 || count > 100000)
			return NULL;
		return moment_print(session->pool, session->now + count * spans[i].seconds);
	}
	return NULL;
}

static const char *list_of(struct session *session, const char *value)
{
	const char *parts[4096];
	size_t count = text_split(session->pool, value, ',', parts, 4096);
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_string(parts[i]));
	char *text = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	const char *copy = pool_copy(session->pool, text ? text : "[]");
	free(text);
	return copy;
}

static void compare(struct query *query, const char *expression, const struct column *column,
                    const char *sign, const char *value)
{
	if (column->type == COLUMN_BOOLEAN)
		value = text_is_true(value) ? "true" : "false";
	bool number = column->type == COLUMN_INTEGER && *sign != '=' && *sign != '!';
	if (number)
		text_print(&query->where,
		           "(%s <> '' AND CAST(%s AS INTEGER) %s CAST(? AS INTEGER))", expression,
		           expression, sign);
	else if (*sign == '<' && column->type == COLUMN_TIME)
		text_print(&query->where, "(%s <> '' AND %s %s ?)", expression, expression, sign);
	else
		text_print(&query->where, "%s %s ?", expression, sign);
	bind(query, value);
}

static void compare_between(struct session *session, struct query *query, const char *expression,
                            const struct column *column, const char *value)
{
	const char *ends[2] = { "", "" };
	text_split(session->pool, value, '@', ends, 2);
	text_add(&query->where, "(");
	compare(query, expression, column, ">=", ends[0]);
	text_add(&query->where, " AND ");
	compare(query, expression, column, "<=", ends[1]);
	text_add(&query->where, ")");
}

static void compare_list(struct session *session, struct query *query, const char *expression,
                         enum operator operator, const char * value)
{
	text_print(&query->where, "%s %sIN (SELECT value FROM json_each(?))",
	           expression, operator== OPERATOR_NOT_IN ? "NOT " : "");
	bind(query, list_of(session, value));
}

static void compare_class(struct query *query, const char *expression, const char *value)
{
	const struct table *class = dictionary_table(value);
	text_print(&query->where, "%s IN (%s)", expression,
	           class && class->classes ? class->classes : "''");
}

static void compare_same(struct session *session, const struct table *table, struct query *query,
                         const char *expression, const char *value)
{
	const struct column *other;
	const struct table *owner;
	const char *right = query_expression(session->pool, table, value, &other, &owner);
	text_print(&query->where, "%s = %s", expression, right ? right : "NULL");
}

/* Comparisons by part of a text: the operator's SQL over the expression and two bound values. */
static void compare_part(struct query *query, const char *expression, enum operator operator,
                         const char * value)
{
	if (operator== OPERATOR_LIKE || operator== OPERATOR_NOT_LIKE) {
		text_print(&query->where, "instr(%s, ?) %s 0",
		           expression, operator== OPERATOR_LIKE ? ">" : "=");
		bind(query, value);
		return;
	}
	if (operator== OPERATOR_STARTS)
		text_print(&query->where, "substr(%s, 1, length(?)) = ?", expression);
	else
		text_print(&query->where, "(length(?) <= length(%s) AND ", expression);
	bind(query, value);
	if (operator== OPERATOR_ENDS) {
		text_print(&query->where, "substr(%s, length(%s) - length(?) + 1) = ?)", expression,
		           expression);
		bind(query, value);
	}
	bind(query, value);
}

static void write_condition(struct compiler *compiler, const char *expression,
                            const struct column *column, enum operator operator, const char * value)
{
	static const char *const signs[OPERATOR_COUNT] = {
		[OPERATOR_EQUAL] = "=",    [OPERATOR_NOT_EQUAL] = "<>", [OPERATOR_LESS] = "<",
		[OPERATOR_AT_MOST] = "<=", [OPERATOR_GREATER] = ">",    [OPERATOR_AT_LEAST] = ">=",
	};
	struct query *query = compiler->query;
	switch (operator) {
	case OPERATOR_LIKE:
	case OPERATOR_NOT_LIKE:
	case OPERATOR_STARTS:
	case OPERATOR_ENDS:
		compare_part(query, expression, operator, value);
		break;
	case OPERATOR_IN:
	case OPERATOR_NOT_IN:
		compare_list(compiler->session, query, expression, operator, value);
		break;
	case OPERATOR_INSTANCE:
		compare_class(query, expression, value);
		break;
	case OPERATOR_EMPTY:
		text_print(&query->where, "%s = ''", expression);
		break;
	case OPERATOR_NOT_EMPTY:
		text_print(&query->where, "%s <> ''", expression);
		break;
	case OPERATOR_BETWEEN:
		compare_between(compiler->session, query, expression, column, value);
		break;
	case OPERATOR_SAME:
		compare_same(compiler->session, compiler->table, query, expression, value);
		break;
	case OPERATOR_ANYTHING:
		text_add(&query->where, "1");
		break;
	default:
		compare(query, expression, column, signs[operator], value);
	}
}

static bool find_operator(const char *at, enum operator* operator, const char ** value)
{
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		size_t length = strlen(spellings[i].spelling);
		if (strncmp(at, spellings[i].spelling, length) == 0) {
			*operator= spellings[i].operator;
			*value = at + length;
			return true;
		}
	}
	return false;
}

static bool is_range(enum operator operator)
{
	switch (operator) {
	case OPERATOR_EQUAL:
	case OPERATOR_NOT_EQUAL:
	case OPERATOR_IN:
	case OPERATOR_NOT_IN:
	case OPERATOR_EMPTY:
	case OPERATOR_NOT_EMPTY:
	case OPERATOR_ANYTHING:
	case OPERATOR_INSTANCE:
		return false;
	default:
		return true;
	}
}

static void close_clause(struct compiler *compiler)
{
	if (compiler->clause_open)
		text_add(&compiler->query->where, ")");
	compiler->clause_open = false;
}

static void open_clause(struct compiler *compiler, bool alternative)
{
	if (alternative && compiler->clause_open) {
		text_add(&compiler->query->where, " OR ");
		return;
	}
	close_clause(compiler);
	text_add(&compiler->query->where, compiler->group_started ? " AND (" : "(");
	compiler->group_started = true;
	compiler->clause_open = true;
}

static void add_condition(struct compiler *compiler, const char *term, bool alternative)
{
	struct session *session = compiler->session;
	size_t length = strspn(term, "abcdefghijklmnopqrstuvwxyz0123456789_.");
	const char *field = pool_copy_length(session->pool, term, length);
	const struct column *column;
	const struct table *owner;
	const char *expression =
		query_expression(session->pool, compiler->table, field, &column, &owner);
	enum operator operator= OPERATOR_EQUAL;
	const char *value = NULL;
	if (expression && find_operator(term + length, &operator, & value) &&
	    strncmp(value, "javascript:", 11) == 0)
		value = evaluate(session, value + 11);
	if (!value) {
		compiler->query->dropped = true;
		return;
	}
	compiler->query->ranged |= is_range(operator);
	open_clause(compiler, alternative);
	write_condition(compiler, expression, column, operator, value);
}

static void add_order(struct compiler *compiler, const char *field, bool descending)
{
	const struct column *column;
	const struct table *owner;
	const char *expression =
		query_expression(compiler->session->pool, compiler->table, field, &column, &owner);
	if (!expression) {
		compiler->query->dropped = true;
		return;
	}
	struct text *order = &compiler->query->order;
	compiler->query->ranged = true;
	text_print(order, column->type == COLUMN_INTEGER ? "%sCAST(%s AS INTEGER)%s" : "%s%s%s",
	           order->length ? ", " : "", expression, descending ? " DESC" : "");
}

static void new_group(struct compiler *compiler)
{
	close_clause(compiler);
	text_add(&compiler->query->where, compiler->group_started ? ") OR (" : "1) OR (");
	compiler->group_started = false;
}

static void add_term(struct compiler *compiler, const char *term)
{
	if (strncmp(term, "ORDERBYDESC", 11) == 0)
		add_order(compiler, term + 11, true);
	else if (strncmp(term, "ORDERBY", 7) == 0)
		add_order(compiler, term + 7, false);
	else if (strncmp(term, "OR", 2) == 0)
		add_condition(compiler, term + 2, true);
	else if (strncmp(term, "NQ", 2) == 0) {
		new_group(compiler);
		add_condition(compiler, term + 2, false);
	} else if (*term && strcmp(term, "EQ") != 0)
		add_condition(compiler, term, false);
}

void query_compile(struct session *session, const struct table *table, const char *encoded,
                   struct query *query)
{
	*query = (struct query){ .values = pool_take(session->pool, VALUE_MAX * sizeof(char *)) };
	struct compiler compiler = { .session = session, .table = table, .query = query };
	const char *terms[TERM_MAX];
	size_t count = text_split(session->pool, encoded ? encoded : "", '^', terms, TERM_MAX);
	text_add(&query->where, "((");
	for (size_t i = 0; i < count && query->count + 4 < VALUE_MAX; i++)
		add_term(&compiler, terms[i]);
	close_clause(&compiler);
	text_add(&query->where, compiler.group_started ? "))" : "1))");
	if (table->classes)
		text_print(&query->where, " AND t.sys_class_name IN (%s)", table->classes);
}

void query_release(struct query *query)
{
	text_release(&query->where);
	text_release(&query->order);
}
