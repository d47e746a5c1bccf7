/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Places as objects: looked for by the key before one is made; the unique attribute guards what the search
 * does not show yet. */
#include "jira_assets_deployment.h"
#include "base/digest.h"
#include "base/text.h"
#include "jira_assets_import.h"
#include <string.h>

#define DEPLOYMENT "deployment:"

static const struct jira_assets_key by_place = { "place", JIRA_ASSETS_PLACE, text_equal };

bool jira_uses_deployments(const struct itsm *itsm)
{
	return text_equal(jira_settings(itsm)->assets, "objects");
}

bool jira_assets_deployments(struct itsm *itsm, struct arena *arena, struct jira_assets_type **type,
                             struct error *error)
{
	return jira_assets_keyed(itsm, arena, jira_settings(itsm)->assets_deployment_type,
	                         JIRA_ASSETS_PLACE, "set assets_deployment_type, or assets: text",
	                         type, error);
}

/* 64 hex digits, or "" for a key of another kind. */
static const char *key_of(struct arena *arena, const struct step *step)
{
	char digest[DIGEST_HEX];
	const char *place = step->key + strlen(DEPLOYMENT);

	if (!text_starts_with(step->key, DEPLOYMENT))
		return "";
	digest_hex(place, strlen(place), digest);
	return arena_copy(arena, digest);
}

static bool look_up(const struct jira_inventory *inventory, const char *const *keys, size_t count,
                    struct json **found, struct itsm_reply *reply)
{
	return jira_assets_look_up(inventory->itsm, inventory->arena, inventory->type, &by_place,
	                           keys, count, found, reply);
}

/* The oldest object of this place among them, or NULL. */
static const struct json *known(const struct jira_inventory *inventory, const struct json *objects,
                                const char *key)
{
	return jira_assets_known(inventory->arena, inventory->type, &by_place, objects, key);
}

/* What is only told goes along with a change. */
static struct json *compose(const struct jira_inventory *inventory, const struct step *step,
                            const struct json *object)
{
	struct json *attributes = jira_assets_compose(inventory, step, object, false);

	if (json_count(attributes) > 0)
		jira_assets_put_values(inventory, object, json_get(step->body, "told"), false,
		                       attributes);
	return attributes;
}

/* The answer to a create has no attributes: the next read tells what stands there. */
static void settle(const struct jira_inventory *inventory, size_t number, const char *id,
                   const struct json *object)
{
	jira_assets_settle(inventory, number, id, object);
	if (inventory->receipts[number].holds != NULL)
		inventory->receipts[number].holds =
			jira_assets_deployment_fields(inventory->arena, object, inventory->type);
}

static bool edit(const struct jira_inventory *inventory, size_t number, const struct json *object,
                 struct error *error)
{
	struct json *attributes = compose(inventory, &inventory->steps[number], object);
	const char *id = jira_assets_object_id(object);
	struct itsm_reply reply;

	if (json_count(attributes) > 0) {
		object = jira_assets_write(inventory, id, attributes, &reply);
		if (object == NULL)
			return jira_assets_settle_write(inventory, number, &reply, true, error);
	}
	settle(inventory, number, id, object);
	return true;
}

/* Refused: because the place is there already? */
static bool refused(const struct jira_inventory *inventory, size_t number,
                    const struct itsm_reply *refusal, struct error *error)
{
	const struct json *object;
	bool settled;

	if (!jira_assets_look_behind(inventory, number, &by_place,
	                             key_of(inventory->arena, &inventory->steps[number]), refusal,
	                             &object, &settled, error))
		return false;
	if (object != NULL)
		return edit(inventory, number, object, error);
	return settled || jira_assets_settle_write(inventory, number, refusal, true, error);
}

