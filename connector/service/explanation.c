/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Collects reasons as JSON; the text for people is made from that, so both tell the same. */
#include "service/explanation.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_inventory.h"
#include "flow/derive_prepare.h"
#include "flow/derive_state.h"
#include "flow/window.h"
#include "service/lines.h"
#include "store/store_case.h"
#include "store/store_record.h"
#include "store/store_step.h"

enum { REFUSED_MOST = 1000 /* steps that are looked through */ };

static void set_time(struct arena *arena, struct json *object, const char *name, int64_t time)
{
	char text[24];
	if (time == 0)
		return;
	clock_format_human(time, text);
	json_set_string(arena, object, name, time >= CLOCK_NO_END ? "no end" : text);
}

static void set_match(struct arena *arena, struct json *item, const struct subject_match *match)
{
	json_set_string(arena, item, "matched_by", match ? match->how : NULL);
	json_set_string(arena, item, "ci", match && match->ci ? match->ci->name : NULL);
	json_set_string(arena, item, "ci_class", match && match->ci ? match->ci->class : NULL);
	struct json *others = json_set(arena, item, "candidates", json_new(arena, JSON_ARRAY));
	for (size_t c = 0; match && c < match->candidate_count; c++)
		json_push_string(arena, others, match->candidates[c]->name);
}

/* What each of several far sides has at a place. */
static void set_matches(const struct flow *flow, struct arena *arena,
                        const struct subject_place *place, struct json *item)
{
	struct json *list = json_set(arena, item, "targets", json_new(arena, JSON_ARRAY));
	for (size_t i = 0; i < flow->side_count && place->matches; i++) {
		if (!flow_side_covers(&flow->sides[i], place->deployment->place.zone))
			continue;
		struct json *one = json_push(list, json_new(arena, JSON_OBJECT));
		json_set_string(arena, one, "target", flow->sides[i].name);
		set_match(arena, one, &place->matches[i]);
	}
}

static struct json *places_of(const struct session *session, struct arena *arena,
                              const struct subject *subject)
{
	struct json *list = json_new(arena, JSON_ARRAY);
	size_t side = derive_prepare_side(&session->flow, subject);
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		struct json *item = json_push(list, json_new(arena, JSON_OBJECT));
		json_set_string(arena, item, "place", place->deployment->key);
		json_set_string(arena, item, "state", place_state_name(place->state));
		json_set_string(arena, item, "source", place->deployment->source);
		set_match(arena, item, place->matches ? &place->matches[side] : NULL);
		set_matches(&session->flow, arena, place, item);
	}
	return list;
}

static struct json *window_of_subject(const struct session *session, struct arena *arena,
                                      const struct subject *subject)
{
	const struct flow_rules *rules = &session->settings.flow;
	struct window window = derive_state_window(&session->flow, subject);
	const struct flow_rule *rule = &rules->tickets[FLOW_RENEWAL][subject->class];
	struct json *made = json_new(arena, JSON_OBJECT);
	set_time(arena, made, "opens", window.opens);
	set_time(arena, made, "work_ends_by", window.latest);
	set_time(arena, made, "last_slot", window.slot_start);
	json_set_string(arena, made, "record",
	                rule->kind == TICKET_NONE ? "list" : ticket_kind_name(rule->kind));
	json_set_string(
		arena, made, "why",
		arena_print(arena,
	                    "class %s: %d days or %.0f%% of the lifetime before its end, and %d "
	                    "working days of lead before the last slot, whichever is earlier",
	                    flow_class_name(subject->class), rules->window[subject->class].days,
	                    rules->window[subject->class].fraction * 100,
	                    window_lead(rules, rule->kind,
	                                text_equal(subject->row->purpose, "client"))));
	return made;
}

