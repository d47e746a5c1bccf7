/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Recursive descent; each function leaves `at` behind what it took, or sets `failed`. */
#include "worker_read.h"

#include "base/limits.h"
#include "base/memory.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
	READ_FIRST_NAMES = 512,
	/* A record with random member names must not fill the worker: beyond this, none is kept. */
	READ_MOST_NAMES = 1 << 13,
	READ_NAME_BYTES = 64,
	READ_TARGET_BYTES = 64 << 10,
	/* Below the request and its "input". */
	READ_TARGET_DEPTH = 2,
};

struct reader {
	struct worker_names *names;
	const char *at;
	const char *end;
	int depth;
	bool failed;
};

static jv read_value(struct reader *reader);

static jv fail(struct reader *reader)
{
	reader->failed = true;
	return jv_invalid();
}

static void skip_blanks(struct reader *reader)
{
	while (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\t' ||
	       *reader->at == '\r')
		reader->at++;
}

static bool take(struct reader *reader, char expected)
{
	skip_blanks(reader);
	if (*reader->at != expected)
		return false;
	reader->at++;
	return true;
}

static uint32_t hash(const char *text, size_t length)
{
	uint32_t value = 2166136261U;
	for (size_t i = 0; i < length; i++)
		value = (value ^ (unsigned char)text[i]) * 16777619U;
	return value;
}

static jv *place_of(const struct worker_names *names, const char *text, size_t length)
{
	size_t mask = names->capacity - 1;
	for (size_t i = hash(text, length) & mask;; i = (i + 1) & mask) {
		jv *place = &names->names[i];
		if (jv_get_kind(*place) != JV_KIND_STRING)
			return place;
		if ((size_t)jv_string_length_bytes(jv_copy(*place)) == length &&
		    memcmp(jv_string_value(*place), text, length) == 0)
			return place;
	}
}

static void grow(struct worker_names *names)
{
	struct worker_names larger = *names;
	larger.capacity = names->capacity ? 2 * names->capacity : READ_FIRST_NAMES;
	larger.names = memory_zero(larger.capacity, sizeof(*larger.names));
	for (size_t i = 0; i < names->capacity; i++) {
		jv name = names->names[i];
		if (jv_get_kind(name) == JV_KIND_STRING)
			*place_of(&larger, jv_string_value(name),
			          (size_t)jv_string_length_bytes(jv_copy(name))) = name;
	}
	memory_free_pointer(&names->names);
	*names = larger;
}

static jv name_of(struct worker_names *names, const char *text, size_t length)
{
	if (2 * names->count >= names->capacity && names->count < READ_MOST_NAMES)
		grow(names);
	jv *place = place_of(names, text, length);
	if (jv_get_kind(*place) == JV_KIND_STRING)
		return jv_copy(*place);
	jv name = jv_string_sized(text, (int)length);
	/* Bad UTF-8 was mended: the text would never be found again. */
	bool same = (size_t)jv_string_length_bytes(jv_copy(name)) == length &&
	            memcmp(jv_string_value(name), text, length) == 0;
	if (same && length <= READ_NAME_BYTES && names->count < READ_MOST_NAMES) {
		*place = jv_copy(name);
		names->count++;
	}
	return name;
}

static bool read_hex(const char *at, uint32_t *value)
{
	*value = 0;
	for (int i = 0; i < 4; i++) {
		char c = at[i];
		uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
		                 : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
		                 : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
		                                        : 16;
		if (digit > 15)
			return false;
		*value = *value << 4 | digit;
	}
	return true;
}

/* \uXXXX, with its other half where it is one; a half alone becomes U+FFFD. */
static bool read_escaped_point(struct reader *reader, uint32_t *point)
{
	uint32_t low;
	if (!read_hex(reader->at, point))
		return false;
	reader->at += 4;
	if (*point < 0xd800 || *point > 0xdfff)
		return true;
	bool pair = *point < 0xdc00 && reader->at[0] == '\\' && reader->at[1] == 'u' &&
	            read_hex(reader->at + 2, &low) && low >= 0xdc00 && low <= 0xdfff;
	if (pair) {
		reader->at += 6;
		*point = 0x10000 + ((*point - 0xd800) << 10) + (low - 0xdc00);
	} else {
		*point = 0xfffd;
	}
	return true;
}

static bool read_escape(struct reader *reader, jv *text)
{
	static const char written[] = "\"\\/bfnrt";
	static const char meant[] = "\"\\/\b\f\n\r\t";
	char c = *reader->at;
	uint32_t point;
	if (c == '\0')
		return false;
	const char *found = strchr(written, c);
	reader->at++;
	if (found)
		point = (unsigned char)meant[found - written];
	else if (c != 'u' || !read_escaped_point(reader, &point))
		return false;
	*text = jv_string_append_codepoint(*text, point);
	return true;
}

/* Bytes up to the next quote, backslash or control character. */
static size_t plain_length(const struct reader *reader)
{
	const unsigned char *at = (const unsigned char *)reader->at;
	size_t length = 0;
	while (at[length] >= 0x20 && at[length] != '"' && at[length] != '\\')
		length++;
	return length;
}

