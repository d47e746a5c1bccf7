/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The planned time of a change: proposed while it is New, clear of what the far side's calendars and
 * ours close; a time that people set is theirs, and only told about.
 *
 * Round by round: the far side looks for conflicts ("conflict:1"); where it finds one, or a calendar of
 * ours is closed, another time is looked for ("slot:1"), by the far side's own calendars where it can,
 * else by ours; then the next round looks again. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/apply_late.h"
#include "flow/calendar.h"
#include "flow/derive_record.h"
#include "flow/derive_ticket_parts.h"
#include "store/store_queue.h"
#include <string.h>

/* People are not kept from approving for longer than this by a CI that does not come. */
enum { ROUNDS = 5, ITEM_WAITS = CLOCK_DAY };

/* One round as it was asked for. */
struct round {
	int number;
	const struct store_event *check, *slot;
	int64_t start, end; /* the time that was looked at */
};

static bool is_waiting(const struct store_event *event)
{
	return event && text_equal(event->state, "waiting");
}

static bool is_refused(const struct store_event *event)
{
	return event && !text_equal(event->state, "waiting") &&
	       !text_equal(event->state, "present");
}

static bool load_event(const struct matter *matter, const char *what, int number,
                       const struct store_event **event, struct error *error)
{
	struct store_event *row;
	if (!store_event_get(matter->flow->store, matter->arena, matter->ticket->key,
	                     arena_print(matter->arena, "%s:%d", what, number), &row, error))
		return false;
	*event = row;
	return true;
}

/* The newest round that was begun; number 0 = none. */
static bool load_round(const struct matter *matter, struct round *round, struct error *error)
{
	*round = (struct round){ 0 };
	for (int number = 1; number <= ROUNDS; number++) {
		const struct store_event *check, *slot;
		if (!load_event(matter, "conflict", number, &check, error) ||
		    !load_event(matter, "slot", number, &slot, error))
			return false;
		if (!check)
			return true;
		const struct json *body =
			json_parse(matter->arena, check->body, strlen(check->body), NULL, error);
		if (!body)
			return false;
		*round = (struct round){ .number = number,
			                 .check = check,
			                 .slot = slot,
			                 .start = json_integer(json_get(body, "start"), 0),
			                 .end = json_integer(json_get(body, "end"), 0) };
	}
	return true;
}

static const struct calendar_closed *closed_in(const struct matter *matter)
{
	return calendar_closed_between(matter->flow->rules->calendar, matter->ticket->planned_start,
	                               matter->ticket->planned_end);
}

static bool ask(const struct matter *matter, const char *what, int number, struct json *body,
                struct error *error)
{
	json_set_string(matter->arena, body, "event", what);
	json_set_string(matter->arena, body, "ticket", matter->ticket->kind);
	return derive_event_add(matter->flow, matter->arena, &matter->input,
	                        arena_print(matter->arena, "%s:%d", what, number), what, body,
	                        error);
}

static bool ask_check(const struct matter *matter, int number, struct error *error)
{
	struct json *body = json_new(matter->arena, JSON_OBJECT);
	json_set_integer(matter->arena, body, "start", matter->ticket->planned_start);
	json_set_integer(matter->arena, body, "end", matter->ticket->planned_end);
	return ask(matter, "conflict", number, body, error);
}

/* Writes this time into the change as our proposal. */
static bool propose(const struct matter *matter, int64_t start, int64_t end, struct error *error)
{
	struct matter proposal = *matter;
	proposal.input.slot_start = start;
	proposal.input.slot_end = end;
	proposal.input.proposed = true;
	return derive_ticket_write(&proposal, error);
}

/* Where the far side finds no time by itself: the next one that our calendars leave open. */
static bool propose_next(const struct matter *matter, int number, int64_t after,
                         struct error *error)
{
	const struct flow_rules *rules = matter->flow->rules;
	int64_t start = calendar_first_slot(rules->calendar, after, matter->input.window.latest,
	                                    rules->slot_start_hour, rules->slot_seconds);
	struct json *body = json_new(matter->arena, JSON_OBJECT);
	json_set_integer(matter->arena, body, "start", start);
	return derive_event_keep(matter->flow, matter->arena, &matter->input,
	                         arena_print(matter->arena, "slot:%d", number), "slot", body,
	                         error) &&
	       (!start || propose(matter, start, start + rules->slot_seconds, error));
}

