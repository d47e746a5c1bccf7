/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The plan into the outbox: one step per item that is not held. */
#include "base/arena.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/plan.h"
#include "store/store_missing.h"
#include "store/store_step.h"

struct writing {
	const struct flow *flow;
	const struct flow_side *side;
	bool (*allow)(void *context, const struct plan_item *item);
	void *context;
	int64_t now;
};

/* Names must have their rows before a certificate can point to them; events need their ticket, a place
 * needs the certificates that it serves. Issuers are no need: they travel ahead in the same batch, or the
 * reference is left out and filled in once they have an id. */
static void collect_needs(struct arena *arena, const struct json *value, bool certificates,
                          struct json *needs)
{
	const char *reference = json_member_text(value, "ref", NULL);
	if (reference &&
	    (text_starts_with(reference, "domain:") || text_starts_with(reference, "ticket:") ||
	     (certificates && text_starts_with(reference, "certificate:"))))
		json_push_string(arena, needs, reference);
	if (value && (value->type == JSON_OBJECT || value->type == JSON_ARRAY))
		JSON_EACH(child, value)
	collect_needs(arena, child, certificates, needs);
}

/* What the far side would make twice. */
static bool is_looked_for(const struct writing *writing, const struct plan_item *item)
{
	return writing->side->look_first && item->verb == STEP_CREATE &&
	       (item->kind == STEP_TICKET || item->kind == STEP_EVENT || item->kind == STEP_DOMAIN);
}

static bool put(void *context, const struct plan_item *item, struct error *error)
{
	struct writing *writing = context;
	ARENA(arena);
	bool added;
	/* A choice is asked about what is held, too: it may have to say that it was not sent. */
	bool chosen = !writing->allow || writing->allow(writing->context, item);
	if (!chosen || item->held)
		return true;
	struct json *needs = json_new(&arena, JSON_ARRAY);
	collect_needs(&arena, item->payload, item->kind == STEP_DEPLOYMENT, needs);
	if (item->ticket_key)
		json_push_string(&arena, needs, arena_print(&arena, "ticket:%s", item->ticket_key));
	struct store_step step = {
		.target = item->target,
		.key = item->key,
		.kind = step_kind_name(item->kind),
		.verb = step_verb_name(item->verb),
		.payload = json_print(&arena, item->payload),
		.digest = item->desired,
		.state =
			step_state_name(is_looked_for(writing, item) ? STEP_UNKNOWN : STEP_WAITING),
		.urgency = item->urgency,
		.needs = json_print(&arena, needs),
		.handle = "",
		.reason = item->refresh ? "refresh" : "",
		.created_at = writing->now,
	};
	return store_step_put(writing->flow->store, &step, &added, error);
}

bool plan_write(const struct flow *flow, struct flow_side *side, const struct plan_options *options,
                bool (*allow)(void *context, const struct plan_item *item), void *context,
                struct plan_counts *counts, struct error *error)
{
	struct writing writing = { flow, side, allow, context, options->now };
	int64_t filled;
	if (!store_begin(flow->store, error))
		return false;
	if (!store_missing_fill(flow->store, side->name, &filled, error) ||
	    !plan(flow, side, options, put, &writing, counts, error)) {
		store_rollback(flow->store);
		return false;
	}
	return store_commit(flow->store, true, error);
}
