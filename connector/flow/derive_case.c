/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Cases: opened and ended by facts alone. */
#include "flow/derive_case.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "store/store_audit.h"
#include "store/store_queue.h"

char *derive_case_key(struct arena *arena, enum flow_reason reason, const char *sha256, int64_t now)
{
	const char *name = flow_reason_name(reason);
	if (reason == FLOW_RENEWAL || reason == FLOW_EXPIRED)
		return arena_print(arena, "%s:%s", name, sha256);
	return arena_print(arena, "%s:%s:%lld", name, sha256, (long long)(now / CLOCK_DAY));
}

/* Personal certificates are only counted; code signing is a task, which no far side has yet. */
static bool purpose_is_ticketed(const struct subject *subject)
{
	const char *purpose = subject->row->purpose;
	return text_equal(purpose, "server") || text_equal(purpose, "client") ||
	       text_equal(purpose, "unknown") || text_equal(purpose, "ca");
}

/* Decisions rest on a full probe: somebody proved to hold the key there. */
static bool is_served_for_sure(const struct subject *subject)
{
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		if (place->state == PLACE_SERVES && derive_subject_counts(place) && place->slot &&
		    (place->slot->full_probe ||
		     place->deployment->evidence == DEPLOYMENT_CONFIGURED))
			return true;
	}
	return false;
}

/* Every matched host CI is retired, and there is at least one: positive evidence only. */
static bool hosts_are_retired(const struct flow *flow, const struct subject *subject)
{
	int retired = 0, alive = 0;
	for (size_t i = 0; i < subject->places.count; i++)
		for (size_t side = 0; side < flow->side_count; side++) {
			const struct ci *ci = subject->places.items[i].matches[side].ci;
			retired += ci && ci->life == CI_RETIRED;
			alive += ci && ci->life != CI_RETIRED;
		}
	return retired > 0 && alive == 0;
}

/* Revoked, or by an authority that is not trusted any more: from outside the same. */
static bool is_condemned(const struct subject *subject)
{
	return text_equal(subject->state, "revoked") || subject->distrusted;
}

static bool opens(const struct flow *flow, const struct subject *subject, enum flow_reason reason,
                  int64_t now)
{
	if (!purpose_is_ticketed(subject))
		return false;
	switch (reason) {
	case FLOW_RENEWAL:
		return text_equal(subject->state, "window") && !subject->distrusted &&
		       is_served_for_sure(subject);
	case FLOW_EXPIRED:
		return text_equal(subject->state, "expired") && !subject->distrusted &&
		       is_served_for_sure(subject);
	case FLOW_REVOKED:
		return is_condemned(subject) && is_served_for_sure(subject);
	case FLOW_DECOMMISSION:
		return text_equal(subject->state, "decommissioned") &&
		       now <= subject->row->not_after && hosts_are_retired(flow, subject);
	default:
		return false;
	}
}

/* Why a case of this reason has ended, NULL while it goes on. */
static const char *ends(const struct subject *subject, enum flow_reason reason, int64_t now)
{
	const char *state = subject->state;
	if (reason == FLOW_DECOMMISSION) {
		if (subject->revoked)
			return "revoked";
		if (now > subject->row->not_after)
			return "expired";
		return text_equal(state, "decommissioned") ? NULL : "served again";
	}
	/* Replaced by one that is no successor: a finding; the ticket stays. */
	if (text_equal(state, "replaced"))
		return subject->others == 0 ? "renewed" : NULL;
	if (text_equal(state, "decommissioned"))
		return "gone";
	if (reason == FLOW_REVOKED && !is_condemned(subject))
		return "not revoked any more";
	if (reason == FLOW_RENEWAL && text_equal(state, "valid"))
		return "window moved";
	return NULL;
}

static bool tell(const struct flow *flow, struct arena *arena, const struct store_case *row,
                 const char *what, const struct subject *subject, struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "case", row->key);
	json_set_string(arena, body, "certificate", subject->row->sha256);
	json_set_string(arena, body, "state", subject->state);
	json_set_string(arena, body, "class", flow_class_name(subject->class));
	json_set_string(arena, body, "owner_group", subject->owner_group);
	if (row->ended_at)
		json_set_string(arena, body, "why", row->ended);
	return store_audit_append(flow->store, what, body, error);
}

/* An episode begins on the day on which it was first sure. */
static int64_t begun_at(const struct subject *subject, enum flow_reason reason, int64_t now)
{
	return reason == FLOW_REVOKED && subject->revoked ? subject->revocation->confirmed_at : now;
}

static bool open_case(const struct flow *flow, struct arena *arena, const struct subject *subject,
                      enum flow_reason reason, int64_t now, struct error *error)
{
	struct store_case *known;
	int64_t begun = begun_at(subject, reason, now);
	char *key = derive_case_key(arena, reason, subject->row->sha256, begun);
	if (!store_case_get(flow->store, arena, key, &known, error))
		return false;
	if (known && known->ended_at == 0)
		return true;
	struct store_case row = {
		.id = known ? known->id : 0,
		.key = key,
		.reason = flow_reason_name(reason),
		.certificate_id = subject->row->id,
		.opened_at = now,
		.ended = "",
		.ticket_key = "",
		.held = "",
	};
	bool rolled_back = known && now - known->ended_at <= flow->rules->rolled_back_seconds;
	return store_case_save(flow->store, &row, error) &&
	       tell(flow, arena, &row, rolled_back ? "case opened: rolled back" : "case opened",
	            subject, error);
}

static bool end_case(const struct flow *flow, struct arena *arena, const struct subject *subject,
                     struct store_case *row, const char *why, int64_t now, struct error *error)
{
	row->ended_at = now;
	row->ended = why;
	row->held = "";
	return store_case_save(flow->store, row, error) &&
	       tell(flow, arena, row, "case ended", subject, error);
}

bool derive_case(const struct flow *flow, struct arena *arena, const struct subject *subject,
                 int64_t now, struct error *error)
{
	struct store_case *rows;
	size_t count;
	bool is_open[FLOW_REASONS] = { false };
	if (!store_case_of_certificate(flow->store, arena, subject->row->id, true, &rows, &count,
	                               error))
		return false;
	for (size_t i = 0; i < count; i++) {
		enum flow_reason reason;
		if (!flow_reason_parse(rows[i].reason, &reason))
			continue;
		const char *why = ends(subject, reason, now);
		if (why && !end_case(flow, arena, subject, &rows[i], why, now, error))
			return false;
		is_open[reason] |= !why;
		if (!text_is_empty(rows[i].ticket_key) &&
		    !store_dirty_add(flow->store, "ticket", rows[i].ticket_key, "certificate", 0,
		                     error))
			return false;
	}
	for (int reason = 0; reason < FLOW_REASONS; reason++)
		if (!is_open[reason] && opens(flow, subject, (enum flow_reason)reason, now) &&
		    !open_case(flow, arena, subject, (enum flow_reason)reason, now, error))
			return false;
	return true;
}
