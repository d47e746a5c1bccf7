/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a discovery test needs around a source. */
#include "support/source.h"
#include "support/check.h"

#include "base/array.h"
#include "base/text.h"
#include "base/yaml.h"

#include <stdlib.h>
#include <string.h>

static void copy_slot(struct arena *arena, struct look_slot *slot)
{
	struct look_certificate *chain =
		ARENA_ARRAY(arena, struct look_certificate, slot->chain_length);
	for (size_t index = 0; index < slot->chain_length; index++) {
		chain[index].length = slot->chain[index].length;
		chain[index].der = (const unsigned char *)arena_copy_bytes(
			arena, slot->chain[index].der, chain[index].length);
	}
	slot->chain = chain;
	slot->key_type = arena_copy(arena, slot->key_type);
	slot->protocol = arena_copy(arena, slot->protocol);
	slot->cipher = arena_copy(arena, slot->cipher);
	slot->verdict = arena_copy(arena, slot->verdict);
	if (slot->above.der)
		slot->above.der = (const unsigned char *)arena_copy_bytes(arena, slot->above.der,
		                                                          slot->above.length);
	if (slot->staple)
		slot->staple = (const unsigned char *)arena_copy_bytes(arena, slot->staple,
		                                                       slot->staple_length);
}

static void copy_look(struct arena *arena, struct look *to, const struct look *from)
{
	*to = *from;
	to->place.zone = arena_copy(arena, from->place.zone);
	to->place.host = arena_copy(arena, from->place.host);
	to->place.server_name = arena_copy(arena, from->place.server_name);
	to->place.path = arena_copy(arena, from->place.path);
	to->place.alias = arena_copy(arena, from->place.alias);
	to->detail = arena_copy(arena, from->detail);
	to->address = arena_copy(arena, from->address);
	struct look_slot *slots = ARENA_ARRAY(arena, struct look_slot, from->slot_count + 1);
	for (size_t index = 0; index < from->slot_count; index++) {
		slots[index] = from->slots[index];
		copy_slot(arena, &slots[index]);
	}
	to->slots = slots;
}

/* The rules of the contract that hold for every look. */
static void check_look(const struct look *look)
{
	assert_non_null(look->place.zone);
	assert_non_null(look->place.host);
	assert_non_null(look->place.server_name);
	assert_non_null(look->place.path);
	assert_non_null(look->place.alias);
	assert_non_null(look->detail);
	assert_non_null(look->address);
	assert_true(look->at > 0);
	if (look->as_expected)
		assert_true(look->outcome == LOOK_SERVED && !look->full && !look->slot_count &&
		            look->mark);
	else if (look->outcome == LOOK_SERVED)
		assert_true(look->slot_count > 0);
	else
		assert_true(look->slot_count == 0 && *look->detail && look->reason != LOOK_OK);
	for (size_t index = 0; index < look->slot_count; index++) {
		assert_true(look->slots[index].chain_length > 0);
		assert_non_null(look->slots[index].key_type);
		assert_non_null(look->slots[index].protocol);
		assert_non_null(look->slots[index].cipher);
		assert_non_null(look->slots[index].verdict);
	}
}

static struct source_mark *find_mark(struct seen *seen, const struct deployment_place *place)
{
	struct source_marks *marks = &seen->marks;
	const char *key = deployment_key(&marks->arena, place);
	for (size_t index = 0; index < marks->count; index++) {
		if (strcmp(marks->items[index].key, key) == 0)
			return &marks->items[index];
	}
	struct source_mark *added = &ARRAY_ADD(&marks->arena, marks);
	*added = (struct source_mark){ .key = key };
	return added;
}

static uint64_t expected(void *context, const struct deployment_place *place)
{
	return find_mark(context, place)->mark;
}

static bool observe(void *context, const struct look *look, struct error *error)
{
	struct seen *seen = context;
	check_look(look);
	copy_look(&seen->arena, &ARRAY_ADD(&seen->arena, seen), look);
	find_mark(seen, &look->place)->mark = look->mark;
	if (seen->refuse_after && seen->count >= seen->refuse_after)
		return error_set(error, ERROR_LOCAL, "the store is full");
	return true;
}

