/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions of AQL on one attribute. */

#include "aql_compare.h"

#include "object.h"
#include "people.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

bool aql_compare_refuse(struct aql *aql, const char *why)
{
	return site_blame(aql->problem, NULL,
	                  "The AQL query is not valid at character %zu, '%.100s': %s",
	                  token_position(&aql->tokens), aql->tokens.text, why);
}

const char *aql_compare_print(struct aql *aql, const char *sql, const char *one)
{
	const char *place = strstr(sql, "%s");
	if (!place)
		return sql;
	return pool_print(aql->where->pool, "%.*s%s%s", (int)(place - sql), sql, one, place + 2);
}

const char *aql_compare_ids(struct aql *aql, const char *name, enum assets_kind *kind)
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
	where_add(where, aql_compare_print(aql, number ? "CAST(%s AS REAL)" : "%s", column));
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

const char *aql_compare_column(const char *name, const char *alias, struct pool *pool)
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

/* NULL when it is no time, as a function in quotation marks is none. */
static const char *as_seconds(struct aql *aql, const char *value)
{
	long long seconds;
	struct tm parts = { 0 };
	if (site_read_time(value, &seconds))
		return site_print_number(aql->site, seconds);
	const char *rest = strptime(value, "%Y-%m-%d", &parts);
	return rest ? site_print_number(aql->site, (long long)timegm(&parts)) : NULL;
}

/* What is of one type. The plus keeps SQLite from walking all objects of a type when a value is
 * asked. */
static void compare_type(struct aql *aql, const char *alias, const char *value)
{
	where_add(aql->where, aql_compare_print(aql,
	                                        "+%s.type IN (SELECT t.id FROM"
	                                        " assets_type t WHERE t.name = ",
	                                        alias));
	where_bind(aql->where, value);
	where_add(aql->where, " COLLATE NOCASE)");
}

/* By an attribute of the site's: its own value, or that of the object to which it refers. */
static bool compare_attribute(struct aql *aql, const struct subject *subject, size_t at,
                              const char *alias, enum comparing how, const char *value)
{
	struct where *where = aql->where;
	enum assets_kind kind = ASSETS_DEFAULT;
	const char *ids = aql_compare_ids(aql, subject->parts[at], &kind);
	if (!*ids)
		return site_blame(aql->problem, NULL,
		                  "The AQL query is not valid: there is no attribute '%.100s'",
		                  subject->parts[at]);
	where_add(where, aql_compare_print(aql,
	                                   "%s.id IN (SELECT v.object FROM assets_value v WHERE"
	                                   " v.attribute IN (",
	                                   alias));
	where_add(where, ids);
	where_add(where, ") AND ");
	bool sound = true;
	if (at + 1 == subject->count) {
		compare_stored(aql, kind, how, value);
	} else {
		const char *inner = pool_print(where->pool, "w%zu", at);
		where_add(where, aql_compare_print(aql,
		                                   "CAST(v.value AS INTEGER) IN (SELECT %s.id FROM"
		                                   " assets_object ",
		                                   inner));
		where_add(where, aql_compare_print(aql, "%s WHERE ", inner));
		sound = aql_compare_add(aql, subject, at + 1, inner, how, value);
		where_add(where, ")");
	}
	where_add(where, ")");
	return sound;
}

bool aql_compare_add(struct aql *aql, const struct subject *subject, size_t at, const char *alias,
                     enum comparing how, const char *value)
{
	const char *name = subject->parts[at];
	if (at + 1 < subject->count)
		return compare_attribute(aql, subject, at, alias, how, value);
	if (how == EQUAL && strcasecmp(name, "objectType") == 0) {
		compare_type(aql, alias, value);
		return true;
	}
	const char *column = aql_compare_column(name, alias, aql->where->pool);
	if (!column)
		column = schema_column(name, alias, aql->where->pool);
	if (!column)
		return compare_attribute(aql, subject, at, alias, how, value);
	bool time = strstr(column, "created") || strstr(column, "updated");
	const char *compared = time ? as_seconds(aql, value) : value;
	if (!compared)
		return aql_compare_refuse(aql, "a time is expected");
	compare(aql, column, how, compared);
	return true;
}
