/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at single places now: after a hook, for open tickets, before decisions. */
#include "base/array.h"
#include "flow/discover_parts.h"

#include <string.h>

/* The places that one source is to look at. */
struct errand {
	struct deployment_place *items;
	size_t count, capacity;
};

static size_t source_for(const struct discover *discover, const struct deployment_place *place)
{
	size_t at = 0;
	while (at < discover->source_count &&
	       !discover->sources[at]->type->covers(discover->sources[at], place))
		at++;
	return at;
}

static bool hand_out(struct discover *discover, const int64_t *ids, size_t count,
                     struct errand *errands, struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		struct store_deployment *place;
		if (!store_deployment_get(discover->store, &discover->kept, ids[i], &place, error))
			return false;
		size_t source =
			place ? source_for(discover, &place->place) : discover->source_count;
		if (source == discover->source_count ||
		    discover_index_find(&discover->index, &place->place))
			continue;
		discover_index_take(&discover->index, place);
		ARRAY_PUSH(&discover->kept, &errands[source], place->place);
	}
	return true;
}

static bool run_errand(struct discover *discover, const struct errand *errand, struct error *error)
{
	ARENA(scratch);
	struct discovery_scan scan = {
		.scratch = &scratch,
		.observe = discover_observe,
		.expected = discover_expected,
		.progress = discover_progress,
		.cancelled = discover_is_cancelled,
		.context = discover,
		.cursor = "",
	};
	struct error stopped = ERROR_INIT;
	bool good = discover->source->type->look(discover->source, errand->items, errand->count,
	                                         &scan, &stopped);
	/* What was seen before it stopped counts, unless the store itself failed. */
	bool kept = (!good && stopped.kind == ERROR_LOCAL) || !discover->open ||
	            discover_save(discover, true, error);
	if (!good)
		*error = stopped;
	return good && kept;
}

bool discover_look(struct store *store, struct discovery *const *sources, size_t source_count,
                   const int64_t *deployment_ids, size_t count,
                   const struct discover_options *options, const struct flow_watch *watch,
                   struct discover_result *result, struct error *error)
{
	DISCOVER(discover);
	discover_open(&discover, store, sources, source_count, options, watch, result);
	discover_index_start(&discover.index, count);
	struct errand *errands = ARENA_ARRAY(&discover.kept, struct errand, source_count);
	if (!hand_out(&discover, deployment_ids, count, errands, error))
		return false;
	for (size_t i = 0; i < source_count; i++) {
		discover.source = sources[i];
		if (errands[i].count && !run_errand(&discover, &errands[i], error))
			return false;
	}
	return true;
}
