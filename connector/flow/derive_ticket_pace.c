/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* How often progress is told: who gets a mail for each note stops reading them. */
#include "base/clock.h"
#include "base/text.h"
#include "flow/derive_ticket_parts.h"
#include "store/store_queue.h"

enum { FIRST_HOURS = 2 * CLOCK_HOUR, APART = 15 * CLOCK_MINUTE };

/* Notes whose matter may wait; a roll-back, a decision, a hook, the end may not. */
static bool is_paced(const struct store_event *event)
{
	static const char *const names[] = { "served:", "places-found:", "other-certificate:" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text_starts_with(event->name, names[i]))
			return true;
	return false;
}

/* An incident is followed closely in its first hours; everything else once a day. */
static int64_t next_after(const struct matter *matter, int64_t newest)
{
	bool outage = !derive_ticket_is_change(matter) &&
	              matter->now < matter->ticket->opened_at + FIRST_HOURS;
	return outage ? newest + APART : newest - newest % CLOCK_DAY + CLOCK_DAY;
}

bool derive_ticket_pace(const struct matter *matter, bool *may, struct error *error)
{
	struct store_event *events;
	int64_t newest = 0;
	size_t count;
	if (!store_event_of_ticket(matter->flow->store, matter->arena, matter->ticket->key, &events,
	                           &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (is_paced(&events[i]) && events[i].created_at > newest)
			newest = events[i].created_at;
	int64_t next = newest ? next_after(matter, newest) : 0;
	*may = matter->now >= next;
	return *may || store_due_set(matter->flow->store, "ticket", matter->ticket->key, "pace",
	                             next, error);
}
