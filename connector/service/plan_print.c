/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* + ~ - lines with fields from before to after. */
#include "service/plan_print.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_record.h"
#include "service/table.h"
#include "store/store_certificate.h"
#include "store/store_mirror.h"
#include <stdio.h>

enum { VALUE_WIDTH = 100, FIELDS_SHOWN = 60 };

static char sign_of(const struct plan_item *item)
{
	if (item->verb == STEP_CREATE)
		return '+';
	return item->verb == STEP_DELETE ? '-' : '~';
}

static enum table_colour colour_of(const struct plan_item *item)
{
	if (item->held)
		return TABLE_DIM;
	if (item->verb == STEP_CREATE)
		return TABLE_GOOD;
	return item->verb == STEP_DELETE ? TABLE_BAD : TABLE_WARN;
}

/* One line of a value, however long and hostile it is; of a text its first line and how many. */
static const char *value(struct arena *arena, const char *text)
{
	size_t first = strcspn(text, "\n"), lines = 1;
	for (const char *at = text + first; *at; at += 1 + strcspn(at + 1, "\n"))
		lines++;
	const char *safe = text_visible(arena, arena_print(arena, "%.*s", (int)first, text));
	size_t length = text_cut(safe, VALUE_WIDTH);
	const char *shown = safe[length] ? arena_print(arena, "%.*s ...", (int)length, safe) : safe;
	return lines > 1 ? arena_print(arena, "%s (%zu lines)", shown, lines) : shown;
}

static const char *name_of_ci(struct store *store, struct arena *arena, const char *target,
                              const char *key)
{
	struct ci *row = NULL;
	struct error ignored = ERROR_INIT;
	const char *slash = strchr(key, '/');
	return slash && store_mirror_get_any(store, arena, target, slash + 1, &row, &ignored) && row
	               ? row->name
	               : key;
}

static const char *name_of_certificate(struct store *store, struct arena *arena, const char *sha256)
{
	struct store_certificate *row = NULL;
	struct error ignored = ERROR_INIT;
	int64_t id = 0;
	return store_certificate_find(store, sha256, &id, &ignored) && id &&
	                       store_certificate_get(store, arena, id, &row, &ignored) && row &&
	                       !text_is_empty(row->subject)
	               ? row->subject
	               : sha256;
}

/* {"ref": "certificate:..."} as the name behind it. */
static const char *name_of(struct store *store, struct arena *arena, const char *target,
                           const struct json *value)
{
	const char *reference = json_member_text(value, "ref", "");
	if (text_starts_with(reference, "ci:"))
		return name_of_ci(store, arena, target, reference + strlen("ci:"));
	if (text_starts_with(reference, "certificate:"))
		return name_of_certificate(store, arena, reference + strlen("certificate:"));
	return *reference ? reference : json_text(value, "?");
}

static const char *subject_of(struct store *store, struct arena *arena,
                              const struct plan_item *item)
{
	if (item->kind != STEP_RELATION || !item->payload)
		return item->subject ? item->subject : item->key;
	return arena_print(arena, "%s -> %s",
	                   name_of(store, arena, item->target, json_get(item->payload, "parent")),
	                   name_of(store, arena, item->target, json_get(item->payload, "child")));
}

/* A field's text: a lone reference, or a list of them, by names. */
static const char *shown(struct store *store, struct arena *arena, const char *target,
                         const char *text)
{
	struct error ignored = ERROR_INIT;
	if (!text ||
	    (!text_starts_with(text, "{\"ref\":") && !text_starts_with(text, "[{\"ref\":")))
		return text;
	const struct json *parsed = json_parse(arena, text, strlen(text), NULL, &ignored);
	if (!parsed || parsed->type == JSON_OBJECT)
		return parsed ? name_of(store, arena, target, parsed) : text;
	TEXT(list);
	JSON_EACH(child, parsed)
	text_print(&list, "%s%s", child == parsed->first ? "" : ", ",
	           name_of(store, arena, target, child));
	return arena_copy(arena, text_string(&list));
}

static void print_change(const struct command_line *line, struct store *store, const char *target,
                         const struct plan_change *change)
{
	ARENA(arena);
	const char *before = shown(store, &arena, target, change->before);
	const char *after = shown(store, &arena, target, change->after);
	printf("      %s: %s", text_visible(&arena, change->field),
	       table_colour_start(line, TABLE_PLAIN));
	if (before && after)
		printf("%s -> %s\n", value(&arena, before), value(&arena, after));
	else if (after)
		printf("%s\n", value(&arena, after));
	else
		printf("%s -> (removed)\n", value(&arena, before ? before : ""));
}

