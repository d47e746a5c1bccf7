/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The part of AQL that clients use. */

#include "aql.h"

#include "assets_type.h"
#include "jql.h"
#include "object.h"
#include "people.h"
#include "token.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NESTING_MAX = 30, PATH_MAX_PARTS = 5 };

struct aql {
	struct site *site;
	struct where *where;
	json_t *problem;
	struct token_reader tokens;
	int depth;
};

/* What stands before an operator: an attribute, or a walk over references. */
struct subject {
	const char *parts[PATH_MAX_PARTS];
	size_t count;
};

/* How a value is compared. */
enum comparing { EQUAL, LIKE, BEGINS, ENDS, LESS, LESS_EQUAL, MORE, MORE_EQUAL };

static bool parse_any(struct aql *aql, const char *alias);

static bool refuse(struct aql *aql, const char *why)
{
	return site_blame(aql->problem, NULL,
	                  "The AQL query is not valid at character %zu, '%.100s': %s",
	                  token_position(&aql->tokens), aql->tokens.text, why);
}

/* The SQL with one alias or column put in the place of "%s". */
static const char *print(struct aql *aql, const char *sql, const char *one)
{
	const char *place = strstr(sql, "%s");
	if (!place)
		return sql;
	return pool_print(aql->where->pool, "%.*s%s%s", (int)(place - sql), sql, one, place + 2);
}

/* The ids of the site's attributes of this name; "" when there is none. */
static const char *attribute_ids(struct aql *aql, const char *name, enum assets_kind *kind)
{
	struct session *session = aql->site->session;
	TEXT_SCOPE struct text ids = { 0 };
	sqlite3_stmt *row = database_query(
		session->database,
		"SELECT a.id, a.kind FROM assets_attribute a JOIN assets_type t ON t.id = a.type"
		" JOIN assets_schema s ON s.id = t.schema WHERE s.site = ? AND a.name = ?"
		" COLLATE NOCASE",
		VALUES(aql->site->name, name));
	while (database_next(session->database, row)) {
		text_print(&ids, "%s%lld", ids.length ? "," : "",
		           (long long)sqlite3_column_int64(row, 0));
		*kind = (enum assets_kind)sqlite3_column_int(row, 1);
	}
	return pool_copy(session->pool, text_value(&ids));
}

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
		refuse(aql, "a value is expected");
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
	refuse(aql, "there is no such function");
	return NULL;
}

static void compare(struct aql *aql, const char *column, enum comparing how, const char *value)
{
	static const char *const marks[] = {
		[EQUAL] = " = ", [LIKE] = " LIKE ",     [BEGINS] = " LIKE ", [ENDS] = " LIKE ",
		[LESS] = " < ",  [LESS_EQUAL] = " <= ", [MORE] = " > ",      [MORE_EQUAL] = " >= "
	};
	struct where *where = aql->where;
	char *end = NULL;
	(void)strtod(value, &end);
	bool number = how >= LESS && *value && *end == '\0';
	if (how >= LIKE && how <= ENDS)
		value = pool_print(where->pool, "%s%s%s", how == BEGINS ? "" : "%", value,
		                   how == ENDS ? "" : "%");
	where_add(where, print(aql, number ? "CAST(%s AS REAL)" : "%s", column));
	where_add(where, marks[how]);
	where_add(where, number ? "CAST(" : "");
	where_bind(where, value);
	where_add(where, number ? " AS REAL)" : how == EQUAL ? " COLLATE NOCASE" : "");
}

/* The stored forms that a caller's word can mean for a kind of attribute. */
static void compare_stored(struct aql *aql, enum assets_kind kind, enum comparing how,
                           const char *value)
{
	struct where *where = aql->where;
	const char *user = kind == ASSETS_USER ? people_find(aql->site, value) : NULL;
	int status = kind == ASSETS_STATUS ? assets_find_status(aql->site, value) : 0;
	if (kind == ASSETS_REFERENCE) {
		where_add(where, "v.value IN (SELECT r.id FROM assets_object r WHERE ");
		compare(aql, "r.label", how, value);
		if (how == EQUAL) {
			where_add(where, " OR r.key = ");
			where_bind(where, value);
		}
		where_add(where, ")");
		return;
	}
	compare(aql, "v.value", how,
	        user     ? user
	        : status ? site_print_number(aql->site, status)
	                 : value);
}

