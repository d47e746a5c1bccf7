/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Stage three: what is still to write to one far side. */
#include "flow/plan.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/apply_late.h"
#include "flow/guard_clock.h"
#include "flow/permit.h"
#include "flow/plan_certificate.h"
#include "flow/plan_deployment.h"
#include "flow/plan_room.h"
#include "store/store_case.h"
#include "store/store_certificate.h"
#include "store/store_missing.h"
#include "store/store_queue.h"
#include "store/store_record.h"
#include "store/store_standing.h"
#include "store/store_step.h"

/* Records or events looked at in one go; no fewer than the least, as some may be held. */
enum { SLICE = 500, LEAST = 50 };

struct walk {
	const struct flow *flow;
	struct flow_side *side;
	const struct plan_options *options;
	plan_each_fn each;
	void *context;
	struct plan_counts *counts;
	struct brake_state brakes;
	struct permit *permit;
	const char *clock; /* why nothing may go, NULL = it may */
	struct plan_room room;
	size_t given; /* that go, or that only show why not */
};

static bool is_full(const struct walk *walk)
{
	return walk->options->limit && walk->given >= walk->options->limit;
}

static size_t slice_of(const struct walk *walk)
{
	size_t left = walk->options->limit ? walk->options->limit - walk->given : SLICE;
	return left > SLICE ? SLICE : left < LEAST ? LEAST : left;
}

/* Stage and pilot as they are now, not as they were when it was decided. */
static bool hold(struct walk *walk, struct plan_item *item, struct error *error)
{
	const char *goal =
		item->verb == STEP_MOVE ? json_member_text(item->payload, "goal", NULL) : NULL;
	const char *key =
		item->kind == STEP_TICKET ? item->key + strlen("ticket:") : item->ticket_key;
	return permit_write(walk->permit, item->kind, key, goal, &item->held, error);
}

static enum brake_kind brake_of(const struct plan_item *item)
{
	const char *goal = json_member_text(item->payload, "goal", "");
	if (item->kind == STEP_TICKET && item->verb == STEP_CREATE)
		return BRAKE_OPENS;
	if (item->kind == STEP_TICKET &&
	    (text_equal(goal, ticket_goal_name(TICKET_GOAL_DONE)) ||
	     text_equal(goal, ticket_goal_name(TICKET_GOAL_NOT_NEEDED))))
		return BRAKE_CLOSES;
	if ((item->kind == STEP_CERTIFICATE || item->kind == STEP_TICKET) &&
	    item->verb == STEP_UPDATE && !item->refresh)
		return BRAKE_UPDATES;
	if (item->kind == STEP_RELATION && item->verb == STEP_DELETE)
		return BRAKE_REMOVALS;
	return BRAKE_NONE;
}

static void count_item(struct plan_counts *counts, const struct plan_item *item)
{
	if (item->held)
		counts->held++;
	else if (item->refresh)
		counts->refresh++;
	else if (item->kind == STEP_EVENT)
		counts->events++;
	else if (item->verb == STEP_CREATE)
		counts->create++;
	else if (item->verb == STEP_DELETE)
		counts->remove++;
	else if (item->verb == STEP_MOVE)
		counts->move++;
	else
		counts->update++;
}

/* Critical and about to end, or over already: no brake may keep that from people. */
static bool is_pressing(const struct walk *walk, const struct plan_item *item, bool *pressing,
                        struct error *error)
{
	ARENA(arena);
	struct store_standing *standing = NULL;
	struct store_certificate *row = NULL;
	*pressing = false;
	if (item->subject_id == 0 || item->kind != STEP_TICKET)
		return true;
	if (!store_standing_get(walk->flow->store, &arena, item->subject_id, &standing, error) ||
	    !store_certificate_get(walk->flow->store, &arena, item->subject_id, &row, error))
		return false;
	*pressing = standing && row &&
	            text_equal(standing->class, flow_class_name(FLOW_CRITICAL)) &&
	            row->not_after - walk->options->now <= 7 * CLOCK_DAY;
	return true;
}

