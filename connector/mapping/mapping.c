/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Opening: programs are read here, so that the worker needs no file at all. */
#include "mapping/mapping.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/text.h"
#include "mapping/mapping_state.h"
#include "mapping/mapping_text.h"
#include <string.h>

static void set_version(struct mapping_entry *entry, const struct mapping_text *text)
{
	struct digest digest;
	digest_start(&digest);
	for (size_t i = 0; i < text->count; i++)
		digest_add(&digest, text->parts[i].text, text->parts[i].length + 1);
	digest_finish(&digest, entry->version);
}

static void describe(struct arena *arena, const char *name, const struct mapping_text *text,
                     struct json *description)
{
	struct json *parts = json_new(arena, JSON_ARRAY);
	json_set_string(arena, description, "name", name);
	json_set(arena, description, "parts", parts);
	for (size_t i = 0; i < text->count; i++) {
		struct json *part = json_push(parts, json_new(arena, JSON_OBJECT));
		json_set_string(arena, part, "name", text->parts[i].name);
		json_set_string(arena, part, "text", text->parts[i].text);
	}
}

static bool add_program(struct mapping *mapping, const struct mapping_program *program,
                        const char *shared, struct json *list, struct error *error)
{
	struct arena *arena = &mapping->arena;
	struct mapping_text text;
	if (mapping->count == MAPPING_PROGRAMS)
		return error_set(error, ERROR_LOCAL, "mapping '%s': more than %d programs",
		                 program->name, MAPPING_PROGRAMS);
	if (mapping_state_find(mapping, program->name))
		return error_set(error, ERROR_LOCAL, "mapping '%s': named twice", program->name);
	if (!mapping_text_read(arena, program, shared, &text, error))
		return error_wrap(error, "mapping '%s'", program->name);
	struct mapping_entry *entry = &mapping->entries[mapping->count++];
	entry->name = arena_copy(arena, program->name);
	entry->form = program->form;
	set_version(entry, &text);
	describe(arena, entry->name, &text, json_push(list, json_new(arena, JSON_OBJECT)));
	return true;
}

static bool write_greeting(struct mapping *mapping, const struct mapping_options *options,
                           struct error *error)
{
	struct json *greeting = json_new(&mapping->arena, JSON_OBJECT);
	struct json *list = json_new(&mapping->arena, JSON_ARRAY);
	json_set(&mapping->arena, greeting, "programs", list);
	json_set_integer(&mapping->arena, greeting, "memory", (int64_t)mapping->worker.memory);
	for (size_t i = 0; i < options->program_count; i++) {
		if (!add_program(mapping, &options->programs[i], options->shared, list, error))
			return false;
	}
	mapping->worker.greeting = json_print(&mapping->arena, greeting);
	if (strlen(mapping->worker.greeting) > LIMIT_FRAME_BYTES)
		return error_set(error, ERROR_LOCAL, "mappings: together larger than %d MiB",
		                 LIMIT_FRAME_BYTES >> 20);
	return true;
}

static bool find_worker(struct mapping *mapping, const struct mapping_options *options,
                        struct error *error)
{
	if (options->worker)
		mapping->worker.path = arena_copy(&mapping->arena, options->worker);
	else
		mapping->worker.path = mapping_worker_find(&mapping->arena);
	if (mapping->worker.path)
		return true;
	return error_set(
		error, ERROR_LOCAL,
		"mapping worker 'certsteward-mapper' is not beside this program: install it");
}

bool mapping_start(struct mapping *mapping, struct error *error)
{
	return mapping->worker.pid > 0 || mapping_worker_start(&mapping->worker, error);
}

bool mapping_open(struct mapping **opened, const struct mapping_options *options,
                  struct error *error)
{
	MAPPING(mapping);
	mapping = memory_zero(1, sizeof(*mapping));
	mapping->worker.channel.socket = -1;
	mapping->worker.memory =
		options->memory_bytes ? options->memory_bytes : (size_t)MAPPING_MEMORY_BYTES;
	mapping->timeout_ms = options->timeout_ms ? options->timeout_ms : MAPPING_TIMEOUT_MS;
	if (!find_worker(mapping, options, error) || !write_greeting(mapping, options, error) ||
	    (!options->later && !mapping_start(mapping, error)))
		return false;
	*opened = mapping;
	mapping = NULL;
	return true;
}

void mapping_close(struct mapping **mapping)
{
	if (!*mapping)
		return;
	mapping_worker_stop(&(*mapping)->worker, NULL, 0);
	arena_release(&(*mapping)->arena);
	memory_free_pointer(mapping);
	*mapping = NULL;
}

const char *mapping_version(const struct mapping *mapping, const char *program)
{
	const struct mapping_entry *entry = mapping_state_find((struct mapping *)mapping, program);
	return entry ? entry->version : NULL;
}
