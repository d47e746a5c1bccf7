/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Verifying and writing the audit's chain. */
#include "service/trail.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>

static const char no_entry[] = "0000000000000000000000000000000000000000000000000000000000000000";

struct walk {
	struct trail_anchors *anchors;
	void (*fault)(int64_t seq, const char *kind, const char *what);
	struct trail_result *result;
	int64_t seq;
	size_t next; /* anchor, by number */
};

static bool read_anchor(struct arena *arena, const char *line, size_t length,
                        struct trail_anchors *anchors, struct error *error)
{
	const struct json *object = json_parse(arena, line, length, NULL, error);
	if (!object)
		return false;
	struct trail_anchor anchor = {
		.node = json_member_text(object, "node", ""),
		.hash = json_member_text(object, "hash", ""),
		.seq = json_integer(json_get(object, "seq"), 0),
	};
	if (anchor.seq < 1 || strlen(anchor.hash) != 64)
		return error_set(error, ERROR_ITEM, "an anchor has node, seq and hash");
	ARRAY_PUSH(arena, &anchors->items, anchor);
	return true;
}

static int by_seq(const void *left, const void *right)
{
	const struct trail_anchor *a = left, *b = right;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

bool trail_read_anchors(struct arena *arena, const char *path, struct trail_anchors *anchors,
                        struct error *error)
{
	size_t length;
	int number = 0;
	const char *text = file_read(arena, path, LIMIT_FILE_BYTES, &length, error);
	if (!text)
		return false;
	for (const char *line = text; *line;) {
		size_t size = strcspn(line, "\n");
		number++;
		if (size && !read_anchor(arena, line, size, anchors, error))
			return error_wrap(error, "'%s' line %d", path, number);
		line += size + (line[size] == '\n');
	}
	if (anchors->items.count)
		qsort(anchors->items.items, anchors->items.count, sizeof(struct trail_anchor),
		      by_seq);
	return anchors->items.count || error_set(error, ERROR_ITEM, "'%s' holds no anchor", path);
}

static void tell(struct walk *walk, const struct store_audit *entry, const char *what)
{
	walk->result->faults++;
	walk->fault(entry->seq, entry->kind, what);
}

static void meet_anchors(struct walk *walk, const struct store_audit *entry)
{
	size_t count = walk->anchors->items.count;
	for (; walk->next < count && walk->anchors->items.items[walk->next].seq <= entry->seq;
	     walk->next++) {
		struct trail_anchor *anchor = &walk->anchors->items.items[walk->next];
		if (anchor->seq != entry->seq ||
		    (!text_is_empty(anchor->node) && !text_equal(anchor->node, entry->node)))
			continue;
		anchor->met = true;
		if (text_equal(anchor->hash, entry->hash))
			walk->result->anchors_met++;
		else
			tell(walk, entry, "is another one than the anchor saw");
	}
}

static bool take(void *context, const struct store_audit *entry, struct error *error)
{
	struct walk *walk = context;
	struct trail_result *result = walk->result;
	char hash[65];
	(void)error;
	store_audit_hash(entry, hash);
	if (entry->seq != walk->seq + 1)
		tell(walk, entry, "entries before it are missing or out of order");
	if (!text_equal(entry->previous, result->head))
		tell(walk, entry, "does not follow the entry before it");
	if (!text_equal(entry->hash, hash))
		tell(walk, entry, "was changed after it was written");
	meet_anchors(walk, entry);
	walk->seq = entry->seq;
	result->entries++;
	result->first_at = result->first_at ? result->first_at : entry->at;
	result->last_at = entry->at;
	snprintf(result->head, sizeof(result->head), "%s", entry->hash);
	snprintf(result->node, sizeof(result->node), "%s", entry->node);
	return true;
}

bool trail_verify(struct store *store, struct trail_anchors *anchors,
                  void (*fault)(int64_t seq, const char *kind, const char *what),
                  struct trail_result *result, struct error *error)
{
	struct walk walk = { .anchors = anchors, .fault = fault, .result = result };
	*result = (struct trail_result){ 0 };
	memcpy(result->head, no_entry, sizeof(no_entry));
	if (!store_audit_each(store, 1, take, &walk, error))
		return false;
	for (size_t i = 0; i < anchors->items.count; i++) {
		if (anchors->items.items[i].met)
			continue;
		result->faults++;
		fault(anchors->items.items[i].seq, "anchor", "the entry that it saw is gone");
	}
	return true;
}

static bool write_entry(void *context, const struct store_audit *entry, struct error *error)
{
	ARENA(arena);
	TEXT(text);
	FILE *out = context;
	struct json *made = json_new(&arena, JSON_OBJECT);
	(void)error;
	json_set_string(&arena, made, "node", entry->node);
	json_set_integer(&arena, made, "seq", entry->seq);
	json_set_integer(&arena, made, "at", entry->at);
	json_set_string(&arena, made, "kind", entry->kind);
	json_set_string(&arena, made, "previous", entry->previous);
	/* As text, byte for byte what was hashed: others need no canonical JSON to verify it. */
	json_set_string(&arena, made, "body", entry->body);
	json_set_string(&arena, made, "hash", entry->hash);
	json_write(&text, made);
	fprintf(out, "%s\n", text_string(&text));
	return true;
}

bool trail_write(struct store *store, int64_t from_seq, FILE *out, struct error *error)
{
	return store_audit_each(store, from_seq, write_entry, out, error);
}
