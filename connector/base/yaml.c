/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* YAML text to tree by libyaml's events, under our own rules. */
#include "base/yaml.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

/* Names are compared one by one; a map with more is data, not configuration. */
enum { LARGEST_MAP = 10000 };

struct reader {
	struct arena *arena;
	const char *file;
	struct yaml *open[LIMIT_YAML_DEPTH]; /* maps and lists not closed yet */
	struct yaml *last[LIMIT_YAML_DEPTH]; /* the newest child of each */
	size_t depth;
	struct yaml *key; /* scalar that names the next member, or NULL */
	struct yaml *root;
	size_t documents;
};

static bool refuse_at(const char *file, int line, int column, struct error *error,
                      const char *message)
{
	return error_set(error, ERROR_LOCAL, "%s:%d:%d: %s", file, line, column, message);
}

bool yaml_refuse(const struct yaml *where, struct error *error, const char *format, ...)
{
	char message[400];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	return refuse_at(where->file, where->line, where->column, error, message);
}

struct yaml *yaml_get(const struct yaml *map, const char *name)
{
	if (!map || map->type != YAML_MAP)
		return NULL;
	YAML_EACH(child, map)
	{
		if (strcmp(child->key, name) == 0)
			return child;
	}
	return NULL;
}

static struct yaml *new_value(const struct reader *reader, enum yaml_type type, yaml_mark_t mark)
{
	struct yaml *value = ARENA_NEW(reader->arena, struct yaml);
	value->type = type;
	value->file = reader->file;
	value->line = (int)mark.line + 1;
	value->column = (int)mark.column + 1;
	return value;
}

static void attach(struct reader *reader, struct yaml *value)
{
	struct yaml *parent = reader->open[reader->depth - 1];
	struct yaml **last = &reader->last[reader->depth - 1];
	if (*last)
		(*last)->next = value;
	else
		parent->first = value;
	*last = value;
	parent->count++;
}

static bool take_key(struct reader *reader, struct yaml *value, struct error *error)
{
	if (value->type != YAML_SCALAR)
		return yaml_refuse(value, error, "a name must be plain text, not a list or a map");
	if (!value->quoted && text_equal(value->text, "<<"))
		return yaml_refuse(value, error,
		                   "merge keys are not allowed: write the members out");
	if (text_is_empty(value->text))
		return yaml_refuse(value, error, "a name is empty: write one before the colon");
	reader->key = value;
	return true;
}

/* Puts a value where it belongs: the root, a list's item, a member's name or its value. */
static bool place(struct reader *reader, struct yaml *value, struct error *error)
{
	if (!reader->depth) {
		reader->root = value;
		return true;
	}
	struct yaml *parent = reader->open[reader->depth - 1];
	struct yaml *key = reader->key;
	if (parent->type == YAML_MAP && !key)
		return take_key(reader, value, error);
	if (key) {
		const struct yaml *twin = yaml_get(parent, key->text);
		if (twin)
			return yaml_refuse(key, error,
			                   "'%.64s' is given twice, first in line %d: remove one",
			                   key->text, twin->key_line);
		if (parent->count == LARGEST_MAP)
			return yaml_refuse(key, error, "more than %d members", LARGEST_MAP);
		value->key = key->text;
		value->key_line = key->line;
		value->key_column = key->column;
		reader->key = NULL;
	}
	attach(reader, value);
	return true;
}

static bool on_scalar(struct reader *reader, const yaml_event_t *event, struct error *error)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;
	struct yaml *value = new_value(reader, YAML_SCALAR, event->start_mark);
	if (memchr(text, 0, length))
		return yaml_refuse(value, error, "a NUL character is not allowed");
	value->text = arena_copy_bytes(reader->arena, text, length);
	value->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	return place(reader, value, error);
}

static bool on_start(struct reader *reader, enum yaml_type type, const yaml_event_t *event,
                     struct error *error)
{
	struct yaml *value = new_value(reader, type, event->start_mark);
	if (reader->depth == LIMIT_YAML_DEPTH)
		return yaml_refuse(value, error, "nested deeper than %d levels", LIMIT_YAML_DEPTH);
	if (!place(reader, value, error))
		return false;
	reader->last[reader->depth] = NULL;
	reader->open[reader->depth++] = value;
	return true;
}

