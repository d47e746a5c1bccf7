/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* An open-addressing table of places, sized to what the store holds. */
#include "flow/discover_index.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/store_deployment.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(struct discover_entry) == 40, "1,500,000 places in 80 MB");

enum { SPARE_ENTRIES = 1024 };

static const char *const states[] = {
	[DISCOVER_SERVED] = "served", [DISCOVER_UNREACHABLE] = "unreachable",
	[DISCOVER_ABSENT] = "absent", [DISCOVER_GONE] = "gone",
	[DISCOVER_FROZEN] = "frozen",
};

const char *discover_state_name(enum discover_state state)
{
	return states[state];
}

enum discover_state discover_state_parse(const char *name)
{
	for (enum discover_state state = DISCOVER_SERVED; state <= DISCOVER_FROZEN; state++) {
		if (text_equal(states[state], name))
			return state;
	}
	return DISCOVER_SERVED;
}

void discover_index_print(uint64_t digest, uint64_t mark, char out[static DISCOVER_INDEX_TEXT])
{
	out[0] = '\0';
	if (digest)
		snprintf(out, DISCOVER_INDEX_TEXT, "%016" PRIx64 "%016" PRIx64, digest, mark);
}

static uint64_t read_number(const unsigned char bytes[static 8])
{
	uint64_t number = 0;
	for (size_t i = 0; i < 8; i++)
		number = number << 8 | bytes[i];
	return number;
}

void discover_index_parse(const char *text, uint64_t *digest, uint64_t *mark)
{
	unsigned char bytes[16] = { 0 };
	size_t length = strlen(text) / 2;
	*digest = *mark = 0;
	/* Without a mark: written by an older version. */
	if ((length != 8 && length != 16) || !text_unhex(text, bytes, length))
		return;
	*digest = read_number(bytes);
	*mark = read_number(bytes + 8);
}

/* Fields with their NULs: no two places give the same bytes. A key of hostile names must not meet
 * another's, so it is a cryptographic hash, not a quick one. */
static void hash_place(const struct deployment_place *place, uint64_t key[static 2])
{
	/* The same parts as in its key: an address is the same place whoever calls it a name. */
	bool served = place->kind == DEPLOYMENT_ADDRESS || place->kind == DEPLOYMENT_NAME;
	enum deployment_kind kind = served ? DEPLOYMENT_ADDRESS : place->kind;
	int port = served ? place->port : 0;
	const char *texts[] = { place->zone, place->host, served ? place->server_name : place->path,
		                place->kind == DEPLOYMENT_FILE ? place->alias : "" };
	enum { TEXTS = sizeof(texts) / sizeof(texts[0]) };
	unsigned char raw[DIGEST_BYTES], small[512];
	size_t sizes[TEXTS], total = 1 + sizeof(port);
	for (size_t i = 0; i < TEXTS; i++) {
		texts[i] = texts[i] ? texts[i] : "";
		sizes[i] = strlen(texts[i]) + 1;
		total += sizes[i];
	}
	unsigned char *bytes = total <= sizeof(small) ? small : memory_allocate(total);
	bytes[0] = (unsigned char)kind;
	memcpy(bytes + 1, &port, sizeof(port));
	size_t at = 1 + sizeof(port);
	for (size_t i = 0; i < TEXTS; at += sizes[i++])
		memcpy(bytes + at, texts[i], sizes[i]);
	digest_raw(bytes, total, raw);
	if (bytes != small)
		free(bytes);
	memcpy(key, raw, 2 * sizeof(*key));
	if (!key[0] && !key[1])
		key[0] = 1;
}

static bool is_free(const struct discover_entry *entry)
{
	return !entry->key[0] && !entry->key[1];
}

/* The entry of this key, or the free one where it belongs. */
static struct discover_entry *locate(const struct discover_index *index,
                                     const uint64_t key[static 2])
{
	/* Multiplying maps the hash onto any capacity without a division. */
	size_t at = (size_t)(((unsigned __int128)key[0] * index->capacity) >> 64);
	while (true) {
		struct discover_entry *entry = &index->entries[at];
		if (is_free(entry) || (entry->key[0] == key[0] && entry->key[1] == key[1]))
			return entry;
		at = at + 1 < index->capacity ? at + 1 : 0;
	}
}

static void resize(struct discover_index *index, size_t capacity)
{
	struct discover_index old = *index;
	index->capacity = capacity;
	index->entries = memory_zero(capacity, sizeof(*index->entries));
	for (size_t i = 0; i < old.capacity; i++) {
		if (!is_free(&old.entries[i]))
			*locate(index, old.entries[i].key) = old.entries[i];
	}
	free(old.entries);
}

struct discover_entry *discover_index_find(const struct discover_index *index,
                                           const struct deployment_place *place)
{
	uint64_t key[2];
	hash_place(place, key);
	struct discover_entry *entry = locate(index, key);
	return is_free(entry) ? NULL : entry;
}

struct discover_entry *discover_index_add(struct discover_index *index,
                                          const struct deployment_place *place, int64_t id)
{
	/* 7 of 8 entries taken: looks stay short, and 1,500,000 places stay below 90 MB. */
	if (index->count + index->count / 7 >= index->capacity)
		resize(index, index->capacity + index->capacity / 2);
	uint64_t key[2];
	hash_place(place, key);
	struct discover_entry *entry = locate(index, key);
	*entry = (struct discover_entry){ .key = { key[0], key[1] },
		                          .id = (uint32_t)id,
		                          .kind = (uint8_t)place->kind };
	index->count++;
	if (entry->id > index->top)
		index->top = entry->id;
	return entry;
}

void discover_index_start(struct discover_index *index, size_t count)
{
	*index = (struct discover_index){ 0 };
	resize(index, count + count / 3 + SPARE_ENTRIES);
}

void discover_index_take(struct discover_index *index, const struct store_deployment *place)
{
	struct discover_entry *entry = discover_index_add(index, &place->place, place->id);
	discover_index_parse(place->look_digest, &entry->digest, &entry->mark);
	entry->state = (uint8_t)discover_state_parse(place->state);
}

static bool take(void *context, const struct store_deployment *place)
{
	discover_index_take(context, place);
	return true;
}

bool discover_index_load(struct discover_index *index, struct store *store, struct error *error)
{
	int64_t count;
	if (!store_deployment_count(store, &count, error))
		return false;
	discover_index_start(index, (size_t)count);
	return store_deployment_each(store, take, index, error);
}

void discover_index_release(struct discover_index *index)
{
	free(index->entries);
	*index = (struct discover_index){ 0 };
}
