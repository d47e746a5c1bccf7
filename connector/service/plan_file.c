/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Plans as JSON files. */
#include "service/plan_file.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "store/store_record.h"
#include "store/store_side.h"
#include "store/store_step.h"
#include <string.h>

static const char format_name[] = "certsteward plan 2";

/* What an item of a plan that was read is marked with: that it goes, or why it does not. */
static const char goes_mark[] = "goes", why_mark[] = "why";

void plan_file_close(struct plan_file *file)
{
	arena_release(&file->arena);
}

static struct json *instances_of(struct arena *arena, struct session *session)
{
	struct json *instances = json_new(arena, JSON_OBJECT);
	struct error ignored = ERROR_INIT;
	for (size_t i = 0; i < session->flow.side_count; i++) {
		struct store_side *row = NULL;
		const char *name = session->sides[i].name;
		bool known = store_side_get(session->store, arena, name, &row, &ignored) && row;
		json_set_string(arena, instances, name, known ? row->instance : "");
	}
	return instances;
}

void plan_file_start(struct plan_file *file, struct session *session)
{
	char at[24];
	clock_format(clock_now(), at);
	file->body = json_new(&file->arena, JSON_OBJECT);
	file->items = json_new(&file->arena, JSON_ARRAY);
	json_set_string(&file->arena, file->body, "format", format_name);
	json_set_string(&file->arena, file->body, "made_at", at);
	json_set_string(&file->arena, file->body, "made_by", session->flow.actor);
	json_set_string(&file->arena, file->body, "store", store_identity(session->store));
	json_set_string(&file->arena, file->body, "configuration", session->settings.digest);
	json_set_string(&file->arena, file->body, "mappings", session_mapping_digest(session));
	json_set(&file->arena, file->body, "instances", instances_of(&file->arena, session));
	file->items = json_set(&file->arena, file->body, "items", file->items);
}

void plan_file_add(struct plan_file *file, const struct plan_item *item)
{
	char digest[DIGEST_HEX];
	struct json *entry = json_new(&file->arena, JSON_OBJECT);
	json_set_string(&file->arena, entry, "target", item->target);
	json_set_string(&file->arena, entry, "key", item->key);
	json_set_string(&file->arena, entry, "desired", item->desired);
	json_set_string(&file->arena, entry, "baseline", item->baseline);
	json_set_string(&file->arena, entry, "kind", step_kind_name(item->kind));
	json_set_string(&file->arena, entry, "verb", step_verb_name(item->verb));
	json_digest(item->payload, digest);
	json_set_string(&file->arena, entry, "payload", digest);
	if (item->refresh)
		json_set_bool(&file->arena, entry, "refresh", true);
	json_push(file->items, entry);
}

bool plan_file_write(const struct plan_file *file, const char *path, struct error *error)
{
	TEXT(out);
	out.ceiling = (size_t)1 << 30;
	json_write_pretty(&out, file->body);
	text_append(&out, "\n");
	return file_replace(path, out.data, out.length, 0600, error);
}

static bool check_same(const struct plan_file *file, const char *member, const char *now,
                       const char *what, const char *path, struct error *error)
{
	if (text_equal(json_member_text(file->body, member, ""), now))
		return true;
	return error_set(error, ERROR_LOCAL,
	                 "plan '%s' was made with %s: nothing of it is sent; make it again", path,
	                 what);
}

static bool check_age(const struct plan_file *file, const char *path, struct error *error)
{
	int64_t made_at = 0, now = clock_now();
	if (!clock_parse(json_member_text(file->body, "made_at", ""), &made_at))
		return error_set(error, ERROR_LOCAL, "plan '%s' does not say when it was made",
		                 path);
	if (now - made_at > PLAN_FILE_AGE)
		return error_set(error, ERROR_LOCAL,
		                 "plan '%s' is older than 7 days: nothing of it is sent; make it "
		                 "again",
		                 path);
	return true;
}

static const char *name_of(struct arena *arena, const char *target, const char *key)
{
	return arena_print(arena, "%s\n%s", target, key);
}

/* By name: a plan may hold a million items, and each is asked for. */
static void make_index(struct plan_file *file)
{
	file->index = json_new(&file->arena, JSON_OBJECT);
	JSON_EACH(entry, file->items)
	{
		const char *target = json_member_text(entry, "target", "");
		const char *key = json_member_text(entry, "key", "");
		json_set(&file->arena, file->index, name_of(&file->arena, target, key), entry);
		file->refresh |= json_is_true(json_get(entry, "refresh"));
		file->count++;
	}
}

bool plan_file_read(struct plan_file *file, struct session *session, const char *path,
                    struct error *error)
{
	struct json_limits limits = { .bytes = 512 << 20, .nodes = 32 << 20 };
	size_t length;
	struct error reason = ERROR_INIT;
	const char *text = file_read(&file->arena, path, limits.bytes, &length, &reason);
	file->body = text ? json_parse(&file->arena, text, length, &limits, &reason) : NULL;
	file->items = json_get(file->body, "items");
	if (!file->body || !file->items || file->items->type != JSON_ARRAY ||
	    !text_equal(json_member_text(file->body, "format", ""), format_name))
		return error_set(error, ERROR_LOCAL, "'%s' is no plan of 'certsteward plan -o': %s",
		                 path, *reason.message ? reason.message : "other content");
	struct json *instances = instances_of(&file->arena, session);
	if (!check_same(file, "store", store_identity(session->store), "another store", path,
	                error) ||
	    !check_same(file, "configuration", session->settings.digest, "another configuration",
	                path, error) ||
	    !check_same(file, "mappings", session_mapping_digest(session), "other mapping programs",
	                path, error) ||
	    !check_age(file, path, error))
		return false;
	if (!json_equal(instances, json_get(file->body, "instances")))
		return error_set(error, ERROR_LOCAL,
		                 "plan '%s' was made for another instance: nothing of it is sent; "
		                 "make it again",
		                 path);
	make_index(file);
	return true;
}

