/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Frames over pipes: whole, halved, stalled, too long. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/frame.h"

#include "support/check.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000 };

struct ends {
	int read, write;
};

static struct ends open_pipe(void)
{
	int both[2];
	assert_int_equal(pipe2(both, O_CLOEXEC), 0);
	return (struct ends){ both[0], both[1] };
}

static void close_end(int *end)
{
	if (*end >= 0)
		close(*end);
	*end = -1;
}

static void frames_arrive_one_by_one(void **state)
{
	(void)state;
	ARENA(arena);
	struct error error = ERROR_INIT;
	struct ends ends = open_pipe();
	size_t length;
	assert_true(frame_write(ends.write, "one\0x", 5, PATIENCE_MS, &error));
	assert_true(frame_write(ends.write, NULL, 0, PATIENCE_MS, &error));
	assert_memory_equal(frame_read(ends.read, &arena, 5, PATIENCE_MS, &length, &error),
	                    "one\0x\0", 6);
	assert_int_equal(length, 5);
	assert_string_equal(frame_read(ends.read, &arena, 5, PATIENCE_MS, &length, &error), "");
	close_end(&ends.write);
	error.kind = ERROR_ITEM;
	assert_null(frame_read(ends.read, &arena, 5, PATIENCE_MS, &length, &error));
	assert_int_equal(error.kind, ERROR_NONE);
	close_end(&ends.read);
}

struct job {
	int descriptor;
	size_t length;
	char *bytes;
	struct arena arena;
	struct error error;
};

static void *read_one(void *context)
{
	struct job *job = context;
	job->bytes = frame_read(job->descriptor, &job->arena, 1 << 20, PATIENCE_MS, &job->length,
	                        &job->error);
	return NULL;
}

/* Longer than the pipe holds, with the descriptor blocking and not. */
static void long_frames_pass(void **state)
{
	(void)state;
	for (int flags = 0; flags <= O_NONBLOCK; flags += O_NONBLOCK) {
		ARENA(arena);
		struct error error = ERROR_INIT;
		struct ends ends = open_pipe();
		size_t length = 700000;
		char *bytes = arena_allocate(&arena, length);
		for (size_t at = 0; at < length; at++)
			bytes[at] = (char)(at % 251);
		fcntl(ends.write, F_SETFL, flags);
		struct job job = { .descriptor = ends.read };
		pthread_t reader;
		assert_int_equal(pthread_create(&reader, NULL, read_one, &job), 0);
		assert_true(frame_write(ends.write, bytes, length, PATIENCE_MS, &error));
		pthread_join(reader, NULL);
		assert_int_equal(job.length, length);
		assert_memory_equal(job.bytes, bytes, length);
		arena_release(&job.arena);
		close_end(&ends.read);
		close_end(&ends.write);
	}
}

static void stalls_end_in_time(void **state)
{
	(void)state;
	ARENA(arena);
	struct error error = ERROR_INIT;
	struct ends ends = open_pipe();
	size_t length;
	int64_t before = clock_monotonic_ms();
	assert_null(frame_read(ends.read, &arena, 10, 50, &length, &error));
	assert_int_equal(error.kind, ERROR_RETRY);
	assert_true(clock_monotonic_ms() - before >= 50);
	/* Half a frame, then nothing. */
	assert_int_equal(write(ends.write,
	                       "\0\0\0\x05"
	                       "ab",
	                       6),
	                 6);
	assert_null(frame_read(ends.read, &arena, 10, 50, &length, &error));
	check_contains(error.message, "in time");
	/* Nobody reads: the pipe fills. */
	char *bytes = arena_allocate(&arena, 1 << 20);
	assert_false(frame_write(ends.write, bytes, 1 << 20, 50, &error));
	assert_int_equal(error.kind, ERROR_RETRY);
	close_end(&ends.read);
	close_end(&ends.write);
}

static void broken_frames_are_told_apart(void **state)
{
	(void)state;
	ARENA(arena);
	struct error error = ERROR_INIT;
	static const struct {
		const char *bytes;
		size_t length;
		enum error_kind kind;
	} cases[] = {
		{ "\0\0", 2, ERROR_RETRY },
		{ "\0\0\0\x05"
		  "ab",
		  6, ERROR_RETRY },
		{ "\0\0\0\x0B", 4, ERROR_ITEM },
		{ "\xFF\xFF\xFF\xFF", 4, ERROR_ITEM },
	};
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		struct ends ends = open_pipe();
		size_t length;
		assert_int_equal(write(ends.write, cases[index].bytes, cases[index].length),
		                 cases[index].length);
		close_end(&ends.write);
		error = ERROR_INIT;
		assert_null(frame_read(ends.read, &arena, 10, PATIENCE_MS, &length, &error));
		assert_int_equal(error.kind, cases[index].kind);
		close_end(&ends.read);
	}
	struct ends ends = open_pipe();
	close_end(&ends.read);
	assert_false(frame_write(ends.write, "x", 1, PATIENCE_MS, &error));
	assert_int_equal(error.kind, ERROR_RETRY);
	close_end(&ends.write);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_arrive_one_by_one),
		cmocka_unit_test(long_frames_pass),
		cmocka_unit_test(stalls_end_in_time),
		cmocka_unit_test(broken_frames_are_told_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
