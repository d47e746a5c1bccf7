/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Where a certificate stands, and what is wrong with it. */
#include "flow/derive_state.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_finding.h"
#include "flow/window.h"
#include "store/store_queue.h"

bool derive_state_self_renewing(const struct flow *flow, const struct subject *subject)
{
	for (size_t i = 0; i < flow->rules->self_renewing.count; i++)
		if (strstr(subject->row->issuer_dn, flow->rules->self_renewing.items[i]))
			return true;
	return false;
}

struct window derive_state_window(const struct flow *flow, const struct subject *subject)
{
	struct window_input input = {
		.not_before = subject->row->not_before,
		.not_after = subject->row->not_after,
		.class = subject->class,
		.kind = flow->rules->tickets[FLOW_RENEWAL][subject->class].kind,
		.client = text_equal(subject->row->purpose, "client"),
	};
	struct window window = window_of(flow->rules, &input);
	/* One that renews itself is left alone until half of its window is gone. */
	if (window.opens && subject->self_renewing)
		window.opens += (subject->row->not_after - window.opens) / 2;
	return window;
}

/* Places that can still serve it: not renewed for good, not gone. */
static int open_places(const struct subject *subject)
{
	int open = 0;
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		open += derive_subject_counts(place) && place->slot != NULL &&
		        place->state != PLACE_GONE;
	}
	return open;
}

const char *const derive_state_names[] = { "valid",   "window",   "expired",
	                                   "revoked", "replaced", "decommissioned",
	                                   "stored",  "unparsed", NULL };

static const char *judge(const struct subject *subject, int64_t now)
{
	const struct store_certificate *row = subject->row;
	int counting = 0;
	for (size_t i = 0; i < subject->places.count; i++)
		counting += derive_subject_counts(&subject->places.items[i]);
	if (!text_is_empty(row->problem))
		return "unparsed";
	if (counting == 0)
		return "stored";
	if (open_places(subject) == 0)
		return subject->renewed + subject->others > 0 ? "replaced" : "decommissioned";
	if (subject->revoked)
		return "revoked";
	if (now > row->not_after)
		return "expired";
	return subject->window_opens && now >= subject->window_opens ? "window" : "valid";
}

bool derive_state_marks(const struct flow *flow, struct arena *arena, const struct subject *subject,
                        int64_t now, struct error *error)
{
	const char *key = arena_print(arena, "%lld", (long long)subject->row->id);
	int64_t retire = subject->gone_at ? subject->gone_at + flow->rules->retire_seconds : 0;
	int64_t next = 0, marks[] = { subject->window_opens, subject->row->not_after + 1, retire };
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (marks[i] > now && (next == 0 || marks[i] < next))
			next = marks[i];
	if (subject->row->not_after >= CLOCK_NO_END && next > CLOCK_NO_END)
		next = 0;
	return store_due_set(flow->store, "certificate", key, "state", next, error) &&
	       (!subject->calm_at || store_due_set(flow->store, "certificate", key, "flapping",
	                                           subject->calm_at, error)) &&
	       (!subject->trust_at ||
	        store_due_set(flow->store, "certificate", key, "trust", subject->trust_at, error));
}

void derive_state(const struct flow *flow, struct arena *arena, struct subject *subject,
                  int64_t now)
{
	if (text_is_empty(subject->row->problem))
		subject->window_opens = derive_state_window(flow, subject).opens;
	subject->state = judge(subject, now);
	subject->retired =
		subject->gone_at && now >= subject->gone_at + flow->rules->retire_seconds;
	derive_finding_plain(flow, arena, subject);
}
