/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the scan of one source from start, or from where it stopped, to its entry in the audit. */
#include "flow/discover.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/discover_known.h"
#include "flow/discover_parts.h"
#include "store/store_audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct discover_options discover_defaults(void)
{
	return (struct discover_options){
		.resume_seconds = CLOCK_DAY,
		.replaced_looks = 8,
		.grace_seconds = CLOCK_DAY,
		.absent_scans = 3,
		.absent_seconds = 2 * CLOCK_DAY,
		.silent_scans = 10,
		.silent_seconds = 14 * CLOCK_DAY,
		.network_share = 0.2,
		.network_places = 3,
		.flapping_turns = 8,
		.flapping_seconds = 3 * CLOCK_DAY,
		.commit_milliseconds = 2000,
	};
}

void discover_open(struct discover *discover, struct store *store, struct discovery *const *sources,
                   size_t source_count, const struct discover_options *options,
                   const struct flow_watch *watch, struct discover_result *result)
{
	*result = (struct discover_result){ 0 };
	*discover = (struct discover){
		.store = store,
		.sources = sources,
		.source_count = source_count,
		.options = options,
		.watch = watch,
		.result = result,
		.saved_at = clock_monotonic_ms(),
	};
}

void discover_release(struct discover *discover)
{
	if (discover->open)
		store_rollback(discover->store);
	discover_index_release(&discover->index);
	free(discover->known);
	free(discover->enqueued);
	free(discover->silent_before);
	free(discover->seen);
	free(discover->scanned);
	arena_release(&discover->arena);
	arena_release(&discover->kept);
}

bool discover_observe(void *context, const struct look *look, struct error *error)
{
	struct discover *discover = context;
	return discover_take(discover, look, error) && discover_tick(discover, error);
}

bool discover_is_cancelled(void *context)
{
	const struct discover *discover = context;
	return discover->watch && discover->watch->cancelled &&
	       discover->watch->cancelled(discover->watch->context);
}

void discover_progress(void *context, const struct discovery_count *count)
{
	const struct discover *discover = context;
	if (discover->watch && discover->watch->progress)
		discover->watch->progress(discover->watch->context, "discover",
		                          discover->source->name,
		                          discover->before.looked + count->looked, count->targets);
}

static bool load_silence(struct discover *discover, struct error *error)
{
	ARENA(arena);
	int64_t *ids;
	size_t count;
	if (!store_silence_of_source(discover->store, &arena, discover->source->name, &ids, &count,
	                             error))
		return false;
	for (size_t i = 0; i < count; i++)
		discover_bit_set(&discover->silent_before, &discover->silent_bytes, ids[i]);
	return true;
}

static bool go_on(struct discover *discover, const struct store_scan *newest, struct error *error)
{
	const void *seen;
	size_t bytes;
	discover->scan = *newest;
	discover->result->resumed = true;
	discover->before = (struct discovery_count){ .looked = newest->looked,
		                                     .served = newest->served,
		                                     .unreachable = newest->unreachable,
		                                     .absent = newest->absent };
	if (!store_scan_seen(discover->store, &discover->kept, newest->id, &seen, &bytes, error))
		return false;
	for (size_t id = 0; seen && id < bytes * 8; id++) {
		if (discover_bit(seen, bytes, (int64_t)id))
			discover_bit_set(&discover->seen, &discover->seen_bytes, (int64_t)id);
	}
	return true;
}

static bool start(struct discover *discover, struct error *error)
{
	struct store_scan *newest;
	char settings[DIGEST_HEX];
	int64_t now = clock_now();
	discover_settings_digest(discover->source, settings);
	if (!store_scan_newest(discover->store, &discover->kept, discover->source->name, &newest,
	                       error))
		return false;
	if (newest && !newest->ended_at && *newest->cursor &&
	    text_equal(newest->settings, settings) &&
	    now - newest->started_at < discover->options->resume_seconds)
		return go_on(discover, newest, error);
	discover->scan = (struct store_scan){ .source = discover->source->name,
		                              .cursor = "",
		                              .settings = arena_copy(&discover->kept, settings),
		                              .started_at = now };
	return store_scan_start(discover->store, &discover->scan, error);
}

