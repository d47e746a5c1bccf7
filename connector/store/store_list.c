/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of `certsteward list`: certificates with what was decided about them. */
#include "store/store_list.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/statement.h"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_list_row, id),        COLUMN(struct store_list_row, not_after),
	COLUMN(struct store_list_row, sha256),    COLUMN(struct store_list_row, subject),
	COLUMN(struct store_list_row, issuer_dn), COLUMN(struct store_list_row, state),
	COLUMN(struct store_list_row, class),     COLUMN(struct store_list_row, owner_group),
	COLUMN(struct store_list_row, serial),    COLUMN(struct store_list_row, key_type),
	COLUMN(struct store_list_row, places),    COLUMN(struct store_list_row, served),
	COLUMN(struct store_list_row, findings),
};
SHAPE(row, struct store_list_row);

/* A pattern that finds the text anywhere, in either case; "" stays "". */
static const char *pattern_of(struct arena *arena, const char *wanted)
{
	if (text_is_empty(wanted))
		return "";
	TEXT(pattern);
	text_append_character(&pattern, '%');
	for (const char *at = text_lower(arena, wanted); *at; at++) {
		if (*at == '%' || *at == '_' || *at == '\\')
			text_append_character(&pattern, '\\');
		text_append_character(&pattern, *at);
	}
	text_append_character(&pattern, '%');
	return arena_copy(arena, text_string(&pattern));
}

static const char list_sql[] =
	"SELECT c.id, c.not_after, c.sha256, c.subject, c.issuer_dn, s.state, s.class, "
	"s.owner_group, c.serial, c.key_type, s.places, s.served, "
	"(SELECT count(*) FROM finding f WHERE f.certificate_id = c.id) "
	"FROM certificate c LEFT JOIN standing s ON s.certificate_id = c.id "
	"WHERE ($1 = 0 OR c.not_after < $1) AND ($2 = '' OR s.state = $2) "
	"AND ($3 = '' OR s.owner_group = $3) AND ($4 = '' OR s.class = $4) "
	"AND ($5 = '' OR lower(c.issuer_dn) LIKE $5 ESCAPE '\\') "
	"AND ($6 = '' OR EXISTS (SELECT 1 FROM slot JOIN match "
	"ON match.deployment_id = slot.deployment_id LEFT JOIN mirror "
	"ON mirror.target = match.target AND mirror.remote_id = match.remote_id "
	"WHERE slot.certificate_id = c.id AND match.remote_id <> '' "
	"AND (match.remote_id = $6 OR lower(mirror.name) = lower($6)))) "
	"AND ($7 = '' OR EXISTS (SELECT 1 FROM finding f WHERE f.certificate_id = c.id "
	"AND f.rule = $7)) AND ($8 = 0 OR EXISTS (SELECT 1 FROM record r "
	"WHERE r.subject_id = c.id AND r.kind = 'certificate' AND r.missing <> 0)) "
	"ORDER BY c.not_after, c.id LIMIT $9";

bool store_list(struct store *store, const struct store_list_filter *filter,
                bool (*each)(void *context, const struct store_list_row *row), void *context,
                struct error *error)
{
	ARENA(arena);
	struct store_list_row found = { 0 };
	int64_t limit = filter->limit ? (int64_t)filter->limit : INT64_MAX;
	STATEMENT(statement);
	if (!statement_open(store, &statement, list_sql,
	                    BIND(filter->not_after_before, filter->state, filter->owner_group,
	                         filter->class, pattern_of(&arena, filter->issuer), filter->ci,
	                         filter->finding, filter->missing, limit),
	                    error))
		return false;
	while (statement_step(&statement)) {
		statement_read(&statement, NULL, &row, &found);
		if (!each(context, &found))
			break;
	}
	return statement_end(&statement, error);
}
