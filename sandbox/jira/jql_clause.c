/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One condition of JQL. */

#include "jql_clause.h"

#include "aql.h"
#include "issue.h"
#include "people.h"
#include "workflow.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A clause: which field, and the SQL that holds its value in the form of "convert". */
struct clause {
	struct jql_reader *reader;
	const char *name;
	const char *column;
	const struct field *field; /* of the document, NULL for columns */
	const char *(*convert)(struct clause *clause, const char *text);
};

bool jql_clause_refuse(struct jql_reader *reader, const char *message)
{
	struct token_reader *tokens = &reader->tokens;
	if (!message) {
		if (tokens->kind == TOKEN_END)
			return site_blame(reader->problem, NULL,
			                  "Error in the JQL Query: Unexpected end of the query.");
		return site_blame(reader->problem, NULL,
		                  "Error in the JQL Query: '%s' is not expected here. (line 1, "
		                  "character %zu)",
		                  tokens->text, token_position(tokens));
	}
	const char *place = strstr(message, "%s");
	if (!place)
		return site_blame(reader->problem, NULL, "%s", message);
	return site_blame(reader->problem, NULL, "%.*s%s%s", (int)(place - message), message,
	                  tokens->text, place + 2);
}

static const char *number_text(struct clause *clause, long long number)
{
	return site_print_number(clause->reader->site, number);
}

static const char *as_project(struct clause *clause, const char *text)
{
	const struct workflow_project *project = workflow_project(text, clause->reader->site);
	return project ? project->key : NULL;
}

static const char *as_key(struct clause *clause, const char *text)
{
	char *key = pool_copy(clause->reader->site->session->pool, text);
	for (char *at = key; *at; at++)
		*at = (char)toupper((unsigned char)*at);
	return key;
}

static const char *as_status(struct clause *clause, const char *text)
{
	int status = workflow_status(clause->reader->site, text);
	return status ? number_text(clause, status) : NULL;
}

static const char *as_type(struct clause *clause, const char *text)
{
	bool number = *text && strspn(text, "0123456789") == strlen(text);
	int type = workflow_type(clause->reader->site, number ? text : "", text);
	return type ? number_text(clause, type) : NULL;
}

static const char *as_category(struct clause *clause, const char *text)
{
	static const enum workflow_category known[] = { CATEGORY_NEW, CATEGORY_BUSY,
		                                        CATEGORY_DONE };
	static const char *const keys[] = { "new", "indeterminate", "done" };
	for (size_t i = 0; i < 3; i++)
		if (strcasecmp(text, keys[i]) == 0 || (int)site_number(text) == (int)known[i] ||
		    strcasecmp(text, workflow_category_name(known[i])) == 0)
			return number_text(clause, known[i]);
	return NULL;
}

static const char *as_user(struct clause *clause, const char *text)
{
	const char *user = people_find(clause->reader->site, text);
	return user ? user : text;
}

/* "2026-11-21", "2026-11-21 10:00", or "-3d" before now. */
static const char *as_time(struct clause *clause, const char *text)
{
	static const struct {
		char unit;
		long seconds;
	} units[] = { { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 } };
	char *end = NULL;
	long count = strtol(text, &end, 10);
	for (size_t i = 0; end != text && i < 4; i++)
		if (end[0] == units[i].unit && !end[1])
			return number_text(clause, (long long)clause->reader->site->session->now +
			                                   count * units[i].seconds);
	struct tm parts = { 0 };
	const char *rest = strptime(text, "%Y-%m-%d", &parts);
	if (!rest)
		rest = strptime(text, "%Y/%m/%d", &parts);
	if (rest && *rest)
		rest = strptime(rest, " %H:%M", &parts);
	return rest && !*rest ? number_text(clause, (long long)timegm(&parts)) : NULL;
}