static void set_counts(struct arena *arena, struct json *body, const struct discover *discover)
{
	const struct discover_result *result = discover->result;
	const struct store_scan *scan = &discover->scan;
	const struct {
		const char *name;
		int64_t value;
	} counts[] = {
		{ "scan", scan->id },
		{ "started_at", scan->started_at },
		{ "ended_at", scan->ended_at },
		{ "targets", scan->targets },
		{ "looked", scan->looked },
		{ "served", scan->served },
		{ "unreachable", scan->unreachable },
		{ "absent", scan->absent },
		{ "new_certificates", result->new_certificates },
		{ "broken_certificates", result->broken_certificates },
		{ "new_places", result->new_places },
		{ "changed_places", result->changed_places },
		{ "replaced", result->replaced },
		{ "gone", result->gone },
		{ "frozen", result->frozen },
		{ "outdated", result->outdated },
		{ "flapping", result->flapping },
	};
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		json_set_integer(arena, body, counts[i].name, counts[i].value);
}

static bool tell(struct discover *discover, const char *problem, struct error *error)
{
	struct arena *arena = &discover->kept;
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "source", discover->source->name);
	json_set_bool(arena, body, "complete", discover->scan.complete);
	json_set_bool(arena, body, "resumed", discover->result->resumed);
	set_counts(arena, body, discover);
	if (discover->result->coverage >= 0)
		json_set_integer(arena, body, "coverage", discover->result->coverage);
	if (discover->notes)
		json_set(arena, body, "silent_networks", discover->notes);
	if (problem)
		json_set_string(arena, body, "problem", problem);
	return store_audit_append(discover->store, "scan", body, error);
}

/* Of what the source walked in this run: what came before an interruption is behind it. */
static void set_coverage(struct discover *discover)
{
	struct discover_result *result = discover->result;
	const struct discovery_count *count = &discover->progress->count;
	result->targets = discover->scan.targets;
	result->looked = discover->scan.looked;
	result->coverage = -1;
	if (discover->scan.complete)
		result->coverage = 100;
	else if (count->targets > 0)
		/* One that is not complete never looks so. */
		result->coverage = count->looked < count->targets
		                           ? (int)(count->looked * 100 / count->targets)
		                           : 99;
}

static bool finish(struct discover *discover, bool complete, const char *problem,
                   struct error *error)
{
	discover->scan.complete = discover->result->complete = complete;
	if (!complete && problem)
		(void)snprintf(discover->result->missing, sizeof(discover->result->missing), "%s",
		               problem);
	discover->scan.ended_at = clock_now();
	if (!discover_begin(discover, error) || (complete && !discover_end(discover, error)))
		return false;
	discover_counts(discover);
	set_coverage(discover);
	return tell(discover, problem, error) && discover_save(discover, true, error);
}

/* What was seen before the source stopped. A store that failed is not asked again: what came before
 * the last commit is safe. */
static bool keep(struct discover *discover, const struct error *stopped, struct error *error)
{
	if (stopped->kind == ERROR_CANCELLED)
		return discover_save(discover, true, error);
	return stopped->kind == ERROR_LOCAL || finish(discover, false, stopped->message, error);
}

static bool scan(struct discover *discover, struct error *error)
{
	ARENA(scratch);
	struct discovery_scan scan = {
		.scratch = &scratch,
		.observe = discover_observe,
		.expected = discover_expected,
		.known_hosts = discover_known_hosts,
		.known_places = discover_known_places,
		.progress = discover_progress,
		.cancelled = discover_is_cancelled,
		.context = discover,
		.cursor = discover->scan.cursor,
		.memory = discover->memory,
	};
	struct error stopped = ERROR_INIT;
	discover->progress = &scan;
	bool good = discover->source->type->scan(discover->source, &scan, &stopped);
	bool kept = good || keep(discover, &stopped, error);
	if (good)
		kept = finish(discover, scan.complete, scan.missing, error);
	discover->progress = NULL;
	if (kept && !good)
		*error = stopped;
	return kept && good;
}

bool discover_scan(struct store *store, struct discovery *source,
                   struct discovery *const *all_sources, size_t source_count,
                   const struct discover_options *options, const struct flow_watch *watch,
                   struct discover_result *result, struct error *error)
{
	DISCOVER(discover);
	discover_open(&discover, store, all_sources, source_count, options, watch, result);
	discover.source = source;
	discover.scanning = true;
	if (!discover_index_load(&discover.index, store, error) ||
	    !load_silence(&discover, error) || !start(&discover, error) ||
	    !discover_memory_load(&discover, error))
		return false;
	return discover_freeze(&discover, error) && scan(&discover, error);
}
