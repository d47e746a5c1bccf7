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

/* Where the bytes go: into a text, or else through the buffer into a digest, which is only started
 * when the buffer does not hold all. */
struct writer {
	struct text *text;
	struct digest digest;
	size_t used;
	char *buffer; /* BUFFER bytes, NULL with a text */
};

enum { BUFFER = 4096 };

static void flush(struct writer *writer)
{
	if (!writer->digest.context)
		digest_start(&writer->digest);
	digest_add(&writer->digest, writer->buffer, writer->used);
	writer->used = 0;
}

static void put(struct writer *writer, const char *bytes, size_t length)
{
	if (!writer->buffer) {
		text_append_bytes(writer->text, bytes, length);
		return;
	}
	if (length > BUFFER - writer->used)
		flush(writer);
	if (length > BUFFER) {
		digest_add(&writer->digest, bytes, length);
		return;
	}
	memcpy(writer->buffer + writer->used, bytes, length);
	writer->used += length;
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
	return byte >= 0x20 && byte != '"' && byte != '\\';
}

static void put_string(struct writer *writer, const char *text, size_t length)
{
	put(writer, "\"", 1);
	size_t valid = text_utf8_prefix(text, length);
	for (size_t at = 0; at < length;) {
		size_t start = at;
		while (at < valid && is_plain((unsigned char)text[at]))
			at++;
		put(writer, text + start, at - start);
		if (at < valid) {
			put_escaped(writer, (unsigned char)text[at++]);
		} else if (at < length) {
			put_text(writer, "\xEF\xBF\xBD");
			at++;
			valid = at + text_utf8_prefix(text + at, length - at);
		}
	}
	put(writer, "\"", 1);
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
		put(writer, ",", index > 0);
		put_string(writer, members[index]->key, strlen(members[index]->key));
		put(writer, ":", 1);
		put_value(writer, members[index]);
	}
}

static void put_value(struct writer *writer, const struct json *value)
{
	if (!value) {
		put_scalar(writer, value);
	} else if (value->type == JSON_OBJECT) {
		put(writer, "{", 1);
		put_members(writer, value);
		put(writer, "}", 1);
	} else if (value->type == JSON_ARRAY) {
		put(writer, "[", 1);
		JSON_EACH(item, value)
		{
			put(writer, ",", item != value->first);
			put_value(writer, item);
		}
		put(writer, "]", 1);
	} else {
		put_scalar(writer, value);
	}
}

static void put_line(struct writer *writer, size_t depth)
{
	put(writer, "\n", 1);
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
	put(writer, object ? "{" : "[", 1);
	JSON_EACH(child, value)
	{
		put(writer, ",", child != value->first);
		put_line(writer, depth + 1);
		if (object) {
			put_string(writer, child->key, strlen(child->key));
			put(writer, ": ", 2);
		}
		put_pretty(writer, child, depth + 1);
	}
	put_line(writer, depth);
	put(writer, object ? "}" : "]", 1);
}

void json_write(struct text *out, const struct json *value)
{
	struct writer writer = { .text = out };
	put_value(&writer, value);
}

void json_write_pretty(struct text *out, const struct json *value)
{
	struct writer writer = { .text = out };
	put_pretty(&writer, value, 0);
}

void json_write_string(struct text *out, const char *text)
{
	struct writer writer = { .text = out };
	put_string(&writer, text ? text : "", text ? strlen(text) : 0);
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
