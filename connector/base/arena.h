/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of one batch: allocated piece by piece, released at once. */
#pragma once
#include <stdarg.h>
#include <stddef.h>

struct arena_block;

/* Zero-initialised is empty and ready: struct arena arena = {0}. */
struct arena {
	struct arena_block *first;
	size_t used; /* bytes handed out since the last reset */
};

#define ARENA(name)       struct arena name __attribute__((cleanup(arena_release))) = { 0 }
#define ARENA_WIPED(name) struct arena name __attribute__((cleanup(arena_wipe))) = { 0 }

/* Zeroed memory, aligned for any type, valid until reset or release. Never NULL. */
void *arena_allocate(struct arena *arena, size_t size) __attribute__((returns_nonnull));
#define ARENA_NEW(arena, type) ((type *)arena_allocate((arena), sizeof(type)))
/* The same for count items; a product that overflows ends the process. */
void *arena_allocate_array(struct arena *arena, size_t count, size_t size)
	__attribute__((returns_nonnull));
#define ARENA_ARRAY(arena, type, count) \
	((type *)arena_allocate_array((arena), (count), sizeof(type)))

/* Copies; text NULL gives NULL. arena_copy_bytes adds a NUL behind the bytes. */
char *arena_copy(struct arena *arena, const char *text);
char *arena_copy_bytes(struct arena *arena, const void *bytes, size_t length);
char *arena_print(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3), returns_nonnull));
char *arena_print_list(struct arena *arena, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0), returns_nonnull));

/* Forgets everything but keeps one block for the next batch. */
void arena_reset(struct arena *arena);
void arena_release(struct arena *arena);
/* The same after overwriting all that was handed out: for texts among which are secrets. */
void arena_wipe(struct arena *arena);
