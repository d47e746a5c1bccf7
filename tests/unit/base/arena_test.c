/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Arenas and arrays: zeroed, aligned, big and small pieces, reuse after a reset, sizes that wrap. */
#include "base/arena.h"
#include "base/array.h"
#include "base/memory.h"

#include "support/check.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
	(void)state;
	ARENA(arena);
	unsigned char *pieces[300];
	for (size_t index = 0; index < COUNT_OF(pieces); index++) {
		pieces[index] = arena_allocate(&arena, index);
		assert_int_equal((uintptr_t)pieces[index] % _Alignof(max_align_t), 0);
		for (size_t at = 0; at < index; at++)
			assert_int_equal(pieces[index][at], 0);
		memset(pieces[index], (int)index & 0xFF, index);
	}
	for (size_t index = 0; index < COUNT_OF(pieces); index++) {
		for (size_t at = 0; at < index; at++)
			assert_int_equal(pieces[index][at], index & 0xFF);
	}
}

static void huge_pieces_do_not_waste_the_open_block(void **state)
{
	(void)state;
	ARENA(arena);
	char *before = arena_allocate(&arena, 16);
	char *huge = arena_allocate(&arena, 5 << 20);
	huge[(5 << 20) - 1] = 'x';
	char *after = arena_allocate(&arena, 16);
	/* Still in the block that was open. */
	assert_true(after - before > 0 && after - before < 4096);
}

static void reset_gives_the_memory_again(void **state)
{
	(void)state;
	ARENA(arena);
	for (int round = 0; round < 50; round++) {
		for (int piece = 0; piece < 100; piece++)
			memset(arena_allocate(&arena, 1000), 0xAA, 1000);
		assert_true(arena.used >= 100 * 1000);
		arena_reset(&arena);
		assert_int_equal(arena.used, 0);
		const char *fresh = arena_allocate(&arena, 1000);
		for (int at = 0; at < 1000; at++)
			assert_int_equal(fresh[at], 0);
		arena_reset(&arena);
	}
	arena_allocate(&arena, 3 << 20);
	arena_reset(&arena);
	arena_reset(&arena);
}

static void texts_are_copied_and_printed(void **state)
{
	(void)state;
	ARENA(arena);
	assert_null(arena_copy(&arena, NULL));
	assert_string_equal(arena_copy(&arena, "text"), "text");
	assert_memory_equal(arena_copy_bytes(&arena, "a\0b", 3), "a\0b\0", 4);
	assert_string_equal(arena_copy_bytes(&arena, NULL, 0), "");
	assert_string_equal(arena_print(&arena, "%d-%s", 7, "x"), "7-x");
	const char *wide = arena_print(&arena, "%5000d", 1);
	assert_int_equal(strlen(wide), 5000);
	assert_int_equal(wide[4999], '1');
}

struct pair {
	int a, b;
};

static void arrays_grow_and_keep_their_items(void **state)
{
	(void)state;
	ARENA(arena);
	ARRAY(int) numbers = { 0 };
	for (int number = 0; number < 10000; number++)
		ARRAY_PUSH(&arena, &numbers, number);
	assert_int_equal(numbers.count, 10000);
	for (int number = 0; number < 10000; number++)
		assert_int_equal(numbers.items[number], number);
	ARRAY(struct pair) pairs = { 0 };
	ARRAY_ADD(&arena, &pairs).a = 5;
	assert_int_equal(pairs.items[0].a, 5);
	assert_int_equal(pairs.items[0].b, 0);
}

/* Runs the function in a child and tells the signal that ended it. */
static int ending_signal(void (*function)(void))
{
	pid_t child = fork();
	if (child == 0) {
		int nowhere = open("/dev/null", O_WRONLY);
		dup2(nowhere, STDERR_FILENO);
		signal(SIGABRT, SIG_DFL);
		function();
		_exit(0);
	}
	int status = 0;
	waitpid(child, &status, 0);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void ask_for_a_product_that_wraps(void)
{
	ARENA(arena);
	size_t count = SIZE_MAX / 4;
	ARENA_ARRAY(&arena, uint64_t, count);
}

static void ask_for_nearly_all(void)
{
	ARENA(arena);
	arena_allocate(&arena, SIZE_MAX - 8);
}

static void ask_memory_for_a_wrap(void)
{
	free(memory_zero(SIZE_MAX / 2, 4));
}

static void impossible_sizes_end_the_process(void **state)
{
	(void)state;
	assert_int_equal(ending_signal(ask_for_a_product_that_wraps), SIGABRT);
	assert_int_equal(ending_signal(ask_for_nearly_all), SIGABRT);
#ifndef __SANITIZE_ADDRESS__
	assert_int_equal(ending_signal(ask_memory_for_a_wrap), SIGABRT);
#else
	(void)ask_memory_for_a_wrap;
#endif
}

static void memory_is_valid_for_nothing_and_wiped(void **state)
{
	(void)state;
	CLEANUP(memory_free_pointer) char *none = memory_allocate(0);
	CLEANUP(memory_free_pointer) char *nothing = memory_zero(0, 8);
	assert_non_null(none);
	assert_non_null(nothing);
	char secret[] = "hunter2";
	memory_wipe(secret, sizeof(secret));
	assert_memory_equal(secret, "\0\0\0\0\0\0\0", 7);
	memory_wipe(NULL, 0);
	int closed = -1;
	memory_close_descriptor(&closed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
		cmocka_unit_test(huge_pieces_do_not_waste_the_open_block),
		cmocka_unit_test(reset_gives_the_memory_again),
		cmocka_unit_test(texts_are_copied_and_printed),
		cmocka_unit_test(arrays_grow_and_keep_their_items),
		cmocka_unit_test(impossible_sizes_end_the_process),
		cmocka_unit_test(memory_is_valid_for_nothing_and_wiped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