static bool look_for_slot(const struct matter *matter, int number, struct error *error)
{
	const struct calendar_closed *closed = closed_in(matter);
	int64_t after = closed && closed->end > matter->ticket->planned_end
	                        ? closed->end
	                        : matter->ticket->planned_end;
	struct json *body = json_new(matter->arena, JSON_OBJECT);
	char text[24];
	if (!matter->side->itsm->abilities.slots)
		return propose_next(matter, number, after, error);
	clock_format(after, text);
	json_set_integer(matter->arena, body, "seconds", matter->flow->rules->slot_seconds);
	json_set_string(matter->arena, body, "after",
	                arena_print(matter->arena, "%.10s %.8s", text, text + 11));
	return ask(matter, "slot", number, body, error);
}

/* What is wrong with the planned time, NULL when nothing is. */
static const char *trouble(const struct matter *matter)
{
	const struct store_ticket *ticket = matter->ticket;
	const struct calendar_closed *closed = closed_in(matter);
	int64_t not_after = matter->input.subject->row->not_after;
	char start[24], end[24];
	clock_format_human(ticket->planned_start, start);
	clock_format_human(ticket->planned_end, end);
	if (closed)
		return arena_print(matter->arena, "%s to %s falls into '%s'", start, end,
		                   closed->name);
	if (ticket->conflict)
		return arena_print(matter->arena, "there is a schedule conflict for %s to %s",
		                   start, end);
	if (ticket->planned_end > not_after && matter->now < not_after)
		return arena_print(matter->arena, "%s to %s is after the end of the certificate",
		                   start, end);
	return NULL;
}

/* Told once for each planned time: whoever set it finds another. */
static bool tell(const struct matter *matter, const char *why, struct error *error)
{
	struct json *event = json_new(matter->arena, JSON_OBJECT);
	int64_t until = matter->input.window.slot_end;
	const char *zone;
	if (!why || matter->ticket->planned_start == 0 ||
	    matter->ticket->planned_end <= matter->now)
		return true;
	if (!derive_record_zone(matter->flow, matter->arena, matter->side->name,
	                        matter->input.subject->owner_group, &zone, error))
		return false;
	json_set_string(matter->arena, event, "why", why);
	if (until > matter->now)
		json_set(matter->arena, event, "until",
		         derive_record_moment(matter->arena, until, zone));
	return derive_event_note_again(
		matter->flow, matter->arena, &matter->input, "freeze-conflict",
		arena_print(matter->arena, "%lld", (long long)matter->ticket->planned_start), event,
		error);
}

/* The first time this is asked for; later calls say false. */
static bool is_first(const struct matter *matter, const char *what, int64_t number, bool *first,
                     struct error *error)
{
	const char *name = arena_print(matter->arena, "%s:%lld", what, (long long)number);
	bool known;
	if (!derive_event_exists(matter->flow, matter->arena, &matter->input, name, &known, error))
		return false;
	*first = !known;
	return known || derive_event_keep(matter->flow, matter->arena, &matter->input, name, "slot",
	                                  json_new(matter->arena, JSON_OBJECT), error);
}

static const char *none_name(const struct matter *matter)
{
	return arena_print(matter->arena, "slot-none:%lld",
	                   (long long)matter->ticket->planned_start);
}

bool derive_ticket_slot_none(const struct matter *matter, bool *none, struct error *error)
{
	return derive_event_exists(matter->flow, matter->arena, &matter->input, none_name(matter),
	                           none, error);
}

/* Told in a note, and the first line of the text says so from now on. */
static bool tell_none(const struct matter *matter, bool *settled, struct error *error)
{
	const char *why = trouble(matter);
	struct matter told = *matter;
	*settled = matter->input.no_slot;
	if (!tell(matter,
	          arena_print(matter->arena, "%s; no free time was found in time",
	                      why ? why : "there is a schedule conflict"),
	          error))
		return false;
	if (*settled)
		return true;
	told.input.no_slot = true;
	return derive_event_keep(matter->flow, matter->arena, &matter->input, none_name(matter),
	                         "slot", json_new(matter->arena, JSON_OBJECT), error) &&
	       propose(&told, matter->ticket->planned_start, matter->ticket->planned_end, error);
}

