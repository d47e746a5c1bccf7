/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Copies field by field, so that nothing unexpected passes. */
#include "mapping/mapping_check.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include <stdint.h>
#include <string.h>

enum {
	CHECK_NAME = 80,
	CHECK_REFERENCE = 512,
	/* Affected CIs of one ticket; far sides refuse more long before. */
	CHECK_ITEMS = 10000,
};

struct check {
	struct arena *arena;
	const char *program;
	const char *name; /* of the field at hand */
	const struct mapping_field *field;
	struct error *error;
};

static bool refuse(const struct check *check, const char *rule)
{
	return error_set(check->error, ERROR_ITEM, "mapping '%s': field '%.80s' %s", check->program,
	                 text_visible(check->arena, check->name), rule);
}

/* One code point of valid UTF-8; gives its length in bytes. */
static size_t decode(const char *at, uint32_t *point)
{
	const unsigned char *byte = (const unsigned char *)at;
	size_t length = byte[0] < 0x80 ? 1 : byte[0] < 0xe0 ? 2 : byte[0] < 0xf0 ? 3 : 4;
	*point = length == 1 ? byte[0] : byte[0] & (0x7fU >> length);
	for (size_t i = 1; i < length; i++)
		*point = *point << 6 | (byte[i] & 0x3fU);
	return length;
}

/* C0, DEL and C1; marks, embeddings, overrides and isolates of direction; the byte-order mark. */
static bool is_unwanted(uint32_t point)
{
	return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x61c ||
	       point == 0x200e || point == 0x200f || (point >= 0x2028 && point <= 0x202e) ||
	       (point >= 0x2066 && point <= 0x2069) || point == 0xfeff;
}

char *mapping_check_text(struct arena *arena, const struct mapping_field *field, const char *text)
{
	size_t room = field && field->length ? field->length : SIZE_MAX;
	size_t units = 0;
	size_t used = 0;
	char *copy = arena_allocate(arena, strlen(text) + 1);
	while (*text) {
		uint32_t point;
		size_t length = decode(text, &point);
		size_t width = point > 0xffff ? 2 : 1;
		bool line_end = point == '\n' || point == '\t';
		if (line_end || !is_unwanted(point)) {
			if (units + width > room)
				break;
			memcpy(copy + used, line_end && field && field->one_line ? " " : text,
			       length);
			used += length;
			units += width;
		}
		text += length;
	}
	copy[used] = '\0';
	return copy;
}

static bool is_name(const char *name)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	size_t length = strlen(name);
	return length > 0 && length <= CHECK_NAME && strspn(name, allowed) == length;
}

/* {"ref": "certificate:<sha256>"}: filled in with the remote id when the step is sent. */
static struct json *check_reference(const struct check *check, const struct json *value)
{
	const struct json *reference = json_get(value, "ref");
	if (!reference || reference->type != JSON_STRING || json_count(value) != 1) {
		refuse(check, "holds an object: only {\"ref\": \"kind:key\"} is allowed");
		return NULL;
	}
	static const struct mapping_field clean = { .one_line = true };
	const char *text = reference->text;
	size_t kind = strspn(text, "abcdefghijklmnopqrstuvwxyz_");
	bool good = kind > 0 && text[kind] == ':' && text[kind + 1] != '\0' &&
	            reference->length <= CHECK_REFERENCE && strlen(text) == reference->length &&
	            text_equal(text, mapping_check_text(check->arena, &clean, text));
	if (!good) {
		refuse(check, "holds an ill-formed reference: {\"ref\": \"kind:key\"} is meant");
		return NULL;
	}
	return json_copy(check->arena, value);
}

static struct json *check_value(const struct check *check, const struct json *value)
{
	if (value->type == JSON_OBJECT)
		return check_reference(check, value);
	if (value->type != JSON_STRING)
		return json_copy(check->arena, value);
	return json_new_string(check->arena,
	                       mapping_check_text(check->arena, check->field, value->text));
}

static struct json *check_array(const struct check *check, const struct json *array)
{
	struct json *copy = json_new(check->arena, JSON_ARRAY);
	if (json_count(array) > CHECK_ITEMS) {
		refuse(check, "holds more than 10000 items");
		return NULL;
	}
	JSON_EACH(item, array)
	{
		if (item->type == JSON_ARRAY) {
			refuse(check, "holds an array in an array");
			return NULL;
		}
		struct json *clean = check_value(check, item);
		if (!clean)
			return NULL;
		json_push(copy, clean);
	}
	return copy;
}

static const struct mapping_field *find_field(const struct mapping_field *fields, const char *name)
{
	for (; fields && fields->name; fields++) {
		if (text_equal(fields->name, name))
			return fields;
	}
	return NULL;
}

struct json *mapping_check(struct arena *arena, const char *program,
                           const struct mapping_field *fields, const struct json *output,
                           struct error *error)
{
	struct check check = { .arena = arena, .program = program, .error = error };
	if (!output || output->type != JSON_OBJECT) {
		error_set(error, ERROR_ITEM, "mapping '%s': gave no object of fields", program);
		return NULL;
	}
	struct json *copy = json_new(arena, JSON_OBJECT);
	JSON_EACH(member, output)
	{
		check.name = member->key;
		check.field = find_field(fields, member->key);
		if (!is_name(member->key)) {
			refuse(&check, "has a name beyond A-Z a-z 0-9 _ . - (at most 80)");
			return NULL;
		}
		struct json *clean = member->type == JSON_ARRAY ? check_array(&check, member)
		                                                : check_value(&check, member);
		if (!clean)
			return NULL;
		json_set(arena, copy, member->key, clean);
	}
	return copy;
}
