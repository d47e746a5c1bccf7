/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Hands new certificates over to an import source, and takes up what became of them. What an import does
 * not bring about is carried out one by one: nothing is lost, and as Assets knows certificates by their
 * SHA-256 nothing is there twice. */
#include "jira_assets_import.h"
#include "base/text.h"
#include <string.h>

enum {
	RUN = 2000, /* steps lent at once for an import, relations among them */
	ONE_BY_ONE =
		100,    /* steps carried out by single calls between two looks at the stop switch */
	CHUNK = 100,    /* certificates in one call: some 150 KB */
	BLOCK = 50,     /* objects looked for by one search */
	LOOK_AFTER = 5, /* seconds */
	HELD_UP = 600,  /* seconds until it is tried again after a person must act */
};

bool jira_assets_imports(const struct itsm *itsm)
{
	return jira_uses_assets(itsm) && !text_is_empty(jira_settings(itsm)->assets_import_source);
}

bool jira_assets_import_open(struct itsm *itsm, struct error *error)
{
	if (!jira_assets_imports(itsm))
		return true;
	if (!jira_dialect(itsm)->adf)
		return error_set(
			error, ERROR_LOCAL,
			"far side '%s': assets_import_source is set, but Data Center has no "
			"import sources that can be reached from outside; leave it empty",
			itsm->name);
	itsm->abilities.batch = RUN;
	return true;
}

static const char *text_of(const struct jira_inventory *inventory, size_t number)
{
	const char *handle = inventory->steps[number].handle;

	return handle != NULL ? handle : "";
}

static struct jira_assets_handle handle_of(const struct jira_inventory *inventory, size_t number)
{
	return jira_assets_import_handle(inventory->arena, text_of(inventory, number));
}

/* May this step be handed over? */
static bool is_new(const struct jira_inventory *inventory, size_t number)
{
	const struct step *step = &inventory->steps[number];
	struct jira_assets_handle handle;

	if (step->kind != STEP_CERTIFICATE || step->verb != STEP_CREATE ||
	    !text_is_empty(step->remote_id) || *jira_assets_fingerprint(step) == '\0' ||
	    inventory->receipts[number].outcome != RECEIPT_UNTRIED)
		return false;
	handle = handle_of(inventory, number);
	return handle.again || (!handle.single && *handle.execution == '\0');
}

static void accept(const struct jira_inventory *inventory, size_t number, const char *handle,
                   int delay)
{
	struct receipt *receipt = &inventory->receipts[number];

	receipt->outcome = RECEIPT_ACCEPTED;
	receipt->handle = handle;
	receipt->delay = delay;
}

static void accept_all(const struct jira_inventory *inventory, const bool *these,
                       const char *handle, int delay)
{
	for (size_t i = 0; i < inventory->count; i++)
		if (these[i])
			accept(inventory, i, handle, delay);
}

/* Taking up what became of an import. */

static bool take_up_block(const struct jira_inventory *inventory, const size_t *numbers,
                          size_t count, bool last_look, struct error *error)
{
	const char *fingerprints[BLOCK];
	struct itsm_reply reply;
	struct json *found;

	for (size_t i = 0; i < count; i++)
		fingerprints[i] = jira_assets_fingerprint(&inventory->steps[numbers[i]]);
	if (!jira_assets_look_up(inventory->itsm, inventory->arena, inventory->type->id,
	                         fingerprints, count, &found, &reply))
		return !itsm_reply_stops(&reply) ||
		       itsm_reply_error(&reply, "certificates in Assets", error);
	for (size_t i = 0; i < count && !jira_state(inventory->itsm)->throttled; i++) {
		const struct json *object = jira_assets_known(inventory->arena, inventory->type,
		                                              found, fingerprints[i]);
		if (object != NULL && !jira_assets_edit(inventory, numbers[i], object, error))
			return false;
		/* Search may run behind; after that it is made by itself. */
		if (object == NULL && !last_look)
			accept(inventory, numbers[i],
			       arena_print(inventory->arena, "%s looked",
			                   handle_of(inventory, numbers[i]).execution),
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
		if (jira_state(inventory->itsm)->throttled || assets->edits - before > ONE_BY_ONE)
			return true;
		if (i < inventory->count && these[i])
			numbers[count++] = i;
	}
	return true;
}

static void forget(struct itsm *itsm, const char *execution)
{
	struct jira_assets *assets = jira_assets_of(itsm);

	if (strcmp(assets->importing, execution) == 0)
		assets->importing[0] = '\0';
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
			accept_all(inventory, these, handle->execution, LOOK_AFTER);
		return !itsm_reply_stops(&reply) ||
		       itsm_reply_error(&reply, "import source", error);
	}
	if (handle->unsure && text_equal(state, "INGESTING")) {
		jira_assets_import_cancel(itsm, arena, handle->execution);
		forget(itsm, handle->execution);
		accept_all(inventory, these, "again", 1);
		return true;
	}
	if (!unknown && !text_equal(state, "DONE") && !text_equal(state, "CANCELLED")) {
		accept_all(inventory, these, handle->execution, LOOK_AFTER);
		return true;
	}
	forget(itsm, handle->execution);
	return take_up(inventory, these, handle->looked || !text_equal(state, "DONE"), error);
}

static bool ask_all(const struct jira_inventory *inventory, struct error *error)
{
	bool *done = ARENA_ARRAY(inventory->arena, bool, inventory->count + 1);

	for (size_t i = 0; i < inventory->count; i++) {
		struct jira_assets_handle handle = handle_of(inventory, i);
		bool *these;
		if (done[i] || inventory->steps[i].kind != STEP_CERTIFICATE ||
		    *handle.execution == '\0')
			continue;
		these = ARENA_ARRAY(inventory->arena, bool, inventory->count + 1);
		for (size_t j = i; j < inventory->count; j++) {
			these[j] = inventory->steps[j].kind == STEP_CERTIFICATE &&
			           strcmp(text_of(inventory, j), text_of(inventory, i)) == 0;
			done[j] |= these[j];
		}
		if (!ask(inventory, &handle, these, error))
			return false;
		if (jira_state(inventory->itsm)->throttled)
			return true;
	}
	return true;
}

