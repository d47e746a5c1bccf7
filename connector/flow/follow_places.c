/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which places are to be looked at next: those of open tickets, often while work is under way. */
#include "base/arena.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/text.h"
#include "flow/derive_subject.h"
#include "flow/follow.h"
#include "store/store_case.h"

/* While nothing happens, often enough that eight looks fall into a day of grace. */
enum { QUIET_SECONDS = 3 * CLOCK_HOUR - CLOCK_MINUTE };

struct places {
	ARRAY(int64_t) ids;
	ARRAY(const char *) marks;
};

static bool is_watched(const struct store_ticket *ticket)
{
	return text_equal(ticket->reason, flow_reason_name(FLOW_RENEWAL)) ||
	       flow_reason_is_outage(ticket->reason);
}

static bool is_busy(const struct store_ticket *ticket, const struct subject *subject, int64_t now)
{
	bool planned = ticket->planned_start && now >= ticket->planned_start &&
	               now < ticket->planned_end + CLOCK_DAY;
	return planned || subject->renewed > 0 ||
	       text_equal(ticket->phase, ticket_phase_name(TICKET_PHASE_IMPLEMENT));
}

static bool is_due(const struct flow *flow, struct arena *arena, const struct store_ticket *ticket,
                   const struct subject *subject, int64_t now, struct places *places, bool *due,
                   struct error *error)
{
	const char *name = arena_print(arena, "looked:%s", ticket->key), *text;
	int64_t last = 0;
	int64_t every = is_busy(ticket, subject, now) ? flow->rules->look_seconds : QUIET_SECONDS;
	if (!store_meta_get(flow->store, arena, name, &text, error))
		return false;
	if (text)
		(void)text_parse_integer(text, &last);
	*due = now - last >= every;
	if (*due)
		ARRAY_PUSH(arena, &places->marks, name);
	return true;
}

static void add_place(struct arena *arena, struct places *places, int64_t id)
{
	for (size_t i = 0; i < places->ids.count; i++)
		if (places->ids.items[i] == id)
			return;
	ARRAY_PUSH(arena, &places->ids, id);
}

bool follow_places(const struct flow *flow, struct arena *arena, int64_t now,
                   struct follow_look *look, struct error *error)
{
	struct store_ticket *tickets;
	struct places places = { 0 };
	size_t total;
	if (!store_ticket_list(flow->store, arena, NULL, true, &tickets, &total, error))
		return false;
	for (size_t i = 0; i < total; i++) {
		struct subject *subject = NULL;
		bool due = false;
		if (!is_watched(&tickets[i]))
			continue;
		if (!derive_subject_load(flow, arena, tickets[i].certificate_id, &subject, error))
			return false;
		if (subject &&
		    !is_due(flow, arena, &tickets[i], subject, now, &places, &due, error))
			return false;
		for (size_t p = 0; due && p < subject->places.count; p++)
			if (derive_subject_counts(&subject->places.items[p]))
				add_place(arena, &places, subject->places.items[p].deployment->id);
	}
	*look = (struct follow_look){ .ids = places.ids.items,
		                      .count = places.ids.count,
		                      .marks = places.marks.items,
		                      .mark_count = places.marks.count,
		                      .at = now };
	return true;
}

bool follow_places_looked(const struct flow *flow, const struct follow_look *look,
                          struct error *error)
{
	ARENA(arena);
	const char *at = arena_print(&arena, "%lld", (long long)look->at);
	for (size_t i = 0; i < look->mark_count; i++)
		if (!store_meta_set(flow->store, look->marks[i], at, error))
			return false;
	return true;
}
