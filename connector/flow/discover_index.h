/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Every known place in 40 bytes, so that a look which tells nothing new costs no query. */
#pragma once
#include "model/deployment.h"
#include <stddef.h>

struct store;
struct store_deployment;

enum discover_state {
	DISCOVER_SERVED,
	DISCOVER_UNREACHABLE,
	DISCOVER_ABSENT,
	DISCOVER_GONE,
	DISCOVER_FROZEN,
};

struct discover_entry {
	uint64_t key[2]; /* first half of the SHA-256 of the place; both 0 = free */
	uint64_t digest; /* of the newest look; 0 = none, or not settled */
	uint64_t mark;   /* the source's, of the newest look */
	uint32_t id;     /* of the deployment */
	uint8_t kind;    /* enum deployment_kind */
	uint8_t state;   /* enum discover_state */
	uint8_t silence; /* what this scan said: enum discover_state, 0 = served or nothing */
	bool answers;    /* of such a silence: somebody is there, which never counts towards gone */
};

struct discover_index {
	struct discover_entry *entries;
	size_t count, capacity;
	uint32_t top; /* highest id */
};

/* Loads all places of the store. */
CHECKED bool discover_index_load(struct discover_index *index, struct store *store,
                                 struct error *error);
/* An empty one with room for so many. */
void discover_index_start(struct discover_index *index, size_t count);
void discover_index_release(struct discover_index *index);
/* NULL when the place is not known. Valid until the next add. */
struct discover_entry *discover_index_find(const struct discover_index *index,
                                           const struct deployment_place *place);
/* The place must not be known yet. */
struct discover_entry *discover_index_add(struct discover_index *index,
                                          const struct deployment_place *place, int64_t id);
/* The same from a row of the store. */
void discover_index_take(struct discover_index *index, const struct store_deployment *place);

/* As the store has them: "served", "unreachable", "absent", "gone", "frozen". */
const char *discover_state_name(enum discover_state state);
enum discover_state discover_state_parse(const char *name); /* unknown = DISCOVER_SERVED */

/* Digest and mark of a look as kept in the store: 16 hex digits each, "" for a digest of 0. */
enum { DISCOVER_INDEX_TEXT = 33 };
void discover_index_print(uint64_t digest, uint64_t mark, char out[static DISCOVER_INDEX_TEXT]);
/* Both 0 for what is no such text, which makes the next look at the place a full one. */
void discover_index_parse(const char *text, uint64_t *digest, uint64_t *mark);