static const char *as_choice(struct clause *clause, const char *text)
{
	const struct site *site = clause->reader->site;
	const struct field *field = clause->field;
	struct pool *pool = site->session->pool;
	for (int i = 1; i <= 16; i++) {
		const char *word = field->kind == FIELD_SELECT     ? field_option(pool, field, i)
		                   : field->kind == FIELD_PRIORITY ? field_priority(i)
		                                                   : field_resolution(i);
		int id = field->kind == FIELD_SELECT ? field_option_id(site, field, i) : i;
		if (word &&
		    (strcasecmp(word, text) == 0 || strcmp(site_print_number(site, id), text) == 0))
			return number_text(clause, i);
	}
	return NULL;
}

static const char *as_is(struct clause *clause, const char *text)
{
	(void)clause;
	return text;
}

static bool choose_document(struct clause *clause)
{
	struct jql_reader *reader = clause->reader;
	const struct field *field = field_by_name(reader->site, clause->name);
	if (!field)
		return false;
	clause->field = field;
	clause->column = pool_print(reader->site->session->pool, "json_extract(i.document, '$.%s')",
	                            field->key);
	switch (field->kind) {
	case FIELD_SELECT:
	case FIELD_PRIORITY:
	case FIELD_RESOLUTION:
		clause->convert = as_choice;
		break;
	case FIELD_USER:
	case FIELD_USERS:
		clause->convert = as_user;
		break;
	case FIELD_TIME:
	case FIELD_STAMP:
		clause->convert = as_time;
		break;
	default:
		clause->convert = as_is;
	}
	return true;
}

static bool choose(struct clause *clause)
{
	static const struct {
		const char *name, *column;
		const char *(*convert)(struct clause *clause, const char *text);
	} columns[] = {
		{ "project", "i.project", as_project },
		{ "key", "i.key", as_key },
		{ "issue", "i.key", as_key },
		{ "issuekey", "i.key", as_key },
		{ "id", "i.id", as_is },
		{ "status", "i.status", as_status },
		{ "type", "i.type", as_type },
		{ "issuetype", "i.type", as_type },
		{ "statusCategory", "i.status", as_category },
		{ "created", "i.created", as_time },
		{ "updated", "i.updated", as_time },
		{ "createdDate", "i.created", as_time },
		{ "text", "i.document", as_is },
		{ "labels", "labels", as_is },
		{ "approvals", "approvals", as_is },
	};
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		if (strcasecmp(columns[i].name, clause->name) == 0) {
			clause->column = columns[i].column;
			clause->convert = columns[i].convert;
			return true;
		}
	return choose_document(clause);
}

const char *jql_clause_order(struct jql_reader *reader, const char *name)
{
	struct clause clause = { .reader = reader, .name = name };
	if (!choose(&clause) || strcmp(clause.column, "labels") == 0)
		return NULL;
	return strcmp(clause.column, "i.key") == 0 ? "i.id" : clause.column;
}

static bool refuse_value(struct clause *clause, const char *value)
{
	return site_blame(clause->reader->problem, NULL,
	                  "The value '%s' does not exist for the field '%s'.", value, clause->name);
}

/* Inner SELECT of ids for what is no plain column. */
static bool add_labels(struct clause *clause, const char *text)
{
	struct where *where = &clause->reader->query->where;
	where_add(where, "i.id IN (SELECT issue FROM jira_label WHERE label = ");
	where_bind(where, text);
	where_add(where, ")");
	return true;
}

static void add_categories(struct clause *clause, const char *category)
{
	struct where *where = &clause->reader->query->where;
	where_add(where, "i.status IN (0");
	for (int status = 1; status < STATUS_END; status++)
		if ((int)workflow_category(status) == (int)site_number(category))
			where_add(where, pool_print(where->pool, ", %d", status));
	where_add(where, ")");
}

