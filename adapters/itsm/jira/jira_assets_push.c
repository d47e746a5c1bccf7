/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates as objects: looked for by fingerprint before one is made; the unique attribute guards
 * what the search does not show yet. */
#include "jira_assets_push.h"
#include "base/clock.h"
#include "base/text.h"
#include "jira_assets.h"
#include <inttypes.h>
#include <string.h>

enum { IDS_IN_AQL = 50, FULL_DELAY = 15 * CLOCK_MINUTE };

#define CERTIFICATE "certificate:"

const char *jira_assets_fingerprint(const struct step *step)
{
	const char *hex =
		text_starts_with(step->key, CERTIFICATE) ? step->key + strlen(CERTIFICATE) : "";

	return jira_assets_is_fingerprint(hex) ? hex : "";
}

bool jira_assets_look_up(struct itsm *itsm, struct arena *arena, const char *type,
                         const char *const *fingerprints, size_t count, struct json **found,
                         struct itsm_reply *reply)
{
	*found = json_new(arena, JSON_ARRAY);
	for (size_t done = 0; done < count; done += IDS_IN_AQL) {
		size_t some = count - done < IDS_IN_AQL ? count - done : IDS_IN_AQL;
		struct jira_assets_page page;
		const char *aql = jira_assets_aql(arena, type, fingerprints + done, some);
		if (!jira_assets_search(itsm, arena, aql, 0, &page, reply))
			return false;
		JSON_EACH(object, page.objects)
		json_push(*found, json_share(arena, object));
	}
	return true;
}

const struct json *jira_assets_known(struct arena *arena, const struct jira_assets_type *type,
                                     const struct json *objects, const char *fingerprint)
{
	const struct json *oldest = NULL;
	int64_t lowest = INT64_MAX;

	JSON_EACH(object, objects)
	{
		const char *held = jira_assets_text(arena, object, type, JIRA_ASSETS_FINGERPRINT);
		int64_t id = json_integer(json_get(object, "id"), INT64_MAX);
		if (text_equal_folded(held, fingerprint) && id < lowest) {
			lowest = id;
			oldest = object;
		}
	}
	return oldest;
}

const char *jira_assets_end(const struct jira_inventory *inventory, const struct json *value)
{
	const char *key = json_member_text(value, "ref", NULL);

	if (value == NULL || value->type != JSON_OBJECT)
		return jira_request_is_id(json_text(value, "")) ? json_text(value, "") : "";
	for (size_t i = 0; key != NULL && i < inventory->count; i++)
		if (inventory->steps[i].kind == STEP_CERTIFICATE &&
		    strcmp(inventory->steps[i].key, key) == 0 &&
		    inventory->receipts[i].remote_id != NULL)
			return inventory->receipts[i].remote_id;
	return "";
}

/* Values of the step with references resolved; NULL = not there yet, left out. */
static struct json *texts_of(const struct jira_inventory *inventory,
                             const struct jira_assets_attribute *attribute,
                             const struct json *value)
{
	struct arena *arena = inventory->arena;
	struct json *ids;

	if (attribute->type != JIRA_ATTRIBUTE_REFERENCE)
		return value->type == JSON_OBJECT ? NULL
		                                  : jira_assets_wanted(arena, attribute, value);
	ids = json_new(arena, JSON_ARRAY);
	if (value->type != JSON_ARRAY) {
		const char *id = jira_assets_end(inventory, value);
		if (*id != '\0')
			json_push_string(arena, ids, id);
	}
	JSON_EACH(item, value->type == JSON_ARRAY ? value : NULL)
	{
		const char *id = jira_assets_end(inventory, item);
		if (*id != '\0')
			json_push_string(arena, ids, id);
	}
	return json_count(ids) > 0 ? ids : NULL;
}

/* Puts what differs from the object (NULL = a new one). With `empty` only where nothing stands. */
static void put_values(const struct jira_inventory *inventory, const struct json *object,
                       const struct json *values, bool empty, struct json *attributes)
{
	JSON_EACH(value, values)
	{
		const struct jira_assets_attribute *attribute =
			jira_assets_attribute(inventory->type, value->key);
		if (attribute == NULL || !attribute->editable)
			continue;
		struct json *texts = texts_of(inventory, attribute, value);
		const struct json *held =
			jira_assets_values(inventory->arena, object, attribute->id);
		if (texts == NULL || jira_assets_stands(texts, held) || (empty && held != NULL))
			continue;
		jira_assets_put(inventory->itsm, inventory->arena, attributes, attribute->id,
		                texts);
	}
}

