/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Builds the record of docs/record.md. */
#include "flow/derive_record.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "flow/calendar.h"
#include "flow/derive_finding_revoked.h"
#include "flow/derive_known.h"
#include "flow/derive_record_ci.h"
#include "flow/derive_record_owner.h"
#include "flow/derive_record_words.h"
#include "store/store_mirror.h"
#include "store/store_mirror_name.h"
#include <string.h>

void derive_record_set(struct arena *arena, struct json *object, const char *name, const char *text)
{
	if (!text_is_empty(text))
		json_set_string(arena, object, name, text);
}

struct json *derive_record_reference(struct arena *arena, const char *kind, const char *key)
{
	struct json *reference = json_new(arena, JSON_OBJECT);
	json_set_string(arena, reference, "ref", arena_print(arena, "%s:%s", kind, key));
	return reference;
}

struct json *derive_record_moment(struct arena *arena, int64_t at, const char *zone)
{
	char utc[24];
	if (at == 0 || at >= CLOCK_NO_END)
		return json_new(arena, JSON_NULL);
	clock_format(at, utc);
	struct json *moment = json_new(arena, JSON_OBJECT);
	json_set_integer(arena, moment, "at", at);
	json_set_string(arena, moment, "utc", utc);
	derive_record_set(arena, moment, "local", zone ? calendar_local(arena, at, zone) : NULL);
	return moment;
}

struct named {
	const char *name;
	bool active;
};

static bool read_name(const struct flow *flow, struct arena *arena, const char *target,
                      enum ci_kind kind, const char *id, struct named *named, struct error *error)
{
	void **place = flow->known ? derive_known_place(flow->known, ci_kind_name(kind), target, id)
	                           : NULL;
	if (place && *place) {
		*named = *(const struct named *)*place;
		return true;
	}
	struct arena *home = place ? &flow->known->arena : arena;
	if (!store_mirror_name(flow->store, home, target, kind, id, &named->name, &named->active,
	                       error))
		return false;
	if (place) {
		*place = ARENA_NEW(home, struct named);
		*(struct named *)*place = *named;
	}
	return true;
}

bool derive_record_name(const struct flow *flow, struct arena *arena, const char *target,
                        enum ci_kind kind, const char *id, const char **name, bool *active,
                        struct error *error)
{
	struct named named = { 0 };
	if (!text_is_empty(id) && !read_name(flow, arena, target, kind, id, &named, error))
		return false;
	*name = named.name;
	if (active)
		*active = named.active;
	return true;
}

bool derive_record_zone(const struct flow *flow, struct arena *arena, const char *target,
                        const char *group, const char **zone, struct error *error)
{
	struct ci *row = NULL, *manager = NULL;
	*zone = NULL;
	if (text_is_empty(group))
		return true;
	if (!store_mirror_get(flow->store, arena, target, CI_GROUP, group, &row, error))
		return false;
	if (row && !text_is_empty(row->parent) &&
	    !store_mirror_get(flow->store, arena, target, CI_USER, row->parent, &manager, error))
		return false;
	if (manager && manager->fields)
		*zone = json_member_text(manager->fields, "time_zone", NULL);
	return true;
}

static void add_issuers(const struct flow *flow, struct arena *arena, const struct subject *subject,
                        struct json *record)
{
	const char *issuer = subject->row->issuer_sha256, *root = NULL;
	struct error ignored;
	/* Walks up by what was served; twelve steps end every loop that a forger may build. */
	const char *next = issuer;
	for (int depth = 0; depth < 12 && !text_is_empty(next); depth++) {
		int64_t id = 0;
		struct store_certificate *row = NULL;
		if (!store_certificate_find(flow->store, next, &id, &ignored) || id == 0 ||
		    !store_certificate_get(flow->store, arena, id, &row, &ignored) || !row)
			break;
		if (row->self_signed)
			root = next;
		next = row->issuer_sha256;
	}
	if (!text_is_empty(issuer))
		json_set(arena, record, "issuer",
		         derive_record_reference(arena, "certificate", issuer));
	if (root)
		json_set(arena, record, "root",
		         derive_record_reference(arena, "certificate", root));
}

static bool add_neighbour(const struct flow *flow, struct arena *arena, struct json *record,
                          const char *member, int64_t id, struct error *error)
{
	struct store_certificate *row = NULL;
	char text[24];
	if (id && !store_certificate_get(flow->store, arena, id, &row, error))
		return false;
	if (!row)
		return true;
	struct json *neighbour = json_new(arena, JSON_OBJECT);
	clock_format(row->not_after, text);
	json_set_string(arena, neighbour, "sha256", row->sha256);
	json_set_string(arena, neighbour, "serial", row->serial);
	json_set_integer(arena, neighbour, "not_after", row->not_after);
	if (row->not_after < CLOCK_NO_END)
		json_set_string(arena, neighbour, "not_after_text", text);
	json_set(arena, record, member, neighbour);
	return true;
}

