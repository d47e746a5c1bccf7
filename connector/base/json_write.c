/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* JSON tree to text or digest. */
#include "base/arena.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes go through the buffer into a text or a digest, which is only started when the buffer does
 * not hold all. */
struct writer {
	struct text *text; /* NULL = the digest */
	struct digest digest;
	size_t used;
	char *buffer; /* BUFFER bytes */
};

enum { BUFFER = 4096 };

static void pass_on(struct writer *writer, const char *bytes, size_t length)
{
	if (writer->text) {
		text_append_bytes(writer->text, bytes, length);
		return;
	}
	if (!writer->digest.context)
		digest_start(&writer->digest);
	digest_add(&writer->digest, bytes, length);
}

static void flush(struct writer *writer)
{
	pass_on(writer, writer->buffer, writer->used);
	writer->used = 0;
}

static inline void put(struct writer *writer, const char *bytes, size_t length)
{
	if (length > BUFFER - writer->used) {
		flush(writer);
		if (length > BUFFER) {
			pass_on(writer, bytes, length);
			return;
		}
	}
	memcpy(writer->buffer + writer->used, bytes, length);
	writer->used += length;
}

static inline void put_character(struct writer *writer, char character)
{
	if (writer->used == BUFFER)
		flush(writer);
	writer->buffer[writer->used++] = character;
}

static void put_text(struct writer *writer, const char *text)
{
	put(writer, text, strlen(text));
}

static void put_escaped(struct writer *writer, unsigned char byte)
{
	static const char letters[] = "\"\"\\\\\bb\tt\nn\ff\rr";
	for (const char *pair = letters; *pair; pair += 2) {
		if ((unsigned char)pair[0] == byte) {
			put(writer, (const char[]){ '\\', pair[1] }, 2);
			return;
		}
	}
	char escape[8];
	int length = snprintf(escape, sizeof(escape), "\\u%04x", byte);
	put(writer, escape, (size_t)length);
}

static bool is_plain(unsigned char byte)
{
	return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

/* Of eight bytes at once: a subtraction sets the high bit of the first one that it takes below 0. */
static bool are_plain(uint64_t bytes)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t low = bytes - ones * 0x20;
	uint64_t quote = (bytes ^ ones * '"') - ones;
	uint64_t backslash = (bytes ^ ones * '\\') - ones;
	return !((bytes | low | quote | backslash) & ones * 0x80);
}

/* Bytes before the first that is not ASCII or must be escaped. */
static size_t plain_prefix(const char *text, size_t length)
{
	size_t done = 0;
	uint64_t word;
	for (; length - done >= sizeof(word); done += sizeof(word)) {
		memcpy(&word, text + done, sizeof(word));
		if (!are_plain(word))
			break;
	}
	while (done < length && is_plain((unsigned char)text[done]))
		done++;
	return done;
}

static void put_string(struct writer *writer, const char *text, size_t length)
{
	size_t valid = 0;
	put_character(writer, '"');
	for (size_t at = 0; at < length;) {
		size_t start = at;
		at += plain_prefix(text + at, length - at);
		if (at >= valid && at < length)
			valid = at + text_utf8_prefix(text + at, length - at);
		while (at < valid && (unsigned char)text[at] >= 0x80)
			at++;
		put(writer, text + start, at - start);
		if (at < length && (unsigned char)text[at] < 0x80) {
			if (!is_plain((unsigned char)text[at]))
				put_escaped(writer, (unsigned char)text[at++]);
		} else if (at < length && at >= valid) {
			put_text(writer, "\xEF\xBF\xBD");
			at++;
		}
	}
	put_character(writer, '"');
}

/* A value without children. */
static void put_scalar(struct writer *writer, const struct json *value)
{
	if (value && value->type == JSON_STRING)
		put_string(writer, value->text ? value->text : "", value->length);
	else
		put_text(writer, json_text(value, "null"));
}

