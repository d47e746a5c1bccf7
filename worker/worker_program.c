/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Compiling with messages that name file and line, and running for exactly one output. */
#include "worker_program.h"

#include "base/memory.h"
#include "base/text.h"
#include "worker_screen.h"
#include "worker_value.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	/* jq quotes values in its messages; the reason stands at the front. */
	PROGRAM_MESSAGE = 300,
};

/* The first message of a compilation; later ones only follow from it. */
struct complaint {
	char text[PROGRAM_MESSAGE];
	int line; /* 0 = not said */
};

/* "jq: error: REASON (Unix shell quoting issues?) at <top-level>, line 3:", then an excerpt. */
static void read_complaint(struct complaint *complaint, const char *message)
{
	static const char prefix[] = "jq: error: ";
	static const char place[] = " at <top-level>, line ";
	if (text_starts_with(message, prefix))
		message += sizeof(prefix) - 1;
	size_t length = strcspn(message, "\n");
	const char *at = strstr(message, place);
	if (at && at < message + length) {
		complaint->line = (int)strtol(at + sizeof(place) - 1, NULL, 10);
		length = (size_t)(at - message);
	}
	const char *shell = strstr(message, " (Unix shell");
	if (shell && shell < message + length)
		length = (size_t)(shell - message);
	if (length >= sizeof(complaint->text))
		length = text_cut(message, sizeof(complaint->text) - 1);
	memcpy(complaint->text, message, length);
	complaint->text[length] = '\0';
}

static void take_complaint(void *context, jv message)
{
	struct complaint *complaint = context;
	jv text = jq_format_error(message);
	if (complaint->text[0] == '\0' && jv_get_kind(text) == JV_KIND_STRING)
		read_complaint(complaint, jv_string_value(text));
	jv_free(text);
}

static void ignore_message(void *context, jv message)
{
	(void)context;
	jv_free(message);
}

/* jq would abort; and it forgets a handler that was not set on the state itself. */
static void end_without_memory(void *context)
{
	(void)context;
	_exit(WORKER_EXIT_MEMORY);
}

static int count_lines(const char *text, size_t length)
{
	int lines = 0;
	for (size_t i = 0; i < length; i++)
		lines += text[i] == '\n';
	return lines;
}

static bool compile(jq_state *jq, const char *text, struct complaint *complaint)
{
	jq_set_error_cb(jq, take_complaint, complaint);
	jq_set_debug_cb(jq, ignore_message, NULL);
	jq_set_nomem_handler(jq, end_without_memory, NULL);
	/* Without the attribute jq 1.6 aborts when it resolves a module. */
	jq_set_attr(jq, jv_string("JQ_LIBRARY_PATH"), jv_array());
	bool done = jq_compile(jq, text) != 0;
	jq_set_error_cb(jq, ignore_message, NULL);
	return done;
}

/* Lines are counted over all parts together. */
static bool tell(const struct complaint *complaint, const struct worker_source *source,
                 struct error *error)
{
	const char *reason = complaint->text[0] ? complaint->text : "jq gave no reason";
	int line = complaint->line;
	for (size_t i = 0; line > 0 && i < source->count; i++) {
		const struct worker_part *part = &source->parts[i];
		int lines = count_lines(part->text, part->length) + 1;
		if (line <= lines || i + 1 == source->count)
			return error_set(error, ERROR_LOCAL, "%s:%d: %s", part->name, line, reason);
		line -= lines;
	}
	return error_set(error, ERROR_LOCAL, "%s: %s", source->name, reason);
}

static void release_state(jq_state **jq)
{
	if (*jq)
		jq_teardown(jq);
}

static void append_parts(struct text *text, const struct worker_source *source, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		text_append_bytes(text, source->parts[i].text, source->parts[i].length);
		if (i + 1 < source->count)
			text_append_character(text, '\n');
	}
}

/* A part that does not compile with those before it is at fault itself, wherever jq noticed it. */
static bool check_included(const struct worker_source *source, struct error *error)
{
	for (size_t count = 1; count < source->count; count++) {
		struct worker_source until = *source;
		struct complaint complaint = { .line = 0 };
		TEXT(text);
		until.count = count;
		append_parts(&text, source, count);
		text_append(&text, "\n.");
		jq_state *jq CLEANUP(release_state) = jq_init();
		if (!compile(jq, text_string(&text), &complaint))
			return tell(&complaint, &until, error);
	}
	return true;
}

