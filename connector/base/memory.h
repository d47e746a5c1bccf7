/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Allocation that cannot fail, and clean-up at the end of a scope. */
#pragma once
#include <stddef.h>

/* Like malloc, calloc and realloc, but end the process with a message when memory is out:
 * every stage can be run again safely, half a stage cannot. Size 0 gives a valid pointer. */
void *memory_allocate(size_t size) __attribute__((malloc, returns_nonnull));
void *memory_zero(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *memory_resize(void *old, size_t size) __attribute__((returns_nonnull));
char *memory_copy_text(const char *text) __attribute__((malloc, returns_nonnull));

/* Overwrites a secret so that the compiler cannot leave it out. */
void memory_wipe(void *data, size_t size);

/* CLEANUP(fn): fn(&variable) runs when the variable goes out of scope. */
#define CLEANUP(function) __attribute__((cleanup(function)))

/* For heap text and file descriptors: CLEANUP(memory_free_pointer) char *x = ...; */
void memory_free_pointer(void *pointer_to_pointer);
void memory_close_descriptor(int *descriptor); /* ignores -1 */
