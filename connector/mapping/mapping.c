/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Opening: programs are read here, so that the worker needs no file at all. */
#include "mapping/mapping.h"

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/text.h"
#include "mapping/mapping_state.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Ours are below 20 KB; jq takes seconds to compile much more. */
enum { MAPPING_TEXT_BYTES = 1 << 20 };

static const char prelude_file[] = "common.jq";

struct program_texts {
	const char *text;
	size_t length;
	const char *prelude_name; /* NULL = none */
	const char *prelude;
	size_t prelude_length;
};

static bool read_text(struct arena *arena, const char *path, const char **text, size_t *length,
                      struct error *error)
{
	*text = file_read(arena, path, MAPPING_TEXT_BYTES, length, error);
	if (!*text)
		return error_set(error, ERROR_LOCAL, "%s", error ? error->message : path);
	if (memchr(*text, '\0', *length) || !text_is_utf8(*text, *length))
		return error_set(error, ERROR_LOCAL, "%s: is no UTF-8 text: save it as UTF-8",
		                 path);
	return true;
}

static bool read_program(struct arena *arena, const struct mapping_program *program,
                         struct program_texts *texts, struct error *error)
{
	const char *path = program->path ? program->path : program->name;
	const char *prelude = file_join(arena, file_folder(arena, path), prelude_file);
	if (!read_text(arena, path, &texts->text, &texts->length, error))
		return false;
	if (access(prelude, F_OK) != 0 && errno == ENOENT)
		return true;
	texts->prelude_name = file_join(arena, file_folder(arena, program->name), prelude_file);
	return read_text(arena, prelude, &texts->prelude, &texts->prelude_length, error);
}

static void set_version(struct mapping_entry *entry, const struct program_texts *texts)
{
	struct digest digest;
	digest_start(&digest);
	if (texts->prelude)
		digest_add(&digest, texts->prelude, texts->prelude_length + 1);
	digest_add(&digest, texts->text, texts->length);
	digest_finish(&digest, entry->version);
}

static bool add_program(struct mapping *mapping, const struct mapping_program *program,
                        struct json *list, struct error *error)
{
	struct arena *arena = &mapping->arena;
	struct program_texts texts = { .text = NULL };
	if (mapping->count == MAPPING_PROGRAMS)
		return error_set(error, ERROR_LOCAL, "mapping '%s': more than %d programs",
		                 program->name, MAPPING_PROGRAMS);
	if (mapping_state_find(mapping, program->name))
		return error_set(error, ERROR_LOCAL, "mapping '%s': named twice", program->name);
	if (!read_program(arena, program, &texts, error))
		return error_wrap(error, "mapping '%s'", program->name);
	struct mapping_entry *entry = &mapping->entries[mapping->count++];
	entry->name = arena_copy(arena, program->name);
	set_version(entry, &texts);
	struct json *description = json_push(list, json_new(arena, JSON_OBJECT));
	json_set_string(arena, description, "name", entry->name);
	json_set_string(arena, description, "text", texts.text);
	if (texts.prelude) {
		json_set_string(arena, description, "prelude_name", texts.prelude_name);
		json_set_string(arena, description, "prelude", texts.prelude);
	}
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
		if (!add_program(mapping, &options->programs[i], list, error))
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
