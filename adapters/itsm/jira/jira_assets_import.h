/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The first fill of Assets by an import source: Assets makes the objects in its own time, many by a few
 * calls. Its mapping knows certificates by their SHA-256, so that handing one over again is harmless. */
#pragma once
#include "jira_assets_push.h"

/* Is an import source set, and Assets used at all? */
bool jira_assets_imports(const struct itsm *itsm);
/* Checks the settings, and has the engine lend more steps at once. */
CHECKED bool jira_assets_import_open(struct itsm *itsm, struct error *error);
/* Asks after what was handed over before, then hands over what is new if that is a first fill. Steps that
 * single writes are to carry out stay RECEIPT_UNTRIED. False as push does. */
CHECKED bool jira_assets_import_push(struct jira_inventory *inventory, struct error *error);
/* Steps of this push that may be carried out one by one, from the first on: calls that take long must
 * not keep the engine from looking at the stop switch. */
size_t jira_assets_import_share(const struct jira_inventory *inventory);

/* The same for steps that are none of certificates: as many of them as may be carried out now. */
size_t jira_assets_import_bound(struct itsm *itsm, size_t count);

/* Calls, in jira_assets_import_call.c. */

/* "again": not taken yet, "single": of no use, else the id of an execution, with " looked" or " unsure"
 * behind it. Handles of other makers count as none. */
struct jira_assets_handle {
	const char *execution; /* "" = none */
	bool again, single;
	bool looked; /* it has ended, and the object was looked for once */
	bool unsure; /* whether the last of its data arrived */
};
struct jira_assets_handle jira_assets_import_handle(struct arena *arena, const char *text);
/* A call below /importsource/ID, with the source's own token where one is set. */
bool jira_assets_import_call(struct itsm *itsm, struct arena *arena, const char *method,
                             const char *path, const struct json *body, struct itsm_reply *reply);
/* What an import source answers when it takes nothing, and what a person does about it. */
const char *jira_assets_import_explain(const struct itsm *itsm, struct arena *arena,
                                       const struct itsm_reply *reply);
/* Begins an execution; its id, or "" with the reply: its reason says how to mend what stands in the
 * way. */
const char *jira_assets_import_start(struct itsm *itsm, struct arena *arena,
                                     struct itsm_reply *reply);
/* One chunk: {"data": {selector: entries}}. The number tells Assets one from the other. */
bool jira_assets_import_send(struct itsm *itsm, struct arena *arena, const char *execution,
                             int number, struct json *entries, bool last, struct itsm_reply *reply);
/* For the people who look on; whether it arrives matters to nobody. */
void jira_assets_import_progress(struct itsm *itsm, struct arena *arena, const char *execution,
                                 size_t done, size_t count);
/* "INGESTING", "PROCESSING", "DONE", "CANCELLED"; NULL with the reply. */
const char *jira_assets_import_state(struct itsm *itsm, struct arena *arena, const char *execution,
                                     struct itsm_reply *reply);
void jira_assets_import_cancel(struct itsm *itsm, struct arena *arena, const char *execution);

/* What an administrator sets up, in jira_assets_import_mapping.c. */

/* "Valid from" is read at "valid_from". */
const char *jira_assets_import_locator(struct arena *arena, const char *attribute);
/* {"schema", "mapping"} for the import source. */
struct json *jira_assets_import_document(struct itsm *itsm, struct arena *arena);
void jira_assets_import_prepare(struct itsm *itsm, struct arena *arena, struct text *out,
                                int *number);
struct jira_checking;
CHECKED bool jira_assets_import_check(const struct jira_checking *checking, struct error *error);

#define JIRA_ASSETS_SELECTOR "certificates"