static bool record_on(struct session *session, struct arena *arena, const struct subject *subject,
                      const struct flow_side *side, struct json *list, struct error *error)
{
	struct store_record *row;
	const char *key = arena_print(arena, "certificate:%s", subject->row->sha256);
	if (!store_record_get(session->store, arena, side->name, key, &row, error))
		return false;
	struct json *item = json_push(list, json_new(arena, JSON_OBJECT));
	json_set_string(arena, item, "target", side->name);
	json_set_string(arena, item, "stage", flow_stage_name(side->stage));
	if (!row) {
		json_set_string(arena, item, "why",
		                derive_inventory_wants(subject)
		                        ? "not derived yet"
		                        : "no CI is wanted: an anchor, a personal or a broken one, "
		                          "or nothing that has a CI was issued by it");
		return true;
	}
	bool same = text_equal(row->desired, row->sent);
	json_set_string(arena, item, "remote_id",
	                text_is_empty(row->remote_id) ? NULL : row->remote_id);
	json_set_string(arena, item, "why",
	                !text_is_empty(row->problem)     ? row->problem
	                : !text_is_empty(row->contested) ? row->contested
	                : !text_is_empty(row->drift) && same
	                        ? "somebody changed fields of ours; they are put back"
	                : same                        ? "stands there as wanted"
	                : side->stage == FLOW_OBSERVE ? "held: stage observe writes nothing"
	                                              : "waits to be sent");
	set_time(arena, item, "confirmed", row->refresh);
	set_time(arena, item, "adopted", row->adopted);
	return true;
}

static void push_step(struct arena *arena, const struct store_step *step, struct json *list)
{
	json_push_string(arena, list,
	                 arena_print(arena, "%s %s%s%s", step->verb, step->state,
	                             text_is_empty(step->reason) ? "" : ": ", step->reason));
}