static bool give(struct walk *walk, struct plan_item *item, struct error *error)
{
	enum brake_kind brake = brake_of(item);
	bool pressing = false;
	if (!hold(walk, item, error))
		return false;
	if (!item->held)
		item->held = walk->clock;
	if (!item->held && brake != BRAKE_NONE && walk->brakes.held[brake] &&
	    !is_pressing(walk, item, &pressing, error))
		return false;
	if (!item->held && brake != BRAKE_NONE && walk->brakes.held[brake] && !pressing)
		item->held = "a brake holds this kind: see 'certsteward brake list'";
	if (!item->held && !plan_room_take(&walk->room, item, error))
		return false;
	count_item(walk->counts, item);
	/* What is held must not use up the room of what goes. */
	walk->given += !item->held;
	return walk->each(walk->context, item, error);
}

static const char *digest_of(struct arena *arena, const char *text)
{
	char digest[DIGEST_HEX];
	if (text_is_empty(text))
		return "";
	digest_hex(text, strlen(text), digest);
	return arena_copy(arena, digest);
}

static void start_item(struct arena *arena, const struct walk *walk,
                       const struct store_record *record, struct plan_item *item)
{
	*item = (struct plan_item){
		.target = walk->side->name,
		.key = record->key,
		.desired = record->desired,
		.baseline = digest_of(arena, record->baseline),
		.urgency = record->urgency,
		.record_id = record->id,
		.subject_id = record->subject_id,
		.subject = record->key,
		.put_back =
			!text_is_empty(record->drift) && text_equal(record->desired, record->sent),
	};
	(void)step_parse_kind(record->kind, &item->kind);
}

