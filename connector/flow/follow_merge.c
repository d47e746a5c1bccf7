/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What people merged goes on under the id of the ticket that it became. */
#include "flow/follow_merge.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "store/store_audit.h"
#include "store/store_record.h"

static const char *mark_of(struct arena *arena, const struct store_ticket *ticket)
{
	return arena_print(arena, "merged:%s:%s", ticket->target, ticket->remote_id);
}

/* Notes, files and moves find their ticket by its record. */
static bool move_record(const struct flow *flow, struct arena *arena,
                        const struct store_ticket *ticket, struct error *error)
{
	const char *key = arena_print(arena, "ticket:%s", ticket->key);
	struct store_record *record;
	if (!store_record_get(flow->store, arena, ticket->target, key, &record, error))
		return false;
	if (!record)
		return true;
	record->remote_id = ticket->remote_id;
	record->version = "";
	return store_record_save(flow->store, record, error);
}

bool follow_merge(const struct flow *flow, struct arena *arena, struct store_ticket *ticket,
                  const struct ticket_seen *seen, struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	if (!seen->merged || text_equal(ticket->remote_id, seen->id))
		return true;
	json_set_string(arena, body, "ticket", ticket->key);
	json_set_string(arena, body, "number", ticket->number);
	json_set_string(arena, body, "into", seen->number);
	ticket->remote_id = seen->id;
	return move_record(flow, arena, ticket, error) &&
	       store_meta_set(flow->store, mark_of(arena, ticket), "1", error) &&
	       store_audit_append(flow->store, "ticket merged", body, error);
}

bool follow_merge_shares(const struct flow *flow, struct arena *arena,
                         const struct store_ticket *ticket, bool *shares, struct error *error)
{
	struct store_ticket *rows;
	const char *mark;
	size_t count;
	*shares = false;
	if (text_is_empty(ticket->remote_id))
		return true;
	if (!store_meta_get(flow->store, arena, mark_of(arena, ticket), &mark, error))
		return false;
	if (!mark)
		return true;
	if (!store_ticket_list(flow->store, arena, ticket->target, true, &rows, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (text_equal(rows[i].remote_id, ticket->remote_id) &&
		    !text_equal(rows[i].key, ticket->key))
			*shares = true;
	return true;
}
