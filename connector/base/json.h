/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* JSON: a small tree in an arena, parsed by yajl's streaming parser under ceilings, and written in
 * one canonical form (sorted keys, no blanks) so that equal values have equal bytes and digests. */
#pragma once
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

struct arena;
struct text;
struct json_index;

enum json_type {
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

/* Numbers keep their text as it stood. Strings are NUL-terminated valid UTF-8; length counts, and only
 * it tells of a \u0000 inside. Read these; let the functions below change them. */
struct json {
	enum json_type type;
	const char *key;  /* member name inside an object, else NULL */
	const char *text; /* string or number */
	size_t length;    /* bytes of text, or count of children */
	struct json *first;
	struct json *last;
	struct json *next;
	struct json_index *index; /* of a large object, for look-up by name */
	bool placed;              /* has a parent */
};

/* Ceilings of one parse: 0 = the default from base/limits.h. */
struct json_limits {
	size_t bytes;
	size_t depth;
	size_t nodes;
};

/* Parses exactly one value (RFC 8259). Duplicate keys, \u0000 in a key, invalid UTF-8, depth, size and
 * trailing text are ERROR_ITEM with the byte offset. A lone surrogate escape becomes U+FFFD or '?'.
 * The tree lives in the arena. */
CHECKED struct json *json_parse(struct arena *arena, const char *text, size_t length,
                                const struct json_limits *limits, struct error *error);

/* Member of an object by name; NULL for none, for NULL and for other types. Dots are not paths. */
struct json *json_get(const struct json *object, const char *name);
/* Walks names to the value; last argument NULL. */
struct json *json_at(const struct json *object, ...) __attribute__((sentinel));
/* Text of a string or number, else fallback. true and false give "true" and "false". */
const char *json_text(const struct json *value, const char *fallback);
const char *json_member_text(const struct json *object, const char *name, const char *fallback);
/* Of a number without fraction and exponent, or of a string that holds one; else fallback. */
int64_t json_integer(const struct json *value, int64_t fallback);
bool json_is_true(const struct json *value);
size_t json_count(const struct json *value);

#define JSON_EACH(child, parent) \
	for (struct json *child = (parent) ? (parent)->first : NULL; child; child = child->next)

/* Building. A child belongs to one parent only: json_set copies a value that already has one and NULL
 * as null, json_push takes only a value without a parent. Both return what now stands in the parent.
 * Setting a name again replaces the value. Bytes that are no UTF-8 become U+FFFD. */
struct json *json_new(struct arena *arena, enum json_type type);
struct json *json_new_string(struct arena *arena, const char *text); /* NULL gives null */
struct json *json_new_integer(struct arena *arena, int64_t value);
struct json *json_new_bool(struct arena *arena, bool value);
struct json *json_set(struct arena *arena, struct json *object, const char *name,
                      struct json *value);
void json_set_string(struct arena *arena, struct json *object, const char *name, const char *text);
void json_set_integer(struct arena *arena, struct json *object, const char *name, int64_t value);
void json_set_bool(struct arena *arena, struct json *object, const char *name, bool value);
struct json *json_push(struct json *array, struct json *value);
void json_push_string(struct arena *arena, struct json *array, const char *text);
/* The string holds this text from now on, which is valid UTF-8 and lives as long. */
void json_set_text(struct json *string, const char *text, size_t length);
struct json *json_copy(struct arena *arena, const struct json *value);
/* A second handle on the same value, to stand in another parent: from then on neither may be changed,
 * and the first must live as long. NULL gives NULL. */
struct json *json_share(struct arena *arena, const struct json *value);
bool json_equal(const struct json *a, const struct json *b);

/* Canonical: keys sorted by their bytes, no blanks, UTF-8, only quote, backslash and control characters
 * escaped. NULL is written as null. */
void json_write(struct text *out, const struct json *value);
/* Two-space indented, keys in given order, for people. */
void json_write_pretty(struct text *out, const struct json *value);
/* A quoted JSON string of any bytes; bad UTF-8 becomes U+FFFD. */
void json_write_string(struct text *out, const char *text);
char *json_print(struct arena *arena, const struct json *value);
/* SHA-256 of the canonical form, 64 hex digits. */
void json_digest(const struct json *value, char out[static 65]);
