/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Items, relations and references of one identification payload. */
#include "servicenow_request_ire.h"
#include "base/array.h"
#include "base/http.h"
#include <string.h>

struct composer {
	struct arena *arena;
	const struct servicenow_ire_options *options;
	struct servicenow_ire *ire;
	struct json *items, *relations, *references;
};

size_t servicenow_request_ire_limit(const struct step *first)
{
	int halvings = first->attempts < 0 ? 0 : first->attempts > 8 ? 8 : first->attempts;

	return (size_t)SERVICENOW_IRE_ITEMS >> halvings;
}

const struct servicenow_ire_item *servicenow_request_ire_item(const struct servicenow_ire *ire,
                                                              const char *internal_id)
{
	for (size_t i = 0; i < ire->item_count; i++)
		if (strcmp(ire->items[i].internal_id, internal_id) == 0)
			return &ire->items[i];
	return NULL;
}

static const char *id_of_key(const struct servicenow_ire *ire, const char *key)
{
	for (size_t i = 0; i < ire->item_count; i++)
		if (ire->items[i].key != NULL && strcmp(ire->items[i].key, key) == 0)
			return ire->items[i].internal_id;
	return NULL;
}

static const char *id_of_row(const struct servicenow_ire *ire, const char *sys_id)
{
	for (size_t i = 0; i < ire->item_count; i++)
		if (ire->items[i].sys_id != NULL && strcmp(ire->items[i].sys_id, sys_id) == 0)
			return ire->items[i].internal_id;
	return NULL;
}

static const char *native_key(const char *key)
{
	const char *colon = strchr(key, ':');

	return colon != NULL ? colon + 1 : key;
}

static struct json *source_info(const struct composer *composer, const char *key)
{
	const struct servicenow_settings *settings = composer->options->settings;
	struct json *info = json_new(composer->arena, JSON_OBJECT);

	json_set_string(composer->arena, info, "source_name", settings->discovery_source);
	json_set_string(composer->arena, info, "source_native_key", native_key(key));
	json_set_string(composer->arena, info, "source_feed", settings->source_feed);
	json_set_string(composer->arena, info, "source_recency_timestamp",
	                servicenow_request_time(composer->arena, composer->options->now));
	return info;
}

static struct json *values_of(const struct composer *composer, const struct step *step)
{
	struct arena *arena = composer->arena;
	struct json *values = servicenow_request_fields(arena, json_get(step->body, "values"));
	const char *fingerprint = json_member_text(values, "fingerprint", "");

	if (*fingerprint != '\0')
		json_set_string(arena, values, "fingerprint",
		                servicenow_request_fingerprint(arena, fingerprint,
		                                               (int)composer->options->spelling));
	if (!text_is_empty(step->remote_id))
		json_set_string(arena, values, "sys_id", step->remote_id);
	return values;
}

static struct servicenow_ire_item *add_item(struct composer *composer, const char *class,
                                            struct json *values, struct json **item)
{
	struct arena *arena = composer->arena;
	struct servicenow_ire *ire = composer->ire;
	struct servicenow_ire_item *entry =
		(array_grow(arena, (void **)&ire->items, &ire->item_count, &ire->item_capacity,
	                    sizeof(*ire->items)),
	         &ire->items[ire->item_count - 1]);

	entry->internal_id = arena_print(arena, "i%zu", ire->item_count - 1);
	*item = json_push(composer->items, json_new(arena, JSON_OBJECT));
	json_set_string(arena, *item, "className", class);
	json_set_string(arena, *item, "internal_id", entry->internal_id);
	json_set(arena, *item, "values", values);
	return entry;
}

static void add_certificate(struct composer *composer, const struct step *step,
                            struct receipt *receipt)
{
	const char *class = json_member_text(step->body, "class",
	                                     composer->options->settings->certificate_class);
	struct json *item;
	struct servicenow_ire_item *entry =
		add_item(composer, class, values_of(composer, step), &item);