void plan_print_item(const struct command_line *line, struct store *store,
                     const struct plan_item *item)
{
	ARENA(arena);
	const char *subject = subject_of(store, &arena, item);
	const char *about =
		item->ticket_key ? arena_print(&arena, " (of %s)", item->ticket_key) : "";
	printf("%s%c %s %s%s%s%s%s\n", table_colour_start(line, colour_of(item)), sign_of(item),
	       step_kind_name(item->kind), text_visible(&arena, subject), about,
	       item->refresh ? " [refresh]" : "", item->put_back ? " [put back]" : "",
	       table_colour_end(line));
	for (size_t i = 0; i < item->change_count && i < FIELDS_SHOWN; i++)
		print_change(line, store, item->target, &item->changes[i]);
	if (item->change_count > FIELDS_SHOWN)
		printf("      ... and %zu more fields\n", item->change_count - FIELDS_SHOWN);
	if (item->held)
		printf("      held: %s\n", text_visible(&arena, item->held));
}

struct json *plan_print_json(struct arena *arena, const struct plan_item *item)
{
	struct json *made = json_new(arena, JSON_OBJECT), *changes = json_new(arena, JSON_ARRAY);
	json_set_string(arena, made, "target", item->target);
	json_set_string(arena, made, "key", item->key);
	json_set_string(arena, made, "kind", step_kind_name(item->kind));
	json_set_string(arena, made, "verb", step_verb_name(item->verb));
	json_set_string(arena, made, "subject", item->subject);
	json_set_string(arena, made, "ticket", item->ticket_key);
	json_set_string(arena, made, "desired", item->desired);
	json_set_string(arena, made, "baseline", item->baseline);
	json_set_integer(arena, made, "urgency", item->urgency);
	json_set_bool(arena, made, "refresh", item->refresh);
	json_set_bool(arena, made, "put_back", item->put_back);
	json_set_string(arena, made, "held", item->held);
	for (size_t i = 0; i < item->change_count; i++) {
		struct json *change = json_push(changes, json_new(arena, JSON_OBJECT));
		json_set_string(arena, change, "field", item->changes[i].field);
		json_set_string(arena, change, "before", item->changes[i].before);
		json_set_string(arena, change, "after", item->changes[i].after);
	}
	json_set(arena, made, "changes", changes);
	return made;
}

const struct table_column plan_print_columns[] = {
	{ .name = "target" },  { .name = "verb" },  { .name = "kind" },   { .name = "key" },
	{ .name = "subject" }, { .name = "field" }, { .name = "before" }, { .name = "after" },
	{ .name = "held" },    { .name = NULL },
};

static void add_row(struct table *table, const struct plan_item *item,
                    const struct plan_change *change)
{
	table_add(table, item->target);
	table_add(table, step_verb_name(item->verb));
	table_add(table, step_kind_name(item->kind));
	table_add(table, item->key);
	table_add(table, item->subject);
	table_add(table, change ? change->field : NULL);
	table_add(table, change ? change->before : NULL);
	table_add(table, change ? change->after : NULL);
	table_add(table, item->held);
}

void plan_print_rows(struct table *table, const struct plan_item *item)
{
	for (size_t i = 0; i < item->change_count; i++)
		add_row(table, item, &item->changes[i]);
	if (item->change_count == 0)
		add_row(table, item, NULL);
}

void plan_print_room(const char *target, const struct room *room)
{
	ARENA(arena);
	printf("%s: %s: %s\n", target, room->what, room_text(&arena, room));
}

struct json *plan_print_room_json(struct arena *arena, const char *target, const struct room *room)
{
	struct json *made = json_new(arena, JSON_OBJECT);
	json_set_string(arena, made, "target", target);
	json_set_string(arena, made, "kind", "room");
	json_set_string(arena, made, "what", room->what);
	json_set_integer(arena, made, "now", room->now);
	json_set_integer(arena, made, "after", room_after(room));
	json_set_integer(arena, made, "limit", room->most);
	json_set_integer(arena, made, "over", room_over(room));
	json_set(arena, made, "counted", derive_record_moment(arena, room->at, NULL));
	json_set_string(arena, made, "problem", room->problem);
	json_set_string(arena, made, "text", room_text(arena, room));
	return made;
}

void plan_print_counts(const char *target, const struct plan_counts *counts)
{
	printf("%s: %lld to create, %lld to update, %lld to move, %lld to remove, %lld notes and "
	       "links",
	       target, (long long)counts->create, (long long)counts->update,
	       (long long)counts->move, (long long)counts->remove, (long long)counts->events);
	if (counts->refresh)
		printf(", %lld to confirm", (long long)counts->refresh);
	if (counts->held)
		printf(", %lld held", (long long)counts->held);
	if (counts->waiting)
		printf(", %lld on their way (see 'certsteward outbox list')",
		       (long long)counts->waiting);
	if (counts->withheld)
		printf(", %lld withheld (see 'certsteward outbox list')",
		       (long long)counts->withheld);
	if (counts->stale)
		printf(", %lld to decide again", (long long)counts->stale);
	printf("\n");
}
