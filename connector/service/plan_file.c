/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Plans as JSON files. */
#include "service/plan_file.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "store/store_side.h"

static const char format_name[] = "certsteward plan 1";

/* What a moved item is marked with. */
static const char moved_mark[] = "moved";

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
	struct json *entry = json_new(&file->arena, JSON_OBJECT);
	json_set_string(&file->arena, entry, "target", item->target);
	json_set_string(&file->arena, entry, "key", item->key);
	json_set_string(&file->arena, entry, "desired", item->desired);
	json_set_string(&file->arena, entry, "baseline", item->baseline);
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

static struct json *find(const struct plan_file *file, const struct plan_item *item)
{
	ARENA(arena);
	return json_get(file->index, name_of(&arena, item->target, item->key));
}

bool plan_file_allow(void *context, const struct plan_item *item)
{
	struct plan_file *file = context;
	struct json *entry = find(file, item);
	if (!entry)
		return false;
	bool same = text_equal(json_member_text(entry, "desired", ""), item->desired) &&
	            text_equal(json_member_text(entry, "baseline", ""), item->baseline);
	json_set_bool(&file->arena, entry, moved_mark, !same);
	return same;
}

size_t plan_file_moved(const struct plan_file *file, const char **keys, size_t most)
{
	size_t count = 0;
	JSON_EACH(entry, file->index)
	if (json_is_true(json_get(entry, moved_mark))) {
		if (count < most)
			keys[count] = json_member_text(entry, "key", "");
		count++;
	}
	return count;
}