/* Handing over. */

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
		accept_all(inventory, these, arena_print(inventory->arena, "%s unsure", execution),
		           LOOK_AFTER);
		return true;
	}
	jira_assets_import_cancel(inventory->itsm, inventory->arena, execution);
	forget(inventory->itsm, execution);
	accept_all(inventory, these,
	           reply->verdict == ITSM_REPLY_REFUSED || reply->verdict == ITSM_REPLY_GONE
	                   ? "single"
	                   : "again",
	           LOOK_AFTER);
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
	accept_all(inventory, these, execution, LOOK_AFTER);
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
		state->throttle = LOOK_AFTER;
		return false;
	}
	jira_assets_of(itsm)->importing[0] = '\0';
	return !state->throttled;
}

static bool hand_over(const struct jira_inventory *inventory, const bool *these, size_t count,
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
					? 2 * LOOK_AFTER
					: HELD_UP;
		}
	return true;
}

/* What others of these refer to must be there first, as references are ids: issuers, a handful. */
static void choose_referred(const struct jira_inventory *inventory, const bool *these,
                            bool *referred)
{
	for (size_t i = 0; i < inventory->count; i++)
		JSON_EACH(value, these[i] ? json_get(inventory->steps[i].body, "values") : NULL)
		{
			const char *key = value->type == JSON_OBJECT
			                          ? json_member_text(value, "ref", NULL)
			                          : NULL;
			for (size_t j = 0; key != NULL && j < inventory->count; j++)
				if (these[j] && strcmp(inventory->steps[j].key, key) == 0) {
					referred[j] = true;
					break;
				}
		}
}

/* The whole licence is asked for at once: an import does not stop where it ends. */
static bool is_allowed(const struct jira_inventory *inventory, size_t count, bool *allowed,
                       struct error *error)
{
	const struct jira_assets *assets = jira_assets_of(inventory->itsm);
	const struct jira_assets_attribute *unique =
		jira_assets_attribute(inventory->type, JIRA_ASSETS_FINGERPRINT);

	*allowed = false;
	if (!unique->unique)
		return true;
	if (!jira_assets_count(inventory->itsm, inventory->arena, error))
		return false;
	*allowed = assets->licence.most == 0 ||
	           assets->licence.now + (int64_t)count <= assets->licence.most;
	return true;
}

/* Not answered yet, and not waiting for a certificate that an import is to make. */
static bool is_open(const struct jira_inventory *inventory, size_t number)
{
	const struct step *step = &inventory->steps[number];
	const struct json *child = json_get(step->body, "child");

	return inventory->receipts[number].outcome == RECEIPT_UNTRIED &&
	       (step->kind != STEP_RELATION || child == NULL ||
	        *jira_assets_end(inventory, child) != '\0');
}

size_t jira_assets_import_share(const struct jira_inventory *inventory)
{
	size_t open = 0;

	if (!jira_assets_imports(inventory->itsm))
		return inventory->count;
	for (size_t i = 0; i < inventory->count; i++)
		if (is_open(inventory, i) && ++open > ONE_BY_ONE)
			return i;
	return inventory->count;
}

size_t jira_assets_import_bound(struct itsm *itsm, size_t count)
{
	if (!jira_assets_imports(itsm) || count <= ONE_BY_ONE)
		return count;
	itsm->abilities.batch = ONE_BY_ONE;
	return ONE_BY_ONE;
}

/* A run that is all new is worth a larger one; one that is not is carried out in smaller ones. */
static void set_pace(const struct jira_inventory *inventory, size_t fresh)
{
	size_t *batch = &inventory->itsm->abilities.batch;
	size_t certificates = 0;

	for (size_t i = 0; i < inventory->count; i++)
		certificates += inventory->steps[i].kind == STEP_CERTIFICATE;
	if (jira_assets_import_share(inventory) < inventory->count)
		*batch = ONE_BY_ONE;
	else if (fresh > 0 && fresh == certificates && inventory->count >= ONE_BY_ONE)
		*batch = RUN;
}

bool jira_assets_import_push(struct jira_inventory *inventory, struct error *error)
{
	bool *these, *referred, allowed;
	size_t fresh = 0, count = 0;

	if (!jira_assets_imports(inventory->itsm))
		return true;
	these = ARENA_ARRAY(inventory->arena, bool, inventory->count + 1);
	referred = ARENA_ARRAY(inventory->arena, bool, inventory->count + 1);
	if (!ask_all(inventory, error))
		return false;
	for (size_t i = 0; i < inventory->count; i++)
		fresh += these[i] = is_new(inventory, i);
	if (fresh < (size_t)jira_settings(inventory->itsm)->assets_import_from)
		set_pace(inventory, fresh);
	if (jira_state(inventory->itsm)->throttled ||
	    fresh < (size_t)jira_settings(inventory->itsm)->assets_import_from)
		return true;
	if (!is_allowed(inventory, fresh, &allowed, error))
		return false;
	if (!allowed)
		return true;
	choose_referred(inventory, these, referred);
	if (!jira_assets_push_chosen(inventory, referred, error))
		return false;
	for (size_t i = 0; i < inventory->count; i++)
		count += these[i] = these[i] && !referred[i];
	return jira_state(inventory->itsm)->throttled || hand_over(inventory, these, count, error);
}