/* What YAML can do and configuration must not: it hides what stands where. */
static const char *forbidden(const yaml_event_t *event)
{
	static const char anchor[] = "anchors and aliases are not allowed: write the value out";
	static const char tag[] = "tags are not allowed: the setting's type is known";
	switch (event->type) {
	case YAML_ALIAS_EVENT:
		return anchor;
	case YAML_SCALAR_EVENT:
		return event->data.scalar.anchor ? anchor : event->data.scalar.tag ? tag : NULL;
	case YAML_SEQUENCE_START_EVENT:
		return event->data.sequence_start.anchor ? anchor
		       : event->data.sequence_start.tag  ? tag
		                                         : NULL;
	case YAML_MAPPING_START_EVENT:
		return event->data.mapping_start.anchor ? anchor
		       : event->data.mapping_start.tag  ? tag
		                                        : NULL;
	default:
		return NULL;
	}
}

static bool on_event(struct reader *reader, const yaml_event_t *event, struct error *error)
{
	const char *rule = forbidden(event);
	if (rule)
		return refuse_at(reader->file, (int)event->start_mark.line + 1,
		                 (int)event->start_mark.column + 1, error, rule);
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (reader->documents++)
			return refuse_at(reader->file, (int)event->start_mark.line + 1, 1, error,
			                 "a second document is not allowed: use one file for each");
		return true;
	case YAML_SCALAR_EVENT:
		return on_scalar(reader, event, error);
	case YAML_SEQUENCE_START_EVENT:
		return on_start(reader, YAML_LIST, event, error);
	case YAML_MAPPING_START_EVENT:
		return on_start(reader, YAML_MAP, event, error);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		reader->depth--;
		return true;
	default:
		return true;
	}
}

/* libyaml's words; a reader problem (bad UTF-8) comes with a byte offset instead of a place. */
static bool report(const struct reader *reader, const yaml_parser_t *parser, struct error *error)
{
	if (parser->error == YAML_READER_ERROR)
		return error_set(error, ERROR_LOCAL, "%s:%zu:1: %s at byte %zu", reader->file,
		                 parser->mark.line + 1, parser->problem, parser->problem_offset);
	return error_set(error, ERROR_LOCAL, "%s:%zu:%zu: %s%s%s", reader->file,
	                 parser->problem_mark.line + 1, parser->problem_mark.column + 1,
	                 parser->context ? parser->context : "", parser->context ? ": " : "",
	                 parser->problem ? parser->problem : "out of memory");
}

static bool read_events(struct reader *reader, yaml_parser_t *parser, struct error *error)
{
	for (;;) {
		CLEANUP(yaml_event_delete) yaml_event_t event;
		if (!yaml_parser_parse(parser, &event))
			return report(reader, parser, error);
		if (!on_event(reader, &event, error))
			return false;
		if (event.type == YAML_STREAM_END_EVENT)
			return true;
	}
}

struct yaml *yaml_parse(struct arena *arena, const char *name, const char *text, size_t length,
                        struct error *error)
{
	struct reader reader = { .arena = arena, .file = arena_copy(arena, name) };
	if (length > LIMIT_YAML_BYTES) {
		error_set(error, ERROR_LOCAL, "%s:1:1: larger than %d bytes", name,
		          LIMIT_YAML_BYTES);
		return NULL;
	}
	CLEANUP(yaml_parser_delete) yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser)) {
		error_set(error, ERROR_LOCAL, "%s:1:1: out of memory", name);
		return NULL;
	}
	/* Not guessed: UTF-16 would pass every look at the bytes. */
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
	if (!read_events(&reader, &parser, error))
		return NULL;
	return reader.root ? reader.root : new_value(&reader, YAML_MAP, (yaml_mark_t){ 0 });
}

struct yaml *yaml_read(struct arena *arena, const char *path, struct error *error)
{
	size_t length;
	const char *text = file_read(arena, path, LIMIT_YAML_BYTES, &length, error);
	if (text)
		return yaml_parse(arena, path, text, length, error);
	if (error)
		error->kind = ERROR_LOCAL;
	return NULL;
}
