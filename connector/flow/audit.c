/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The trail checked and handed out. */
#include "flow/audit.h"
#include "base/array.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "store/store_audit.h"
#include <stdio.h>
#include <string.h>

struct checking {
	const struct audit_anchor *anchors;
	size_t count;
	struct audit_verdict *verdict;
	char previous[65];
};

static void fault(struct audit_verdict *verdict, const struct store_audit *entry, const char *what)
{
	if (!verdict->good)
		return;
	verdict->good = false;
	(void)snprintf(verdict->fault, sizeof(verdict->fault), "entry %lld of '%s' (%s): %s",
	               (long long)entry->seq, entry->node, entry->kind, what);
}

static void check_anchors(struct checking *checking, const struct store_audit *entry)
{
	for (size_t i = 0; i < checking->count; i++) {
		const struct audit_anchor *anchor = &checking->anchors[i];
		if (anchor->seq != entry->seq || !text_equal(anchor->node, entry->node))
			continue;
		if (text_equal(anchor->hash, entry->hash))
			checking->verdict->anchored = true;
		else
			fault(checking->verdict, entry,
			      "its hash differs from the anchor: the chain was written anew");
	}
}

static bool check_entry(void *context, const struct store_audit *entry, struct error *error)
{
	struct checking *checking = context;
	struct audit_verdict *verdict = checking->verdict;
	char hash[65];
	(void)error;
	store_audit_hash(entry, hash);
	if (!text_equal(hash, entry->hash))
		fault(verdict, entry, "its content does not fit its hash: it was edited");
	if (!text_equal(entry->previous, checking->previous))
		fault(verdict, entry,
		      "it does not follow the entry before it: one is lost or moved");
	if (entry->seq != verdict->head_seq + 1)
		fault(verdict, entry, "its number does not follow the one before it");
	check_anchors(checking, entry);
	if (verdict->entries == 0)
		verdict->first_at = entry->at;
	verdict->entries++;
	verdict->head_seq = entry->seq;
	verdict->last_at = entry->at;
	(void)snprintf(checking->previous, sizeof(checking->previous), "%s", entry->hash);
	return true;
}

static void check_missing_anchors(const struct checking *checking)
{
	for (size_t i = 0; i < checking->count; i++)
		if (checking->verdict->good &&
		    checking->anchors[i].seq > checking->verdict->head_seq) {
			checking->verdict->good = false;
			(void)snprintf(
				checking->verdict->fault, sizeof(checking->verdict->fault),
				"the chain ends at %lld, but an anchor knows entry %lld: the "
				"end was cut off",
				(long long)checking->verdict->head_seq,
				(long long)checking->anchors[i].seq);
		}
}

bool audit_verify(struct store *store, const struct audit_anchor *anchors, size_t count,
                  struct audit_verdict *verdict, struct error *error)
{
	struct checking checking = { .anchors = anchors, .count = count, .verdict = verdict };
	*verdict = (struct audit_verdict){ .good = true };
	memset(checking.previous, '0', sizeof(checking.previous) - 1);
	if (!store_audit_each(store, 1, check_entry, &checking, error))
		return false;
	memcpy(verdict->head_hash, checking.previous, sizeof(verdict->head_hash));
	check_missing_anchors(&checking);
	return true;
}

bool audit_read_anchors(struct arena *arena, const char *path, struct audit_anchor **anchors,
                        size_t *count, struct error *error)
{
	ARRAY(struct audit_anchor) list = { 0 };
	size_t length, number = 0;
	char *text = file_read(arena, path, LIMIT_FILE_BYTES, &length, error);
	if (!text)
		return false;
	for (char *line = text; line && *line;) {
		char *end = strchr(line, '\n');
		size_t size = end ? (size_t)(end - line) : strlen(line);
		number++;
		if (size > 0) {
			struct json *entry = json_parse(arena, line, size, NULL, error);
			if (!entry)
				return error_wrap(error, "%s:%zu", path, number);
			struct audit_anchor anchor = {
				.node = json_member_text(entry, "node", ""),
				.seq = json_integer(json_get(entry, "seq"), 0),
				.hash = json_member_text(entry, "hash", ""),
			};
			if (anchor.seq < 1 || strlen(anchor.hash) != 64)
				return error_set(error, ERROR_ITEM,
				                 "%s:%zu: no anchor; node, seq and hash are needed",
				                 path, number);
			ARRAY_PUSH(arena, &list, anchor);
		}
		line = end ? end + 1 : NULL;
	}
	*anchors = list.items;
	*count = list.count;
	return true;
}

struct exporting {
	FILE *out;
	int64_t entries;
};

static bool export_entry(void *context, const struct store_audit *entry, struct error *error)
{
	struct exporting *exporting = context;
	ARENA(arena);
	struct json *line = json_new(&arena, JSON_OBJECT);
	json_set_string(&arena, line, "node", entry->node);
	json_set_integer(&arena, line, "seq", entry->seq);
	json_set_integer(&arena, line, "at", entry->at);
	json_set_string(&arena, line, "kind", entry->kind);
	json_set_string(&arena, line, "previous", entry->previous);
	json_set_string(&arena, line, "body", entry->body);
	json_set_string(&arena, line, "hash", entry->hash);
	exporting->entries++;
	if (fprintf(exporting->out, "%s\n", json_print(&arena, line)) < 0)
		return error_set(error, ERROR_LOCAL, "cannot write the export; is the disk full?");
	return true;
}

bool audit_export(struct store *store, FILE *out, int64_t *entries, struct error *error)
{
	struct exporting exporting = { .out = out };
	if (!store_audit_each(store, 1, export_entry, &exporting, error))
		return false;
	*entries = exporting.entries;
	return true;
}