static void settle(const struct jira_inventory *inventory, size_t number, const char *id,
                   const struct json *object)
{
	struct receipt *receipt = &inventory->receipts[number];
	const struct setting_list *names =
		&jira_settings(inventory->itsm)->assets_certificate_attributes;
	int64_t at;

	receipt->outcome = RECEIPT_DONE;
	receipt->remote_id = arena_copy(inventory->arena, id);
	receipt->number = json_member_text(object, "objectKey", "");
	receipt->version = json_member_text(object, "updated", "");
	if (clock_parse(receipt->version, &at))
		receipt->at = at;
	/* The answer to a create has no attributes: the next read tells what stands there. */
	if (json_get(object, "attributes") != NULL)
		receipt->holds =
			jira_assets_fields(inventory->arena, object, inventory->type, names);
}

const struct json *jira_assets_write(const struct jira_inventory *inventory, const char *id,
                                     struct json *attributes, struct itsm_reply *reply)
{
	struct arena *arena = inventory->arena;
	struct jira_request request = {
		.method = "PUT",
		.path = arena_print(arena, "/object/%s", id),
		.body = jira_assets_body(inventory->itsm, arena, inventory->type->id, attributes),
	};

	if (!jira_assets_call(inventory->itsm, arena, JIRA_ASSETS_OTHER, &request, reply))
		return NULL;
	if (json_get(reply->root, "attributes") != NULL)
		return reply->root;
	return jira_assets_get(inventory->itsm, arena, request.path, reply) ? reply->root : NULL;
}

bool jira_assets_settle_write(const struct jira_inventory *inventory, size_t number,
                              const struct itsm_reply *reply, bool repeatable, struct error *error)
{
	struct receipt *receipt = &inventory->receipts[number];

	if (reply->status != 400 || !jira_assets_outdated(inventory->itsm))
		return jira_push_settle(reply, repeatable, inventory->steps[number].key, receipt,
		                        error);
	receipt->outcome = RECEIPT_POSTPONED;
	receipt->reason = arena_print(inventory->arena, "%s; the object types are read again first",
	                              reply->reason);
	return true;
}

static bool edit(const struct jira_inventory *inventory, size_t number, const struct json *object,
                 struct error *error)
{
	const struct step *step = &inventory->steps[number];
	const char *id = jira_assets_object_id(object);
	struct json *attributes = json_new(inventory->arena, JSON_ARRAY);
	struct itsm_reply reply;

	put_values(inventory, object, json_get(step->body, "values"), false, attributes);
	put_values(inventory, object, json_get(step->body, "seed"), true, attributes);
	if (json_count(attributes) > 0) {
		object = jira_assets_write(inventory, id, attributes, &reply);
		if (object == NULL)
			return jira_assets_settle_write(inventory, number, &reply, true, error);
	}
	settle(inventory, number, id, object);
	return true;
}

/* A certificate that is there but not by us: by its fingerprint, after a clash. */
static bool already_there(const struct jira_inventory *inventory, size_t number,
                          const struct itsm_reply *clash, struct error *error)
{
	const struct step *step = &inventory->steps[number];
	struct receipt *receipt = &inventory->receipts[number];
	const struct jira_assets_attribute *unique =
		jira_assets_attribute(inventory->type, JIRA_ASSETS_FINGERPRINT);
	const char *fingerprint = jira_assets_fingerprint(step);
	const char *member =
		arena_print(inventory->arena, "rlabs-insight-attribute-%s", unique->id);
	struct itsm_reply reply;
	struct json *found;

	if (!jira_assets_look_up(inventory->itsm, inventory->arena, inventory->type->id,
	                         &fingerprint, 1, &found, &reply))
		return jira_push_settle(&reply, true, step->key, receipt, error);
	const struct json *object =
		jira_assets_known(inventory->arena, inventory->type, found, fingerprint);
	if (object != NULL)
		return edit(inventory, number, object, error);
	if (!unique->unique || json_get(json_get(clash->root, "errors"), member) == NULL)
		return jira_assets_settle_write(inventory, number, clash, true, error);
	receipt->outcome = RECEIPT_POSTPONED;
	receipt->delay = (int)jira_settings(inventory->itsm)->settle;
	receipt->reason =
		"Assets says that this certificate is there, and its search does not show "
		"it yet";
	return true;
}

static bool licence_allows(const struct jira_inventory *inventory, struct receipt *receipt,
                           bool *allowed, struct error *error)
{
	const struct jira_assets *assets = jira_assets_of(inventory->itsm);

	*allowed = false;
	if (!jira_assets_count(inventory->itsm, inventory->arena, error))
		return false;
	*allowed = assets->licence.most == 0 || assets->licence.now < assets->licence.most;
	if (*allowed)
		return true;
	receipt->outcome = RECEIPT_POSTPONED;
	receipt->full = true;
	receipt->delay = FULL_DELAY;
	receipt->reason =
		arena_print(inventory->arena,
	                    "Assets holds %" PRId64 " objects and %" PRId64
	                    " is where certsteward stops; buy more and raise assets_limit",
	                    assets->licence.now, assets->licence.most);
	return true;
}

