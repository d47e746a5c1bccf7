/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what far sides know into the store's mirror. */
#include "flow/mirror.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "flow/drift.h"
#include "flow/patience.h"
#include "store/store_audit.h"
#include "store/store_mirror.h"
#include "store/store_missing.h"
#include "store/store_queue.h"

/* People first, so that names are there when CIs point to them; relations and tickets last. Kinds that a far
 * side does not keep are not asked for. */
static const enum ci_kind kinds[] = { CI_GROUP,       CI_USER,     CI_SERVICE,  CI_HOST,
	                              CI_APPLICATION, CI_VIP,      CI_DOMAIN,   CI_CERTIFICATE,
	                              CI_DEPLOYMENT,  CI_TEMPLATE, CI_RELATION, CI_TICKET };

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* Rows changed in the far side's same second as our last read must not be missed. */
enum { OVERLAP = 60 };

enum { LEFT_ALONE = 15 /* seconds: the rest of a pass */ };

/* Named in the trail; a count tells of more. */
enum { MISSING_TOLD = 50 };

struct reading {
	const struct flow *flow;
	struct flow_side *side;
	enum ci_kind kind;
	int64_t now, since;
	bool full;
	bool resumed; /* an earlier run has read a part of it */
	bool begun;
	struct mirror_result *result;
	bool known; /* all was read before */
	struct arena *arena;
	struct json *above; /* ids: services that changed, and what came to stand below one */
};

static bool is_matched_against(enum ci_kind kind)
{
	return kind == CI_HOST || kind == CI_APPLICATION || kind == CI_VIP || kind == CI_SERVICE;
}

/* Records of ours: what people did to them since our write is drift. */
static bool is_written(enum ci_kind kind)
{
	return kind == CI_CERTIFICATE || kind == CI_DEPLOYMENT;
}

static bool take_row(void *context, const struct ci *row, struct error *error)
{
	struct reading *reading = context;
	struct store *store = reading->flow->store;
	bool changed = false;
	if (!store_mirror_put(store, reading->side->name, row, reading->now, &changed, error))
		return false;
	reading->side->asked_ms = clock_monotonic_ms();
	reading->result->rows++;
	reading->result->changed += changed;
	if (changed && is_matched_against(row->kind) &&
	    !store_dirty_of_ci(store, reading->side->name, ci_kind_name(row->kind), row->id, "ci",
	                       error))
		return false;
	if (changed && reading->known && (row->kind == CI_SERVICE || row->kind == CI_RELATION))
		json_push_string(reading->arena, reading->above,
		                 row->kind == CI_SERVICE ? row->id : row->child);
	if (is_written(row->kind))
		return drift_check(reading->flow, reading->side, row, error);
	return true;
}

/* A page is kept with its cursor in one transaction: killed in between, it is read again. A read of what
 * changed since has none to keep: taken for that of a full one, it would end in a list of half of them. */
static bool mark_page(void *context, const char *cursor, struct error *error)
{
	struct reading *reading = context;
	struct store_mirror_progress progress = { .cursor = cursor, .since = reading->since };
	if ((reading->full && !store_mirror_progress_set(reading->flow->store, reading->side->name,
	                                                 reading->kind, &progress, error)) ||
	    !store_commit(reading->flow->store, false, error))
		return false;
	flow_progress(reading->flow, "read", ci_kind_name(reading->kind), reading->result->rows, 0);
	return store_begin(reading->flow->store, error);
}

static bool is_cancelled(void *context)
{
	return flow_is_cancelled(((struct reading *)context)->flow);
}

/* Rows carry the far side's own times; a clock that is moved on purpose moves both. */
static int64_t far_now(const struct reading *reading)
{
	const struct http *http = reading->side->itsm->http;
	bool known = http && http->date_known && !reading->flow->trial;
	return reading->now + (known ? http->date_offset : 0);
}

static bool tell_missing(const struct reading *reading, struct arena *arena, const char **keys,
                         size_t count, struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT), *list = json_new(arena, JSON_ARRAY);
	json_set_string(arena, body, "target", reading->side->name);
	json_set_integer(arena, body, "read_at", reading->now);
	json_set_integer(arena, body, "count", (int64_t)count);
	for (size_t i = 0; i < count && i < MISSING_TOLD; i++)
		json_push_string(arena, list, keys[i]);
	json_set(arena, body, "keys", list);
	log_warning(reading->side->name,
	            "%zu records of ours (%s) are not there any more: deleted, archived or hidden; "
	            "see 'certsteward outbox list'",
	            count, ci_kind_name(reading->kind));
	return store_audit_append(reading->flow->store, "ci missing", body, error);
}

/* Absence is no evidence of an end: nothing is opened or retired by it, and nothing made anew. */
static bool mark_missing(const struct reading *reading, struct error *error)
{
	ARENA(arena);
	const char *keys[MISSING_TOLD];
	size_t count;
	char at[24];
	if (!is_written(reading->kind) || !reading->full || reading->resumed)
		return true;
	clock_format(reading->now, at);
	if (!store_missing_mark(
		    reading->flow->store, &arena, reading->side->name, ci_kind_name(reading->kind),
		    reading->now,
		    arena_print(&arena,
	                        "not there any more when all was read at %s: deleted, archived or "
	                        "hidden from our account; nothing is written. 'outbox retry KEY' "
	                        "makes it anew",
	                        at),
		    keys, MISSING_TOLD, &count, error))
		return false;
	reading->result->missing += (int64_t)count;
	return count == 0 || tell_missing(reading, &arena, keys, count, error);
}

/* What a complete read did not show has no owner and no importance to lend any more. Nothing is written
 * or ended by that. */