/* Attributes that are columns of the object itself. */
static const char *own_column(const char *name, const char *alias, struct pool *pool)
{
	static const struct {
		const char *name, *column;
	} columns[] = { { "Key", "key" },        { "objectId", "id" }, { "id", "id" },
		        { "label", "label" },    { "Name", "label" },  { "Created", "created" },
		        { "Updated", "updated" } };
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		if (strcasecmp(columns[i].name, name) == 0)
			return pool_print(pool, "%s.%s", alias, columns[i].column);
	return NULL;
}

static const char *schema_column(const char *name, const char *alias, struct pool *pool)
{
	static const struct {
		const char *name, *sql;
	} columns[] = {
		{ "objectType", "(SELECT t.name FROM assets_type t WHERE t.id = %s.type)" },
		{ "objectTypeId", "%s.type" },
		{ "objectSchemaId", "(SELECT t.schema FROM assets_type t WHERE t.id = %s.type)" },
		{ "objectSchema", "(SELECT s.name FROM assets_type t JOIN assets_schema s ON"
		                  " s.id = t.schema WHERE t.id = %s.type)" },
	};
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		const char *place = strstr(columns[i].sql, "%s");
		if (strcasecmp(columns[i].name, name) == 0)
			return pool_print(pool, "%.*s%s%s", (int)(place - columns[i].sql),
			                  columns[i].sql, alias, place + 2);
	}
	return NULL;
}

static const char *as_seconds(struct aql *aql, const char *value)
{
	long long seconds;
	struct tm parts = { 0 };
	if (site_read_time(value, &seconds))
		return site_print_number(aql->site, seconds);
	const char *rest = strptime(value, "%Y-%m-%d", &parts);
	return rest ? site_print_number(aql->site, (long long)timegm(&parts)) : value;
}

static bool add_comparison(struct aql *aql, const struct subject *subject, size_t at,
                           const char *alias, enum comparing how, const char *value)
{
	struct where *where = aql->where;
	const char *name = subject->parts[at];
	bool last = at + 1 == subject->count;
	const char *column = last ? own_column(name, alias, where->pool) : NULL;
	if (last && !column)
		column = schema_column(name, alias, where->pool);
	if (column) {
		bool time = strstr(column, "created") || strstr(column, "updated");
		compare(aql, column, how, time ? as_seconds(aql, value) : value);
		return true;
	}
	enum assets_kind kind = ASSETS_DEFAULT;
	const char *ids = attribute_ids(aql, name, &kind);
	if (!*ids)
		return site_blame(aql->problem, NULL,
		                  "The AQL query is not valid: there is no attribute '%.100s'",
		                  name);
	where_add(where, print(aql,
	                       "%s.id IN (SELECT v.object FROM assets_value v WHERE"
	                       " v.attribute IN (",
	                       alias));
	where_add(where, ids);
	where_add(where, ") AND ");
	bool sound = true;
	if (last) {
		compare_stored(aql, kind, how, value);
	} else {
		const char *inner = pool_print(where->pool, "w%zu", at);
		where_add(where, print(aql,
		                       "CAST(v.value AS INTEGER) IN (SELECT %s.id FROM"
		                       " assets_object ",
		                       inner));
		where_add(where, print(aql, "%s WHERE ", inner));
		sound = add_comparison(aql, subject, at + 1, inner, how, value);
		where_add(where, ")");
	}
	where_add(where, ")");
	return sound;
}