/* One "field = value". */
static bool add_equal(struct clause *clause, const char *text)
{
	struct where *where = &clause->reader->query->where;
	if (strcmp(clause->column, "labels") == 0)
		return add_labels(clause, text);
	const char *value = clause->convert(clause, text);
	if (!value)
		return refuse_value(clause, text);
	if (clause->convert == as_category) {
		add_categories(clause, value);
		return true;
	}
	if (clause->field && clause->field->kind == FIELD_USERS) {
		where_add(where, pool_print(where->pool, "instr(ifnull(%s, ''), ", clause->column));
		where_bind(where, pool_print(where->pool, "\"%s\"", value));
		where_add(where, ") > 0");
		return true;
	}
	where_add(where, clause->column);
	where_add(where, " = ");
	bool number = *value && strspn(value, "0123456789") == strlen(value);
	/* What JSON holds as a number compares with numbers only. */
	where_add(where, clause->field && number && clause->convert != as_is ? "CAST(" : "");
	where_bind(where, value);
	where_add(where, clause->field && number && clause->convert != as_is ? " AS INTEGER)" : "");
	return true;
}

static bool add_functions(struct clause *clause, const char *name, const char *inside)
{
	struct site *site = clause->reader->site;
	struct where *where = &clause->reader->query->where;
	struct token_reader argument = token_open(where->pool, inside);
	if (strcasecmp(name, "currentUser") == 0)
		return add_equal(clause, people_id(site, site->session->user.user_name));
	if (strcasecmp(name, "issuesWithRemoteLinksByGlobalId") == 0) {
		where_add(where, "i.id IN (SELECT issue FROM jira_remote WHERE global_id IN (''");
		for (; argument.kind != TOKEN_END && argument.kind != TOKEN_BROKEN;
		     token_next(&argument))
			if (argument.kind == TOKEN_QUOTED || argument.kind == TOKEN_WORD) {
				where_add(where, ", ");
				where_bind(where, argument.text);
			}
		where_add(where, "))");
		return true;
	}
	if (strcasecmp(name, "linkedIssues") == 0) {
		where_add(where, "i.id IN (SELECT CASE l.inward WHEN k.id THEN l.outward ELSE"
		                 " l.inward END FROM jira_issue k JOIN jira_link l ON k.id IN"
		                 " (l.inward, l.outward) WHERE k.key = ");
		where_bind(where, as_key(clause, argument.text));
		where_add(where, " AND k.site = i.site)");
		return true;
	}
	if (strcasecmp(name, "pending") == 0 || strcasecmp(name, "approved") == 0) {
		where_add(where, "i.id IN (SELECT issue FROM jira_approval WHERE decision = ");
		where_bind(where, strcasecmp(name, "pending") == 0 ? "pending" : "approved");
		where_add(where, ")");
		return true;
	}
	if (strcasecmp(name, "aqlFunction") == 0 || strcasecmp(name, "iqlFunction") == 0) {
		where_add(where, pool_print(where->pool,
		                            "EXISTS (SELECT 1 FROM json_each(ifnull(%s, '[]')) j"
		                            " JOIN assets_object o ON o.id = j.value WHERE ",
		                            clause->column));
		bool sound = aql_compile(site, argument.text, where, NULL, clause->reader->problem);
		where_add(where, ")");
		return sound;
	}
	return site_blame(clause->reader->problem, NULL, "Unable to find JQL function '%s(%s)'.",
	                  name, inside);
}

static bool add_value(struct clause *clause)
{
	struct token_reader *tokens = &clause->reader->tokens;
	if (tokens->kind != TOKEN_WORD && tokens->kind != TOKEN_QUOTED)
		return jql_clause_refuse(clause->reader, NULL);
	const char *word = tokens->text;
	bool bare = tokens->kind == TOKEN_WORD;
	token_next(tokens);
	if (!bare || !token_take(tokens, "("))
		return add_equal(clause, word);
	const char *inside = token_inside(tokens);
	return inside ? add_functions(clause, word, inside)
	              : jql_clause_refuse(clause->reader, NULL);
}