static bool forget_relations(const struct reading *reading, struct error *error)
{
	if (reading->kind != CI_RELATION || !reading->full || reading->resumed)
		return true;
	return store_mirror_forget_relations(reading->flow->store, reading->side->name,
	                                     reading->now, error);
}

/* How much a service matters, and whose it is, holds for all that stands below it. */
static bool look_below(const struct reading *reading, struct error *error)
{
	return json_count(reading->above) == 0 ||
	       store_dirty_below(reading->flow->store, reading->side->name,
	                         json_print(reading->arena, reading->above), "service", error);
}

/* One try; what a failed one has read page by page stays read. */
static bool try_kind(struct reading *reading, bool force_full, struct error *error)
{
	ARENA(arena);
	struct store_mirror_progress progress = { 0 };
	struct store *store = reading->flow->store;
	int64_t full_every = reading->flow->rules->mirror_seconds;
	if (!store_mirror_progress_get(store, &arena, reading->side->name, reading->kind, &progress,
	                               error))
		return false;
	/* A read that a clock ahead of ours made must not put off the next. */
	reading->full = force_full || progress.full_at > reading->now ||
	                progress.full_at + full_every <= reading->now;
	/* Only open ones are listed: that one has closed is learnt from what changed since. */
	if (reading->kind == CI_TICKET)
		reading->full = progress.full_at == 0;
	reading->since = progress.since;
	reading->resumed |= !reading->begun && !text_is_empty(progress.cursor);
	reading->begun = true;
	reading->known = progress.full_at > 0;
	struct itsm_fetch fetch = {
		.scratch = &arena,
		.each = take_row,
		.mark = mark_page,
		.cancelled = is_cancelled,
		.context = reading,
		.cursor = reading->full && progress.cursor ? progress.cursor : "",
		.since = reading->full ? 0 : progress.since,
	};
	if (!store_begin(store, error))
		return false;
	if (!reading->side->itsm->type->fetch(reading->side->itsm, reading->kind, &fetch, error)) {
		store_rollback(store);
		return false;
	}
	progress.cursor = "";
	progress.since = far_now(reading) - OVERLAP;
	progress.full_at = reading->full ? reading->now : progress.full_at;
	reading->result->full |= reading->full;
	if (!store_mirror_progress_set(store, reading->side->name, reading->kind, &progress,
	                               error) ||
	    !look_below(reading, error) || !mark_missing(reading, error) ||
	    !forget_relations(reading, error)) {
		store_rollback(store);
		return false;
	}
	return store_commit(store, false, error);
}

static bool read_kind(struct reading *reading, bool force_full, struct error *error)
{
	int tries = 0;
	reading->above = json_new(reading->arena, JSON_ARRAY);
	while (!patience_allows(reading->side, error) || !try_kind(reading, force_full, error))
		if (!patience_again(reading->flow, reading->side, &tries, error))
			return error_wrap(error, "reading %s of '%s'", ci_kind_name(reading->kind),
			                  reading->side->name);
	return true;
}

/* Asked once, after a read that failed several times. */
static bool is_gone(struct flow_side *side)
{
	ARENA(arena);
	struct itsm_identity identity = { 0 };
	struct error why = ERROR_INIT, ignored = ERROR_INIT;
	if (!patience_allows(side, &ignored))
		return true;
	if (side->itsm->type->identify(side->itsm, &arena, &identity, &why) ||
	    why.kind != ERROR_RETRY)
		return false;
	patience_leave(side, LEFT_ALONE);
	return true;
}

/* What was not read for longest goes first: where a far side lets us read only so much at a time, the last
 * kinds would else never have their turn. Ever after a pass that read all, it is the order of that pass. */
static bool put_in_order(const struct flow *flow, const struct flow_side *side,
                         enum ci_kind order[KINDS], size_t *count, struct error *error)
{
	ARENA(arena);
	int64_t read_at[KINDS];
	*count = 0;
	for (size_t i = 0; i < KINDS; i++) {
		struct store_mirror_progress progress = { 0 };
		if (kinds[i] == CI_DEPLOYMENT && !side->itsm->abilities.deployments)
			continue;
		if (!store_mirror_progress_get(flow->store, &arena, side->name, kinds[i], &progress,
		                               error))
			return false;
		size_t at = (*count)++;
		for (; at > 0 && read_at[at - 1] > progress.since; at--) {
			order[at] = order[at - 1];
			read_at[at] = read_at[at - 1];
		}
		order[at] = kinds[i];
		read_at[at] = progress.since;
	}
	return true;
}

bool mirror_read(const struct flow *flow, struct flow_side *side, bool force_full,
                 struct mirror_result *result, struct error *error)
{
	ARENA(arena);
	struct reading reading = { .flow = flow, .side = side, .result = result, .arena = &arena };
	struct error failed = ERROR_INIT;
	enum ci_kind order[KINDS];
	size_t count;
	*result = (struct mirror_result){ 0 };
	if (!put_in_order(flow, side, order, &count, error))
		return false;
	/* One kind that cannot be read must not keep the others from being fresh; a far side that is gone
	 * must not keep the other far sides waiting for each. */
	for (size_t i = 0; i < count; i++) {
		struct error why = ERROR_INIT;
		reading.kind = order[i];
		reading.now = clock_now();
		reading.begun = reading.resumed = false;
		if (read_kind(&reading, force_full, &why))
			continue;
		failed = why;
		if (why.kind == ERROR_CANCELLED || why.kind == ERROR_LOCAL ||
		    (why.kind == ERROR_RETRY && is_gone(side)))
			break;
	}
	if (failed.kind == ERROR_NONE)
		return true;
	*error = failed;
	return false;
}