/* The text still tells the time that was proposed at first. */
static bool bring_up_to_date(const struct matter *matter, bool *settled, struct error *error)
{
	const struct store_ticket *ticket = matter->ticket;
	bool first;
	if (!is_first(matter, "slot-told", ticket->planned_start, &first, error))
		return false;
	*settled = !first;
	return !first || propose(matter, ticket->planned_start, ticket->planned_end, error);
}

/* Another time was looked for. One that is too late is taken back: better a time with a conflict that
 * people can argue about than one after the end. */
static bool judge_slot(const struct matter *matter, const struct round *round, bool *settled,
                       struct error *error)
{
	const struct store_ticket *ticket = matter->ticket;
	bool late = ticket->planned_end > matter->input.window.latest, first = false;
	if (late && ticket->planned_start != round->start &&
	    !is_first(matter, "slot-restored", round->number, &first, error))
		return false;
	*settled = !first;
	if (first)
		return propose(matter, round->start, round->end, error);
	if (late || ticket->planned_start == round->start || round->number == ROUNDS ||
	    is_refused(round->slot))
		return tell_none(matter, settled, error);
	*settled = false;
	return ask_check(matter, round->number + 1, error);
}

static bool judge_round(const struct matter *matter, const struct round *round, bool *settled,
                        struct error *error)
{
	if (round->slot)
		return judge_slot(matter, round, settled, error);
	bool theirs = matter->ticket->planned_start != round->start;
	bool open = !matter->ticket->conflict && !closed_in(matter);
	*settled = true;
	if (is_refused(round->check) || theirs)
		return tell(matter, trouble(matter), error);
	if (open)
		return round->number == 1 || bring_up_to_date(matter, settled, error);
	*settled = false;
	return look_for_slot(matter, round->number, error);
}

static bool is_proposal(const struct matter *matter)
{
	const struct store_ticket *ticket = matter->ticket;
	return matter->flow->rules->propose_slot && matter->side->itsm->abilities.conflicts &&
	       derive_ticket_in(matter, TICKET_PHASE_NEW) && ticket->planned_start != 0 &&
	       text_equal(ticket->goal, ticket_goal_name(TICKET_GOAL_OPEN)) &&
	       text_equal(ticket->reason, flow_reason_name(FLOW_RENEWAL));
}

static bool is_planned(const struct matter *matter)
{
	return derive_ticket_in(matter, TICKET_PHASE_NEW) ||
	       derive_ticket_in(matter, TICKET_PHASE_ASSESS) ||
	       derive_ticket_in(matter, TICKET_PHASE_AUTHORIZE) ||
	       derive_ticket_in(matter, TICKET_PHASE_SCHEDULED);
}

/* A change that was opened without its CI: nothing can be looked for before it has one. */
static bool lacks_item(const struct matter *matter, bool *lacking, struct error *error)
{
	struct store_event *events;
	size_t count;
	*lacking = false;
	if (!text_is_empty(json_member_text(matter->seen, "cmdb_ci", "")))
		return true;
	if (!store_event_of_ticket(matter->flow->store, matter->arena, matter->ticket->key, &events,
	                           &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		*lacking |= text_starts_with(events[i].name, APPLY_LATE) &&
		            text_equal(events[i].kind, "link") &&
		            text_is_empty(events[i].remote_id);
	return true;
}

static bool begin(const struct matter *matter, bool *settled, struct error *error)
{
	int64_t until = matter->ticket->opened_at + ITEM_WAITS;
	bool lacking;
	if (!lacks_item(matter, &lacking, error))
		return false;
	if (!lacking)
		return ask_check(matter, 1, error);
	*settled = matter->now >= until;
	return *settled || store_due_set(matter->flow->store, "ticket", matter->ticket->key, "item",
	                                 until, error);
}

bool derive_ticket_slot(const struct matter *matter, bool *settled, struct error *error)
{
	struct store_record *record;
	struct json *body;
	struct round round;
	*settled = true;
	if (!is_proposal(matter))
		return !is_planned(matter) || tell(matter, trouble(matter), error);
	if (!derive_ticket_load(matter, &record, &body, error) ||
	    !load_round(matter, &round, error))
		return false;
	/* Text that is on its way, and answers that were not read back, go first. */
	*settled = false;
	if (!record || !text_equal(record->desired, record->sent) || matter->ticket->read_at == 0 ||
	    is_waiting(round.check) || is_waiting(round.slot))
		return true;
	return round.number ? judge_round(matter, &round, settled, error)
	                    : begin(matter, settled, error);
}
