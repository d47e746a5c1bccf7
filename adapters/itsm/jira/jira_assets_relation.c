/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Relations as references: the certificate's object names the objects that use it. */
#include "base/text.h"
#include "jira_assets_push.h"
#include <string.h>

const char *jira_assets_relation_name(struct itsm *itsm, const struct jira_assets_type *type,
                                      const char *name)
{
	const struct setting_list *names = &jira_settings(itsm)->assets_relation_attributes;

	return jira_assets_attribute(type, name) == NULL && names->count > 0 ? names->items[0]
	                                                                     : name;
}

/* Of a relation's step. */
static const char *name_of(const struct jira_inventory *inventory, const struct step *step)
{
	return jira_assets_relation_name(inventory->itsm, inventory->type,
	                                 json_member_text(step->body, "type", ""));
}

static bool is_wanted(const struct step *step)
{
	return step->kind == STEP_RELATION && step->verb != STEP_DELETE;
}

struct json *jira_assets_related(const struct jira_inventory *inventory, const struct step *step)
{
	struct arena *arena = inventory->arena;
	struct json *related = json_new(arena, JSON_OBJECT);

	for (size_t i = 0; i < inventory->count; i++) {
		const struct step *relation = &inventory->steps[i];
		if (!is_wanted(relation) ||
		    !text_equal(json_member_text(json_get(relation->body, "child"), "ref", NULL),
		                step->key))
			continue;
		const char *name = name_of(inventory, relation);
		if (json_get(related, name) == NULL)
			json_set(arena, related, name, json_new(arena, JSON_ARRAY));
		json_push_string(arena, json_get(related, name),
		                 jira_assets_end(inventory, json_get(relation->body, "parent")));
	}
	return related;
}

static void settle(const struct jira_inventory *inventory, size_t number, const char *certificate,
                   const char *object)
{
	inventory->receipts[number].outcome = RECEIPT_DONE;
	inventory->receipts[number].remote_id =
		arena_print(inventory->arena, "%s/%s", certificate, object);
}

void jira_assets_settle_related(const struct jira_inventory *inventory, const struct step *step,
                                const char *id)
{
	for (size_t i = 0; i < inventory->count; i++) {
		const struct step *relation = &inventory->steps[i];
		const struct json *child = json_get(relation->body, "child");
		if (!is_wanted(relation) ||
		    !text_equal(json_member_text(child, "ref", NULL), step->key) ||
		    inventory->receipts[i].outcome != RECEIPT_UNTRIED)
			continue;
		const struct jira_assets_attribute *attribute =
			jira_assets_attribute(inventory->type, name_of(inventory, relation));
		const char *object = jira_assets_end(inventory, json_get(relation->body, "parent"));
		if (attribute != NULL && attribute->editable &&
		    attribute->type == JIRA_ATTRIBUTE_REFERENCE && *object != '\0')
			settle(inventory, i, id, object);
	}
}

void jira_assets_refuse_related(const struct jira_inventory *inventory, const struct step *step,
                                const char *reason)
{
	bool hidden = text_equal(reason, JIRA_ASSETS_HIDDEN);

	for (size_t i = 0; i < inventory->count; i++) {
		const struct step *relation = &inventory->steps[i];
		const struct json *child = json_get(relation->body, "child");
		if (is_wanted(relation) &&
		    text_equal(json_member_text(child, "ref", NULL), step->key))
			(void)receipt_refuse(
				&inventory->receipts[i],
				hidden ? reason
				       : arena_print(
						 inventory->arena,
						 "the certificate stands without this reference, "
						 "which is refused: %s; let '%s' refer to objects "
						 "of that type",
						 reason, name_of(inventory, relation)));
	}
}

/* Both ends of a relation's step; false while one is missing. */
static bool ends_of(const struct jira_inventory *inventory, const struct step *step,
                    const char **certificate, const char **object)
{
	if (step->verb == STEP_DELETE)
		return jira_assets_parse_relation(inventory->arena,
		                                  step->remote_id ? step->remote_id : "",
		                                  certificate, object);
	*certificate = jira_assets_end(inventory, json_get(step->body, "child"));
	*object = jira_assets_end(inventory, json_get(step->body, "parent"));
	return **certificate != '\0' && **object != '\0';
}

