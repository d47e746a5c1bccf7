/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What each far side should hold of a certificate: names, CI, relations. */
#include "flow/derive_inventory.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_adopt.h"
#include "flow/derive_deployment.h"
#include "flow/derive_known.h"
#include "flow/derive_prepare.h"
#include "flow/derive_record.h"
#include "store/store_queue.h"
#include "store/store_record.h"
#include <string.h>

/* Issuers go out before what they issued: both may travel in one payload, in this order. */
enum { URGENCY_DOMAIN = 0, URGENCY_CA = 10, URGENCY_LEAF = 20, URGENCY_RELATION = 20 };

bool derive_inventory_wants(const struct subject *subject)
{
	if (!subject->facts || text_equal(subject->row->purpose, "personal"))
		return false;
	if (!subject->row->is_ca)
		return subject->places.count > 0;
	/* One that merely lies in a bundle is an anchor. */
	return subject->issues || subject->serves > 0 || subject->configured > 0;
}

bool derive_inventory_bodies(const struct flow *flow, struct arena *arena, size_t side_index,
                             struct subject **subjects, size_t count, struct json **bodies,
                             struct error *error)
{
	const struct flow_side *side = &flow->sides[side_index];
	const char *program = arena_print(arena, "%s/certificate.jq", side->folder);
	const struct json **inputs = ARENA_ARRAY(arena, const struct json *, count + 1);
	struct mapping_hold **holds = ARENA_ARRAY(arena, struct mapping_hold *, count + 1);
	const struct mapping_records records = { inputs, count, holds, derive_record_decisions };
	const char **asides = ARENA_ARRAY(arena, const char *, count + 1);
	for (size_t i = 0; i < count; i++)
		if (subjects[i] && derive_inventory_wants(subjects[i]) &&
		    (subjects[i]->places.count == 0 ||
		     flow_side_covers(side, derive_subject_zone(subjects[i])))) {
			inputs[i] = subjects[i]->records[side_index];
			holds[i] = &subjects[i]->holds[side_index];
		}
	if (!derive_prepare_map(flow, arena, program, &records, bodies, asides, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (subjects[i] && asides[i])
			subjects[i]->aside = asides[i];
	return true;
}

void derive_inventory_digest(struct arena *arena, const struct json *body, char out[static 65])
{
	struct json *ours = json_new(arena, JSON_OBJECT);
	json_set_string(arena, ours, "class", json_member_text(body, "class", ""));
	json_set(arena, ours, "values", json_share(arena, json_get(body, "values")));
	json_digest(ours, out);
}

/* Was this done before in this run of derive? From now on it was. */
static bool is_known(const struct flow *flow, const char *what, const struct flow_side *side,
                     const char *key)
{
	void **place = flow->known ? derive_known_place(flow->known, what, side->name, key) : NULL;
	bool before = place && *place;
	if (place)
		*place = flow->known;
	return before;
}

/* A row of its own for each name that a certificate refers to. */
static bool want_domain(const struct flow *flow, struct arena *arena, const struct flow_side *side,
                        const char *reference, struct error *error)
{
	bool changed;
	char digest[65];
	if (is_known(flow, "domain wanted", side, reference))
		return true;
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "name", reference + strlen("domain:"));
	json_digest(body, digest);
	return store_record_want(flow->store, side->name, "domain", reference, 0, URGENCY_DOMAIN,
	                         digest, json_print(arena, body), &changed, error) &&
	       (!changed || derive_adopt_domain(flow, arena, side, reference, error));
}

static bool want_domains(const struct flow *flow, struct arena *arena, const struct flow_side *side,
                         const struct json *value, struct error *error)
{
	const char *reference = json_member_text(value, "ref", NULL);
	JSON_EACH(child,
	          value && (value->type == JSON_OBJECT || value->type == JSON_ARRAY) ? value : NULL)
	if (!want_domains(flow, arena, side, child, error))
		return false;
	return !reference || !text_starts_with(reference, "domain:") ||
	       want_domain(flow, arena, side, reference, error);
}

static bool want_issuer(const struct flow *flow, struct arena *arena, const struct flow_side *side,
                        const struct subject *subject, struct error *error)
{
	const char *issuer = subject->row->issuer_sha256;
	struct store_record *record;
	int64_t id;
	if (text_is_empty(issuer) || text_equal(issuer, subject->row->sha256) ||
	    is_known(flow, "issuer wanted", side, issuer))
		return true;
	const char *key = arena_print(arena, "certificate:%s", issuer);
	if (!store_record_get(flow->store, arena, side->name, key, &record, error))
		return false;
	if (record)
		return true;
	if (!store_certificate_find(flow->store, issuer, &id, error))
		return false;
	return id == 0 || store_dirty_add_id(flow->store, "certificate", id, "issuer", 0, error);
}

static bool want_certificate(const struct flow *flow, struct arena *arena,
                             const struct flow_side *side, const struct subject *subject,
                             const struct json *body, struct error *error)
{
	char digest[65];
	bool changed;
	const char *key = arena_print(arena, "certificate:%s", subject->row->sha256);
	derive_inventory_digest(arena, body, digest);
	return want_domains(flow, arena, side, body, error) &&
	       want_issuer(flow, arena, side, subject, error) &&
	       store_record_want(flow->store, side->name, "certificate", key, subject->row->id,
	                         subject->row->is_ca ? URGENCY_CA : URGENCY_LEAF, digest,
	                         json_print(arena, body), &changed, error) &&
	       (!changed || derive_adopt(flow, arena, side, subject, key, error));
}

/* Only places that still hold the certificate are related; above relations_max only application
 * services, which today means none is added. */
static bool relates(const struct flow *flow, const struct subject *subject,
                    const struct subject_place *place, size_t side_index)
{
	const struct ci *ci = place->matches[side_index].ci;
	if (!ci || ci->kind == CI_SERVICE || !place->slot || place->state == PLACE_GONE)
		return false;
	return (int)subject->places.count <= flow->rules->relations_max || ci->kind == CI_VIP ||
	       ci->kind == CI_APPLICATION;
}

static struct json *relation_input(struct arena *arena, const struct subject *subject,
                                   const struct ci *ci, const char *target,
                                   const struct json *record)
{
	struct json *input = json_new(arena, JSON_OBJECT);
	struct json *certificate = json_new(arena, JSON_OBJECT),
		    *item = json_new(arena, JSON_OBJECT);
	json_set_integer(arena, input, "schema", 1);
	json_set_string(arena, certificate, "sha256", subject->row->sha256);
	json_set(arena, input, "certificate", certificate);
	json_set_string(arena, item, "ref", arena_print(arena, "ci:%s/%s", target, ci->id));
	json_set_string(arena, item, "kind", ci_kind_name(ci->kind));
	json_set_string(arena, item, "class", ci->class);
	json_set(arena, input, "ci", item);
	json_set(arena, input, "target", json_share(arena, json_get(record, "target")));
	return input;
}

struct relations {
	ARRAY(const struct json *) inputs;
	ARRAY(const char *) keys;
	struct json **outputs;
	size_t *starts; /* of each subject's own; one more behind the last */
};

static void collect_relations(const struct flow *flow, struct arena *arena, size_t side_index,
                              const struct subject *subject, struct relations *relations)
{
	const char *target = flow->sides[side_index].name;
	size_t first = relations->keys.count;
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		bool twice = false;
		if (!relates(flow, subject, place, side_index))
			continue;
		const struct ci *ci = place->matches[side_index].ci;
		const char *key =
			arena_print(arena, "relation:%s:%s", ci->id, subject->row->sha256);
		for (size_t k = first; k < relations->keys.count; k++)
			twice |= text_equal(relations->keys.items[k], key);
		if (twice)
			continue;
		ARRAY_PUSH(arena, &relations->keys, key);
		ARRAY_PUSH(
			arena, &relations->inputs,
			relation_input(arena, subject, ci, target, subject->records[side_index]));
	}
}

