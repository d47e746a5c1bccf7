/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Values of one certificate's object: what is put, and what a receipt says of it. */
#include "base/clock.h"
#include "base/text.h"
#include "jira_assets_push.h"
#include <inttypes.h>

struct json *jira_assets_texts(const struct jira_inventory *inventory,
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

void jira_assets_put_values(const struct jira_inventory *inventory, const struct json *object,
                            const struct json *values, bool empty, struct json *attributes)
{
	JSON_EACH(value, values)
	{
		const struct jira_assets_attribute *attribute =
			jira_assets_attribute(inventory->type, value->key);
		if (attribute == NULL || !attribute->editable)
			continue;
		struct json *texts = jira_assets_texts(inventory, attribute, value);
		const struct json *held =
			jira_assets_values(inventory->arena, object, attribute->id);
		if (texts == NULL || jira_assets_stands(texts, held) || (empty && held != NULL))
			continue;
		jira_assets_put(inventory->itsm, inventory->arena, attributes, attribute->id,
		                texts);
	}
}

void jira_assets_settle(const struct jira_inventory *inventory, size_t number, const char *id,
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

	if (*id == '\0') {
		itsm_reply_begin(0, reply);
		reply->verdict = ITSM_REPLY_REFUSED;
		reply->reason = "Assets shows an object without an id that is one";
		return NULL;
	}
	jira_assets_of(inventory->itsm)->edits++;
	if (!jira_assets_call(inventory->itsm, arena, JIRA_ASSETS_OTHER, &request, reply))
		return NULL;
	if (json_get(reply->root, "attributes") != NULL)
		return reply->root;
	if (inventory->brief)
		return reply->root != NULL ? reply->root : json_new(arena, JSON_OBJECT);
	return jira_assets_get(inventory->itsm, arena, request.path, reply) ? reply->root : NULL;
}

bool jira_assets_settle_write(const struct jira_inventory *inventory, size_t number,
                              const struct itsm_reply *reply, bool repeatable, struct error *error)
{
	struct receipt *receipt = &inventory->receipts[number];

	if (reply->status != 400 || !jira_assets_outdated(inventory->itsm))
		return itsm_reply_settle(reply, repeatable, inventory->steps[number].key, receipt,
		                         error);
	receipt->outcome = RECEIPT_POSTPONED;
	receipt->reason = arena_print(inventory->arena, "%s; the object types are read again first",
	                              reply->reason);
	return true;
}

/* What stands in a reference and what relations of this run ask for beside it; NULL when all stands there. */
static struct json *joined(const struct jira_inventory *inventory,
                           const struct jira_assets_attribute *attribute, const struct json *object,
                           const struct json *ids)
{
	const struct json *held = jira_assets_values(inventory->arena, object, attribute->id);
	struct json *wanted = json_new(inventory->arena, JSON_ARRAY);

	JSON_EACH(id, held)
	json_push_string(inventory->arena, wanted, json_text(id, ""));
	JSON_EACH(id, ids)
	if (*json_text(id, "") != '\0' && !jira_assets_holds(wanted, json_text(id, "")))
		json_push_string(inventory->arena, wanted, json_text(id, ""));
	return jira_assets_stands(wanted, held) ? NULL : wanted;
}

/* Puts what is asked for; with `attributes` NULL only tells whether that would lose what we do not see. */
static bool put_related(const struct jira_inventory *inventory, const struct step *step,
                        const struct json *object, struct json *attributes)
{
	bool loses = false;

	JSON_EACH(ids, jira_assets_related(inventory, step))
	{
		const struct jira_assets_attribute *attribute =
			jira_assets_attribute(inventory->type, ids->key);
		if (attribute == NULL || !attribute->editable ||
		    attribute->type != JIRA_ATTRIBUTE_REFERENCE)
			continue;
		struct json *wanted = joined(inventory, attribute, object, ids);
		if (wanted == NULL)
			continue;
		loses = loses || !jira_assets_in_sight(object, attribute->id);
		if (attributes != NULL)
			jira_assets_put(inventory->itsm, inventory->arena, attributes,
			                attribute->id, wanted);
	}
	return loses;
}

struct json *jira_assets_compose(const struct jira_inventory *inventory, const struct step *step,
                                 const struct json *object, bool related)
{
	struct json *attributes = json_new(inventory->arena, JSON_ARRAY);

	jira_assets_put_values(inventory, object, json_get(step->body, "values"), false,
	                       attributes);
	jira_assets_put_values(inventory, object, json_get(step->body, "seed"), true, attributes);
	if (object == NULL)
		jira_assets_put_values(inventory, NULL, json_get(step->body, "insert"), true,
		                       attributes);
	if (related)
		(void)put_related(inventory, step, object, attributes);
	return attributes;
}

bool jira_assets_edit(const struct jira_inventory *inventory, size_t number,
                      const struct json *object, struct error *error)
{
	const struct step *step = &inventory->steps[number];
	const char *id = jira_assets_object_id(object);
	const char *refusal =
		put_related(inventory, step, object, NULL) ? JIRA_ASSETS_HIDDEN : NULL;
	struct json *whole = jira_assets_compose(inventory, step, object, refusal == NULL);
	struct json *plain = jira_assets_compose(inventory, step, object, false);
	const struct json *written = object;
	struct itsm_reply reply = { 0 };

	if (*id == '\0')
		return receipt_refuse(&inventory->receipts[number],
		                      "Assets shows an object without an id that is one");
	if (json_count(whole) > 0)
		written = jira_assets_write(inventory, id, whole, &reply);
	if (written == NULL && reply.status == 400 && json_count(plain) < json_count(whole)) {
		refusal = reply.reason;
		written = json_count(plain) > 0 ? jira_assets_write(inventory, id, plain, &reply)
		                                : object;
	}
	if (written == NULL)
		return jira_assets_settle_write(inventory, number, &reply, true, error);
	jira_assets_settle(inventory, number, id, written);
	if (refusal != NULL)
		jira_assets_refuse_related(inventory, step, refusal);
	else
		jira_assets_settle_related(inventory, step, id);
	return true;
}