/* What a ticket is called, by the name that its product has for it. */
static const char *title_of(const struct json *fields, const char *key)
{
	static const char *const names[] = { "short_description", "summary", "Subject" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (json_get(fields, names[i]))
			return json_member_text(fields, names[i], key);
	return key;
}

/* Relations, names and tickets keep their bodies; only the verb is to be found. */
static bool plain_item(struct arena *arena, const struct store_record *record,
                       struct plan_item *item, struct error *error)
{
	const char *text = text_is_empty(record->body) ? "{}" : record->body;
	bool known = !text_is_empty(record->remote_id);
	item->payload = json_parse(arena, text, strlen(text), NULL, error);
	if (!item->payload)
		return false;
	item->verb = !known ? STEP_CREATE : STEP_UPDATE;
	if (item->kind == STEP_TICKET) {
		bool update = json_is_true(json_get(item->payload, "update"));
		item->verb = !known ? STEP_CREATE : update ? STEP_UPDATE : STEP_MOVE;
		item->subject = title_of(json_get(item->payload, known ? "written" : "fields"),
		                         record->key);
	}
	if (item->kind == STEP_DOMAIN)
		item->subject = json_member_text(item->payload, "name", record->key);
	if (!record->wanted)
		item->verb = STEP_DELETE;
	if (item->verb == STEP_CREATE || (item->verb == STEP_UPDATE && item->kind == STEP_TICKET))
		plan_certificate_changes(arena, NULL,
		                         item->kind == STEP_TICKET
		                                 ? json_get(item->payload, "fields")
		                                 : item->payload,
		                         item);
	if (item->verb == STEP_MOVE) {
		struct plan_change *change = ARENA_NEW(arena, struct plan_change);
		*change = (struct plan_change){ "goal", NULL,
			                        json_member_text(item->payload, "goal", "") };
		item->changes = change;
		item->change_count = 1;
	}
	return true;
}

static bool kept_item(const struct walk *walk, struct arena *arena,
                      const struct store_record *record, struct plan_item *item,
                      struct error *error)
{
	/* Unwanted ones have never been there: a place is never deleted. */
	return item->kind == STEP_DEPLOYMENT
	               ? plan_deployment(walk->flow, arena, walk->side->name, record, item, error)
	               : plain_item(arena, record, item, error);
}

/* What is no longer wanted and was never there needs no write. */
static bool is_void(const struct store_record *record)
{
	return !record->wanted && (text_is_empty(record->remote_id) || record->adopted != 0);
}

static bool make_items(struct walk *walk, struct arena *arena, struct store_record *records,
                       size_t count, bool refresh, struct error *error)
{
	struct plan_item *items = ARENA_ARRAY(arena, struct plan_item, count + 1);
	struct store_record *certificates = ARENA_ARRAY(arena, struct store_record, count + 1);
	struct plan_item *made = ARENA_ARRAY(arena, struct plan_item, count + 1);
	size_t certificate_count = 0, next = 0;
	for (size_t i = 0; i < count; i++)
		start_item(arena, walk, &records[i], &items[i]);
	for (size_t i = 0; i < count; i++)
		if (items[i].kind == STEP_CERTIFICATE) {
			made[certificate_count] = items[i];
			certificates[certificate_count++] = records[i];
		}
	if (!plan_certificate(walk->flow, arena, walk->side, certificates, certificate_count,
	                      walk->options, made, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct plan_item *item =
			items[i].kind == STEP_CERTIFICATE ? &made[next++] : &items[i];
		/* What was adopted becomes ours now: an update that brakes must see. */
		item->refresh = refresh && records[i].adopted == 0;
		if (is_full(walk) || is_void(&records[i]))
			continue;
		if (item->kind == STEP_CERTIFICATE
		            ? item->payload == NULL
		            : !kept_item(walk, arena, &records[i], item, error)) {
			if (item->kind != STEP_CERTIFICATE)
				return false;
			walk->counts->stale++;
			continue;
		}
		if (!give(walk, item, error))
			return false;
	}
	return true;
}

/* Slice by slice: neither rows nor what is made of them may grow with the inventory. */
static bool walk_records(struct walk *walk, struct error *error)
{
	ARENA(slice);
	struct store_record last, *records;
	int64_t done = 0, all = (int64_t)walk->options->limit;
	size_t count = 0;
	if (!all && !store_record_pending_count(walk->flow->store, walk->side->name, &all, error))
		return false;
	do {
		arena_reset(&slice);
		if (flow_is_cancelled(walk->flow))
			return error_set(error, ERROR_CANCELLED, "stopped while planning");
		if (!store_record_pending(walk->flow->store, &slice, walk->side->name,
		                          done ? &last : NULL, slice_of(walk), &records, &count,
		                          error) ||
		    !make_items(walk, &slice, records, count, false, error))
			return false;
		if (count)
			last = records[count - 1];
		done += (int64_t)count;
		flow_progress(walk->flow, "plan", walk->side->name, done, all);
	} while (count && !is_full(walk));
	return true;
}

static bool walk_refresh(struct walk *walk, struct error *error)
{
	ARENA(arena);
	struct store_record *records;
	size_t count;
	int64_t before = walk->options->now - walk->flow->rules->refresh_seconds;
	if (!walk->options->refresh || is_full(walk) || walk->side->stage < FLOW_INVENTORY)
		return true;
	return store_record_stale(walk->flow->store, &arena, walk->side->name, before, SLICE,
	                          &records, &count, error) &&
	       make_items(walk, &arena, records, count, true, error);
}

/* Far sides archive what is long over: that is listed, and needs nobody's attention. */
static bool is_over(struct walk *walk, struct arena *arena, const struct store_certificate *row,
                    bool *over, struct error *error)
{
	struct store_standing *standing = NULL;
	*over = false;
	if (row->not_after > walk->options->now)
		return true;
	if (!store_standing_get(walk->flow->store, arena, row->id, &standing, error))
		return false;
	*over = !standing || standing->served == 0;
	return true;
}

/* Not there any more: said again and again, until it is back or a person has it made anew. */
static bool walk_missing(struct walk *walk, struct error *error)
{
	ARENA(arena);
	struct store_record *records;
	int64_t last = 0;
	size_t count;
	do {
		arena_reset(&arena);
		if (!store_missing_list(walk->flow->store, &arena, walk->side->name, last, SLICE,
		                        &records, &count, error))
			return false;
		for (size_t i = 0; i < count; i++) {
			struct plan_item item;
			struct store_certificate *row = NULL;
			bool over;
			last = records[i].id;
			if (!store_certificate_get(walk->flow->store, &arena, records[i].subject_id,
			                           &row, error))
				return false;
			if (!row)
				continue;
			if (!is_over(walk, &arena, row, &over, error))
				return false;
			if (over)
				continue;
			start_item(&arena, walk, &records[i], &item);
			item.verb = STEP_UPDATE;
			item.subject = row->subject;
			item.payload = json_new(&arena, JSON_OBJECT);
			item.put_back = false;
			item.held = records[i].problem;
			count_item(walk->counts, &item);
			if (!walk->each(walk->context, &item, error))
				return false;
		}
	} while (count);
	return true;
}

static bool event_item(struct walk *walk, struct arena *arena, const struct store_event *event,
                       struct plan_item *item, struct error *error)
{
	*item = (struct plan_item){
		.target = walk->side->name,
		.key = arena_print(arena, "event:%s:%s", event->ticket_key, event->name),
		.ticket_key = event->ticket_key,
		.kind = STEP_EVENT,
		.verb = STEP_CREATE,
		.urgency = 40,
		.baseline = "",
		.desired = digest_of(arena, event->body),
		.subject = event->name,
	};
	item->payload = json_parse(arena, event->body, strlen(event->body), NULL, error);
	if (!item->payload)
		return false;
	struct plan_change *change = ARENA_NEW(arena, struct plan_change);
	*change = (struct plan_change){ event->kind, NULL,
		                        json_member_text(item->payload, "text", event->name) };
	item->changes = change;
	item->change_count = 1;
	return true;
}

/* What a ticket was opened without waits for its id, until the ticket has ended. */
static bool give_event(struct walk *walk, struct arena *arena, const struct store_event *event,
                       struct error *error)
{
	struct plan_item item;
	struct store_ticket *ticket = NULL;
	bool ready;
	if (!event_item(walk, arena, event, &item, error) ||
	    !apply_late_ready(walk->flow, walk->side, arena, event->name, item.payload, &ready,
	                      error))
		return false;
	if (ready)
		return give(walk, &item, error);
	if (!store_ticket_get(walk->flow->store, arena, event->ticket_key, &ticket, error))
		return false;
	if (!ticket || ticket->ended_at)
		return true;
	item.held = "waits for the configuration item of its certificate";
	count_item(walk->counts, &item);
	return walk->each(walk->context, &item, error);
}

static bool walk_events(struct walk *walk, struct error *error)
{
	ARENA(arena);
	struct store_event *events;
	int64_t last = 0;
	size_t count;
	do {
		arena_reset(&arena);
		if (!store_event_waiting(walk->flow->store, &arena, walk->side->name, last, SLICE,
		                         &events, &count, error))
			return false;
		for (size_t i = 0; i < count && !is_full(walk); i++) {
			last = events[i].id;
			if (!give_event(walk, &arena, &events[i], error))
				return false;
		}
	} while (count && !is_full(walk));
	return true;
}

static bool is_withheld(void *context, const struct store_step *step, bool *withheld,
                        struct error *error)
{
	const char *why;
	if (!permit_step(context, step, &why, error))
		return false;
	*withheld = why != NULL;
	return true;
}

/* In the outbox already: on their way, or withheld since stage or pilot became others. */
static bool count_waiting(struct walk *walk, struct error *error)
{
	static const enum step_kind kinds[] = { STEP_TICKET, STEP_EVENT };
	struct plan_counts *counts = walk->counts;
	struct store *store = walk->flow->store;
	if (!store_step_unfinished(store, walk->side->name, &counts->waiting, error))
		return false;
	if (walk->side->stage == FLOW_OBSERVE)
		counts->withheld = counts->waiting;
	bool ask = walk->side->stage > FLOW_OBSERVE && walk->side->stage < FLOW_AUTOMATE;
	for (size_t i = 0; ask && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct store_step_filter filter = {
			.target = walk->side->name,
			.kind = step_kind_name(kinds[i]),
			.allow = is_withheld,
			.context = walk->permit,
		};
		int64_t count;
		if (!store_step_count(store, &filter, &count, error))
			return false;
		counts->withheld += count;
	}
	counts->waiting -= counts->withheld;
	return true;
}

bool plan(const struct flow *flow, struct flow_side *side, const struct plan_options *options,
          plan_each_fn each, void *context, struct plan_counts *counts, struct error *error)
{
	PERMIT(permit, flow, side);
	ARENA(arena);
	struct walk walk = { .flow = flow,
		             .side = side,
		             .permit = &permit,
		             .options = options,
		             .each = each,
		             .context = context,
		             .counts = counts };
	*counts = (struct plan_counts){ 0 };
	return guard_clock_side(flow, side, &arena, &walk.clock, error) &&
	       brake_check(flow, side, options->pull_brakes, &walk.brakes, error) &&
	       count_waiting(&walk, error) &&
	       plan_room_open(flow, side, &arena, &walk.room, error) &&
	       walk_records(&walk, error) && walk_events(&walk, error) &&
	       walk_refresh(&walk, error) && walk_missing(&walk, error);
}
