/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Judges an identification answer item by item: its 200 says nothing. Pure. */
#pragma once
#include "servicenow_reply.h"
#include "servicenow_request_ire.h"

/* What an error code of an item means (Identification and Reconciliation API). */
enum servicenow_ire_fault {
	SERVICENOW_IRE_NONE,
	SERVICENOW_IRE_RETRY, /* a lock, or another item's fault */
	SERVICENOW_IRE_DATA,  /* this item as it is will never get in */
	SERVICENOW_IRE_SITE,  /* the instance is not set up for it: a person must act */
	SERVICENOW_IRE_TWINS, /* the CMDB holds it twice */
};

/* Fills the receipts of all items and relations; remote ids of items are set where they are told.
 * True when every certificate failed for the set-up of the instance; *why then says how. */
bool servicenow_reply_ire(struct arena *arena, const struct itsm_reply *reply,
                          struct servicenow_ire *ire, const char **why);
