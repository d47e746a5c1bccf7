/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Records sent ahead, answers in their order, and the search for the record that ended a worker. */
#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "mapping/mapping_check.h"
#include "mapping/mapping_state.h"
#include <stdint.h>
#include <string.h>

enum {
	/* Records ahead of the answers, and bytes of them: enough that the worker never waits, little
	 * enough that a lost worker costs little. */
	RUN_AHEAD = 64,
	RUN_AHEAD_BYTES = 1 << 20,
	/* Records that the worker holds, and the largest of them: a jq value takes five to ten times
	 * the room of its text. The worker keeps as many places (SERVE_HELD). */
	RUN_HELD = 256,
	RUN_HELD_BYTES = 32 << 10,
};

struct run {
	struct mapping *mapping;
	struct arena *arena;
	struct mapping_entry *entries[MAPPING_PROGRAMS];
	size_t program_count;
	struct mapping_records records;
	struct mapping_result *results;
	size_t sent;
	size_t answered;
	int64_t since; /* the worker has had work since, and no answer came (monotonic ms) */
	struct text request;
};

static void release_request(struct run *run)
{
	text_release(&run->request);
}

static struct mapping_result *result_of(const struct run *run, size_t input, size_t program)
{
	return &run->results[input * run->program_count + program];
}

static void set_aside(struct run *run, size_t input, size_t program, const char *why)
{
	*result_of(run, input, program) = (struct mapping_result){
		.error = arena_print(run->arena, "mapping '%s': %s", run->entries[program]->name,
		                     why),
	};
}

static void set_aside_all(struct run *run, size_t input, const char *why)
{
	for (size_t p = 0; p < run->program_count; p++)
		set_aside(run, input, p, why);
}

static struct mapping_hold *hold_of(const struct run *run, size_t input)
{
	return run->records.holds ? run->records.holds[input] : NULL;
}

/* Held under this mark by the worker's present life, and not given up for a newer record yet. */
static bool is_held(const struct mapping *mapping, const struct mapping_hold *hold)
{
	return hold && hold->mark >> 32 == mapping->worker.starts &&
	       mapping->held - (uint32_t)hold->mark < RUN_HELD;
}

/* "changed":{...},"held":place */
static void append_changes(struct run *run, size_t input)
{
	const char *before = "";
	text_append(&run->request, "\"changed\":{");
	for (const char *const *name = run->records.changed; *name; name++) {
		const struct json *member = json_get(run->records.inputs[input], *name);
		if (!member)
			continue;
		text_print(&run->request, "%s\"%s\":", before, *name);
		json_write(&run->request, member);
		before = ",";
	}
	text_print(&run->request, "},\"held\":%u", (uint32_t)hold_of(run, input)->mark % RUN_HELD);
}

/* "input":..., and where the worker is to hold it "hold":place */
static void append_record(struct run *run, size_t input)
{
	struct mapping *mapping = run->mapping;
	struct mapping_hold *hold = hold_of(run, input);
	text_append(&run->request, "\"input\":");
	json_write(&run->request, run->records.inputs[input]);
	if (!hold)
		return;
	hold->mark = 0;
	if (run->records.changed || run->request.length > RUN_HELD_BYTES)
		return;
	hold->mark = (uint64_t)mapping->worker.starts << 32 | ++mapping->held;
	text_print(&run->request, ",\"hold\":%u", mapping->held % RUN_HELD);
}

/* {"input":...,"run":[...]} for the programs first to first + count; false when it is too large. */
static bool compose(struct run *run, size_t input, size_t first, size_t count)
{
	text_clear(&run->request);
	run->request.ceiling = LIMIT_FRAME_BYTES;
	text_append_character(&run->request, '{');
	if (run->records.changed && is_held(run->mapping, hold_of(run, input)))
		append_changes(run, input);
	else
		append_record(run, input);
	text_append(&run->request, ",\"run\":[");
	for (size_t p = first; p < first + count; p++)
		text_print(&run->request, p > first ? ",%zu" : "%zu",
		           (size_t)(run->entries[p] - run->mapping->entries));
	text_append(&run->request, "]}");
	return !run->request.over;
}

