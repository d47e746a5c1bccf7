/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What an approval is asked and given for. */
#include "flow/derive_asked.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_event.h"
#include "mapping/mapping.h"
#include "store/store_record.h"
#include <stdlib.h>
#include <string.h>

enum { PLACES_NAMED = 5 };

static int by_text(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* A place keeps its key whatever it serves: the order must not tell what has been renewed. */
static struct json *place_keys(struct arena *arena, const struct subject *subject)
{
	struct json *list = json_new(arena, JSON_ARRAY);
	const char **keys = ARENA_ARRAY(arena, const char *, subject->places.count + 1);
	size_t count = 0;
	for (size_t i = 0; i < subject->places.count; i++)
		if (derive_subject_counts(&subject->places.items[i]))
			keys[count++] = subject->places.items[i].deployment->key;
	qsort(keys, count, sizeof(*keys), by_text);
	for (size_t i = 0; i < count; i++)
		json_push_string(arena, list, keys[i]);
	return list;
}

static struct json *parts_of(const struct flow *flow, struct arena *arena,
                             const struct subject *subject, const struct flow_side *side)
{
	struct json *all = json_new(arena, JSON_OBJECT);
	const char *program = arena_print(arena, "%s/change.jq", side->folder);
	json_set_string(arena, all, "certificate", subject->row->sha256);
	json_set(arena, all, "places", place_keys(arena, subject));
	json_set_string(arena, all, "hook", flow->rules->hook_digest);
	json_set_string(arena, all, "mapping", mapping_version(flow->mapping, program));
	return all;
}

void derive_asked_hash(const struct flow *flow, struct arena *arena, const struct subject *subject,
                       const struct flow_side *side, char out[static 65])
{
	json_digest(parts_of(flow, arena, subject, side), out);
}

static const char *name_of(struct arena *arena, const char *hash)
{
	return arena_print(arena, "asked:%.16s", hash);
}

bool derive_asked_keep(const struct flow *flow, struct arena *arena,
                       const struct ticket_input *input, struct error *error)
{
	const struct flow_side *side = &flow->sides[input->side_index];
	return derive_event_keep(flow, arena, input, name_of(arena, input->hash), "asked",
	                         parts_of(flow, arena, input->subject, side), error);
}

/* Both lists are sorted. "2 places came: a, b", nothing when each of `list` stands in `other`. */
static void tell_missing(struct arena *arena, const struct json *list, const struct json *other,
                         const char *verb, struct text *out)
{
	const struct json *at = other ? other->first : NULL;
	size_t count = 0;
	TEXT(names);
	JSON_EACH(key, list)
	{
		int order = -1;
		while (at && (order = strcmp(json_text(at, ""), json_text(key, ""))) < 0)
			at = at->next;
		if (at && order == 0)
			continue;
		if (count++ < PLACES_NAMED)
			text_print(&names, "%s%s", count > 1 ? ", " : "", json_text(key, ""));
	}
	if (count == 0)
		return;
	text_print(out, "%s%zu %s %s: %s", out->length ? "; " : "", count,
	           count == 1 ? "place" : "places", verb, text_visible(arena, text_string(&names)));
	if (count > PLACES_NAMED)
		text_print(out, " and %zu more", count - PLACES_NAMED);
}

static void tell_part(const struct json *before, const struct json *now, const char *part,
                      const char *words, struct text *out)
{
	if (!text_equal(json_member_text(before, part, ""), json_member_text(now, part, "")))
		text_print(out, "%s%s", out->length ? "; " : "", words);
}

bool derive_asked_changes(const struct flow *flow, struct arena *arena,
                          const struct ticket_input *input, const char *hash, const char **changes,
                          struct error *error)
{
	struct store_event *kept;
	TEXT(out);
	*changes = NULL;
	if (!store_event_get(flow->store, arena, input->ticket->key, name_of(arena, hash), &kept,
	                     error))
		return false;
	if (!kept)
		return true;
	const struct json *before = json_parse(arena, kept->body, strlen(kept->body), NULL, error);
	if (!before)
		return false;
	const struct json *now =
		parts_of(flow, arena, input->subject, &flow->sides[input->side_index]);
	const struct json *old = json_get(before, "places"), *new = json_get(now, "places");
	tell_missing(arena, new, old, "came", &out);
	tell_missing(arena, old, new, "went", &out);
	tell_part(before, now, "hook",
	          arena_print(arena, "the command of hook '%s' changed", flow->rules->hook), &out);
	tell_part(before, now, "mapping", "the rules that write this change's text changed", &out);
	*changes = out.length ? arena_copy(arena, text_string(&out)) : NULL;
	return true;
}