static bool create(const struct jira_inventory *inventory, size_t number, struct error *error)
{
	const struct step *step = &inventory->steps[number];
	struct receipt *receipt = &inventory->receipts[number];
	struct itsm_reply reply;
	bool allowed;

	if (!jira_assets_licence_allows(inventory, receipt, &allowed, error))
		return false;
	if (!allowed)
		return true;
	if (!jira_assets_send_create(inventory, compose(inventory, step, NULL), &reply)) {
		bool unique = jira_assets_attribute(inventory->type, JIRA_ASSETS_PLACE)->unique;
		return reply.status == 400
		               ? refused(inventory, number, &reply, error)
		               : itsm_reply_settle(&reply, unique, step->key, receipt, error);
	}
	const char *id = jira_assets_created(inventory, number, reply.root);
	if (*id != '\0')
		settle(inventory, number, id, reply.root);
	return true;
}

static bool push_one(const struct jira_inventory *inventory, size_t number, struct error *error)
{
	const struct step *step = &inventory->steps[number];
	struct receipt *receipt = &inventory->receipts[number];
	const char *key = key_of(inventory->arena, step);
	struct itsm_reply reply;

	if (step->verb == STEP_DELETE)
		return receipt_refuse(receipt, "places are marked as gone, never deleted");
	if (*key == '\0' ||
	    !text_equal(json_member_text(json_get(step->body, "values"), JIRA_ASSETS_PLACE, ""),
	                key))
		return receipt_refuse(receipt, "the step's key and its '" JIRA_ASSETS_PLACE
		                               "' are not of one place");
	if (!jira_request_is_id(step->remote_id ? step->remote_id : "")) {
		const struct json *object = known(inventory, inventory->known, key);
		return object != NULL ? edit(inventory, number, object, error)
		                      : create(inventory, number, error);
	}
	if (!jira_assets_get(inventory->itsm, inventory->arena,
	                     arena_print(inventory->arena, "/object/%s", step->remote_id), &reply))
		return itsm_reply_settle(&reply, true, step->key, receipt, error);
	if (!text_equal(jira_assets_text(inventory->arena, reply.root, inventory->type,
	                                 JIRA_ASSETS_PLACE),
	                key))
		return receipt_refuse(receipt, "the object with its id is another one by now");
	return edit(inventory, number, reply.root, error);
}

bool jira_assets_push_deployments(struct itsm *itsm, struct arena *arena, const struct step *steps,
                                  size_t count, struct receipt *receipts, struct error *error)
{
	struct jira_inventory inventory = {
		.itsm = itsm, .arena = arena, .steps = steps, .count = count, .receipts = receipts
	};
	const char **keys = ARENA_ARRAY(arena, const char *, count + 1);
	struct json *found;
	struct itsm_reply reply;
	size_t fresh = 0;

	jira_assets_renew(itsm);
	count = jira_assets_import_bound(itsm, count);
	if (!jira_assets_deployments(itsm, arena, &inventory.type, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *key = text_is_empty(steps[i].remote_id) ? key_of(arena, &steps[i]) : "";
		if (*key != '\0')
			keys[fresh++] = key;
	}
	if (!look_up(&inventory, keys, fresh, &found, &reply))
		return itsm_reply_error(&reply, "places in Assets", error);
	inventory.known = found;
	for (size_t i = 0; i < count && !jira_state(itsm)->throttled; i++)
		if (!push_one(&inventory, i, error))
			return false;
	return true;
}

bool jira_assets_find_deployments(struct itsm *itsm, struct arena *arena, const struct step *steps,
                                  size_t count, struct receipt *receipts, struct error *error)
{
	const char **keys = ARENA_ARRAY(arena, const char *, count + 1);
	struct jira_assets_type *type;

	jira_assets_renew(itsm);
	if (!jira_assets_deployments(itsm, arena, &type, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		keys[i] = key_of(arena, &steps[i]);
		if (*keys[i] == '\0')
			receipt_refuse(&receipts[i], "the step's key is no place's");
	}
	return jira_assets_find_keyed(itsm, arena, type, &by_place, keys, count, receipts, error);
}
