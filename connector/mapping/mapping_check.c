/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Walks each answer once; nearly all texts are plain and short, and stay as they are. */
#include "mapping/mapping_check.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "model/answer.h"
#include <stdint.h>
#include <string.h>

enum {
	CHECK_NAME = 80,
	CHECK_FREE_NAME = 255,
	CHECK_REFERENCE = 512,
	/* Affected CIs of one ticket; far sides refuse more long before. */
	CHECK_ITEMS = 10000,
};

struct check {
	struct arena *arena;
	const struct answer_form *form;
	size_t shortest;  /* no text of so many bytes is beyond any limit */
	const char *part; /* of the form's limits */
	const char *name; /* of the field at hand */
	bool deep;        /* its values may be of any depth */
	struct error *error;
};

static bool refuse(const struct check *check, const char *rule)
{
	return error_set(check->error, ERROR_ITEM, "field '%.80s' %s",
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

static bool is_plain(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)(text[i] - 0x20) >= 0x5f)
			return false;
	return true;
}

/* Of the field at hand, unless it takes that many bytes. */
static const struct answer_limit *find_limit(const struct check *check, size_t bytes)
{
	const struct answer_limit *limit = check->form->limits;
	for (; limit && limit->field; limit++)
		if (limit->length < bytes && text_equal(limit->field, check->name) &&
		    text_equal(limit->part, check->part))
			return limit;
	return NULL;
}

/* The bytes of the text that stay, written to `out` unless that is NULL. */
static size_t keep(const struct json *value, const struct answer_limit *limit, char *out)
{
	size_t room = limit && limit->length ? limit->length : SIZE_MAX, kept = 0;
	bool one_line = limit && limit->one_line;
	for (size_t at = 0, length; at < value->length; at += length) {
		uint32_t point;
		length = decode(value->text + at, &point);
		size_t units = point > 0xffff ? 2 : 1;
		bool blank = point == '\n' || point == '\t';
		if (!blank && is_unwanted(point))
			continue;
		if (units > room)
			break;
		room -= units;
		if (out)
			memcpy(out + kept, blank && one_line ? " " : value->text + at, length);
		kept += length;
	}
	return kept;
}

static void clean_text(const struct check *check, struct json *value)
{
	bool plain = is_plain(value->text, value->length);
	if (plain && value->length <= check->shortest)
		return;
	const struct answer_limit *limit = find_limit(check, plain ? value->length : SIZE_MAX);
	if (plain && (!limit || limit->length == 0))
		return;
	size_t kept = keep(value, limit, NULL);
	if (kept == value->length && !(limit && limit->one_line))
		return;
	char *text = arena_allocate(check->arena, kept + 1);
	text[keep(value, limit, text)] = '\0';
	json_set_text(value, text, kept);
}

static bool is_clean(const struct json *value)
{
	return is_plain(value->text, value->length) || keep(value, NULL, NULL) == value->length;
}

/* {"ref": "certificate:<sha256>"}: filled in with the remote id when the step is sent. */
static bool check_reference(const struct check *check, const struct json *reference)
{
	const char *text = reference->text;
	size_t kind = strspn(text, "abcdefghijklmnopqrstuvwxyz_");
	bool good = kind > 0 && text[kind] == ':' && text[kind + 1] != '\0' &&
	            reference->length <= CHECK_REFERENCE && is_clean(reference) &&
	            strpbrk(text, "\n\t") == NULL;
	return good ||
	       refuse(check, "holds an ill-formed reference: {\"ref\": \"kind:key\"} is meant");
}

/* A name as people of the far side gave it, unless it is one that they cannot have seen. */
static bool is_free_name(const char *name)
{
	struct json text = { .type = JSON_STRING, .text = name, .length = strlen(name) };
	return text.length > 0 && text.length <= CHECK_FREE_NAME && name[0] != ' ' &&
	       name[text.length - 1] != ' ' && strpbrk(name, "\n\t") == NULL && is_clean(&text);
}

static bool is_name(const char *name)
{
	size_t length = 0;
	for (; name[length]; length++) {
		char sign = name[length];
		if (!(sign >= 'a' && sign <= 'z') && !(sign >= 'A' && sign <= 'Z') &&
		    !(sign >= '0' && sign <= '9') && sign != '_' && sign != '.' && sign != '-')
			return false;
	}
	return length > 0 && length <= CHECK_NAME;
}

static bool check_name(struct check *check, const char *name)
{
	check->name = name;
	if (check->deep)
		return is_free_name(name) ||
		       refuse(check, "has a name that is empty, has blanks around or signs nobody "
		                     "can see, or is longer than 255 bytes");
	return is_name(name) || refuse(check, "has a name beyond A-Z a-z 0-9 _ . - (at most 80)");
}

static bool check_value(const struct check *check, struct json *value, bool inside);

static bool check_items(const struct check *check, struct json *parent)
{
	if (json_count(parent) > CHECK_ITEMS)
		return refuse(check, "holds more than 10000 items");
	JSON_EACH(item, parent)
	if (!check_value(check, item, true))
		return false;
	return true;
}

static bool check_object(const struct check *check, struct json *object)
{
	const struct json *reference = json_get(object, "ref");
	if (reference && reference->type == JSON_STRING && json_count(object) == 1)
		return check_reference(check, reference);
	if (!check->deep)
		return refuse(check, "holds an object: only {\"ref\": \"kind:key\"} is allowed");
	JSON_EACH(member, object)
	if (!is_free_name(member->key))
		return refuse(check, "holds an object with a name that nobody can read");
	return check_items(check, object);
}

static bool check_value(const struct check *check, struct json *value, bool inside)
{
	switch (value->type) {
	case JSON_STRING:
		clean_text(check, value);
		return true;
	case JSON_OBJECT:
		return check_object(check, value);
	case JSON_ARRAY:
		if (inside && !check->deep)
			return refuse(check, "holds an array in an array");
		return check_items(check, value);
	default:
		return true;
	}
}

static bool check_fields(struct check *check, struct json *fields)
{
	JSON_EACH(field, fields)
	if (!check_name(check, field->key) || !check_value(check, field, false))
		return false;
	return true;
}

/* The form's name for a member that holds fields, NULL for any other. */
static const char *part_of(const struct json *member)
{
	static const char *const parts[][2] = { { "values", "values" },
		                                { "seed", "values" },
		                                { "insert", "values" },
		                                { "told", "values" },
		                                { "fields", "fields" } };
	for (size_t i = 0; member->type == JSON_OBJECT && i < sizeof(parts) / sizeof(*parts); i++)
		if (text_equal(member->key, parts[i][0]))
			return parts[i][1];
	return NULL;
}

static size_t shortest_of(const struct answer_form *form)
{
	size_t shortest = SIZE_MAX;
	for (const struct answer_limit *limit = form->limits; limit && limit->field; limit++)
		if (limit->length > 0 && limit->length < shortest)
			shortest = limit->length;
	return shortest;
}

bool mapping_check(struct arena *arena, const struct answer_form *form, struct json *answer,
                   struct error *error)
{
	struct check check = { arena, form, shortest_of(form), "", "", false, error };
	if (answer->type == JSON_NULL && form->may_be_null)
		return true;
	if (answer->type != JSON_OBJECT)
		return error_set(error, ERROR_ITEM, "gave no object of fields");
	JSON_EACH(member, answer)
	{
		const char *part = part_of(member);
		check.part = part ? part : "";
		check.deep = false;
		if (!check_name(&check, member->key))
			return false;
		check.deep = part && form->free;
		if (!(part ? check_fields(&check, member) : check_value(&check, member, false)))
			return false;
	}
	return true;
}
