/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of one request, in chunks. */

#include "pool.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POOL_CHUNK = 16384 };

struct chunk {
	struct chunk *next;
	size_t used, size;
	_Alignas(max_align_t) unsigned char bytes[];
};

struct pool {
	struct chunk *chunks;
};

static void *must_allocate(size_t size)
{
	void *memory = calloc(1, size);
	if (!memory) {
		fputs("certsteward-sandbox: out of memory\n", stderr);
		abort();
	}
	return memory;
}

struct pool *pool_open(void)
{
	return must_allocate(sizeof(struct pool));
}

void pool_close(struct pool *pool)
{
	if (!pool)
		return;
	for (struct chunk *chunk = pool->chunks; chunk;) {
		struct chunk *next = chunk->next;
		free(chunk);
		chunk = next;
	}
	free(pool);
}

void pool_close_at_scope_end(struct pool **pool)
{
	pool_close(*pool);
}

void *pool_take(struct pool *pool, size_t size)
{
	size_t alignment = _Alignof(max_align_t);
	if (size > SIZE_MAX / 2)
		abort();
	size = (size + alignment - 1) / alignment * alignment;
	struct chunk *chunk = pool->chunks;
	if (!chunk || chunk->size - chunk->used < size) {
		size_t room = size > POOL_CHUNK ? size : POOL_CHUNK;
		chunk = must_allocate(sizeof(*chunk) + room);
		chunk->size = room;
		chunk->next = pool->chunks;
		pool->chunks = chunk;
	}
	void *memory = chunk->bytes + chunk->used;
	chunk->used += size;
	return memory;
}

char *pool_copy_length(struct pool *pool, const char *bytes, size_t length)
{
	char *copy = pool_take(pool, length + 1);
	if (length)
		memcpy(copy, bytes, length);
	return copy;
}

char *pool_copy(struct pool *pool, const char *text)
{
	return pool_copy_length(pool, text, strlen(text));
}

char *pool_print(struct pool *pool, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		return pool_copy(pool, "");
	char *text = pool_take(pool, (size_t)length + 1);
	va_start(arguments, format);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return text;
}
