/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Hands certificates over to an import source, in chunks. */
#include "jira_assets_import_run.h"
#include "base/text.h"
#include <string.h>

enum {
	CHUNK = 100,   /* certificates in one call: some 150 KB */
	HELD_UP = 600, /* seconds until it is tried again after a person must act */
};

static const char *text_of(const struct jira_inventory *inventory, size_t number)
{
	const char *handle = inventory->steps[number].handle;

	return handle != NULL ? handle : "";
}

struct jira_assets_handle jira_assets_import_handle_of(const struct jira_inventory *inventory,
                                                       size_t number)
{
	return jira_assets_import_handle(inventory->arena, text_of(inventory, number));
}

void jira_assets_import_accept(const struct jira_inventory *inventory, size_t number,
                               const char *handle, int delay)
{
	struct receipt *receipt = &inventory->receipts[number];

	receipt->outcome = RECEIPT_ACCEPTED;
	receipt->handle = handle;
	receipt->delay = delay;
}

void jira_assets_import_accept_all(const struct jira_inventory *inventory, const bool *these,
                                   const char *handle, int delay)
{
	for (size_t i = 0; i < inventory->count; i++)
		if (these[i])
			jira_assets_import_accept(inventory, i, handle, delay);
}

void jira_assets_import_forget(struct itsm *itsm, const char *execution)
{
	struct jira_assets *assets = jira_assets_of(itsm);

	if (strcmp(assets->importing, execution) == 0)
		assets->importing[0] = '\0';
}

static void add_value(const struct jira_inventory *inventory, struct json *entry,
                      const struct jira_assets_attribute *attribute, const struct json *texts)
{
	const char *locator = jira_assets_import_locator(inventory->arena, attribute->name);

	if (json_count(texts) == 1)
		json_set_string(inventory->arena, entry, locator, json_text(texts->first, ""));
	else if (json_count(texts) > 1)
		json_set(inventory->arena, entry, locator, json_copy(inventory->arena, texts));
}

/* People and groups cannot be imported: they are filled in when the object is there. */
static struct json *entry_of(const struct jira_inventory *inventory, const struct step *step)
{
	struct json *entry = json_new(inventory->arena, JSON_OBJECT);
	const struct json *lists[] = { json_get(step->body, "values"),
		                       jira_assets_related(inventory, step) };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		JSON_EACH(value, lists[i])
		{
			const struct jira_assets_attribute *attribute =
				jira_assets_attribute(inventory->type, value->key);
			if (attribute != NULL && (attribute->type == JIRA_ATTRIBUTE_PLAIN ||
			                          attribute->type == JIRA_ATTRIBUTE_REFERENCE))
				add_value(inventory, entry, attribute,
				          jira_assets_texts(inventory, attribute, value));
		}
	return entry;
}

/* A run that did not get whole: given up, and what it was to bring stands elsewhere. */
static bool give_up(const struct jira_inventory *inventory, const bool *these,
                    const char *execution, const struct itsm_reply *reply, bool last,
                    struct error *error)
{
	if (last && reply->verdict == ITSM_REPLY_LOST) {
		jira_assets_import_accept_all(inventory, these,
		                              arena_print(inventory->arena, "%s unsure", execution),
		                              JIRA_ASSETS_LOOK_AFTER);
		return true;
	}
	jira_assets_import_cancel(inventory->itsm, inventory->arena, execution);
	jira_assets_import_forget(inventory->itsm, execution);
	jira_assets_import_accept_all(
		inventory, these,
		reply->verdict == ITSM_REPLY_REFUSED || reply->verdict == ITSM_REPLY_GONE ? "single"
											  : "again",
		JIRA_ASSETS_LOOK_AFTER);
	return !itsm_reply_stops(reply) || itsm_reply_error(reply, "import source", error);
}

static bool send(const struct jira_inventory *inventory, const bool *these, size_t count,
                 const char *execution, struct error *error)
{
	struct json *entries = json_new(inventory->arena, JSON_ARRAY);
	size_t done = 0;

	jira_assets_import_progress(inventory->itsm, inventory->arena, execution, 0, count);
	for (size_t i = 0; i < inventory->count; i++) {
		struct itsm_reply reply;
		if (!these[i])
			continue;
		json_push(entries, entry_of(inventory, &inventory->steps[i]));
		done++;
		if (json_count(entries) < CHUNK && done < count)
			continue;
		if (!jira_assets_import_send(inventory->itsm, inventory->arena, execution,
		                             (int)(done - 1) / CHUNK, entries, done == count,
		                             &reply))
			return give_up(inventory, these, execution, &reply, done == count, error);
		entries = json_new(inventory->arena, JSON_ARRAY);
	}
	jira_assets_import_accept_all(inventory, these, execution, JIRA_ASSETS_LOOK_AFTER);
	jira_assets_of(inventory->itsm)->licence.now += (int64_t)count;
	return true;
}

/* An import source does one thing at a time; the next waits for it. */
static bool is_free(const struct jira_inventory *inventory)
{
	struct itsm *itsm = inventory->itsm;
	struct jira_state *state = jira_state(itsm);
	const char *execution = jira_assets_of(itsm)->importing;
	struct itsm_reply reply;
	const char *word;

	if (*execution == '\0')
		return true;
	word = jira_assets_import_state(itsm, inventory->arena, execution, &reply);
	if (text_equal(word, "INGESTING") || text_equal(word, "PROCESSING")) {
		state->throttled = true;
		state->throttle = JIRA_ASSETS_LOOK_AFTER;
		return false;
	}
	jira_assets_of(itsm)->importing[0] = '\0';
	return !state->throttled;
}

bool jira_assets_import_run(const struct jira_inventory *inventory, const bool *these, size_t count,
                            struct error *error)
{
	struct itsm *itsm = inventory->itsm;
	struct itsm_reply reply;
	const char *execution;

	if (count == 0 || !is_free(inventory))
		return true;
	execution = jira_assets_import_start(itsm, inventory->arena, &reply);
	if (*execution != '\0') {
		memcpy(jira_assets_of(itsm)->importing, execution, strlen(execution) + 1);
		return send(inventory, these, count, execution, error);
	}
	if (jira_state(itsm)->throttled)
		return true;
	if (reply.verdict == ITSM_REPLY_CANCELLED)
		return itsm_reply_error(&reply, "import source", error);
	for (size_t i = 0; i < inventory->count; i++)
		if (these[i]) {
			itsm_reply_receipt(&reply, true, &inventory->receipts[i]);
			inventory->receipts[i].outcome = RECEIPT_POSTPONED;
			inventory->receipts[i].reason = reply.reason;
			inventory->receipts[i].delay =
				text_equal(json_member_text(reply.root, "errorCode", ""),
			                   "IN_PROGRESS") ||
						reply.status >= 500 || reply.status == 0
					? 2 * JIRA_ASSETS_LOOK_AFTER
					: HELD_UP;
		}
	return true;
}
