/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Looks and the progress of their scan commit together: a killed scan goes on where they end. */
#include "base/clock.h"
#include "flow/discover_parts.h"

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

bool discover_save(struct discover *discover, bool durable, struct error *error)
{
	if (!discover_begin(discover, error))
		return false;
	if (discover->scanning) {
		discover_counts(discover);
		if (!store_scan_save(discover->store, &discover->scan, discover->seen,
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
