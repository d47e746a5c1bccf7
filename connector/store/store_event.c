/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Table event: notes, attachments and links, each made once. */
#include "base/arena.h"
#include "base/text.h"
#include "store/statement.h"
#include "store/store_record.h"

#define COLUMNS "id, target, ticket_key, name, kind, body, state, remote_id, problem, created_at"

static const struct statement_column row_columns[] = {
	COLUMN(struct store_event, id),         COLUMN(struct store_event, target),
	COLUMN(struct store_event, ticket_key), COLUMN(struct store_event, name),
	COLUMN(struct store_event, kind),       COLUMN(struct store_event, body),
	COLUMN(struct store_event, state),      COLUMN(struct store_event, remote_id),
	COLUMN(struct store_event, problem),    COLUMN(struct store_event, created_at),
};
SHAPE(row, struct store_event);

bool store_event_add(struct store *store, const struct store_event *event, bool *added,
                     struct error *error)
{
	int64_t id = 0;
	const char *state = text_is_empty(event->state) ? "waiting" : event->state;
	bool good = statement_number(
		store,
		"INSERT INTO event (target, ticket_key, name, kind, body, created_at, state, "
		"remote_id, problem) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
		"ON CONFLICT (ticket_key, name) DO NOTHING RETURNING id",
		BIND(event->target, event->ticket_key, event->name, event->kind, event->body,
	             event->created_at, state, event->remote_id, event->problem),
		0, &id, error);
	*added = id != 0;
	return good;
}

bool store_event_get(struct store *store, struct arena *arena, const char *ticket_key,
                     const char *name, struct store_event **found, struct error *error)
{
	return statement_get(store, arena,
	                     "SELECT " COLUMNS " FROM event WHERE ticket_key = $1 AND name = $2",
	                     BIND(ticket_key, name), &row, found, error);
}

bool store_event_set(struct store *store, const char *ticket_key, const char *name,
                     const char *state, const char *remote_id, const char *problem,
                     struct error *error)
{
	return statement_run(store,
	                     "UPDATE event SET state = $1, remote_id = $2, problem = $3 "
	                     "WHERE ticket_key = $4 AND name = $5",
	                     BIND(state, remote_id, problem, ticket_key, name), error);
}

bool store_event_waiting(struct store *store, struct arena *arena, const char *target,
                         int64_t after, size_t limit, struct store_event **rows, size_t *count,
                         struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT " COLUMNS
	                      " FROM event WHERE target = $1 AND state = 'waiting' "
	                      "AND id > $2 AND NOT EXISTS (SELECT 1 FROM step "
	                      "WHERE step.target = event.target AND step.key = 'event:' || "
	                      "event.ticket_key || ':' || event.name AND step.state "
	                      "NOT IN ('done', 'refused')) ORDER BY id LIMIT $3",
	                      BIND(target, after, limit), &row, rows, count, error);
}

bool store_event_present(struct store *store, const char *target, const char *step_key,
                         bool *present, struct error *error)
{
	int64_t count = 0;
	*present = false;
	if (!statement_number(store,
	                      "SELECT count(*) FROM event WHERE target = $1 AND state = 'present' "
	                      "AND 'event:' || ticket_key || ':' || name = $2",
	                      BIND(target, step_key), 0, &count, error))
		return false;
	*present = count > 0;
	return true;
}

bool store_event_of_ticket(struct store *store, struct arena *arena, const char *ticket_key,
                           struct store_event **rows, size_t *count, struct error *error)
{
	return statement_list(store, arena,
	                      "SELECT " COLUMNS " FROM event WHERE ticket_key = $1 ORDER BY id",
	                      BIND(ticket_key), &row, rows, count, error);
}
