/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads requests, runs programs, writes answers; one record at a time. */
#include "worker_serve.h"

#include "base/arena.h"
#include "base/frame.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/text.h"
#include "worker_confine.h"
#include "worker_program.h"
#include "worker_read.h"
#include "worker_value.h"
#include <poll.h>
#include <string.h>

enum {
	SERVE_PROGRAMS = 64,
	/* Of one frame that has begun; the other side writes it in one go. */
	SERVE_FRAME_MS = 60000,
	/* Room for the message of each program that found no place for its output. */
	SERVE_SPARE = 64 << 10,
	SERVE_MEMORY = 512 << 20,
	/* Records held for a second run; the other side counts the places round. */
	SERVE_HELD = 256,
};

struct server {
	int in;
	int out;
	struct arena arena;
	struct worker_names names;
	struct worker_program programs[SERVE_PROGRAMS];
	int count;
	jv held[SERVE_HELD];
};

static jv member(jv object, const char *name)
{
	if (jv_get_kind(object) != JV_KIND_OBJECT)
		return jv_invalid();
	return jv_object_get(jv_copy(object), jv_string(name));
}

/* Between two records the worker may idle for days: only a frame that has begun is timed. */
static char *next_frame(struct server *server, size_t *length)
{
	struct error error = ERROR_INIT;
	struct pollfd wait = { .fd = server->in, .events = POLLIN };
	arena_reset(&server->arena);
	while (poll(&wait, 1, -1) < 1)
		continue;
	return frame_read(server->in, &server->arena, LIMIT_FRAME_BYTES, SERVE_FRAME_MS, length,
	                  &error);
}

static bool answer(struct server *server, const struct text *text)
{
	struct error error = ERROR_INIT;
	return frame_write(server->out, text->data, text->length, SERVE_FRAME_MS, &error);
}

static void append_error(struct text *out, const char *message)
{
	text_append(out, "{\"error\":");
	json_write_string(out, message);
	text_append_character(out, '}');
}

static const char *text_of(jv value, size_t *length)
{
	if (jv_get_kind(value) != JV_KIND_STRING)
		return NULL;
	*length = (size_t)jv_string_length_bytes(jv_copy(value));
	return jv_string_value(value);
}

/* Parts stay alive with their list: jv hands out what it holds. */
static bool read_part(jv parts, int index, struct worker_part *part)
{
	size_t ignored;
	jv one = jv_array_get(jv_copy(parts), index);
	jv name = member(one, "name");
	jv text = member(one, "text");
	part->name = text_of(name, &ignored);
	part->text = text_of(text, &part->length);
	jv_free(name);
	jv_free(text);
	jv_free(one);
	return part->name && part->text;
}

static bool read_source(jv name, jv parts, struct worker_source *source)
{
	size_t ignored;
	source->name = text_of(name, &ignored);
	int count = jv_get_kind(parts) == JV_KIND_ARRAY ? jv_array_length(jv_copy(parts)) : 0;
	if (!source->name || count < 1 || count > WORKER_PARTS)
		return false;
	for (int i = 0; i < count; i++)
		if (!read_part(parts, i, &source->parts[source->count++]))
			return false;
	return true;
}

static bool add_program(struct server *server, jv description, struct error *error)
{
	struct worker_source source = { .name = NULL };
	jv name = member(description, "name");
	jv parts = member(description, "parts");
	bool done = read_source(name, parts, &source) && server->count < SERVE_PROGRAMS;
	if (!done)
		error_set(error, ERROR_LOCAL, "programs: ill-formed, or more than %d",
		          SERVE_PROGRAMS);
	else
		done = worker_program_compile(&server->programs[server->count++], &source, error);
	jv_free(name);
	jv_free(parts);
	return done;
}

static size_t memory_of(jv request)
{
	jv memory = member(request, "memory");
	double bytes = jv_get_kind(memory) == JV_KIND_NUMBER ? jv_number_value(memory) : 0;
	jv_free(memory);
	return bytes >= 1 && bytes < (double)(1ULL << 40) ? (size_t)bytes : SERVE_MEMORY;
}

static bool add_programs(struct server *server, jv request, struct error *error)
{
	jv list = member(request, "programs");
	bool done = jv_get_kind(list) == JV_KIND_ARRAY;
	if (!done)
		error_set(error, ERROR_LOCAL, "programs: missing");
	int count = done ? jv_array_length(jv_copy(list)) : 0;
	for (int i = 0; done && i < count; i++) {
		jv description = jv_array_get(jv_copy(list), i);
		done = add_program(server, description, error);
		jv_free(description);
	}
	jv_free(list);
	return done;
}

