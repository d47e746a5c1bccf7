/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Members of a large object by name: a crit-bit tree. */
#include "base/arena.h"
#include "base/json_tree.h"

#include <string.h>

/* Exactly one of the two is set, or none in an empty index. */
struct slot {
	struct json *member;
	struct branch *branch;
};

/* Keys below differ first in this bit of this byte: 0 goes left. */
struct branch {
	struct slot side[2];
	size_t byte;
	unsigned char bit;
};

struct json_index {
	struct slot root;
};

struct json_index *json_index_new(struct arena *arena)
{
	return ARENA_NEW(arena, struct json_index);
}

static struct slot *choose(struct branch *branch, const char *key, size_t length)
{
	/* Behind a key's end stands its NUL, and nothing beyond is read. */
	unsigned char byte = branch->byte < length ? (unsigned char)key[branch->byte] : 0;
	return &branch->side[(byte & branch->bit) != 0];
}

/* The one member that can have this key. */
static struct slot *nearest(struct json_index *index, const char *key, size_t length)
{
	struct slot *slot = &index->root;
	while (slot->branch)
		slot = choose(slot->branch, key, length);
	return slot;
}

struct json **json_index_find(struct json_index *index, const char *key)
{
	struct slot *slot = nearest(index, key, strlen(key));
	return slot->member && strcmp(slot->member->key, key) == 0 ? &slot->member : NULL;
}

/* The first bit in which the two differ, from the left. */
static void first_difference(const char *a, const char *b, size_t *byte, unsigned char *bit)
{
	size_t at = 0;
	while (a[at] == b[at])
		at++;
	unsigned char difference = (unsigned char)(a[at] ^ b[at]);
	*byte = at;
	for (*bit = 0x80; !(difference & *bit);)
		*bit >>= 1;
}

void json_index_add(struct arena *arena, struct json_index *index, struct json *member)
{
	const char *key = member->key;
	size_t length = strlen(key);
	struct slot *slot = nearest(index, key, length);
	if (!slot->member) {
		slot->member = member;
		return;
	}
	struct branch *branch = ARENA_NEW(arena, struct branch);
	first_difference(slot->member->key, key, &branch->byte, &branch->bit);
	slot = &index->root;
	while (slot->branch &&
	       (slot->branch->byte < branch->byte ||
	        (slot->branch->byte == branch->byte && slot->branch->bit > branch->bit)))
		slot = choose(slot->branch, key, length);
	struct slot *own = choose(branch, key, length);
	branch->side[own == &branch->side[0]] = *slot;
	own->member = member;
	*slot = (struct slot){ .branch = branch };
}