static bool add_empty(struct aql *aql, const struct subject *subject, const char *alias, bool empty)
{
	enum assets_kind kind = ASSETS_DEFAULT;
	const char *ids = attribute_ids(aql, subject->parts[0], &kind);
	if (!*ids)
		return refuse(aql, "there is no such attribute");
	where_add(aql->where, empty ? "NOT " : "");
	where_add(aql->where, print(aql,
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
		return refuse(aql, "a parenthesis is not closed");
	struct token_reader name = token_open(where->pool, inside);
	where_add(where, print(aql,
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
		return token_take(tokens, "(") ? add_children(aql, alias)
		                               : refuse(aql, "a parenthesis is expected");
	if (!token_take(tokens, "("))
		return refuse(aql, "a list in parentheses is expected");
	where_add(aql->where, "(");
	do {
		const char *value = take_value(aql);
		if (!value || !add_comparison(aql, subject, 0, alias, EQUAL, value))
			return false;
		where_add(aql->where, token_is(tokens, ",") ? " OR " : ")");
	} while (token_take(tokens, ","));
	return token_take(tokens, ")") || refuse(aql, "a parenthesis is not closed");
}

static bool take_subject(struct aql *aql, struct subject *subject)
{
	struct token_reader *tokens = &aql->tokens;
	*subject = (struct subject){ 0 };
	while (tokens->kind == TOKEN_QUOTED || tokens->kind == TOKEN_WORD) {
		if (subject->count == PATH_MAX_PARTS)
			return refuse(aql, "too many steps");
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
			break;
	}
	return subject->count || refuse(aql, "an attribute is expected");
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
	return refuse(aql, "an operator is expected");
}

static bool add_condition(struct aql *aql, const struct subject *subject, const char *alias)
{
	struct token_reader *tokens = &aql->tokens;
	if (token_take(tokens, "IS")) {
		bool empty = !token_take(tokens, "NOT");
		return (token_take(tokens, "EMPTY") || token_take(tokens, "NULL") ||
		        refuse(aql, "EMPTY is expected")) &&
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
	bool sound = value && add_comparison(aql, subject, 0, alias, how, value);
	where_add(aql->where, ")");
	return sound;
}

static bool add_tickets(struct aql *aql, const char *alias, const char *inside)
{
	struct jql query;
	struct where *where = aql->where;
	bool sound = jql_compile(aql->site, inside, &query, aql->problem);
	where_add(where, print(aql,
	                       "%s.id IN (SELECT j.value FROM jira_issue i, json_each(ifnull("
	                       "json_extract(i.document, '$.objects'), '[]')) j WHERE i.site"
	                       " = ",
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
		return refuse(aql, "inboundReferences, outboundReferences or connectedTickets is "
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
		return refuse(aql, "it is nested too deeply");
	if (token_take(tokens, "NOT")) {
		where_add(aql->where, "NOT ");
		return parse_term(aql, alias);
	}
	if (token_take(tokens, "("))
		return parse_any(aql, alias) &&
		       (token_take(tokens, ")") || refuse(aql, "a parenthesis is not closed"));
	if (!take_subject(aql, &subject))
		return false;
	if (strcasecmp(subject.parts[0], "object") == 0 && subject.count == 1) {
		bool negative = token_take(tokens, "NOT");
		where_add(aql->where, negative ? "NOT " : "");
		return token_take(tokens, "HAVING") ? add_having(aql, alias)
		                                    : refuse(aql, "HAVING is expected");
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
		return refuse(aql, "BY is expected");
	column = own_column(tokens->text, "o", aql->where->pool);
	if (!column)
		return refuse(aql, "only Key, Name, Created and Updated can be ordered by");
	if (strcmp(column, "o.key") == 0)
		column = "o.id";
	token_next(tokens);
	bool descends = token_take(tokens, "DESC");
	if (!descends)
		(void)token_take(tokens, "ASC");
	if (order)
		*order = print(aql, descends ? "%s DESC" : "%s", column);
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
	return aql.tokens.kind == TOKEN_END || refuse(&aql, "the end is expected");
}