static void queue(struct run *run)
{
	mapping_channel_queue(&run->mapping->worker.channel, run->request.data,
	                      run->request.length);
}

/* Sends ahead. A record too large waits until the ones before it are answered, then is set aside. */
static void fill(struct run *run)
{
	while (run->sent < run->records.count && run->sent - run->answered < RUN_AHEAD &&
	       mapping_channel_pending(&run->mapping->worker.channel) < RUN_AHEAD_BYTES) {
		if (run->sent == run->answered)
			run->since = clock_monotonic_ms();
		if (compose(run, run->sent, 0, run->program_count)) {
			queue(run);
		} else if (run->sent == run->answered) {
			set_aside_all(run, run->sent, "the record is larger than 8 MiB");
			run->answered++;
		} else {
			return;
		}
		run->sent++;
	}
}

static void keep_output(struct run *run, size_t input, size_t program, struct json *output)
{
	struct error error = ERROR_INIT;
	const struct answer_form *form = run->entries[program]->form;
	if (!form || mapping_check(run->arena, form, output, &error))
		*result_of(run, input, program) = (struct mapping_result){ .output = output };
	else
		set_aside(run, input, program, error.message);
	run->entries[program]->answered++;
}

/* [{"output": value} or {"error": message}, ...] of one record for `count` programs. */
static void store(struct run *run, size_t input, size_t first, size_t count, const char *frame,
                  size_t length)
{
	struct error error = ERROR_INIT;
	const struct json *answer = json_parse(run->arena, frame, length, NULL, &error);
	const struct json *child = answer ? answer->first : NULL;
	for (size_t p = first; p < first + count; p++) {
		struct json *output = json_get(child, "output");
		if (output) {
			keep_output(run, input, p, output);
		} else {
			const char *why = answer ? "the worker gave no answer" : error.message;
			set_aside(run, input, p, json_member_text(child, "error", why));
			run->entries[p]->answered += json_get(child, "error") != NULL;
		}
		child = child ? child->next : NULL;
	}
}

/* The next answer, or NULL with the reason when the worker stalled or died; then it is stopped. */
static const char *wait_for_answer(struct run *run, size_t *length, char *reason, bool *stalled)
{
	struct mapping_worker *worker = &run->mapping->worker;
	int timeout = run->mapping->timeout_ms;
	for (;;) {
		const char *frame = mapping_channel_take(&worker->channel, length);
		if (frame)
			return frame;
		/* Looked at before it is called late: this process may have slept itself. */
		int64_t left = run->since + timeout - clock_monotonic_ms();
		enum mapping_channel_event event =
			mapping_channel_turn(&worker->channel, left > 0 ? (int)left : 0);
		*stalled = event == MAPPING_CHANNEL_IDLE && left <= 0;
		if (*stalled || event == MAPPING_CHANNEL_CLOSED)
			break;
	}
	mapping_worker_stop(worker, reason, MAPPING_WORKER_REASON);
	if (*stalled)
		snprintf(reason, MAPPING_WORKER_REASON,
		         "no answer in %g s; an endless loop? try it with 'jq -f' on this record",
		         timeout / 1000.0);
	return NULL;
}

static void lose(struct run *run, size_t input, size_t program, const char *reason, bool stalled)
{
	char why[MAPPING_WORKER_REASON + 32];
	snprintf(why, sizeof(why), "%s%s", stalled ? "" : "the worker ", reason);
	set_aside(run, input, program, why);
	run->entries[program]->lost++;
}

/* A program that never answered and lost the worker each time is broken; one that did answer may
 * have met a hostile record, and the others must go on. */
static bool check_losses(const struct run *run, size_t input, size_t program, struct error *error)
{
	const struct mapping_entry *entry = run->entries[program];
	if (entry->answered > 0 || entry->lost < MAPPING_LOSSES)
		return true;
	return error_set(error, ERROR_LOCAL,
	                 "%s; so on each of the first %d records: mend the program",
	                 result_of(run, input, program)->error, MAPPING_LOSSES);
}