static bool prepare(struct server *server, struct error *error)
{
	size_t length = 0;
	const char *frame = next_frame(server, &length);
	if (!frame)
		return error_set(error, ERROR_CANCELLED, "closed before the programs came");
	jv request = worker_read(&server->names, frame, length);
	bool done = jv_get_kind(request) == JV_KIND_OBJECT;
	if (!done)
		error_set(error, ERROR_LOCAL, "programs: no JSON object");
	else
		done = worker_confine_process(memory_of(request), error) &&
		       add_programs(server, request, error) && worker_confine_calls(error);
	jv_free(request);
	return done;
}

static bool greet(struct server *server)
{
	struct error error = ERROR_INIT;
	TEXT(text);
	if (prepare(server, &error)) {
		text_append(&text, "{\"ok\":true}");
		return answer(server, &text);
	}
	if (error.kind != ERROR_CANCELLED) {
		text_append(&text, "{\"message\":");
		json_write_string(&text, error.message);
		text_append(&text, ",\"ok\":false}");
		(void)!answer(server, &text);
	}
	return false;
}

static void run_program(struct server *server, jv index, jv input, struct text *out)
{
	struct error error = ERROR_INIT;
	double number = jv_get_kind(index) == JV_KIND_NUMBER ? jv_number_value(index) : -1;
	size_t room = LIMIT_FRAME_BYTES - SERVE_SPARE;
	size_t ceiling = out->length < room ? room - out->length : 0;
	size_t before = out->length;
	if (ceiling > WORKER_OUTPUT_BYTES)
		ceiling = WORKER_OUTPUT_BYTES;
	jv_free(index);
	if (number < 0 || number >= server->count) {
		append_error(out, "no such program");
		return;
	}
	text_append(out, "{\"output\":");
	if (worker_program_run(&server->programs[(int)number], input, ceiling, out, &error)) {
		text_append_character(out, '}');
		return;
	}
	out->length = before;
	append_error(out, error.message);
}

/* The place of "hold" or "held", -1 = not said. */
static int place_of(jv request, const char *name)
{
	jv number = member(request, name);
	double place = jv_get_kind(number) == JV_KIND_NUMBER ? jv_number_value(number) : -1;
	jv_free(number);
	return place >= 0 && place < SERVE_HELD ? (int)place : -1;
}

static jv merge(jv record, jv changes)
{
	for (int at = jv_object_iter(changes); jv_object_iter_valid(changes, at);
	     at = jv_object_iter_next(changes, at))
		record = jv_object_set(record, jv_object_iter_key(changes, at),
		                       jv_object_iter_value(changes, at));
	return record;
}

/* The record to run on: in the request, or held since an earlier one. Invalid when there is none. */
static jv input_of(struct server *server, jv request)
{
	int held = place_of(request, "held");
	if (held >= 0) {
		jv changes = member(request, "changed");
		bool known = jv_get_kind(server->held[held]) == JV_KIND_OBJECT &&
		             jv_get_kind(changes) == JV_KIND_OBJECT;
		jv record = known ? merge(jv_copy(server->held[held]), changes) : jv_invalid();
		jv_free(changes);
		return record;
	}
	jv input = member(request, "input");
	int place = place_of(request, "hold");
	if (place >= 0) {
		jv_free(server->held[place]);
		server->held[place] = jv_copy(input);
	}
	return input;
}

static bool serve_request(struct server *server, jv request, struct text *out)
{
	jv run = member(request, "run");
	jv input = input_of(server, request);
	bool done = jv_get_kind(run) == JV_KIND_ARRAY && jv_is_valid(input);
	int count = done ? jv_array_length(jv_copy(run)) : 0;
	done = done && count <= SERVE_PROGRAMS;
	text_append_character(out, '[');
	for (int i = 0; done && i < count; i++) {
		if (i > 0)
			text_append_character(out, ',');
		run_program(server, jv_array_get(jv_copy(run), i), input, out);
	}
	text_append_character(out, ']');
	jv_free(run);
	jv_free(input);
	return done && answer(server, out);
}

static bool serve_next(struct server *server)
{
	size_t length = 0;
	const char *frame = next_frame(server, &length);
	TEXT(out);
	if (!frame)
		return false;
	jv request = worker_read(&server->names, frame, length);
	bool done = jv_get_kind(request) == JV_KIND_OBJECT && serve_request(server, request, &out);
	jv_free(request);
	return done;
}

int worker_serve(int in, int out)
{
	struct server server = { .in = in, .out = out };
	bool served = greet(&server);
	while (served && serve_next(&server))
		continue;
	for (int i = 0; i < server.count; i++)
		worker_program_release(&server.programs[i]);
	for (int i = 0; i < SERVE_HELD; i++)
		jv_free(server.held[i]);
	worker_read_release(&server.names);
	arena_release(&server.arena);
	return served ? 0 : 1;
}