	entry->key = step->key;
	entry->step = step;
	entry->receipt = receipt;
	entry->sys_id = text_is_empty(step->remote_id) ? NULL : step->remote_id;
	json_set(composer->arena, item, "sys_object_source_info", source_info(composer, step->key));
}

/* A CI that stands there already: no attribute of it is touched, nor its class. */
static const char *add_known(struct composer *composer, const char *class, const char *sys_id)
{
	static const char *const keep[] = { "updateWithoutUpgrade", "updateWithoutDowngrade",
		                            "updateWithoutSwitch" };
	struct json *values = json_new(composer->arena, JSON_OBJECT);
	struct json *settings = json_new(composer->arena, JSON_OBJECT);
	struct json *item;
	struct servicenow_ire_item *entry;

	json_set_string(composer->arena, values, "sys_id", sys_id);
	entry = add_item(composer, class, values, &item);
	entry->sys_id = sys_id;
	for (size_t i = 0; i < sizeof(keep) / sizeof(keep[0]); i++)
		json_set_bool(composer->arena, settings, keep[i], true);
	json_set(composer->arena, item, "settings", settings);
	return entry->internal_id;
}

static const char *ref_of(const struct json *end)
{
	return end != NULL && end->type == JSON_OBJECT ? json_member_text(end, "ref", "") : NULL;
}

/* Internal id of one end that stands in the payload already, or NULL. */
static const char *end_in_payload(const struct servicenow_ire *ire, const struct json *end)
{
	const char *ref = ref_of(end);

	return ref != NULL ? id_of_key(ire, ref) : id_of_row(ire, json_text(end, ""));
}

static const char *end_of(struct composer *composer, const struct json *body, const char *end_name,
                          const char *class_name, const char *default_class)
{
	const struct json *end = json_get(body, end_name);
	const char *known = end_in_payload(composer->ire, end);

	if (known != NULL)
		return known;
	return add_known(composer, json_member_text(body, class_name, default_class),
	                 json_text(end, ""));
}

static bool end_can_travel(const struct composer *composer, const struct json *end,
                           struct receipt *receipt)
{
	const char *ref = ref_of(end);

	if (ref != NULL && id_of_key(composer->ire, ref) == NULL) {
		receipt->outcome = RECEIPT_POSTPONED;
		receipt->delay = SERVICENOW_DELAY;
		receipt->reason =
			arena_print(composer->arena, "'%s' has no record on the far side yet", ref);
		return false;
	}
	if (ref == NULL && !servicenow_request_is_id(json_text(end, ""))) {
		receipt->outcome = RECEIPT_REFUSED;
		receipt->reason = "one end of the relation is no sys_id";
		return false;
	}
	return true;
}

static void add_relation(struct composer *composer, const struct step *step,
                         struct receipt *receipt)
{
	const struct servicenow_settings *settings = composer->options->settings;
	struct arena *arena = composer->arena;
	struct servicenow_ire *ire = composer->ire;
	struct servicenow_ire_relation *entry =
		(array_grow(arena, (void **)&ire->relations, &ire->relation_count,
	                    &ire->relation_capacity, sizeof(*ire->relations)),
	         &ire->relations[ire->relation_count - 1]);
	struct json *relation = json_push(composer->relations, json_new(arena, JSON_OBJECT));

	entry->step = step;
	entry->receipt = receipt;
	entry->parent = end_of(composer, step->body, "parent", "parent_class", "cmdb_ci");
	entry->child =
		end_of(composer, step->body, "child", "child_class", settings->certificate_class);
	json_set_string(arena, relation, "type",
	                json_member_text(step->body, "type", settings->relation_type));
	json_set_string(arena, relation, "parent_id", entry->parent);
	json_set_string(arena, relation, "child_id", entry->child);
}

