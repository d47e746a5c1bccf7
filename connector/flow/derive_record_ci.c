/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a record that tell of places and configuration items. */
#include "flow/derive_record_ci.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "flow/derive_exposure.h"
#include "flow/derive_known.h"
#include "flow/derive_record.h"
#include "store/store_mirror.h"

static const char *evidence_name(enum deployment_evidence evidence)
{
	return evidence == DEPLOYMENT_SERVED       ? "served"
	       : evidence == DEPLOYMENT_CONFIGURED ? "configured"
	                                           : "stored";
}

/* As the CI says, else as the service above it. */
static const char *field_of(const struct ci *ci, const struct ci *service, const char *name)
{
	const char *own = ci->fields ? json_member_text(ci->fields, name, NULL) : NULL;
	if (!text_is_empty(own) || !service || !service->fields)
		return own;
	return json_member_text(service->fields, name, NULL);
}

/* Its name and its service's, for comparing. */
static const char *fold(struct arena *arena, const struct ci *ci, const struct ci *service)
{
	if (!service || text_is_empty(service->name))
		return text_lower(arena, ci->name ? ci->name : "");
	return text_lower(arena, arena_print(arena, "%s %s", ci->name, service->name));
}

static bool describe(const struct flow *flow, struct arena *arena, const char *target,
                     const struct ci *ci, struct json **result, struct error *error)
{
	const char *group, *owner;
	struct ci *service = NULL;
	if (!derive_record_name(flow, arena, target, CI_GROUP, ci->group, &group, NULL, error) ||
	    !derive_record_name(flow, arena, target, CI_USER, ci->owner, &owner, NULL, error))
		return false;
	if (!text_is_empty(ci->service) &&
	    !store_mirror_get(flow->store, arena, target, CI_SERVICE, ci->service, &service, error))
		return false;
	struct json *item = json_new(arena, JSON_OBJECT);
	json_set_string(arena, item, "ref", arena_print(arena, "ci:%s/%s", target, ci->id));
	json_set_string(arena, item, "kind", ci_kind_name(ci->kind));
	json_set_string(arena, item, "class", ci->class);
	json_set_string(arena, item, "name", ci->name);
	json_set_string(arena, item, "folded", fold(arena, ci, service));
	json_set_string(arena, item, "life", ci_life_name(ci->life));
	derive_record_set(arena, item, "group", ci->group);
	derive_record_set(arena, item, "group_name", group);
	derive_record_set(arena, item, "owner", ci->owner);
	derive_record_set(arena, item, "owner_name", owner);
	derive_record_set(arena, item, "service", ci->service);
	derive_record_set(arena, item, "service_name", service ? service->name : "");
	derive_record_set(arena, item, "criticality", field_of(ci, service, "criticality"));
	derive_record_set(arena, item, "environment", field_of(ci, service, "environment"));
	derive_record_set(arena, item, "runbook", field_of(ci, NULL, "runbook"));
	*result = item;
	return true;
}

bool derive_record_ci(const struct flow *flow, struct arena *arena, const char *target,
                      const struct ci *ci, struct json **result, struct error *error)
{
	if (!flow->known)
		return describe(flow, arena, target, ci, result, error);
	const void *known = *derive_known_place(flow->known, "item", target, ci->id);
	struct json *item = NULL;
	if (!known) {
		if (!describe(flow, &flow->known->arena, target, ci, &item, error))
			return false;
		*derive_known_place(flow->known, "item", target, ci->id) = item;
		known = item;
	}
	*result = json_share(arena, known);
	return true;
}

/* Registered ports whose services speak before TLS, by the names that openssl s_client has for them: a
 * person tries with it what we saw. */
static const struct {
	int port;
	const char *protocol;
} talkers[] = {
	{ 21, "ftp" },        { 24, "lmtp" },    { 25, "smtp" },   { 110, "pop3" },
	{ 119, "nntp" },      { 143, "imap" },   { 194, "irc" },   { 389, "ldap" },
	{ 433, "nntp" },      { 587, "smtp" },   { 2525, "smtp" }, { 3268, "ldap" },
	{ 3306, "mysql" },    { 4190, "sieve" }, { 5222, "xmpp" }, { 5269, "xmpp-server" },
	{ 5432, "postgres" }, { 6665, "irc" },   { 6666, "irc" },  { 6667, "irc" },
	{ 6668, "irc" },
};

static const char *starttls_of(const struct subject_place *place)
{
	int port = place->deployment->place.port;
	for (size_t index = 0; index < sizeof(talkers) / sizeof(talkers[0]); index++) {
		if (talkers[index].port == port)
			return talkers[index].protocol;
	}
	return NULL;
}