static void add_target(struct arena *arena, const struct flow_side *side, struct json *record)
{
	struct json *target = json_new(arena, JSON_OBJECT);
	json_set_string(arena, target, "name", side->name);
	json_set_string(arena, target, "type", side->itsm->type->name);
	json_set(arena, target, "settings",
	         side->settings ? json_share(arena, side->settings) : json_new(arena, JSON_OBJECT));
	json_set(arena, target, "fields",
	         side->fields ? json_share(arena, side->fields) : json_new(arena, JSON_OBJECT));
	json_set(arena, record, "target", target);
}

static void add_findings(struct arena *arena, const struct subject *subject, struct json *record)
{
	struct json *list = json_new(arena, JSON_ARRAY);
	for (size_t i = 0; i < subject->findings.count; i++) {
		const struct store_finding *finding = &subject->findings.items[i];
		struct json *item = json_push(list, json_new(arena, JSON_OBJECT));
		json_set_string(arena, item, "id", finding->rule);
		json_set_string(arena, item, "rule", finding->rule);
		json_set_string(arena, item, "severity", finding->severity);
		json_set_string(arena, item, "text", finding->text);
		json_set_string(arena, item, "source",
		                text_is_empty(finding->source) ? NULL : finding->source);
	}
	json_set(arena, record, "findings", list);
}

bool derive_record_build(const struct flow *flow, struct arena *arena,
                         const struct subject *subject, size_t side_index, struct json **result,
                         struct error *error)
{
	struct json *record = json_new(arena, JSON_OBJECT);
	json_set_integer(arena, record, "schema", 1);
	json_set(arena, record, "certificate",
	         subject->facts ? json_share(arena, subject->facts) : json_new(arena, JSON_OBJECT));
	add_issuers(flow, arena, subject, record);
	json_set_bool(arena, record, "self_renewing", subject->self_renewing);
	if (!derive_record_places(flow, arena, subject, side_index, record, error) ||
	    !add_neighbour(flow, arena, record, "predecessor", subject->predecessor_id, error) ||
	    !add_neighbour(flow, arena, record, "successor", subject->successor_id, error))
		return false;
	derive_record_words(arena, record);
	add_target(arena, &flow->sides[side_index], record);
	struct json *revocation = derive_finding_revocation(arena, subject);
	if (revocation)
		json_set(arena, record, "revocation", revocation);
	add_findings(arena, subject, record);
	json_set_string(arena, record, "state", subject->state ? subject->state : "valid");
	json_set_bool(arena, record, "retired", subject->retired);
	*result = record;
	return true;
}

struct json *derive_record_alone(struct arena *arena, const struct subject *subject)
{
	struct json *record = json_new(arena, JSON_OBJECT);
	struct json *deployments = json_new(arena, JSON_OBJECT),
		    *items = json_new(arena, JSON_ARRAY);
	struct json *revocation = derive_finding_revocation(arena, subject);
	json_set_integer(arena, record, "schema", 1);
	json_set(arena, record, "certificate",
	         subject->facts ? json_copy(arena, subject->facts) : json_new(arena, JSON_OBJECT));
	json_set_integer(arena, deployments, "count",
	                 (int64_t)subject->places.count - subject->gone);
	for (size_t i = 0; i < subject->places.count && i < LIMIT_RECORD_DEPLOYMENTS; i++)
		derive_record_place(arena, &subject->places.items[i],
		                    json_push(items, json_new(arena, JSON_OBJECT)));
	json_set(arena, deployments, "items", items);
	json_set(arena, record, "deployments", deployments);
	if (revocation)
		json_set(arena, record, "revocation", revocation);
	add_findings(arena, subject, record);
	json_set_string(arena, record, "state", subject->state ? subject->state : "valid");
	return record;
}

const char *const derive_record_decisions[] = { "class",   "owner",    "state",
	                                        "retired", "findings", NULL };

bool derive_record_decided(const struct flow *flow, struct arena *arena,
                           const struct subject *subject, size_t side_index, struct json *record,
                           struct error *error)
{
	struct json *class = json_new(arena, JSON_OBJECT), *owner;
	if (!derive_record_owner(flow, arena, subject, flow->sides[side_index].name, &owner, error))
		return false;
	json_set_string(arena, class, "name", flow_class_name(subject->class));
	json_set_string(arena, class, "why", subject->class_why);
	json_set(arena, record, "class", class);
	json_set(arena, record, "owner", owner);
	json_set_string(arena, record, "state", subject->state);
	json_set_bool(arena, record, "retired", subject->retired);
	add_findings(arena, subject, record);
	return true;
}