static bool screen(const struct worker_source *source, struct error *error)
{
	for (size_t i = 0; i < source->count; i++) {
		const struct worker_part *part = &source->parts[i];
		if (!worker_screen(part->name, part->text, part->length, error))
			return false;
	}
	return true;
}

bool worker_program_compile(struct worker_program *program, const struct worker_source *source,
                            struct error *error)
{
	struct complaint complaint = { .line = 0 };
	TEXT(text);
	if (!screen(source, error))
		return false;
	append_parts(&text, source, source->count);
	program->name = memory_copy_text(source->name);
	program->jq = jq_init();
	if (compile(program->jq, text_string(&text), &complaint))
		return true;
	return check_included(source, error) && tell(&complaint, source, error);
}

/* What error(...) carried: a text as it is, any other value as JSON. */
static bool tell_failure(jv message, struct error *error)
{
	if (jv_get_kind(message) == JV_KIND_STRING) {
		const char *text = jv_string_value(message);
		return error_set(error, ERROR_ITEM, "%.*s", (int)text_cut(text, PROGRAM_MESSAGE),
		                 text);
	}
	TEXT(text);
	if (worker_value_write(&text, message, PROGRAM_MESSAGE) != WORKER_VALUE_WRITTEN)
		return error_set(error, ERROR_ITEM, "error(...) with a value too large to show");
	return error_set(error, ERROR_ITEM, "%s", text_string(&text));
}

static void cut(struct text *out, size_t length)
{
	out->length = length;
	if (out->data)
		out->data[length] = '\0';
}

/* Ends the answers of a run: why there are no more. */
static bool end_of_outputs(jv end, bool had_output, struct error *error)
{
	if (jv_invalid_has_msg(jv_copy(end))) {
		jv message = jv_invalid_get_msg(end);
		bool told = tell_failure(message, error);
		jv_free(message);
		return told;
	}
	jv_free(end);
	if (had_output)
		return true;
	return error_set(error, ERROR_ITEM, "gave no output: a mapping must give exactly one");
}

/* jq frees nested values by recursion and would fall over the end of the stack: one that is too
 * deep to write is held here until the process ends. */
static void keep(jv value)
{
	static jv kept;
	if (jv_get_kind(kept) != JV_KIND_ARRAY)
		kept = jv_array();
	kept = jv_array_append(kept, value);
}

static bool write_output(jv output, size_t ceiling, struct text *out, struct error *error)
{
	switch (worker_value_write(out, output, ceiling)) {
	case WORKER_VALUE_TOO_DEEP:
		keep(output);
		return error_set(error, ERROR_ITEM, "output nests deeper than %d levels",
		                 WORKER_OUTPUT_DEPTH);
	case WORKER_VALUE_TOO_LARGE:
		jv_free(output);
		return error_set(error, ERROR_ITEM, "output is larger than allowed (%d KiB)",
		                 WORKER_OUTPUT_BYTES >> 10);
	case WORKER_VALUE_WRITTEN:
		jv_free(output);
	}
	return true;
}

bool worker_program_run(struct worker_program *program, jv input, size_t ceiling, struct text *out,
                        struct error *error)
{
	size_t before = out->length;
	jq_start(program->jq, jv_copy(input), 0);
	jv output = jq_next(program->jq);
	if (!jv_is_valid(output))
		return end_of_outputs(output, false, error);
	if (!write_output(output, ceiling, out, error))
		return false;
	jv second = jq_next(program->jq);
	if (!jv_is_valid(second)) {
		if (end_of_outputs(second, true, error))
			return true;
	} else {
		jv_free(second);
		error_set(error, ERROR_ITEM,
		          "gave more than one output: a mapping must give exactly one");
	}
	cut(out, before);
	return false;
}

void worker_program_release(struct worker_program *program)
{
	release_state(&program->jq);
	memory_free_pointer(&program->name);
	program->name = NULL;
}