static struct json *find(const struct plan_file *file, const char *target, const char *key)
{
	ARENA(arena);
	return json_get(file->index, name_of(&arena, target, key));
}

static bool is_same(const struct json *entry, const char *member, const char *now)
{
	return text_equal(json_member_text(entry, member, ""), now ? now : "");
}

/* In words, what is not as it was agreed on; NULL = nothing. */
static const char *difference(struct arena *arena, const struct json *entry,
                              const struct plan_item *item)
{
	char digest[DIGEST_HEX];
	const char *verb = step_verb_name(item->verb);
	if (!is_same(entry, "verb", verb))
		return arena_print(arena, "the plan says %s, now it would be %s",
		                   json_member_text(entry, "verb", "nothing"), verb);
	if (!is_same(entry, "desired", item->desired))
		return "what shall stand there has changed since";
	if (!is_same(entry, "baseline", item->baseline))
		return "what stands there was changed since";
	json_digest(item->payload, digest);
	if (!is_same(entry, "payload", digest))
		return item->kind == STEP_CERTIFICATE
		               ? "what is filled in once (owner, groups, first values) has changed since"
		               : "its text has changed since";
	return NULL;
}

bool plan_file_allow(void *context, const struct plan_item *item)
{
	struct plan_file *file = context;
	struct json *entry = find(file, item->target, item->key);
	if (!entry)
		return false;
	const char *why = difference(&file->arena, entry, item);
	if (!why && item->held)
		why = arena_print(&file->arena, "held: %s", item->held);
	/* What was let go is done with: a later round may find something new about it. */
	if (why && !json_get(entry, goes_mark))
		json_set_string(&file->arena, entry, why_mark, why);
	if (!why)
		json_set_bool(&file->arena, entry, goes_mark, true);
	return !why;
}

bool plan_file_send(void *context, const struct store_step *step)
{
	ARENA(arena);
	struct error ignored = ERROR_INIT;
	struct plan_file *file = context;
	char digest[DIGEST_HEX] = "";
	struct json *entry = find(file, step->target, step->key);
	if (!entry || !is_same(entry, "desired", step->digest) ||
	    !is_same(entry, "verb", step->verb))
		return false;
	const struct json *payload =
		json_parse(&arena, step->payload, strlen(step->payload), NULL, &ignored);
	if (payload)
		json_digest(payload, digest);
	bool same = is_same(entry, "payload", digest);
	if (same && !json_get(entry, goes_mark))
		json_set_bool(&file->arena, entry, goes_mark, true);
	return same;
}

/* What became of an item that no plan brought up again: NULL = it is done. */
static bool look_up(const struct json *entry, struct store *store, struct arena *arena,
                    const char **why, struct error *error)
{
	struct store_record *record = NULL;
	struct store_step *step = NULL;
	const char *key = json_member_text(entry, "key", "");
	const char *target = json_member_text(entry, "target", "");
	*why = "it is not to be written any more";
	if (!store_step_of(store, arena, target, key, &step, error))
		return false;
	if (step) {
		*why = "another state of it waits in the outbox: see 'certsteward outbox list'";
		return true;
	}
	if (is_same(entry, "kind", step_kind_name(STEP_EVENT))) {
		bool present;
		if (!store_event_present(store, target, key, &present, error))
			return false;
		*why = present ? NULL : *why;
		return true;
	}
	if (!store_record_get(store, arena, target, key, &record, error))
		return false;
	if (record && !text_is_empty(record->problem) &&
	    !text_starts_with(record->problem, STORE_RECORD_INCOMPLETE))
		*why = arena_print(arena, "it was refused: %s", record->problem);
	else if (record && is_same(entry, "desired", record->sent) &&
	         (record->wanted || text_is_empty(record->remote_id)))
		*why = NULL;
	else if (record && text_equal(record->desired, record->sent) && record->wanted)
		*why = "something else was written there since";
	return true;
}

bool plan_file_left(const struct plan_file *file, struct store *store, struct arena *arena,
                    struct plan_left *rows, size_t most, size_t *count, struct error *error)
{
	*count = 0;
	JSON_EACH(entry, file->index)
	{
		const char *why = json_member_text(entry, why_mark, NULL);
		if (json_get(entry, goes_mark) ||
		    (!why && json_is_true(json_get(entry, "refresh"))))
			continue;
		if (!why && !look_up(entry, store, arena, &why, error))
			return false;
		if (!why)
			continue;
		if (*count < most)
			rows[*count] = (struct plan_left){
				.target = json_member_text(entry, "target", ""),
				.key = json_member_text(entry, "key", ""),
				.why = why,
			};
		++*count;
	}
	return true;
}
