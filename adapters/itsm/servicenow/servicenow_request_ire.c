/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Items, relations and references of one identification payload. */
#include "servicenow_request_ire.h"
#include "base/array.h"
#include "base/http.h"
#include <string.h>

enum {
	UNUSED,  /* marks of steps */
	VISITED, /* its references are being looked at */
	USED,
	CHAIN_MOST = 20, /* issuers above one another */
};

struct composer {
	struct arena *arena;
	const struct servicenow_ire_batch *batch;
	const struct servicenow_ire_options *options;
	struct servicenow_ire *ire;
	struct json *items, *relations, *references;
};

size_t servicenow_request_ire_limit(const struct step *step)
{
	/* attempts counts the one under way. */
	int halvings = step->attempts <= 1 ? 0 : step->attempts > 9 ? 8 : step->attempts - 1;

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

static const char *ref_of(const struct json *end)
{
	return end != NULL && end->type == JSON_OBJECT ? json_member_text(end, "ref", "") : NULL;
}

static size_t step_of_key(const struct servicenow_ire_batch *batch, const char *key)
{
	size_t i = 0;

	while (i < batch->count &&
	       (batch->steps[i].kind != STEP_CERTIFICATE || strcmp(batch->steps[i].key, key) != 0))
		i++;
	return i;
}

/* Id of a certificate that an earlier payload of this push has brought in, or NULL. */
static const char *id_from_before(const struct servicenow_ire_batch *batch, const char *key)
{
	size_t i = step_of_key(batch, key);

	if (i == batch->count)
		return NULL;
	if (batch->marks[i] == USED && batch->receipts[i].outcome == RECEIPT_DONE)
		return batch->receipts[i].remote_id;
	return text_is_empty(batch->steps[i].remote_id) ? NULL : batch->steps[i].remote_id;
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
	JSON_EACH(value, json_get(step->body, "values"))
	{
		const char *ref = ref_of(value);
		const char *id = ref != NULL && id_of_key(composer->ire, ref) == NULL
		                         ? id_from_before(composer->batch, ref)
		                         : NULL;
		if (id != NULL)
			json_set_string(arena, values, value->key, id);
	}
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
	const char *class = json_member_text(step->body, "class", "");
	struct json *item;

	if (*class == '\0')
		class = composer->options->settings->certificate_class;
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

/* One end of a relation: an item of the payload, or a row that stands there already. */
struct end {
	const char *internal_id, *sys_id;
};

static struct end find_end(const struct composer *composer, const struct json *end)
{
	const char *ref = ref_of(end), *text = json_text(end, "");
	struct end found = { NULL, NULL };

	if (ref != NULL) {
		found.internal_id = id_of_key(composer->ire, ref);
		if (found.internal_id == NULL)
			found.sys_id = id_from_before(composer->batch, ref);
	} else if (servicenow_request_is_id(text)) {
		found.sys_id = text;
	}
	if (found.internal_id == NULL && found.sys_id != NULL)
		found.internal_id = id_of_row(composer->ire, found.sys_id);
	return found;
}

static const char *place_end(struct composer *composer, const struct json *body,
                             const char *end_name, const char *class_name,
                             const char *default_class)
{
	struct end end = find_end(composer, json_get(body, end_name));

	if (end.internal_id != NULL)
		return end.internal_id;
	return add_known(composer, json_member_text(body, class_name, default_class), end.sys_id);
}

static bool end_can_travel(const struct composer *composer, const struct json *end,
                           struct receipt *receipt)
{
	const char *ref = ref_of(end);
	struct end found = find_end(composer, end);

	if (found.internal_id != NULL || found.sys_id != NULL)
		return true;
	if (ref == NULL) {
		receipt->outcome = RECEIPT_REFUSED;
		receipt->reason = "one end of the relation is no sys_id";
		return false;
	}
	receipt->outcome = RECEIPT_POSTPONED;
	receipt->reason =
		arena_print(composer->arena, "'%s' has no record on the far side yet", ref);
	return false;
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
	entry->parent = place_end(composer, step->body, "parent", "parent_class", "cmdb_ci");
	entry->child = place_end(composer, step->body, "child", "child_class",
	                         settings->certificate_class);
	json_set_string(arena, relation, "type",
	                json_member_text(step->body, "type", settings->relation_type));
	json_set_string(arena, relation, "parent_id", entry->parent);
	json_set_string(arena, relation, "child_id", entry->child);
}

/* How many items a step adds at most. */
static size_t items_needed(const struct composer *composer, const struct step *step)
{
	if (step->kind == STEP_CERTIFICATE)
		return 1;
	return (find_end(composer, json_get(step->body, "parent")).internal_id == NULL) +
	       (find_end(composer, json_get(step->body, "child")).internal_id == NULL);
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

static bool include(struct composer *composer, size_t number, int depth);

/* What a step refers to goes first, so that the engine knows it. */
static bool include_referenced(struct composer *composer, const struct json *holder, int depth)
{
	JSON_EACH(value, holder)
	{
		const char *ref = ref_of(value);
		size_t other =
			ref != NULL ? step_of_key(composer->batch, ref) : composer->batch->count;
		if (other < composer->batch->count && depth < CHAIN_MOST &&
		    !include(composer, other, depth + 1))
			return false;
	}
	return true;
}

/* False when the payload is full. */
static bool include(struct composer *composer, size_t number, int depth)
{
	const struct step *step = &composer->batch->steps[number];
	struct receipt *receipt = &composer->batch->receipts[number];
	unsigned char *mark = &composer->batch->marks[number];
	const struct json *holder =
		step->kind == STEP_CERTIFICATE ? json_get(step->body, "values") : step->body;

	if (*mark != UNUSED)
		return true;
	*mark = VISITED;
	if (!include_referenced(composer, holder, depth)) {
		*mark = UNUSED;
		return false;
	}
	*mark = USED;
	if (!can_travel(composer, step, receipt))
		return true;
	if (composer->ire->item_count > 0 &&
	    composer->ire->item_count + items_needed(composer, step) >
	            composer->options->item_limit) {
		*mark = UNUSED;
		return false;
	}
	if (step->kind == STEP_CERTIFICATE)
		add_certificate(composer, step, receipt);
	else
		add_relation(composer, step, receipt);
	return true;
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
                            const struct servicenow_ire_batch *batch, struct servicenow_ire *ire)
{
	struct composer composer = { .arena = arena,
		                     .batch = batch,
		                     .options = options,
		                     .ire = ire,
		                     .items = json_new(arena, JSON_ARRAY),
		                     .relations = json_new(arena, JSON_ARRAY),
		                     .references = json_new(arena, JSON_ARRAY) };

	*ire = (struct servicenow_ire){ .body = json_new(arena, JSON_OBJECT) };
	for (size_t i = 0; i < batch->count; i++)
		if (!include(&composer, i, 0))
			break;
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
