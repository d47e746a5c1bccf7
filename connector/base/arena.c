/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks that grow from 4 KiB to 1 MiB; a large piece gets a block of its own. */
#include "base/arena.h"
#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* With AddressSanitizer, bytes not handed out are poisoned and pieces stand apart, so that running
 * over the end of a piece is seen although the block goes on. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_WATCHED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_WATCHED 1
#endif

#ifdef ARENA_WATCHED
#include <sanitizer/asan_interface.h>
enum { ARENA_GAP = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(address, size)   ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
enum { ARENA_GAP = 0 };
#endif

enum {
	ARENA_FIRST_BLOCK = 4 << 10,
	ARENA_LARGEST_BLOCK = 1 << 20,
	ARENA_ALIGNMENT = _Alignof(max_align_t),
};

struct arena_block {
	struct arena_block *next;
	size_t size;
	size_t used;
	_Alignas(max_align_t) unsigned char data[];
};

static struct arena_block *new_block(size_t size)
{
	struct arena_block *block = memory_allocate(sizeof(*block) + size);
	block->next = NULL;
	block->size = size;
	block->used = 0;
	ASAN_POISON_MEMORY_REGION(block->data, size);
	return block;
}

static void free_block(struct arena_block *block)
{
	ASAN_UNPOISON_MEMORY_REGION(block->data, block->size);
	free(block);
}

/* The block at the front takes small pieces; a block of its own goes behind it, so that the front's
 * free room is not lost. */
static struct arena_block *add_block(struct arena *arena, size_t size)
{
	struct arena_block *first = arena->first;
	size_t regular = ARENA_FIRST_BLOCK - sizeof(struct arena_block);
	if (first)
		regular = first->size * 2 < ARENA_LARGEST_BLOCK ? first->size * 2
		                                                : ARENA_LARGEST_BLOCK;
	if (first && size > regular / 4) {
		struct arena_block *own = new_block(size);
		own->next = first->next;
		first->next = own;
		return own;
	}
	struct arena_block *block = new_block(size > regular ? size : regular);
	block->next = first;
	arena->first = block;
	return block;
}

void *arena_allocate(struct arena *arena, size_t size)
{
	/* A size near the top of the range ends the process in memory_allocate, not in a wrap. */
	size_t rounded = PTRDIFF_MAX;
	if (size < PTRDIFF_MAX - 2 * ARENA_ALIGNMENT)
		rounded = (size + ARENA_GAP + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
	struct arena_block *block = arena->first;
	if (!block || block->size - block->used < rounded)
		block = add_block(arena, rounded);
	void *piece = block->data + block->used;
	block->used += rounded;
	arena->used += rounded;
	ASAN_UNPOISON_MEMORY_REGION(piece, size);
	return memset(piece, 0, size);
}

void *arena_allocate_array(struct arena *arena, size_t count, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(count, size, &bytes))
		bytes = SIZE_MAX;
	return arena_allocate(arena, bytes);
}

char *arena_copy(struct arena *arena, const char *text)
{
	return text ? arena_copy_bytes(arena, text, strlen(text)) : NULL;
}

char *arena_copy_bytes(struct arena *arena, const void *bytes, size_t length)
{
	char *copy = arena_allocate(arena, length < SIZE_MAX ? length + 1 : SIZE_MAX);
	if (length)
		memcpy(copy, bytes, length);
	return copy;
}

char *arena_print(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	char *text = arena_print_list(arena, format, arguments);
	va_end(arguments);
	return text;
}

char *arena_print_list(struct arena *arena, const char *format, va_list arguments)
{
	char buffer[256];
	va_list again;
	va_copy(again, arguments);
	int length = vsnprintf(buffer, sizeof(buffer), format, arguments);
	size_t size = length > 0 ? (size_t)length : 0;
	char *text = arena_allocate(arena, size + 1);
	if (size < sizeof(buffer))
		memcpy(text, buffer, size);
	else
		vsnprintf(text, size + 1, format, again);
	va_end(again);
	return text;
}

void arena_reset(struct arena *arena)
{
	struct arena_block *kept = arena->first;
	if (!kept)
		return;
	/* A block made for one huge piece would pin that memory for good. */
	if (kept->size > ARENA_LARGEST_BLOCK) {
		arena_release(arena);
		return;
	}
	struct arena rest = { .first = kept->next };
	arena_release(&rest);
	kept->next = NULL;
	kept->used = 0;
	ASAN_POISON_MEMORY_REGION(kept->data, kept->size);
	arena->used = 0;
}

void arena_release(struct arena *arena)
{
	struct arena_block *block = arena->first;
	while (block) {
		struct arena_block *next = block->next;
		free_block(block);
		block = next;
	}
	*arena = (struct arena){ 0 };
}

void arena_wipe(struct arena *arena)
{
	for (struct arena_block *block = arena->first; block; block = block->next) {
		ASAN_UNPOISON_MEMORY_REGION(block->data, block->used);
		memory_wipe(block->data, block->used);
	}
	arena_release(arena);
}