static bool create(const struct jira_inventory *inventory, size_t number, struct error *error)
{
	const struct step *step = &inventory->steps[number];
	struct receipt *receipt = &inventory->receipts[number];
	struct arena *arena = inventory->arena;
	struct json *attributes = json_new(arena, JSON_ARRAY);
	struct jira_request request = { .method = "POST", .path = "/object/create" };
	struct itsm_reply reply;
	bool allowed, unique;

	if (!licence_allows(inventory, receipt, &allowed, error) || !allowed)
		return receipt->full;
	put_values(inventory, NULL, json_get(step->body, "values"), false, attributes);
	put_values(inventory, NULL, json_get(step->body, "seed"), true, attributes);
	put_values(inventory, NULL, json_get(step->body, "insert"), true, attributes);
	put_values(inventory, NULL, jira_assets_related(inventory, step), true, attributes);
	request.body = jira_assets_body(inventory->itsm, arena, inventory->type->id, attributes);
	unique = jira_assets_attribute(inventory->type, JIRA_ASSETS_FINGERPRINT)->unique;
	if (!jira_assets_call(inventory->itsm, arena, JIRA_ASSETS_CREATE, &request, &reply))
		return reply.status == 400
		               ? already_there(inventory, number, &reply, error)
		               : jira_push_settle(&reply, unique, step->key, receipt, error);
	const char *id = jira_assets_object_id(reply.root);
	if (*id == '\0') {
		receipt->outcome = RECEIPT_UNKNOWN;
		receipt->reason = "the answer to a create names no object";
		return true;
	}
	jira_assets_of(inventory->itsm)->licence.now++;
	settle(inventory, number, id, reply.root);
	jira_assets_settle_related(inventory, step, id);
	return true;
}

static bool push_certificate(const struct jira_inventory *inventory, size_t number,
                             struct error *error)
{
	const struct step *step = &inventory->steps[number];
	struct receipt *receipt = &inventory->receipts[number];
	const char *fingerprint = jira_assets_fingerprint(step);
	struct itsm_reply reply;

	if (step->verb == STEP_DELETE)
		return jira_push_refuse(receipt, "objects are marked as retired, never deleted");
	if (*fingerprint == '\0')
		return jira_push_refuse(receipt, "the step's key is no certificate's");
	if (!jira_request_is_id(step->remote_id ? step->remote_id : "")) {
		const struct json *object = jira_assets_known(inventory->arena, inventory->type,
		                                              inventory->known, fingerprint);
		return object != NULL ? edit(inventory, number, object, error)
		                      : create(inventory, number, error);
	}
	if (!jira_assets_get(inventory->itsm, inventory->arena,
	                     arena_print(inventory->arena, "/object/%s", step->remote_id), &reply))
		return jira_push_settle(&reply, true, step->key, receipt, error);
	if (!text_equal_folded(jira_assets_text(inventory->arena, reply.root, inventory->type,
	                                        JIRA_ASSETS_FINGERPRINT),
	                       fingerprint))
		return jira_push_refuse(receipt, "the object with its id is another one by now");
	return edit(inventory, number, reply.root, error);
}

static bool look_up(struct jira_inventory *inventory, struct error *error)
{
	const char **fingerprints =
		ARENA_ARRAY(inventory->arena, const char *, inventory->count + 1);
	struct itsm_reply reply;
	struct json *found;
	size_t count = 0;

	for (size_t i = 0; i < inventory->count; i++) {
		const struct step *step = &inventory->steps[i];
		if (step->kind == STEP_CERTIFICATE && text_is_empty(step->remote_id) &&
		    *jira_assets_fingerprint(step) != '\0')
			fingerprints[count++] = jira_assets_fingerprint(step);
	}
	if (!jira_assets_look_up(inventory->itsm, inventory->arena, inventory->type->id,
	                         fingerprints, count, &found, &reply))
		return itsm_reply_error(&reply, "certificates in Assets", error);
	inventory->known = found;
	return true;
}

bool jira_assets_push(struct itsm *itsm, struct arena *arena, const struct step *steps,
                      size_t count, struct receipt *receipts, struct error *error)
{
	struct jira_inventory inventory = {
		.itsm = itsm, .arena = arena, .steps = steps, .count = count, .receipts = receipts
	};

	jira_assets_renew(itsm);
	if (!jira_assets_certificates(itsm, arena, &inventory.type, error) ||
	    !look_up(&inventory, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		bool going = true;
		if (jira_state(itsm)->throttled)
			return true;
		if (steps[i].kind == STEP_DOMAIN)
			going = jira_push_refuse(&receipts[i], "Assets needs no rows for names");
		else if (steps[i].kind == STEP_CERTIFICATE)
			going = push_certificate(&inventory, i, error);
		else if (receipts[i].outcome == RECEIPT_UNTRIED)
			going = jira_assets_push_relations(&inventory, i, error);
		if (!going)
			return false;
	}
	return true;
}