/* Runs one program alone on the record at which the worker was lost. */
static bool try_alone(struct run *run, size_t input, size_t program, struct error *error)
{
	char reason[MAPPING_WORKER_REASON];
	bool stalled = false;
	size_t length = 0;
	if (!compose(run, input, program, 1)) {
		set_aside(run, input, program, "the record is larger than 8 MiB");
		return true;
	}
	queue(run);
	run->since = clock_monotonic_ms();
	const char *frame = wait_for_answer(run, &length, reason, &stalled);
	if (frame) {
		store(run, input, program, 1, frame, length);
		return true;
	}
	lose(run, input, program, reason, stalled);
	return mapping_worker_start(&run->mapping->worker, error) &&
	       check_losses(run, input, program, error);
}

/* The first record without an answer is the one that was being worked on. What was sent behind it
 * is lost with the worker and goes out again. A death may have come from outside: one more try. */
static bool recover(struct run *run, const char *reason, bool stalled, struct error *error)
{
	size_t input = run->answered;
	if (!mapping_worker_start(&run->mapping->worker, error))
		return false;
	if (stalled && run->program_count == 1) {
		lose(run, input, 0, reason, stalled);
		if (!check_losses(run, input, 0, error))
			return false;
	} else {
		for (size_t p = 0; p < run->program_count; p++) {
			if (!try_alone(run, input, p, error))
				return false;
		}
	}
	run->answered++;
	run->sent = run->answered;
	return true;
}

static bool run_all(struct run *run, struct error *error)
{
	char reason[MAPPING_WORKER_REASON];
	while (run->answered < run->records.count) {
		bool stalled = false;
		size_t length = 0;
		fill(run);
		if (run->answered == run->sent)
			continue;
		const char *frame = wait_for_answer(run, &length, reason, &stalled);
		if (frame) {
			store(run, run->answered++, 0, run->program_count, frame, length);
			run->since = clock_monotonic_ms();
		} else if (!recover(run, reason, stalled, error)) {
			return false;
		}
	}
	return true;
}

static bool find_programs(struct run *run, const char *const *programs, struct error *error)
{
	if (run->program_count > MAPPING_PROGRAMS)
		return error_set(error, ERROR_LOCAL, "mapping: more than %d programs in one run",
		                 MAPPING_PROGRAMS);
	for (size_t p = 0; p < run->program_count; p++) {
		run->entries[p] = mapping_state_find(run->mapping, programs[p]);
		if (!run->entries[p])
			return error_set(error, ERROR_LOCAL, "mapping '%s': was not opened",
			                 programs[p]);
	}
	return true;
}

bool mapping_run_held(struct mapping *mapping, struct arena *arena, const char *const *programs,
                      size_t program_count, const struct mapping_records *records,
                      struct mapping_result *results, struct error *error)
{
	struct run run __attribute__((cleanup(release_request))) = {
		.mapping = mapping,
		.arena = arena,
		.program_count = program_count,
		.records = *records,
		.results = results,
	};
	if (program_count == 0)
		return true;
	/* A start that failed in an earlier run leaves no worker. */
	return find_programs(&run, programs, error) && mapping_start(mapping, error) &&
	       run_all(&run, error);
}

bool mapping_run_many(struct mapping *mapping, struct arena *arena, const char *const *programs,
                      size_t program_count, const struct json *const *inputs, size_t input_count,
                      struct mapping_result *results, struct error *error)
{
	const struct mapping_records records = { .inputs = inputs, .count = input_count };
	return mapping_run_held(mapping, arena, programs, program_count, &records, results, error);
}

bool mapping_run(struct mapping *mapping, struct arena *arena, const char *program,
                 const struct json *input, struct json **output, struct error *error)
{
	struct mapping_result result = { .output = NULL };
	if (!mapping_run_many(mapping, arena, &program, 1, &input, 1, &result, error))
		return false;
	if (result.error)
		return error_set(error, ERROR_ITEM, "%s", result.error);
	*output = result.output;
	return true;
}