static bool add_list(struct clause *clause)
{
	struct token_reader *tokens = &clause->reader->tokens;
	struct where *where = &clause->reader->query->where;
	if (!token_take(tokens, "("))
		return add_value(clause); /* a function gives a list */
	where_add(where, "(");
	do {
		if (!add_value(clause))
			return false;
		if (token_is(tokens, ","))
			where_add(where, " OR ");
	} while (token_take(tokens, ","));
	where_add(where, ")");
	return token_take(tokens, ")") || jql_clause_refuse(clause->reader, NULL);
}

static void add_empty(struct clause *clause, bool empty)
{
	struct where *where = &clause->reader->query->where;
	if (strcmp(clause->column, "labels") == 0)
		where_add(where, empty ? "NOT EXISTS (SELECT 1 FROM jira_label WHERE issue = i.id)"
		                       : "EXISTS (SELECT 1 FROM jira_label WHERE issue = i.id)");
	else
		where_add(where, pool_print(where->pool, "ifnull(%s, '') IN ('', '[]') = %d",
		                            clause->column, empty));
}

static bool is_empty_word(struct token_reader *tokens)
{
	return token_take(tokens, "EMPTY") || token_take(tokens, "NULL");
}

static bool add_like(struct clause *clause)
{
	struct token_reader *tokens = &clause->reader->tokens;
	struct where *where = &clause->reader->query->where;
	where_add(where, pool_print(where->pool, "ifnull(%s, '') LIKE ", clause->column));
	where_bind(where, pool_print(where->pool, "%%%s%%", tokens->text));
	token_next(tokens);
	return true;
}

static bool add_range(struct clause *clause, const char *mark)
{
	struct token_reader *tokens = &clause->reader->tokens;
	struct where *where = &clause->reader->query->where;
	const char *word = tokens->text;
	bool key = strcmp(clause->column, "i.key") == 0;
	const char *value = key ? strrchr(word, '-') : clause->convert(clause, word);
	if (!value)
		return refuse_value(clause, word);
	where_add(where,
	          pool_print(where->pool, "%s %s CAST(", key ? "i.number" : clause->column, mark));
	where_bind(where, key ? value + 1 : value);
	where_add(where, " AS INTEGER)");
	token_next(tokens);
	return true;
}

static bool add_operator(struct clause *clause)
{
	struct token_reader *tokens = &clause->reader->tokens;
	struct where *where = &clause->reader->query->where;
	static const char *const ranges[] = { "<=", ">=", "<", ">" };
	for (size_t i = 0; i < 4; i++)
		if (token_take(tokens, ranges[i]))
			return add_range(clause, ranges[i]);
	bool negative = token_is(tokens, "!=") || token_is(tokens, "NOT") || token_is(tokens, "!~");
	bool like = token_take(tokens, "~") || token_take(tokens, "!~");
	if (negative)
		where_add(where, "NOT ");
	if (like)
		return add_like(clause);
	if (token_take(tokens, "=") || token_take(tokens, "!=")) {
		if (is_empty_word(tokens)) {
			add_empty(clause, true);
			return true;
		}
		return add_value(clause);
	}
	(void)token_take(tokens, "NOT");
	if (token_take(tokens, "IN"))
		return add_list(clause);
	if (!negative && token_take(tokens, "IS")) {
		bool empty = !token_take(tokens, "NOT");
		add_empty(clause, empty);
		return is_empty_word(tokens) || jql_clause_refuse(clause->reader, NULL);
	}
	return jql_clause_refuse(clause->reader, NULL);
}

bool jql_clause_parse(struct jql_reader *reader)
{
	struct token_reader *tokens = &reader->tokens;
	struct clause clause = { .reader = reader, .name = tokens->text };
	if (tokens->kind != TOKEN_WORD && tokens->kind != TOKEN_QUOTED)
		return jql_clause_refuse(reader, NULL);
	if (!choose(&clause))
		return jql_clause_refuse(reader, "Field '%s' does not exist or you do not have "
		                                 "permission to view it.");
	token_next(tokens);
	where_add(&reader->query->where, "(");
	bool sound = add_operator(&clause);
	where_add(&reader->query->where, ")");
	return sound;
}
