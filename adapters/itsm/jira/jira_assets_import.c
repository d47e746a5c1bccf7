/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Hands new certificates over to an import source, and takes up what became of them. What an import does
 * not bring about is carried out one by one: nothing is lost, and as Assets knows certificates by their
 * SHA-256 nothing is there twice. */
#include "base/text.h"
#include "jira_assets_import_run.h"
#include <string.h>

enum { RUN = 2000 /* steps lent at once for an import, relations among them */ };

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

/* May this step be handed over? */
static bool is_new(const struct jira_inventory *inventory, size_t number)
{
	const struct step *step = &inventory->steps[number];
	struct jira_assets_handle handle;

	if (step->kind != STEP_CERTIFICATE || step->verb != STEP_CREATE ||
	    !text_is_empty(step->remote_id) || *jira_assets_fingerprint(step) == '\0' ||
	    inventory->receipts[number].outcome != RECEIPT_UNTRIED)
		return false;
	handle = jira_assets_import_handle_of(inventory, number);
	return handle.again || (!handle.single && *handle.execution == '\0');
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
		if (is_open(inventory, i) && ++open > JIRA_ASSETS_ONE_BY_ONE)
			return i;
	return inventory->count;
}

size_t jira_assets_import_bound(struct itsm *itsm, size_t count)
{
	if (!jira_assets_imports(itsm) || count <= JIRA_ASSETS_ONE_BY_ONE)
		return count;
	itsm->abilities.batch = JIRA_ASSETS_ONE_BY_ONE;
	return JIRA_ASSETS_ONE_BY_ONE;
}

/* A run that is all new is worth a larger one; one that is not is carried out in smaller ones. */
static void set_pace(const struct jira_inventory *inventory, size_t fresh)
{
	size_t *batch = &inventory->itsm->abilities.batch;
	size_t certificates = 0;

	for (size_t i = 0; i < inventory->count; i++)
		certificates += inventory->steps[i].kind == STEP_CERTIFICATE;
	if (jira_assets_import_share(inventory) < inventory->count)
		*batch = JIRA_ASSETS_ONE_BY_ONE;
	else if (fresh > 0 && fresh == certificates && inventory->count >= JIRA_ASSETS_ONE_BY_ONE)
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
	if (!jira_assets_import_result(inventory, error))
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
	return jira_state(inventory->itsm)->throttled ||
	       jira_assets_import_run(inventory, these, count, error);
}
