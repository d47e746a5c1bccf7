/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Asks after what was handed over to an import source, and takes up what became of it. */
#include "base/text.h"
#include "jira_assets_import_run.h"
#include <string.h>

enum { BLOCK = 50 /* objects looked for by one search */ };

static bool is_same(const struct jira_inventory *inventory, size_t one, size_t other)
{
	const char *handle = inventory->steps[one].handle;

	return text_equal(inventory->steps[other].handle, handle);
}

static bool take_up_block(const struct jira_inventory *inventory, const size_t *numbers,
                          size_t count, bool last_look, struct error *error)
{
	const char *fingerprints[BLOCK];
	struct itsm_reply reply;
	struct json *found;

	for (size_t i = 0; i < count; i++)
		fingerprints[i] = jira_assets_fingerprint(&inventory->steps[numbers[i]]);
	if (!jira_assets_look_up(inventory->itsm, inventory->arena, inventory->type,
	                         &jira_assets_by_fingerprint, fingerprints, count, &found, &reply))
		return !itsm_reply_stops(&reply) ||
		       itsm_reply_error(&reply, "certificates in Assets", error);
	for (size_t i = 0; i < count && !jira_state(inventory->itsm)->throttled; i++) {
		const struct json *object =
			jira_assets_known(inventory->arena, inventory->type,
		                          &jira_assets_by_fingerprint, found, fingerprints[i]);
		if (object != NULL && !jira_assets_edit(inventory, numbers[i], object, error))
			return false;
		/* Search may run behind; after that it is made by itself. */
		if (object == NULL && !last_look)
			jira_assets_import_accept(
				inventory, numbers[i],
				arena_print(inventory->arena, "%s looked",
			                    jira_assets_import_handle_of(inventory, numbers[i])
			                            .execution),
				(int)jira_settings(inventory->itsm)->settle);
	}
	return true;
}

static bool take_up(const struct jira_inventory *whole, const bool *these, bool last_look,
                    struct error *error)
{
	const struct jira_inventory brief = { .itsm = whole->itsm,
		                              .arena = whole->arena,
		                              .steps = whole->steps,
		                              .count = whole->count,
		                              .receipts = whole->receipts,
		                              .type = whole->type,
		                              .brief = true };
	const struct jira_inventory *inventory = &brief;
	const struct jira_assets *assets = jira_assets_of(inventory->itsm);
	size_t numbers[BLOCK], count = 0, before = assets->edits;

	for (size_t i = 0; i <= inventory->count; i++) {
		bool full = count == BLOCK || i == inventory->count;
		if (full && count > 0 &&
		    !take_up_block(inventory, numbers, count, last_look, error))
			return false;
		if (full)
			count = 0;
		if (jira_state(inventory->itsm)->throttled ||
		    assets->edits - before > JIRA_ASSETS_ONE_BY_ONE)
			return true;
		if (i < inventory->count && these[i])
			numbers[count++] = i;
	}
	return true;
}

/* An execution's state, for all steps that were handed over with it. */
static bool ask(const struct jira_inventory *inventory, const struct jira_assets_handle *handle,
                const bool *these, struct error *error)
{
	struct itsm *itsm = inventory->itsm;
	struct arena *arena = inventory->arena;
	struct itsm_reply reply;
	const char *state =
		handle->looked ? "DONE"
			       : jira_assets_import_state(itsm, arena, handle->execution, &reply);
	bool unknown = state == NULL && (reply.verdict == ITSM_REPLY_GONE || reply.status == 400);

	if (state == NULL && !unknown) {
		if (!jira_state(itsm)->throttled)
			jira_assets_import_accept_all(inventory, these, handle->execution,
			                              JIRA_ASSETS_LOOK_AFTER);
		return !itsm_reply_stops(&reply) ||
		       itsm_reply_error(&reply, "import source", error);
	}
	if (handle->unsure && text_equal(state, "INGESTING")) {
		jira_assets_import_cancel(itsm, arena, handle->execution);
		jira_assets_import_forget(itsm, handle->execution);
		jira_assets_import_accept_all(inventory, these, "again", 1);
		return true;
	}
	if (!unknown && !text_equal(state, "DONE") && !text_equal(state, "CANCELLED")) {
		jira_assets_import_accept_all(inventory, these, handle->execution,
		                              JIRA_ASSETS_LOOK_AFTER);
		return true;
	}
	jira_assets_import_forget(itsm, handle->execution);
	return take_up(inventory, these, handle->looked || !text_equal(state, "DONE"), error);
}

bool jira_assets_import_result(const struct jira_inventory *inventory, struct error *error)
{
	bool *done = ARENA_ARRAY(inventory->arena, bool, inventory->count + 1);

	for (size_t i = 0; i < inventory->count; i++) {
		struct jira_assets_handle handle = jira_assets_import_handle_of(inventory, i);
		bool *these;
		if (done[i] || inventory->steps[i].kind != STEP_CERTIFICATE ||
		    *handle.execution == '\0')
			continue;
		these = ARENA_ARRAY(inventory->arena, bool, inventory->count + 1);
		for (size_t j = i; j < inventory->count; j++) {
			these[j] = inventory->steps[j].kind == STEP_CERTIFICATE &&
			           is_same(inventory, i, j);
			done[j] |= these[j];
		}
		if (!ask(inventory, &handle, these, error))
			return false;
		if (jira_state(inventory->itsm)->throttled)
			return true;
	}
	return true;
}
