/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Allocation that ends the process instead of failing. */
#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Noreturn void out_of_memory(size_t size)
{
	fprintf(stderr, "certsteward: out of memory (%zu bytes asked for)\n", size);
	abort();
}

void *memory_allocate(size_t size)
{
	void *memory = size <= PTRDIFF_MAX ? malloc(size ? size : 1) : NULL;
	if (!memory)
		out_of_memory(size);
	return memory;
}

void *memory_zero(size_t count, size_t size)
{
	void *memory = count && size ? calloc(count, size) : calloc(1, 1);
	if (!memory)
		out_of_memory(size);
	return memory;
}

void *memory_resize(void *old, size_t size)
{
	void *memory = size <= PTRDIFF_MAX ? realloc(old, size ? size : 1) : NULL;
	if (!memory)
		out_of_memory(size);
	return memory;
}

char *memory_copy_text(const char *text)
{
	size_t size = strlen(text) + 1;
	return memcpy(memory_allocate(size), text, size);
}

void memory_wipe(void *data, size_t size)
{
	if (size)
		explicit_bzero(data, size);
}

void memory_free_pointer(void *pointer_to_pointer)
{
	void *pointer;
	memcpy(&pointer, pointer_to_pointer, sizeof(pointer));
	free(pointer);
}

void memory_close_descriptor(int *descriptor)
{
	if (*descriptor >= 0)
		close(*descriptor);
	*descriptor = -1;
}
