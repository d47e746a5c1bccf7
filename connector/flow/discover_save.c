/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Looks and the progress of their scan commit together: a killed scan goes on where they end. */
#include "base/clock.h"
#include "base/text.h"
#include "flow/discover_parts.h"

#include <string.h>

/* Pages that wait for their commit are held in memory. */
enum { LOOKS_PER_COMMIT = 50000 };

bool discover_begin(struct discover *discover, struct error *error)
{
	if (!discover->open)
		discover->open = store_begin(discover->store, error);
	return discover->open;
}

void discover_counts(struct discover *discover)
{
	const struct discovery_scan *progress = discover->progress;
	const struct discovery_count *before = &discover->before;
	struct store_scan *scan = &discover->scan;
	if (!progress)
		return;
	if (progress->next_cursor)
		scan->cursor = progress->next_cursor;
	scan->targets = progress->count.targets;
	scan->looked = before->looked + progress->count.looked;
	scan->served = before->served + progress->count.served;
	scan->unreachable = before->unreachable + progress->count.unreachable;
	scan->absent = before->absent + progress->count.absent;
}

static const char *memory_name(struct discover *discover)
{
	return arena_print(&discover->kept, "discovery.memory.%s", discover->source->name);
}

/* What was remembered under other settings may have gone to another zone: it is forgotten. */
bool discover_memory_load(struct discover *discover, struct error *error)
{
	const char *stored;
	discover->memory = "";
	if (!store_meta_get(discover->store, &discover->kept, memory_name(discover), &stored,
	                    error))
		return false;
	if (stored && text_starts_with(stored, discover->scan.settings) &&
	    stored[strlen(discover->scan.settings)] == '\n')
		discover->memory = stored + strlen(discover->scan.settings) + 1;
	return true;
}

static bool save_memory(struct discover *discover, struct error *error)
{
	const char *next = discover->progress ? discover->progress->next_memory : NULL;
	if (!next || next == discover->memory)
		return true;
	ARENA(arena);
	discover->memory = next;
	return store_meta_set(discover->store, memory_name(discover),
	                      arena_print(&arena, "%s\n%s", discover->scan.settings, next), error);
}

bool discover_save(struct discover *discover, bool durable, struct error *error)
{
	if (!discover_begin(discover, error))
		return false;
	if (discover->scanning) {
		discover_counts(discover);
		if (!save_memory(discover, error) ||
		    !store_scan_save(discover->store, &discover->scan, discover->seen,
		                     discover->seen_bytes, error))
			return false;
	}
	discover->open = false;
	discover->unsaved = 0;
	discover->saved_at = clock_monotonic_ms();
	return store_commit(discover->store, durable, error);
}

bool discover_tick(struct discover *discover, struct error *error)
{
	if ((!discover->open || ++discover->unsaved < LOOKS_PER_COMMIT) &&
	    clock_monotonic_ms() - discover->saved_at < discover->options->commit_milliseconds)
		return true;
	return discover_save(discover, false, error);
}
