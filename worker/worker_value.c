/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Recursion over arrays and objects, with the depth counted. */
#include "worker_value.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include <string.h>

struct writer {
	struct text *out;
	size_t last; /* out may grow up to here */
	enum worker_value_result result;
};

static void cut(struct text *out, size_t length)
{
	out->length = length;
	if (out->data)
		out->data[length] = '\0';
}

static bool write_value(struct writer *writer, jv value, int depth);

/* json_write_string takes a NUL as the end: without them it is one copy. */
static void write_string(struct writer *writer, jv value)
{
	const char *text = jv_string_value(value);
	size_t length = (size_t)jv_string_length_bytes(jv_copy(value));
	if (!memchr(text, '\0', length)) {
		json_write_string(writer->out, text);
		return;
	}
	CLEANUP(memory_free_pointer) char *copy = memory_allocate(length + 1);
	size_t used = 0;
	for (size_t i = 0; i < length; i++) {
		if (text[i] != '\0')
			copy[used++] = text[i];
	}
	copy[used] = '\0';
	json_write_string(writer->out, copy);
}

static void write_number(struct writer *writer, jv value)
{
	enum { EXACT = 1 << 30 };
	double number = jv_number_value(value);
	if (number >= -EXACT && number <= EXACT && number == (double)(int)number) {
		text_print(writer->out, "%d", (int)number);
		return;
	}
	jv dumped = jv_dump_string(jv_copy(value), 0);
	text_append(writer->out, jv_string_value(dumped));
	jv_free(dumped);
}

static bool write_array(struct writer *writer, jv value, int depth)
{
	bool done = true;
	text_append_character(writer->out, '[');
	int count = jv_array_length(jv_copy(value));
	for (int i = 0; done && i < count; i++) {
		if (i > 0)
			text_append_character(writer->out, ',');
		jv item = jv_array_get(jv_copy(value), i);
		done = write_value(writer, item, depth + 1);
		jv_free(item);
	}
	text_append_character(writer->out, ']');
	return done;
}

static bool write_member(struct writer *writer, bool follows, jv key, jv value, int depth)
{
	if (follows)
		text_append_character(writer->out, ',');
	write_string(writer, key);
	text_append_character(writer->out, ':');
	return write_value(writer, value, depth + 1);
}

struct pair {
	jv key, value;
};

static int compare_keys(jv a, jv b)
{
	size_t left = (size_t)jv_string_length_bytes(jv_copy(a));
	size_t right = (size_t)jv_string_length_bytes(jv_copy(b));
	int order = memcmp(jv_string_value(a), jv_string_value(b), left < right ? left : right);
	return order ? order : (left > right) - (left < right);
}

/* Members in the order of their names; room for all of them. */
static int sort_members(jv object, struct pair *members)
{
	int count = 0;
	for (int at = jv_object_iter(object); jv_object_iter_valid(object, at);
	     at = jv_object_iter_next(object, at)) {
		struct pair pair = { jv_object_iter_key(object, at),
			             jv_object_iter_value(object, at) };
		int place = count++;
		for (; place && compare_keys(members[place - 1].key, pair.key) > 0; place--)
			members[place] = members[place - 1];
		members[place] = pair;
	}
	return count;
}

/* The way of jq itself, for objects of any size. */
static bool write_large_object(struct writer *writer, jv value, int depth)
{
	bool done = true;
	jv keys = jv_keys(jv_copy(value));
	int count = jv_array_length(jv_copy(keys));
	for (int i = 0; done && i < count; i++) {
		jv key = jv_array_get(jv_copy(keys), i);
		jv member = jv_object_get(jv_copy(value), jv_copy(key));
		done = write_member(writer, i > 0, key, member, depth);
		jv_free(key);
		jv_free(member);
	}
	jv_free(keys);
	return done;
}

static bool write_object(struct writer *writer, jv value, int depth)
{
	enum { FEW = 48 };
	struct pair members[FEW];
	bool done = true;
	text_append_character(writer->out, '{');
	if (jv_object_length(jv_copy(value)) > FEW) {
		done = write_large_object(writer, value, depth);
	} else {
		int count = sort_members(value, members);
		for (int i = 0; i < count; i++) {
			done = done &&
			       write_member(writer, i > 0, members[i].key, members[i].value, depth);
			jv_free(members[i].key);
			jv_free(members[i].value);
		}
	}
	text_append_character(writer->out, '}');
	return done;
}

static void write_scalar(struct writer *writer, jv value)
{
	switch (jv_get_kind(value)) {
	case JV_KIND_FALSE:
		text_append(writer->out, "false");
		break;
	case JV_KIND_TRUE:
		text_append(writer->out, "true");
		break;
	case JV_KIND_NUMBER:
		write_number(writer, value);
		break;
	case JV_KIND_STRING:
		write_string(writer, value);
		break;
	default:
		text_append(writer->out, "null");
	}
}

static bool write_value(struct writer *writer, jv value, int depth)
{
	bool done = depth <= WORKER_OUTPUT_DEPTH;
	if (!done)
		writer->result = WORKER_VALUE_TOO_DEEP;
	else if (jv_get_kind(value) == JV_KIND_ARRAY)
		done = write_array(writer, value, depth);
	else if (jv_get_kind(value) == JV_KIND_OBJECT)
		done = write_object(writer, value, depth);
	else
		write_scalar(writer, value);
	if (done && (writer->out->over || writer->out->length > writer->last))
		writer->result = WORKER_VALUE_TOO_LARGE;
	return writer->result == WORKER_VALUE_WRITTEN;
}

enum worker_value_result worker_value_write(struct text *out, jv value, size_t ceiling)
{
	size_t before = out->length;
	struct writer writer = { .out = out, .last = before + ceiling };
	if (!write_value(&writer, value, 0))
		cut(out, before);
	return writer.result;
}
