/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One run of an import: handed over, asked after, taken up. */
#pragma once
#include "jira_assets_import.h"

enum {
	JIRA_ASSETS_LOOK_AFTER = 5,   /* seconds */
	JIRA_ASSETS_ONE_BY_ONE = 100, /* single calls between two looks at the stop switch */
};

/* The handle of the step with this number; texts in the inventory's arena. */
struct jira_assets_handle jira_assets_import_handle_of(const struct jira_inventory *inventory,
                                                       size_t number);
/* RECEIPT_ACCEPTED with this handle, to be pushed again after so many seconds. */
void jira_assets_import_accept(const struct jira_inventory *inventory, size_t number,
                               const char *handle, int delay);
/* The same for each of inventory->count steps that is marked in `these`. */
void jira_assets_import_accept_all(const struct jira_inventory *inventory, const bool *these,
                                   const char *handle, int delay);
/* This execution is no longer under way. */
void jira_assets_import_forget(struct itsm *itsm, const char *execution);

/* Hands these `count` steps over. When the source is at work on something of ours the push ends; when it
 * takes nothing they are put off, with the reason. */
CHECKED bool jira_assets_import_run(const struct jira_inventory *inventory, const bool *these,
                                    size_t count, struct error *error);
/* For all steps with the handle of an execution: asks after it, and takes up what is there. Steps that an
 * import did not bring about stay RECEIPT_UNTRIED. */
CHECKED bool jira_assets_import_result(const struct jira_inventory *inventory, struct error *error);