/* Behind the opening quote. */
static jv read_string(struct reader *reader, bool is_name)
{
	size_t length = plain_length(reader);
	const char *start = reader->at;
	reader->at += length;
	if (*reader->at == '"') {
		reader->at++;
		return is_name ? name_of(reader->names, start, length)
		               : jv_string_sized(start, (int)length);
	}
	jv text = jv_string_sized(start, (int)length);
	while (*reader->at == '\\') {
		reader->at++;
		if (!read_escape(reader, &text))
			break;
		length = plain_length(reader);
		text = jv_string_append_buf(text, reader->at, (int)length);
		reader->at += length;
		if (*reader->at == '"') {
			reader->at++;
			return text;
		}
	}
	jv_free(text);
	return fail(reader);
}

/* strtod knows more than JSON: hexadecimal, points without digits, "inf". */
static bool is_number(const char *text, size_t length)
{
	const char *digits = text + (*text == '-');
	const char *point = memchr(text, '.', length);
	if (*digits < '0' || *digits > '9' ||
	    (digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9'))
		return false;
	return !point || (point[1] >= '0' && point[1] <= '9');
}

static jv read_number(struct reader *reader)
{
	char *behind;
	size_t length = strspn(reader->at, "-+.eE0123456789");
	if (!is_number(reader->at, length))
		return fail(reader);
	double number = strtod(reader->at, &behind);
	if (behind != reader->at + length)
		return fail(reader);
	reader->at = behind;
	return jv_number(number);
}

static jv read_word(struct reader *reader, const char *word, jv value)
{
	size_t length = strlen(word);
	if (strncmp(reader->at, word, length) != 0)
		return fail(reader);
	reader->at += length;
	return value;
}

static jv read_array(struct reader *reader)
{
	jv array = jv_array();
	if (take(reader, ']'))
		return array;
	do {
		array = jv_array_append(array, read_value(reader));
	} while (!reader->failed && take(reader, ','));
	if (!reader->failed && take(reader, ']'))
		return array;
	jv_free(array);
	return fail(reader);
}

static void keep_target(struct worker_names *names, const char *text, size_t length, jv value)
{
	if (names->target_text)
		jv_free(names->target);
	memory_free_pointer(&names->target_text);
	names->target = jv_copy(value);
	names->target_text = memory_allocate(length);
	memcpy(names->target_text, text, length);
	names->target_length = length;
}

/* Objects end where they end: text that starts with the bytes of one holds that one. */
static jv read_target(struct reader *reader)
{
	struct worker_names *names = reader->names;
	skip_blanks(reader);
	const char *start = reader->at;
	if (names->target_text && (size_t)(reader->end - start) >= names->target_length &&
	    memcmp(start, names->target_text, names->target_length) == 0) {
		reader->at += names->target_length;
		return jv_copy(names->target);
	}
	jv value = read_value(reader);
	size_t length = (size_t)(reader->at - start);
	if (!reader->failed && *start == '{' && length <= READ_TARGET_BYTES)
		keep_target(names, start, length, value);
	return value;
}

static bool is_target(const struct reader *reader, jv name)
{
	return reader->depth == READ_TARGET_DEPTH && strcmp(jv_string_value(name), "target") == 0;
}

static bool read_member(struct reader *reader, jv *object)
{
	if (!take(reader, '"'))
		return false;
	jv name = read_string(reader, true);
	if (reader->failed || !take(reader, ':')) {
		jv_free(name);
		return false;
	}
	jv value = is_target(reader, name) ? read_target(reader) : read_value(reader);
	*object = jv_object_set(*object, name, value);
	return !reader->failed;
}

static jv read_object(struct reader *reader)
{
	jv object = jv_object();
	if (take(reader, '}'))
		return object;
	bool good;
	do {
		good = read_member(reader, &object);
	} while (good && take(reader, ','));
	if (good && take(reader, '}'))
		return object;
	jv_free(object);
	return fail(reader);
}

static jv read_nested(struct reader *reader, bool is_array)
{
	if (++reader->depth > LIMIT_JSON_DEPTH)
		return fail(reader);
	reader->at++;
	jv value = is_array ? read_array(reader) : read_object(reader);
	reader->depth--;
	return value;
}

static jv read_value(struct reader *reader)
{
	skip_blanks(reader);
	switch (*reader->at) {
	case '{':
		return read_nested(reader, false);
	case '[':
		return read_nested(reader, true);
	case '"':
		reader->at++;
		return read_string(reader, false);
	case 't':
		return read_word(reader, "true", jv_true());
	case 'f':
		return read_word(reader, "false", jv_false());
	case 'n':
		return read_word(reader, "null", jv_null());
	default:
		return read_number(reader);
	}
}

jv worker_read(struct worker_names *names, const char *text, size_t length)
{
	struct reader reader = { .names = names, .at = text, .end = text + length };
	jv value = read_value(&reader);
	skip_blanks(&reader);
	if (!reader.failed && reader.at == reader.end)
		return value;
	jv_free(value);
	return jv_invalid();
}

void worker_read_release(struct worker_names *names)
{
	for (size_t i = 0; i < names->capacity; i++)
		jv_free(names->names[i]);
	memory_free_pointer(&names->names);
	if (names->target_text)
		jv_free(names->target);
	memory_free_pointer(&names->target_text);
	*names = (struct worker_names){ .capacity = 0 };
}