void derive_record_place(struct arena *arena, const struct subject_place *place, struct json *item)
{
	const struct deployment_place *where = &place->deployment->place;
	json_set_string(arena, item, "key", place->deployment->key);
	json_set_string(arena, item, "kind", deployment_kind_name(where->kind));
	json_set_string(arena, item, "zone", where->zone);
	json_set_string(arena, item, "host", where->host);
	if (where->port)
		json_set_integer(arena, item, "port", where->port);
	derive_record_set(arena, item, "server_name", where->server_name);
	derive_record_set(arena, item, "path", where->path);
	derive_record_set(arena, item, "alias", where->alias);
	derive_record_set(arena, item, "starttls", starttls_of(place));
	json_set_string(arena, item, "evidence", evidence_name(place->deployment->evidence));
	json_set_string(arena, item, "state", place_state_name(place->state));
	derive_record_set(arena, item, "protocol", place->protocol);
	json_set_string(arena, item, "source", place->deployment->source);
}

static struct json *match_of(struct arena *arena, const char *target,
                             const struct subject_match *match)
{
	struct json *object = json_new(arena, JSON_OBJECT);
	struct json *list = json_new(arena, JSON_ARRAY);
	json_set_string(arena, object, "how", match->how);
	for (size_t i = 0; !match->ci && i < match->candidate_count; i++) {
		const struct ci *ci = match->candidates[i];
		struct json *item = json_push(list, json_new(arena, JSON_OBJECT));
		json_set_string(arena, item, "ref", arena_print(arena, "ci:%s/%s", target, ci->id));
		json_set_string(arena, item, "name", ci->name);
		json_set_string(arena, item, "class", ci->class);
	}
	json_set(arena, object, "candidates", list);
	return object;
}

static void add_item(const struct flow *flow, struct arena *arena,
                     const struct subject_place *place, size_t side_index, struct json *items)
{
	const char *target = flow->sides[side_index].name;
	const struct subject_match *match = &place->matches[side_index];
	struct json *item = json_push(items, json_new(arena, JSON_OBJECT));
	derive_record_place(arena, place, item);
	derive_record_set(arena, item, "exposure", derive_exposure(place));
	derive_record_set(arena, item, "cipher", place->cipher);
	derive_record_set(arena, item, "slot", place->slot ? place->slot->key_type : "");
	json_set_integer(arena, item, "first_seen", place->deployment->first_seen);
	if (match->ci) {
		struct json *ci = json_new(arena, JSON_OBJECT);
		json_set_string(arena, ci, "ref",
		                arena_print(arena, "ci:%s/%s", target, match->ci->id));
		json_set_string(arena, ci, "name", match->ci->name);
		json_set(arena, item, "ci", ci);
	}
	json_set(arena, item, "match", match_of(arena, target, match));
}

static bool holds(const struct json *items, const char *reference)
{
	JSON_EACH(item, items)
	if (text_equal(json_member_text(item, "ref", ""), reference))
		return true;
	return false;
}

/* Distinct, in lower case: CMDBs spell them as they like. */
static void add_environment(struct arena *arena, struct json *environments, const struct json *item)
{
	const char *name = text_lower(arena, json_member_text(item, "environment", ""));
	if (text_is_empty(name))
		return;
	JSON_EACH(known, environments)
	if (text_equal(json_text(known, ""), name))
		return;
	json_push_string(arena, environments, name);
}

static bool add_cis(const struct flow *flow, struct arena *arena, const struct subject *subject,
                    size_t side_index, struct json *record, struct error *error)
{
	struct json *cis = json_new(arena, JSON_OBJECT), *items = json_new(arena, JSON_ARRAY);
	struct json *environments = json_new(arena, JSON_ARRAY);
	const char *target = flow->sides[side_index].name;
	int64_t total = 0;
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct ci *ci = subject->places.items[i].matches[side_index].ci;
		struct json *item;
		if (!ci || holds(items, arena_print(arena, "ci:%s/%s", target, ci->id)))
			continue;
		total++;
		if (json_count(items) >= LIMIT_RECORD_DEPLOYMENTS)
			continue;
		if (!derive_record_ci(flow, arena, target, ci, &item, error))
			return false;
		json_push(items, item);
		add_environment(arena, environments, item);
	}
	json_set_integer(arena, cis, "count", total);
	json_set(arena, cis, "items", items);
	json_set(arena, record, "cis", cis);
	json_set(arena, json_get(record, "deployments"), "environments", environments);
	return true;
}

bool derive_record_places(const struct flow *flow, struct arena *arena,
                          const struct subject *subject, size_t side_index, struct json *record,
                          struct error *error)
{
	struct json *deployments = json_new(arena, JSON_OBJECT);
	struct json *items = json_new(arena, JSON_ARRAY);
	int64_t left = (int64_t)subject->places.count - subject->gone;
	json_set_integer(arena, deployments, "count", left);
	json_set_integer(arena, deployments, "served", subject->serves);
	json_set_integer(arena, deployments, "unreachable", subject->unreachable);
	json_set_integer(arena, deployments, "configured", subject->configured);
	json_set_integer(arena, deployments, "stored", subject->stored);
	derive_record_set(arena, deployments, "exposure", derive_exposure_of(subject));
	for (size_t i = 0; i < subject->places.count; i++)
		if (json_count(items) < LIMIT_RECORD_DEPLOYMENTS)
			add_item(flow, arena, &subject->places.items[i], side_index, items);
	json_set(arena, deployments, "items", items);
	json_set(arena, record, "deployments", deployments);
	return add_cis(flow, arena, subject, side_index, record, error);
}
