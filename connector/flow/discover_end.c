/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* After a complete scan: which places were silent how often, and which are gone. */
#include "base/array.h"
#include "base/text.h"
#include "flow/discover_network.h"
#include "store/store_standing.h"

struct silences {
	struct discover_silence *items;
	size_t count, capacity;
};

/* A file that a complete scan did not come across is not there any more. Served places are told
 * silent one by one: a list of targets may have changed. */
static bool may_have_vanished(const struct discover *discover, const struct discover_entry *entry)
{
	return (entry->kind == DEPLOYMENT_FILE || entry->kind == DEPLOYMENT_RESOURCE) &&
	       entry->state != DISCOVER_GONE &&
	       !discover_bit(discover->seen, discover->seen_bytes, entry->id);
}

static bool covers(const struct discovery *source, const struct store_deployment *place)
{
	return source->type->covers(source, &place->place);
}

/* Marks what was not come across as absent; leaves entry->silence 0 where that says nothing. */
static bool mark_vanished(struct discover *discover, struct discover_entry *entry,
                          struct store_deployment *place, struct error *error)
{
	if (!covers(discover->source, place))
		return true;
	entry->silence = DISCOVER_ABSENT;
	entry->answers = false;
	if (entry->state == DISCOVER_ABSENT)
		return true;
	place->reason = "absent";
	place->detail = "a complete scan did not come across it";
	place->look_digest = "";
	entry->digest = 0;
	return discover_silence_set(discover, entry, place, DISCOVER_ABSENT,
	                            discover->scan.ended_at, error);
}

static struct store_silence *row_of(struct store_silence *rows, size_t count, const char *source)
{
	for (size_t i = 0; i < count; i++) {
		if (text_equal(rows[i].source, source))
			return &rows[i];
	}
	return NULL;
}

/* "answers" is counted like the others but is never enough: an alert, or garbage. */
static const char *outcome_of(const struct discover_entry *entry)
{
	return entry->answers ? "answers" : discover_state_name(entry->silence);
}

/* The count of this source so far; another outcome starts anew. */
static struct store_silence own_row(const struct discover *discover,
                                    const struct discover_entry *entry, struct store_silence *rows,
                                    size_t count)
{
	const char *outcome = outcome_of(entry);
	struct store_silence *row = row_of(rows, count, discover->source->name);
	if (row && text_equal(row->outcome, outcome))
		return *row;
	return (struct store_silence){ .source = discover->source->name,
		                       .outcome = outcome,
		                       .since = discover->scan.ended_at };
}

static bool collect_one(struct discover *discover, struct discover_entry *entry,
                        struct silences *silences, struct error *error)
{
	struct store_deployment *place;
	struct store_silence *rows;
	size_t count;
	const char *network;
	arena_reset(&discover->arena);
	if (!store_deployment_get(discover->store, &discover->arena, entry->id, &place, error))
		return false;
	if (!entry->silence && !mark_vanished(discover, entry, place, error))
		return false;
	if (!entry->silence)
		return true;
	if (!store_silence_list(discover->store, &discover->arena, place->id, &rows, &count,
	                        error) ||
	    !discover_network_of(discover, place, &network, error))
		return false;
	struct discover_silence silence = {
		.entry = entry,
		.since = own_row(discover, entry, rows, count).since,
		/* Who answers did not fall silent with its network. */
		.network = entry->answers ? 0 : discover_network_hash(network),
	};
	ARRAY_PUSH(&discover->kept, silences, silence);
	return true;
}

static bool collect(struct discover *discover, struct silences *silences, struct error *error)
{
	for (size_t i = 0; i < discover->index.capacity; i++) {
		struct discover_entry *entry = &discover->index.entries[i];
		if (!entry->id || entry->state == DISCOVER_GONE)
			continue;
		if ((entry->silence || may_have_vanished(discover, entry)) &&
		    !collect_one(discover, entry, silences, error))
			return false;
	}
	return true;
}

static bool is_enough(const struct discover_options *options, const struct store_silence *row)
{
	int64_t lasted = row->last_scan - row->since;
	if (text_equal(row->outcome, discover_state_name(DISCOVER_ABSENT)))
		return row->scans >= options->absent_scans && lasted >= options->absent_seconds;
	return text_equal(row->outcome, discover_state_name(DISCOVER_UNREACHABLE)) &&
	       row->scans >= options->silent_scans && lasted >= options->silent_seconds;
}

/* Gone for every source whose scope covers it? */
static bool all_agree(const struct discover *discover, const struct store_deployment *place,
                      struct store_silence *rows, size_t count, const struct store_silence *own)
{
	for (size_t i = 0; i < discover->source_count; i++) {
		const struct discovery *source = discover->sources[i];
		const struct store_silence *row =
			source == discover->source ? own : row_of(rows, count, source->name);
		if (covers(source, place) && (!row || !is_enough(discover->options, row)))
			return false;
	}
	return is_enough(discover->options, own);
}

/* Silence says nothing when the whole network fell silent, or when its CI is down on purpose. */
static bool is_excused(struct discover *discover, const struct discover_silence *silence,
                       bool *excused, struct error *error)
{
	*excused = silence->excused;
	return *excused ||
	       store_match_is_resting(discover->store, (int64_t)silence->entry->id, excused, error);
}

static bool count_one(struct discover *discover, const struct discover_silence *silence,
                      struct error *error)
{
	struct store_deployment *place;
	struct store_silence *rows;
	size_t count;
	bool excused;
	int64_t now = discover->scan.ended_at;
	arena_reset(&discover->arena);
	if (!store_deployment_get(discover->store, &discover->arena, silence->entry->id, &place,
	                          error) ||
	    !store_silence_list(discover->store, &discover->arena, place->id, &rows, &count,
	                        error) ||
	    !is_excused(discover, silence, &excused, error))
		return false;
	struct store_silence own = own_row(discover, silence->entry, rows, count);
	if (excused) {
		/* The row remembers with whom it fell silent; time begins when it counts. */
		own.scans = 0;
	} else {
		own.since = own.scans ? own.since : now;
		own.scans++;
		own.last_scan = now;
	}
	if (!excused && all_agree(discover, place, rows, count, &own))
		return discover_silence_gone(discover, silence->entry, place, error);
	return store_silence_save(discover->store, place->id, &own, error);
}

bool discover_end(struct discover *discover, struct error *error)
{
	struct silences silences = { 0 };
	if (!discover_begin(discover, error) || !collect(discover, &silences, error) ||
	    !discover_networks(discover, silences.items, silences.count, error))
		return false;
	for (size_t i = 0; i < silences.count; i++) {
		if (!count_one(discover, &silences.items[i], error))
			return false;
	}
	return true;
}