static bool map_relations(const struct flow *flow, struct arena *arena, size_t side_index,
                          struct subject **subjects, struct json **bodies, size_t count,
                          struct relations *relations, struct error *error)
{
	const char *program = arena_print(arena, "%s/relation.jq", flow->sides[side_index].folder);
	relations->starts = ARENA_ARRAY(arena, size_t, count + 1);
	for (size_t i = 0; i < count; i++) {
		relations->starts[i] = relations->keys.count;
		if (bodies[i])
			collect_relations(flow, arena, side_index, subjects[i], relations);
	}
	size_t total = relations->starts[count] = relations->keys.count;
	relations->outputs = ARENA_ARRAY(arena, struct json *, total + 1);
	const char **asides = ARENA_ARRAY(arena, const char *, total + 1);
	const struct mapping_records records = { relations->inputs.items, total, NULL, NULL };
	if (!derive_prepare_map(flow, arena, program, &records, relations->outputs, asides, error))
		return false;
	for (size_t i = 0; i < count; i++)
		for (size_t k = relations->starts[i]; k < relations->starts[i + 1]; k++)
			if (asides[k])
				subjects[i]->part_aside = asides[k];
	return true;
}

static bool want_relations(const struct flow *flow, struct arena *arena,
                           const struct flow_side *side, const struct subject *subject,
                           const struct relations *relations, size_t first, size_t end,
                           struct error *error)
{
	for (size_t i = first; i < end; i++) {
		char digest[65];
		bool changed;
		const struct json *output = relations->outputs[i];
		if (!output)
			continue;
		json_digest(output, digest);
		if (!store_record_want(flow->store, side->name, "relation",
		                       relations->keys.items[i], subject->row->id, URGENCY_RELATION,
		                       digest, json_print(arena, output), &changed, error))
			return false;
	}
	return store_record_keep_only(flow->store, side->name, "relation", subject->row->id,
	                              first < end ? &relations->keys.items[first] : NULL,
	                              end - first, error);
}

/* A certificate and its relations stand one after the other, as they will go out: far sides take so
 * many at once, and a relation in another payload than its certificate takes up room for both. */
bool derive_inventory(const struct flow *flow, struct arena *arena, size_t side_index,
                      struct subject **subjects, size_t count, struct error *error)
{
	const struct flow_side *side = &flow->sides[side_index];
	struct json **bodies = ARENA_ARRAY(arena, struct json *, count + 1);
	struct relations relations = { 0 };
	if (side->itsm->abilities.no_certificates)
		return true;
	if (!derive_inventory_bodies(flow, arena, side_index, subjects, count, bodies, error) ||
	    !map_relations(flow, arena, side_index, subjects, bodies, count, &relations, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (bodies[i] &&
		    (!want_certificate(flow, arena, side, subjects[i], bodies[i], error) ||
		     !want_relations(flow, arena, side, subjects[i], &relations,
		                     relations.starts[i], relations.starts[i + 1], error)))
			return false;
	return !side->itsm->abilities.deployments ||
	       derive_deployment(flow, arena, side_index, subjects, bodies, count, error);
}
