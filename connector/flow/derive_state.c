/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Where a certificate stands, and what is wrong with it. */
#include "flow/derive_state.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
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
	if (now > row->not_after)
		return "expired";
	return subject->window_opens && now >= subject->window_opens ? "window" : "valid";
}

static void find(struct arena *arena, struct subject *subject, const char *rule,
                 const char *severity, const char *text)
{
	struct store_finding finding = { .rule = rule, .severity = severity, .text = text };
	ARRAY_PUSH(arena, &subject->findings, finding);
}

static void find_key(struct arena *arena, struct subject *subject)
{
	const struct json *key = json_get(subject->facts, "key");
	const char *type = json_member_text(key, "type", "");
	const char *signature = json_member_text(subject->facts, "signature_algorithm", "");
	int64_t bits = json_integer(json_get(key, "bits"), 0);
	if ((text_equal(type, "rsa") && bits < 2048) || (text_equal(type, "ec") && bits < 224))
		find(arena, subject, "weak-key", "high",
		     arena_print(arena, "the %s key has %lld bits", type, (long long)bits));
	if (!subject->row->self_signed && (strstr(signature, "sha1") || strstr(signature, "SHA1") ||
	                                   strstr(signature, "md5") || strstr(signature, "MD5")))
		find(arena, subject, "weak-signature", "high",
		     arena_print(arena, "signed with %s", signature));
}

static void find_served(struct arena *arena, struct subject *subject)
{
	bool incomplete = false, old_protocol = false, retired = false;
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		if (place->state != PLACE_SERVES ||
		    place->deployment->evidence != DEPLOYMENT_SERVED || !place->slot)
			continue;
		/* Chains are judged by full probes only. */
		incomplete |= place->slot->full_probe && !place->slot->trusted &&
		              !subject->row->self_signed;
		old_protocol |= text_equal(place->slot->protocol, "TLSv1") ||
		                text_equal(place->slot->protocol, "TLSv1.1");
		retired |= place->matches && place->matches[0].ci &&
		           place->matches[0].ci->life == CI_RETIRED;
	}
	if (subject->row->self_signed && !subject->row->is_ca)
		find(arena, subject, "self-signed", "medium", "the certificate signs itself");
	if (incomplete)
		find(arena, subject, "untrusted-chain", "medium",
		     "the chain as served does not end in a trusted root");
	if (old_protocol)
		find(arena, subject, "old-protocol", "medium",
		     "served over a protocol below TLS 1.2");
	if (retired)
		find(arena, subject, "retired-ci-serves", "medium",
		     "its CI is retired and still serves it");
}

static void find_all(const struct flow *flow, struct arena *arena, struct subject *subject)
{
	if (!subject->facts)
		return;
	find_key(arena, subject);
	find_served(arena, subject);
	if (subject->row->not_after < subject->row->not_before)
		find(arena, subject, "no-validity", "high", "it ends before it begins");
	if (flow->side_count > 0 && text_is_empty(subject->owner_group) && subject->serves > 0)
		find(arena, subject, "no-owner", "medium", "no owner group was found");
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
	                                           subject->calm_at, error));
}

void derive_state(const struct flow *flow, struct arena *arena, struct subject *subject,
                  int64_t now)
{
	if (text_is_empty(subject->row->problem))
		subject->window_opens = derive_state_window(flow, subject).opens;
	subject->state = judge(subject, now);
	subject->retired =
		subject->gone_at && now >= subject->gone_at + flow->rules->retire_seconds;
	find_all(flow, arena, subject);
}