static int compare_keys(const void *a, const void *b)
{
	const struct json *const *left = a;
	const struct json *const *right = b;
	return strcmp((*left)->key, (*right)->key);
}

static void sort_few(const struct json **members, size_t count)
{
	for (size_t index = 1; index < count; index++) {
		const struct json *member = members[index];
		size_t at = index;
		for (; at && strcmp(members[at - 1]->key, member->key) > 0; at--)
			members[at] = members[at - 1];
		members[at] = member;
	}
}

static void put_value(struct writer *writer, const struct json *value);

static void put_members(struct writer *writer, const struct json *object)
{
	enum { FEW = 32 };
	const struct json *few[FEW];
	CLEANUP(memory_free_pointer) const struct json **many = NULL;
	const struct json **members = few;
	if (object->length > FEW) {
		many = memory_allocate(object->length * sizeof(*many));
		members = many;
	}
	size_t count = 0;
	JSON_EACH(member, object)
	members[count++] = member;
	if (count > FEW)
		qsort(members, count, sizeof(*members), compare_keys);
	else
		sort_few(members, count);
	for (size_t index = 0; index < count; index++) {
		if (index > 0)
			put_character(writer, ',');
		put_string(writer, members[index]->key, strlen(members[index]->key));
		put_character(writer, ':');
		put_value(writer, members[index]);
	}
}

static void put_value(struct writer *writer, const struct json *value)
{
	if (!value) {
		put_scalar(writer, value);
	} else if (value->type == JSON_OBJECT) {
		put_character(writer, '{');
		put_members(writer, value);
		put_character(writer, '}');
	} else if (value->type == JSON_ARRAY) {
		put_character(writer, '[');
		JSON_EACH(item, value)
		{
			if (item != value->first)
				put_character(writer, ',');
			put_value(writer, item);
		}
		put_character(writer, ']');
	} else {
		put_scalar(writer, value);
	}
}

static void put_line(struct writer *writer, size_t depth)
{
	put_character(writer, '\n');
	for (size_t level = 0; level < depth; level++)
		put(writer, "  ", 2);
}

static void put_pretty(struct writer *writer, const struct json *value, size_t depth)
{
	if (!value || !value->first) {
		put_value(writer, value);
		return;
	}
	bool object = value->type == JSON_OBJECT;
	put_character(writer, object ? '{' : '[');
	JSON_EACH(child, value)
	{
		if (child != value->first)
			put_character(writer, ',');
		put_line(writer, depth + 1);
		if (object) {
			put_string(writer, child->key, strlen(child->key));
			put(writer, ": ", 2);
		}
		put_pretty(writer, child, depth + 1);
	}
	put_line(writer, depth);
	put_character(writer, object ? '}' : ']');
}

void json_write(struct text *out, const struct json *value)
{
	char buffer[BUFFER];
	struct writer writer = { .text = out, .buffer = buffer };
	put_value(&writer, value);
	flush(&writer);
}

void json_write_pretty(struct text *out, const struct json *value)
{
	char buffer[BUFFER];
	struct writer writer = { .text = out, .buffer = buffer };
	put_pretty(&writer, value, 0);
	flush(&writer);
}

void json_write_string(struct text *out, const char *text)
{
	char buffer[BUFFER];
	struct writer writer = { .text = out, .buffer = buffer };
	put_string(&writer, text ? text : "", text ? strlen(text) : 0);
	flush(&writer);
}

char *json_print(struct arena *arena, const struct json *value)
{
	TEXT(out);
	out.ceiling = SIZE_MAX / 2;
	json_write(&out, value);
	return arena_copy_bytes(arena, text_string(&out), out.length);
}

void json_digest(const struct json *value, char out[static 65])
{
	char buffer[BUFFER];
	struct writer writer = { .buffer = buffer };
	put_value(&writer, value);
	if (!writer.digest.context) {
		digest_hex(buffer, writer.used, out);
		return;
	}
	flush(&writer);
	digest_finish(&writer.digest, out);
}
