/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* JSON text to tree: yajl's streaming parser with our own ceilings. */
#include "base/arena.h"
#include "base/json_tree.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

/* The longest number in use is a 4096-bit integer; longer ones serve to slow down a reader. */
enum { LONGEST_NUMBER = 1300 };

struct parser {
	struct arena *arena;
	struct json_limits limits;
	size_t nodes;
	size_t depth;
	struct json **open; /* objects and arrays not closed yet, limits.depth of them */
	const char *key;    /* of the member whose value comes next */
	struct json *root;
	const char *refusal; /* rule broken, NULL for none */
	const char *subject; /* the key it is about, or NULL */
};

static int refuse(struct parser *parser, const char *rule, const char *subject)
{
	parser->refusal = rule;
	parser->subject = subject;
	return 0;
}

/* Puts the value where it belongs; 0 stops yajl. */
static int place(struct parser *parser, struct json *value)
{
	if (++parser->nodes > parser->limits.nodes)
		return refuse(parser, "more values than allowed", NULL);
	if (!parser->depth) {
		parser->root = value;
		return 1;
	}
	struct json *parent = parser->open[parser->depth - 1];
	if (parent->type == JSON_OBJECT) {
		value->key = parser->key;
		if (json_get(parent, value->key))
			return refuse(parser, "key given twice", value->key);
	}
	json_attach(parser->arena, parent, value);
	return 1;
}

static int place_new(struct parser *parser, enum json_type type)
{
	return place(parser, json_new(parser->arena, type));
}

static int on_null(void *context)
{
	return place_new(context, JSON_NULL);
}

static int on_boolean(void *context, int value)
{
	return place_new(context, value ? JSON_TRUE : JSON_FALSE);
}

static int on_number(void *context, const char *digits, size_t length)
{
	struct parser *parser = context;
	if (length > LONGEST_NUMBER)
		return refuse(parser, "number longer than allowed", NULL);
	struct json *value = json_new(parser->arena, JSON_NUMBER);
	value->text = arena_copy_bytes(parser->arena, digits, length);
	value->length = length;
	return place(parser, value);
}

/* The input is valid UTF-8, but an escape may have made a lone surrogate of it. */
static const char *copy_string(struct arena *arena, const unsigned char *bytes, size_t *length)
{
	if (text_is_utf8(bytes, *length))
		return arena_copy_bytes(arena, bytes, *length);
	TEXT(clean);
	clean.ceiling = *length * 3;
	for (size_t at = 0; at < *length;) {
		size_t good = text_utf8_prefix(bytes + at, *length - at);
		text_append_bytes(&clean, bytes + at, good);
		at += good;
		if (at == *length)
			break;
		text_append(&clean, "\xEF\xBF\xBD");
		at += 3;
	}
	*length = clean.length;
	return arena_copy_bytes(arena, text_string(&clean), clean.length);
}

static int on_string(void *context, const unsigned char *bytes, size_t length)
{
	struct parser *parser = context;
	struct json *value = json_new(parser->arena, JSON_STRING);
	value->text = copy_string(parser->arena, bytes, &length);
	value->length = length;
	return place(parser, value);
}

static int on_key(void *context, const unsigned char *bytes, size_t length)
{
	struct parser *parser = context;
	/* Names are compared up to their NUL: one inside would make two names look the same. */
	if (memchr(bytes, 0, length))
		return refuse(parser, "NUL in a key", NULL);
	parser->key = copy_string(parser->arena, bytes, &length);
	return 1;
}

static int open_value(struct parser *parser, enum json_type type)
{
	if (parser->depth == parser->limits.depth)
		return refuse(parser, "nested deeper than allowed", NULL);
	struct json *value = json_new(parser->arena, type);
	if (!place(parser, value))
		return 0;
	parser->open[parser->depth++] = value;
	return 1;
}

static int on_object(void *context)
{
	return open_value(context, JSON_OBJECT);
}

static int on_array(void *context)
{
	return open_value(context, JSON_ARRAY);
}

static int on_end(void *context)
{
	struct parser *parser = context;
	parser->depth--;
	return 1;
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_boolean,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_object,
	.yajl_map_key = on_key,
	.yajl_end_map = on_end,
	.yajl_start_array = on_array,
	.yajl_end_array = on_end,
};

/* yajl does not look at what its allocator returns: ours does not return when memory is out. */
static void *yajl_allocate(void *context, size_t size)
{
	(void)context;
	return memory_allocate(size);
}

static void *yajl_resize(void *context, void *old, size_t size)
{
	(void)context;
	return memory_resize(old, size);
}

static void yajl_release(void *context, void *memory)
{
	(void)context;
	free(memory);
}

static yajl_alloc_funcs allocator = {
	.malloc = yajl_allocate,
	.realloc = yajl_resize,
	.free = yajl_release,
};

static void free_handle(yajl_handle *handle)
{
	yajl_free(*handle);
}

/* yajl's words for a syntax error, without the text around it, which is hostile. */
static bool report(yajl_handle handle, size_t offset, const struct parser *parser,
                   struct error *error)
{
	if (parser->refusal && parser->subject)
		return error_set(error, ERROR_ITEM, "JSON at byte %zu: %s: '%.64s'", offset,
		                 parser->refusal, parser->subject);
	if (parser->refusal)
		return error_set(error, ERROR_ITEM, "JSON at byte %zu: %s", offset,
		                 parser->refusal);
	unsigned char *words = yajl_get_error(handle, 0, NULL, 0);
	error_set(error, ERROR_ITEM, "JSON at byte %zu: %.*s", offset,
	          (int)strcspn((char *)words, "\r\n"), (char *)words);
	yajl_free_error(handle, words);
	return false;
}

static bool run(struct parser *parser, const char *text, size_t length, struct error *error)
{
	CLEANUP(free_handle) yajl_handle handle = yajl_alloc(&callbacks, &allocator, parser);
	/* The whole text was looked at before. */
	yajl_config(handle, yajl_dont_validate_strings, 1);
	if (yajl_parse(handle, (const unsigned char *)text, length) != yajl_status_ok)
		return report(handle, yajl_get_bytes_consumed(handle), parser, error);
	if (yajl_complete_parse(handle) != yajl_status_ok)
		return report(handle, length, parser, error);
	return parser->root ? true : error_set(error, ERROR_ITEM, "JSON text is empty");
}

struct json *json_parse(struct arena *arena, const char *text, size_t length,
                        const struct json_limits *limits, struct error *error)
{
	struct parser parser = { .arena = arena };
	if (limits)
		parser.limits = *limits;
	if (!parser.limits.bytes)
		parser.limits.bytes = LIMIT_JSON_BYTES;
	if (!parser.limits.depth)
		parser.limits.depth = LIMIT_JSON_DEPTH;
	if (!parser.limits.nodes)
		parser.limits.nodes = LIMIT_JSON_NODES;
	if (length > parser.limits.bytes) {
		error_set(error, ERROR_ITEM, "JSON text has %zu bytes, at most %zu are allowed",
		          length, parser.limits.bytes);
		return NULL;
	}
	size_t valid = text_utf8_prefix(text, length);
	if (valid < length) {
		error_set(error, ERROR_ITEM, "JSON at byte %zu: not UTF-8", valid);
		return NULL;
	}
	/* Some senders put a byte order mark in front (RFC 8259 8.1 lets a reader pass over it). */
	if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
		text += 3;
		length -= 3;
	}
	parser.open = ARENA_ARRAY(arena, struct json *, parser.limits.depth);
	return run(&parser, text, length, error) ? parser.root : NULL;
}
