/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A hash table by text, and its arena. */
#include "flow/derive_known.h"
#include "base/memory.h"
#include <stdint.h>
#include <string.h>

enum { KNOWN_FIRST = 1024, KNOWN_BYTES = 32 << 20 };

struct derive_known_entry {
	const char *key; /* NULL = free */
	size_t length;
	void *value;
};

/* FNV-1a. */
static uint64_t hash(const char *text, size_t length)
{
	uint64_t value = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < length; i++)
		value = (value ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
	return value;
}

static struct derive_known_entry *find(const struct derive_known *known, const char *key,
                                       size_t length)
{
	for (size_t i = (size_t)hash(key, length);; i++) {
		struct derive_known_entry *entry = &known->entries[i & (known->capacity - 1)];
		if (!entry->key ||
		    (entry->length == length && memcmp(entry->key, key, length) == 0))
			return entry;
	}
}

static void grow(struct derive_known *known)
{
	struct derive_known larger = { .capacity = known->capacity ? 2 * known->capacity
		                                                   : KNOWN_FIRST };
	larger.entries = memory_zero(larger.capacity, sizeof(*larger.entries));
	for (size_t i = 0; i < known->capacity; i++) {
		const struct derive_known_entry *entry = &known->entries[i];
		if (entry->key)
			*find(&larger, entry->key, entry->length) = *entry;
	}
	memory_free_pointer(&known->entries);
	known->entries = larger.entries;
	known->capacity = larger.capacity;
}

void **derive_known_place(struct derive_known *known, const char *what, const char *target,
                          const char *key)
{
	char buffer[256];
	const char *words[] = { what, target, key };
	size_t length = strlen(what) + strlen(target) + strlen(key) + 2;
	char *joined = length < sizeof(buffer) ? buffer : arena_allocate(&known->arena, length + 1);
	char *at = joined;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		at = stpcpy(at, words[i]) + 1;
	if (2 * known->count >= known->capacity)
		grow(known);
	struct derive_known_entry *entry = find(known, joined, length);
	if (!entry->key) {
		entry->key = arena_copy_bytes(&known->arena, joined, length);
		entry->length = length;
		known->count++;
	}
	return &entry->value;
}

void derive_known_trim(struct derive_known *known)
{
	if (known->arena.used > KNOWN_BYTES)
		derive_known_release(known);
}

void derive_known_release(struct derive_known *known)
{
	memory_free_pointer(&known->entries);
	arena_release(&known->arena);
	*known = (struct derive_known){ 0 };
}
