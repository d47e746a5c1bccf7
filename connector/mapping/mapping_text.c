/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Includes are resolved here, so that the worker needs no file at all. */
#include "mapping/mapping_text.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "mapping/mapping.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Ours are below 20 KB; jq takes seconds to compile much more. */
enum { MAPPING_TEXT_BYTES = 1 << 20 };

struct reading {
	struct arena *arena;
	const char *own, *shared; /* folders */
	const char *called;       /* the program, by whose folder messages name its neighbours */
	int called_length;        /* of that folder with its slash */
	struct mapping_text *text;
	/* All that was begun, so that a circle ends. */
	const char *begun[MAPPING_TEXT_PARTS];
	size_t begun_count;
};

/* The NAME of a line `include "NAME";`, or NULL. Letters, digits, "_", "-" and "/" only: a name
 * cannot leave the folders that it is looked for in. */
static const char *included(struct arena *arena, const char *line, size_t length)
{
	static const char head[] = "include \"", tail[] = "\";";
	const size_t around = sizeof(head) - 1 + sizeof(tail) - 1;
	while (length > 0 && strchr(" \t\r", line[length - 1]))
		length--;
	if (length <= around || memcmp(line, head, sizeof(head) - 1) != 0 ||
	    memcmp(line + length - (sizeof(tail) - 1), tail, sizeof(tail) - 1) != 0)
		return NULL;
	const char *name = arena_copy_bytes(arena, line + sizeof(head) - 1, length - around);
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_-/";
	return name[strspn(name, allowed)] == '\0' && name[0] != '/' ? name : NULL;
}

static bool read_whole(struct arena *arena, struct mapping_text_part *part, struct error *error)
{
	part->text = file_read(arena, part->path, MAPPING_TEXT_BYTES, &part->length, error);
	if (!part->text)
		return error_set(error, ERROR_LOCAL, "%s", error ? error->message : part->path);
	if (memchr(part->text, '\0', part->length) || !text_is_utf8(part->text, part->length))
		return error_set(error, ERROR_LOCAL, "%s: is no UTF-8 text: save it as UTF-8",
		                 part->path);
	return true;
}

static bool find(struct reading *reading, const char *name, struct mapping_text_part *part)
{
	const char *file = arena_print(reading->arena, "%s.jq", name);
	part->name = arena_print(reading->arena, "%.*s%s", reading->called_length, reading->called,
	                         file);
	part->path = file_join(reading->arena, reading->own, file);
	if (access(part->path, F_OK) == 0 || errno != ENOENT)
		return true;
	part->name = file;
	if (reading->shared)
		part->path = file_join(reading->arena, reading->shared, file);
	return reading->shared && (access(part->path, F_OK) == 0 || errno != ENOENT);
}

static bool take(struct reading *reading, struct mapping_text_part *part, struct error *error);

static bool include(struct reading *reading, const char *name, const struct mapping_text_part *by,
                    int line, struct error *error)
{
	struct mapping_text_part part;
	for (size_t i = 0; i < reading->begun_count; i++)
		if (text_equal(reading->begun[i], name))
			return true;
	if (reading->begun_count + 1 >= MAPPING_TEXT_PARTS)
		return error_set(error, ERROR_LOCAL, "%s:%d: more than %d files in one program",
		                 by->name, line, MAPPING_TEXT_PARTS - 1);
	if (!find(reading, name, &part))
		return error_set(
			error, ERROR_LOCAL, "%s:%d: there is no '%s' in '%s'%s%s%s", by->name, line,
			part.name, reading->own, reading->shared ? " or '" : "",
			reading->shared ? reading->shared : "", reading->shared ? "'" : "");
	reading->begun[reading->begun_count++] = name;
	return take(reading, &part, error);
}

/* The head of a file: comments, empty lines and includes. The latter are blanked where they stand. */
static bool take_includes(struct reading *reading, const struct mapping_text_part *part, char *text,
                          struct error *error)
{
	int line = 1;
	for (char *at = text; *at; line++) {
		size_t length = strcspn(at, "\n");
		const char *name = included(reading->arena, at, length);
		if (!name && *at != '#' && strspn(at, " \t\r") < length)
			return true;
		if (name) {
			if (!include(reading, name, part, line, error))
				return false;
			memset(at, ' ', length);
		}
		at += length + (at[length] == '\n');
	}
	return true;
}

static bool take(struct reading *reading, struct mapping_text_part *part, struct error *error)
{
	if (!read_whole(reading->arena, part, error))
		return false;
	char *text = arena_copy_bytes(reading->arena, part->text, part->length);
	part->text = text;
	if (!take_includes(reading, part, text, error))
		return false;
	reading->text->parts[reading->text->count++] = *part;
	return true;
}

bool mapping_text_read(struct arena *arena, const struct mapping_program *program,
                       const char *shared, struct mapping_text *text, struct error *error)
{
	const char *path = program->path ? program->path : program->name;
	const char *slash = strrchr(program->name, '/');
	struct mapping_text_part own = { .name = program->name, .path = path };
	struct reading reading = {
		.arena = arena,
		.own = file_folder(arena, path),
		.called = program->name,
		.called_length = slash ? (int)(slash - program->name) + 1 : 0,
		.shared = shared,
		.text = text,
	};
	text->count = 0;
	return take(&reading, &own, error);
}
