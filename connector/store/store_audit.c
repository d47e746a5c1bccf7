/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Table audit: append-only, each entry bound to the one before by its hash. */
#include "store/store_audit.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"
#include "store/statement.h"

#include <inttypes.h>
#include <string.h>

/* Stands before the first entry. */
static const char no_hash[] = "0000000000000000000000000000000000000000000000000000000000000000";

static const struct statement_column row_columns[] = {
	COLUMN(struct store_audit, node),     COLUMN(struct store_audit, seq),
	COLUMN(struct store_audit, at),       COLUMN(struct store_audit, kind),
	COLUMN(struct store_audit, previous), COLUMN(struct store_audit, body),
	COLUMN(struct store_audit, hash),
};
SHAPE(row, struct store_audit);

static void add_line(struct digest *digest, const char *text)
{
	digest_add(digest, text, strlen(text));
	digest_add(digest, "\n", 1);
}

void store_audit_hash(const struct store_audit *entry, char out[static 65])
{
	char seq[24], at[24];
	snprintf(seq, sizeof(seq), "%" PRId64, entry->seq);
	snprintf(at, sizeof(at), "%" PRId64, entry->at);
	struct digest digest;
	digest_start(&digest);
	add_line(&digest, entry->node);
	add_line(&digest, seq);
	add_line(&digest, at);
	add_line(&digest, entry->kind);
	add_line(&digest, entry->previous);
	add_line(&digest, entry->body);
	digest_finish(&digest, out);
}

bool store_audit_head(struct store *store, struct arena *arena, struct store_audit *head,
                      struct error *error)
{
	struct store_audit *newest;
	if (!statement_get(store, arena,
	                   "SELECT node, seq, at, kind, previous, body, hash FROM audit "
	                   "WHERE node = $1 ORDER BY seq DESC LIMIT 1",
	                   BIND(store_identity(store)), &row, &newest, error))
		return false;
	*head = newest ? *newest
	               : (struct store_audit){ .node = store_identity(store),
		                               .kind = "",
		                               .previous = no_hash,
		                               .body = "",
		                               .hash = no_hash };
	return true;
}

bool store_audit_append(struct store *store, const char *kind, const struct json *body,
                        struct error *error)
{
	ARENA(arena);
	char hash[DIGEST_HEX];
	struct store_audit head;
	STORE_SCOPE(scope, store);
	if (!store_begin(store, error) || !store_audit_head(store, &arena, &head, error))
		return false;
	struct store_audit entry = {
		.node = store_identity(store),
		.seq = head.seq + 1,
		.at = clock_now(),
		.kind = kind,
		.previous = head.hash,
		.body = json_print(&arena, body),
		.hash = hash,
	};
	store_audit_hash(&entry, hash);
	return statement_run_row(store,
	                         "INSERT INTO audit (node, seq, at, kind, previous, body, hash) "
	                         "VALUES ($1, $2, $3, $4, $5, $6, $7)",
	                         &row, &entry, error) &&
	       store_commit(store, false, error);
}

bool store_audit_each(struct store *store, int64_t from_seq,
                      bool (*each)(void *context, const struct store_audit *entry,
                                   struct error *error),
                      void *context, struct error *error)
{
	struct store_audit entry = { 0 };
	STATEMENT(statement);
	if (!statement_open(store, &statement,
	                    "SELECT node, seq, at, kind, previous, body, hash FROM audit "
	                    "WHERE seq >= $1 ORDER BY node, seq",
	                    BIND(from_seq), error))
		return false;
	while (statement_step(&statement)) {
		statement_read(&statement, NULL, &row, &entry);
		if (!each(context, &entry, error))
			return false;
	}
	return statement_end(&statement, error);
}