static bool cancelled(void *context)
{
	const struct seen *seen = context;
	return seen->cancel_now || (seen->cancel_after && seen->count >= seen->cancel_after);
}

static bool read_settings(struct source *source, const char *text)
{
	const struct yaml *map =
		yaml_parse(&source->arena, "test", text, strlen(text), &source->error);
	return map && setting_read(source->discovery.type->setting_table, map, NULL,
	                           source->discovery.settings, &source->arena, &source->error);
}

static bool try_open(struct source *source, const struct discovery_type *type, const char *zone,
                     const char *text)
{
	*source = (struct source){
		.discovery = { .type = type,
		               .name = "test",
		               .zone = zone,
		               .settings = calloc(1, type->settings_size),
		               .state = calloc(1, type->state_size) },
	};
	source->error = ERROR_INIT;
	return read_settings(source, text) && type->open(&source->discovery, &source->error);
}

void source_open(struct source *source, const struct discovery_type *type, const char *zone,
                 const char *text)
{
	if (!try_open(source, type, zone, text))
		fail_msg("open: %s", source->error.message);
}

const char *source_refusal(struct source *source, const struct discovery_type *type,
                           const char *text)
{
	assert_false(try_open(source, type, "", text));
	assert_int_equal(source->error.kind, ERROR_LOCAL);
	return source->error.message;
}

static void prepare(struct source *source)
{
	const char *cursor = source->scan.cursor;
	const char *memory =
		source->scan.next_memory ? source->scan.next_memory : source->scan.memory;
	source->error = ERROR_INIT;
	source->scan = (struct discovery_scan){ .scratch = &source->arena,
		                                .observe = observe,
		                                .expected = source->expects ? expected : NULL,
		                                .cancelled = cancelled,
		                                .known_hosts = source->known_hosts,
		                                .known_places = source->known_places,
		                                .context = &source->seen,
		                                .cursor = cursor ? cursor : "",
		                                .memory = memory ? memory : "" };
}

bool source_scan(struct source *source)
{
	prepare(source);
	return source->discovery.type->scan(&source->discovery, &source->scan, &source->error);
}

bool source_look(struct source *source, const struct deployment_place *places, size_t count)
{
	prepare(source);
	return source->discovery.type->look(&source->discovery, places, count, &source->scan,
	                                    &source->error);
}

void source_forget(struct source *source)
{
	arena_release(&source->seen.arena);
	source->seen = (struct seen){ .marks = source->seen.marks };
}

static const struct look *find(struct source *source, const char *key, size_t *found)
{
	const struct look *last = NULL;
	*found = 0;
	for (size_t index = 0; index < source->seen.count; index++) {
		const struct look *look = &source->seen.items[index];
		if (strcmp(deployment_key(&source->seen.arena, &look->place), key) == 0) {
			last = look;
			(*found)++;
		}
	}
	return last;
}

size_t source_count(struct source *source, const char *key)
{
	size_t found;
	(void)find(source, key, &found);
	return found;
}

const struct look *source_find(struct source *source, const char *key)
{
	size_t found;
	const struct look *look = find(source, key, &found);
	if (found == 1)
		return look;
	for (size_t index = 0; index < source->seen.count; index++)
		print_message("seen: %s\n", deployment_key(&source->seen.arena,
		                                           &source->seen.items[index].place));
	fail_msg("%zu looks at '%s'", found, key);
	return NULL;
}

void source_close(struct source *source)
{
	if (!source->discovery.type)
		return;
	source->discovery.type->close(&source->discovery);
	setting_release(source->discovery.type->setting_table, source->discovery.settings);
	free(source->discovery.settings);
	free(source->discovery.state);
	arena_release(&source->seen.arena);
	arena_release(&source->seen.marks.arena);
	arena_release(&source->arena);
	*source = (struct source){ .seen.items = NULL };
}