/* Taken, and without effect for a reason that nobody has to mend: its change was closed to it by then. */
static bool add_untaken(struct session *session, struct arena *arena,
                        const struct store_ticket *ticket, struct json *list, struct error *error)
{
	struct store_event *events;
	size_t count;
	if (!store_event_of_ticket(session->store, arena, ticket->key, &events, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (text_equal(events[i].state, "present") && !text_is_empty(events[i].problem))
			json_push_string(arena, list,
			                 arena_print(arena, "left out (%s): %s", events[i].name,
			                             events[i].problem));
	return true;
}

/* What stands in the outbox for it and why: what it waits for, what the far side refused of it, notes and
 * files too. */
static bool add_steps(struct session *session, struct arena *arena,
                      const struct store_ticket *ticket, struct json *item, struct error *error)
{
	const char *key = arena_print(arena, "ticket:%s", ticket->key);
	const char *events = arena_print(arena, "event:%s:", ticket->key);
	struct json *list = json_set(arena, item, "writes", json_new(arena, JSON_ARRAY));
	struct store_step *step = NULL, *rows;
	struct store_record *record = NULL;
	size_t count;
	if (!store_record_get(session->store, arena, ticket->target, key, &record, error) ||
	    !store_step_of(session->store, arena, ticket->target, key, &step, error) ||
	    !store_step_list(session->store, arena, ticket->target, "refused", REFUSED_MOST, &rows,
	                     &count, error))
		return false;
	if (record && text_starts_with(record->problem, STORE_RECORD_INCOMPLETE))
		json_push_string(arena, list, record->problem);
	if (step)
		push_step(arena, step, list);
	for (size_t i = 0; i < count; i++)
		if (text_equal(rows[i].key, key) || text_starts_with(rows[i].key, events))
			push_step(arena, &rows[i], list);
	return add_untaken(session, arena, ticket, list, error);
}

static bool add_case(struct session *session, struct arena *arena, const struct store_case *row,
                     struct json *list, struct error *error)
{
	struct store_ticket *ticket = NULL;
	if (!text_is_empty(row->ticket_key) &&
	    !store_ticket_get(session->store, arena, row->ticket_key, &ticket, error))
		return false;
	struct json *item = json_push(list, json_new(arena, JSON_OBJECT));
	json_set_string(arena, item, "reason", row->reason);
	set_time(arena, item, "opened", row->opened_at);
	set_time(arena, item, "ended", row->ended_at);
	json_set_string(arena, item, "ended_why", row->ended);
	json_set_string(arena, item, "held", text_is_empty(row->held) ? NULL : row->held);
	if (!ticket)
		return true;
	json_set_string(arena, item, "ticket",
	                text_is_empty(ticket->number) ? ticket->key : ticket->number);
	json_set_string(arena, item, "kind", ticket->kind);
	json_set_string(arena, item, "goal", ticket->goal);
	json_set_string(arena, item, "phase", ticket->phase);
	json_set_string(arena, item, "approval", ticket->approval);
	return add_steps(session, arena, ticket, item, error);
}

static bool add_lists(struct session *session, struct arena *arena, const struct subject *subject,
                      struct json *made, struct error *error)
{
	struct json *records = json_set(arena, made, "records", json_new(arena, JSON_ARRAY));
	struct json *cases = json_set(arena, made, "cases", json_new(arena, JSON_ARRAY));
	struct store_case *rows;
	size_t count;
	for (size_t i = 0; i < session->flow.side_count; i++)
		if (!record_on(session, arena, subject, &session->sides[i], records, error))
			return false;
	if (!store_case_of_certificate(session->store, arena, subject->row->id, false, &rows,
	                               &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!add_case(session, arena, &rows[i], cases, error))
			return false;
	return true;
}

static struct json *findings_of(struct arena *arena, const struct subject *subject)
{
	struct json *findings = json_new(arena, JSON_ARRAY);
	for (size_t i = 0; i < subject->findings.count; i++) {
		const struct store_finding *finding = &subject->findings.items[i];
		struct json *item = json_push(findings, json_new(arena, JSON_OBJECT));
		json_set_string(arena, item, "rule", finding->rule);
		json_set_string(arena, item, "severity", finding->severity);
		json_set_string(arena, item, "text", finding->text);
		json_set_string(arena, item, "source",
		                text_is_empty(finding->source) ? NULL : finding->source);
	}
	return findings;
}

bool explanation_make(struct session *session, struct arena *arena, const struct subject *subject,
                      struct json **explanation, struct error *error)
{
	struct json *made = json_new(arena, JSON_OBJECT);
	struct json *class = json_new(arena, JSON_OBJECT), *owner = json_new(arena, JSON_OBJECT);
	size_t side = derive_prepare_side(&session->flow, subject);
	const struct json *record =
		session->flow.side_count && subject->records ? subject->records[side] : NULL;
	json_set_string(arena, made, "fingerprint", subject->row->sha256);
	json_set_string(arena, made, "subject", subject->row->subject);
	set_time(arena, made, "not_after", subject->row->not_after);
	json_set_string(arena, made, "state", subject->state);
	json_set_string(arena, made, "set_aside", subject->aside);
	json_set_string(arena, class, "name", flow_class_name(subject->class));
	json_set_string(arena, class, "why", subject->class_why);
	json_set(arena, made, "class", class);
	json_set_string(
		arena, owner, "group",
		json_text(json_at(record, "owner", "group_name", NULL), subject->owner_group));
	json_set_string(arena, owner, "user",
	                json_text(json_at(record, "owner", "user_name", NULL), subject->owner));
	json_set_string(arena, owner, "why", subject->owner_why);
	json_set_bool(arena, owner, "guess", subject->owner_guess);
	json_set(arena, made, "owner", owner);
	json_set(arena, made, "places", places_of(session, arena, subject));
	json_set(arena, made, "window", window_of_subject(session, arena, subject));
	json_set(arena, made, "findings", findings_of(arena, subject));
	*explanation = made;
	return add_lists(session, arena, subject, made, error);
}

static const char *member(const struct json *object, const char *name)
{
	return json_member_text(object, name, "");
}

/* "CI by address: web-01", or the candidates, or none. */
static const char *match_words(struct arena *arena, const struct json *match)
{
	TEXT(others);
	JSON_EACH(candidate, json_get(match, "candidates"))
	text_print(&others, "%s%s", candidate == json_get(match, "candidates")->first ? "" : ", ",
	           json_text(candidate, ""));
	const char *ci = member(match, "ci"), *by = member(match, "matched_by");
	if (!*by || text_equal(by, "none"))
		return *text_string(&others)
		               ? arena_print(arena, "no CI; it could be %s", text_string(&others))
		               : "no CI matches";
	return arena_print(arena, "CI by %s: %s", by,
	                   *ci                     ? ci
	                   : *text_string(&others) ? text_string(&others)
	                                           : "none");
}

static void print_place(const struct json *place)
{
	ARENA(arena);
	const struct json *targets = json_get(place, "targets");
	if (json_count(targets) < 2) {
		lines_print("place", "%s %s; %s", member(place, "place"), member(place, "state"),
		            match_words(&arena, place));
		return;
	}
	lines_print("place", "%s %s", member(place, "place"), member(place, "state"));
	JSON_EACH(match, targets)
	lines_print("", "  %s: %s", member(match, "target"), match_words(&arena, match));
}

static void print_case(const struct json *item)
{
	const char *ticket = member(item, "ticket");
	if (*ticket)
		lines_print(member(item, "reason"), "%s, %s, wanted: %s, now: %s, approval: %s%s%s",
		            ticket, member(item, "kind"), member(item, "goal"),
		            *member(item, "phase") ? member(item, "phase") : "not sent",
		            *member(item, "approval") ? member(item, "approval") : "-",
		            *member(item, "ended_why") ? ", ended: " : "",
		            member(item, "ended_why"));
	else
		lines_print(member(item, "reason"), "since %s, no ticket: %s",
		            member(item, "opened"),
		            *member(item, "held")    ? member(item, "held")
		            : *member(item, "ended") ? member(item, "ended_why")
		                                     : "opened by the next pass");
	JSON_EACH(write, json_get(item, "writes"))
	lines_text("", json_text(write, ""));
}

void explanation_print(const struct command_line *line, const struct json *explanation)
{
	const struct json *class = json_get(explanation, "class");
	const struct json *owner = json_get(explanation, "owner");
	const struct json *window = json_get(explanation, "window");
	lines_heading(line, *member(explanation, "subject") ? member(explanation, "subject")
	                                                    : member(explanation, "fingerprint"));
	lines_print("state", "%s, ends %s", member(explanation, "state"),
	            member(explanation, "not_after"));
	lines_text("set aside", member(explanation, "set_aside"));
	JSON_EACH(place, json_get(explanation, "places"))
	print_place(place);
	lines_print("class", "%s%s%s", member(class, "name"), *member(class, "why") ? ": " : "",
	            member(class, "why"));
	lines_print("owner", "%s%s%s%s%s",
	            *member(owner, "group") ? member(owner, "group") : "nobody",
	            *member(owner, "user") ? ", " : "", member(owner, "user"),
	            *member(owner, "why") ? ": " : "", member(owner, "why"));
	lines_print("window", "opens %s; record: %s; %s",
	            *member(window, "opens") ? member(window, "opens") : "never",
	            member(window, "record"), member(window, "why"));
	JSON_EACH(finding, json_get(explanation, "findings"))
	lines_print("finding", "%s (%s): %s%s%s", member(finding, "rule"),
	            member(finding, "severity"), member(finding, "text"),
	            *member(finding, "source") ? ", see " : "", member(finding, "source"));
	JSON_EACH(record, json_get(explanation, "records"))
	lines_print("record", "%s (stage %s): %s%s%s", member(record, "target"),
	            member(record, "stage"), member(record, "why"),
	            *member(record, "remote_id") ? ", id " : "", member(record, "remote_id"));
	JSON_EACH(item, json_get(explanation, "cases"))
	print_case(item);
	if (json_count(json_get(explanation, "cases")) == 0)
		lines_text("ticket", "no case is open, so none is wanted");
}