/* How many items a step adds at most. */
static size_t items_needed(const struct composer *composer, const struct step *step)
{
	const struct json *parent = json_get(step->body, "parent");
	const struct json *child = json_get(step->body, "child");

	if (step->kind == STEP_CERTIFICATE)
		return 1;
	return (end_in_payload(composer->ire, parent) == NULL) +
	       (end_in_payload(composer->ire, child) == NULL);
}

static bool can_travel(const struct composer *composer, const struct step *step,
                       struct receipt *receipt)
{
	if (step->verb == STEP_CREATE || step->verb == STEP_UPDATE)
		return step->kind == STEP_CERTIFICATE ||
		       (end_can_travel(composer, json_get(step->body, "parent"), receipt) &&
		        end_can_travel(composer, json_get(step->body, "child"), receipt));
	receipt->outcome = RECEIPT_REFUSED;
	receipt->reason = "certificates are retired by a value, never moved or deleted";
	return false;
}

static void add_reference(struct composer *composer, const struct servicenow_ire_item *from,
                          const char *field, const char *to)
{
	struct arena *arena = composer->arena;
	struct json *reference = json_push(composer->references, json_new(arena, JSON_OBJECT));

	json_set_string(arena, reference, "referenced", to);
	json_set_string(arena, reference, "referencedBy", from->internal_id);
	json_set_string(arena, reference, "referenceField", field);
}

/* issuer and root_issuer of certificates that travel together: the engine fills them in. One that
 * points at itself would be a loop and is set once its id is known. */
static void add_references(struct composer *composer)
{
	for (size_t i = 0; i < composer->ire->item_count; i++) {
		struct servicenow_ire_item *item = &composer->ire->items[i];
		if (item->step == NULL)
			continue;
		JSON_EACH(value, json_get(item->step->body, "values"))
		{
			const char *ref = ref_of(value);
			const char *to = ref != NULL ? id_of_key(composer->ire, ref) : NULL;
			if (to == NULL)
				continue;
			if (strcmp(to, item->internal_id) != 0) {
				add_reference(composer, item, value->key, to);
				continue;
			}
			if (item->self == NULL)
				item->self = json_new(composer->arena, JSON_OBJECT);
			json_set_bool(composer->arena, item->self, value->key, true);
		}
	}
}

void servicenow_request_ire(struct arena *arena, const struct servicenow_ire_options *options,
                            const struct step *steps, size_t count, struct receipt *receipts,
                            struct servicenow_ire *ire)
{
	struct composer composer = { .arena = arena,
		                     .options = options,
		                     .ire = ire,
		                     .items = json_new(arena, JSON_ARRAY),
		                     .relations = json_new(arena, JSON_ARRAY),
		                     .references = json_new(arena, JSON_ARRAY) };

	*ire = (struct servicenow_ire){ .body = json_new(arena, JSON_OBJECT) };
	for (; ire->taken < count; ire->taken++) {
		const struct step *step = &steps[ire->taken];
		if (!can_travel(&composer, step, &receipts[ire->taken]))
			continue;
		if (ire->item_count > 0 &&
		    ire->item_count + items_needed(&composer, step) > options->item_limit)
			break;
		if (step->kind == STEP_CERTIFICATE)
			add_certificate(&composer, step, &receipts[ire->taken]);
		else
			add_relation(&composer, step, &receipts[ire->taken]);
	}
	add_references(&composer);
	json_set(arena, ire->body, "items", composer.items);
	json_set(arena, ire->body, "relations", composer.relations);
	if (json_count(composer.references) > 0)
		json_set(arena, ire->body, "referenceItems", composer.references);
	ire->path = arena_print(arena,
	                        "/api/now/identifyreconcile/enhanced?sysparm_data_source=%s"
	                        "&options=partial_payloads:true,partial_commits:true,"
	                        "deduplicate_payloads:true,generate_summary:false",
	                        http_escape(arena, options->settings->discovery_source));
}
