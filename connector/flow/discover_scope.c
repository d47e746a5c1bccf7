/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What sources are set to: an interrupted scan goes on only under the same settings, and places that
 * no source covers any more are frozen. */
#include "base/array.h"
#include "base/setting.h"
#include "base/text.h"
#include "flow/discover_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void put(struct digest *digest, const char *text)
{
	/* The mark tells "" from nothing. */
	digest_add(digest, text ? "+" : "-", 1);
	digest_add(digest, text ? text : "", strlen(text ? text : "") + 1);
}

static void put_tree(struct digest *digest, const struct yaml *tree)
{
	put(digest, tree ? tree->key : NULL);
	put(digest, tree ? tree->text : NULL);
	YAML_EACH(child, tree)
	put_tree(digest, child);
	put(digest, NULL);
}

static void put_list(struct digest *digest, const struct setting_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		put(digest, list->items[i]);
}

/* Secrets are left out: a new password does not change the scope. */
static void put_setting(struct digest *digest, const struct setting *setting, const void *settings)
{
	const char *value = (const char *)settings + setting->offset;
	char number[64] = "";
	put(digest, setting->name);
	switch (setting->type) {
	case SETTING_TEXT:
	case SETTING_PATH:
	case SETTING_CHOICE:
		put(digest, *(const char *const *)(const void *)value);
		return;
	case SETTING_BOOL:
		snprintf(number, sizeof(number), "%d", *(const bool *)value);
		break;
	case SETTING_INTEGER:
	case SETTING_DURATION:
		snprintf(number, sizeof(number), "%" PRId64, *(const int64_t *)(const void *)value);
		break;
	case SETTING_NUMBER:
		snprintf(number, sizeof(number), "%.17g", *(const double *)(const void *)value);
		break;
	case SETTING_LIST:
		put_list(digest, (const struct setting_list *)(const void *)value);
		break;
	case SETTING_TREE:
		put_tree(digest, *(const struct yaml *const *)(const void *)value);
		break;
	case SETTING_SECRET:
		break;
	}
	put(digest, number);
}

void discover_settings_digest(const struct discovery *source, char out[static 65])
{
	struct digest digest;
	digest_start(&digest);
	put(&digest, source->type->name);
	put(&digest, source->zone);
	for (const struct setting *setting = source->type->setting_table;
	     setting && setting->name && source->settings; setting++)
		put_setting(&digest, setting, source->settings);
	digest_finish(&digest, out);
}

/* The settings name a list; what stands in it decides what is covered. */
static void put_sum(struct digest *digest, const struct discovery *source)
{
	uint64_t sum = source->type->scope_sum ? source->type->scope_sum(source) : 0;
	digest_add(digest, &sum, sizeof(sum));
}

static void digest_sources(const struct discover *discover, char out[static 65])
{
	struct digest digest;
	char settings[DIGEST_HEX];
	digest_start(&digest);
	for (size_t i = 0; i < discover->source_count; i++) {
		discover_settings_digest(discover->sources[i], settings);
		put(&digest, discover->sources[i]->name);
		put(&digest, settings);
		put_sum(&digest, discover->sources[i]);
	}
	digest_finish(&digest, out);
}

struct uncovered {
	struct discover *discover;
	int64_t *items; /* deployment ids */
	size_t count, capacity;
};

static bool check_place(void *context, const struct store_deployment *place)
{
	struct uncovered *uncovered = context;
	const struct discover *discover = uncovered->discover;
	enum discover_state state = discover_state_parse(place->state);
	if (state == DISCOVER_GONE || state == DISCOVER_FROZEN)
		return true;
	for (size_t i = 0; i < discover->source_count; i++) {
		const struct discovery *source = discover->sources[i];
		if (source->type->covers(source, &place->place) ||
		    (source->type->imports && text_equal(source->name, place->source)))
			return true;
	}
	ARRAY_PUSH(&uncovered->discover->kept, uncovered, place->id);
	return true;
}

static bool freeze(struct discover *discover, int64_t id, struct error *error)
{
	struct store_deployment *place;
	arena_reset(&discover->arena);
	if (!store_deployment_get(discover->store, &discover->arena, id, &place, error))
		return false;
	struct discover_entry *entry = discover_index_find(&discover->index, &place->place);
	place->reason = "frozen";
	place->detail = "no configured source covers it";
	place->look_digest = "";
	entry->digest = 0;
	discover->result->frozen++;
	return discover_silence_set(discover, entry, place, DISCOVER_FROZEN,
	                            discover->scan.started_at, error) &&
	       store_silence_clear(discover->store, id, NULL, error);
}

bool discover_freeze(struct discover *discover, struct error *error)
{
	char now[DIGEST_HEX];
	const char *before;
	struct uncovered uncovered = { .discover = discover };
	digest_sources(discover, now);
	if (!store_meta_get(discover->store, &discover->kept, "discovery.sources", &before, error))
		return false;
	if (text_equal(before, now))
		return true;
	if (!discover_begin(discover, error) ||
	    !store_deployment_each(discover->store, check_place, &uncovered, error))
		return false;
	for (size_t i = 0; i < uncovered.count; i++) {
		if (!freeze(discover, uncovered.items[i], error))
			return false;
	}
	return store_meta_set(discover->store, "discovery.sources", now, error);
}