static struct json *without(struct arena *arena, const struct json *list, const char *id)
{
	struct json *rest = json_new(arena, JSON_ARRAY);

	JSON_EACH(item, list)
	if (!text_equal(json_text(item, ""), id))
		json_push_string(arena, rest, json_text(item, ""));
	return rest;
}

/* The relation at `number` and those behind it of the same certificate and attribute. */
static bool belongs(const struct jira_inventory *inventory, size_t number, size_t other,
                    const char *certificate, const char **object)
{
	const struct step *a = &inventory->steps[number], *b = &inventory->steps[other];
	const char *its;

	return b->kind == STEP_RELATION && inventory->receipts[other].outcome == RECEIPT_UNTRIED &&
	       ends_of(inventory, b, &its, object) && strcmp(its, certificate) == 0 &&
	       text_equal(name_of(inventory, a), name_of(inventory, b));
}

static bool write_all(const struct jira_inventory *inventory, size_t number,
                      const char *certificate, const struct jira_assets_attribute *attribute,
                      const struct json *object, struct itsm_reply *reply)
{
	struct arena *arena = inventory->arena;
	const struct json *held = jira_assets_values(arena, object, attribute->id);
	struct json *wanted = without(arena, held, "");
	struct json *attributes = json_new(arena, JSON_ARRAY);
	const char *end;

	for (size_t i = number; i < inventory->count; i++) {
		if (!belongs(inventory, number, i, certificate, &end))
			continue;
		wanted = without(arena, wanted, end);
		if (inventory->steps[i].verb != STEP_DELETE)
			json_push_string(arena, wanted, end);
	}
	if (jira_assets_stands(wanted, held))
		return true;
	if (!jira_assets_in_sight(object, attribute->id)) {
		itsm_reply_begin(0, reply);
		reply->verdict = ITSM_REPLY_REFUSED;
		reply->reason = JIRA_ASSETS_HIDDEN;
		return false;
	}
	jira_assets_put(inventory->itsm, arena, attributes, attribute->id, wanted);
	return jira_assets_write(inventory, certificate, attributes, reply) != NULL;
}

static bool read_object(const struct jira_inventory *inventory, const char *id,
                        struct itsm_reply *reply)
{
	return jira_assets_get(inventory->itsm, inventory->arena,
	                       arena_print(inventory->arena, "/object/%s", id), reply);
}

bool jira_assets_push_relations(const struct jira_inventory *inventory, size_t number,
                                struct error *error)
{
	const struct step *step = &inventory->steps[number];
	struct receipt *receipt = &inventory->receipts[number];
	const char *name = name_of(inventory, step);
	const struct jira_assets_attribute *attribute =
		jira_assets_attribute(inventory->type, name);
	const char *certificate, *end;
	struct itsm_reply reply;

	if (attribute == NULL || !attribute->editable ||
	    attribute->type != JIRA_ATTRIBUTE_REFERENCE)
		return receipt_refuse(
			receipt,
			arena_print(inventory->arena,
		                    "object type '%s' has no reference '%s' that we may write; add "
		                    "it, with any number of values",
		                    inventory->type->name, name));
	if (!ends_of(inventory, step, &certificate, &end)) {
		receipt->reason = "one end of the relation has no object yet";
		return true;
	}
	if (!read_object(inventory, certificate, &reply)) {
		/* With the object its references are gone too. */
		if (reply.verdict == ITSM_REPLY_GONE && step->verb == STEP_DELETE) {
			receipt->outcome = RECEIPT_DONE;
			return true;
		}
		return itsm_reply_settle(&reply, true, step->key, receipt, error);
	}
	if (!write_all(inventory, number, certificate, attribute, reply.root, &reply))
		return jira_assets_settle_write(inventory, number, &reply, true, error);
	for (size_t i = number + 1; i < inventory->count; i++)
		if (belongs(inventory, number, i, certificate, &end))
			settle(inventory, i, certificate, end);
	(void)ends_of(inventory, step, &certificate, &end);
	settle(inventory, number, certificate, end);
	return true;
}
