/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of ServiceNow's tables as rows of the mirror. Pure. */
#pragma once
#include "base/json.h"
#include "base/setting.h"
#include "model/ci.h"

struct arena;

/* Member that fetch adds to a host's row: further addresses, blank-separated. */
#define SERVICENOW_ADDRESSES "more_addresses"

/* What the reading of a row depends on. */
struct servicenow_reply_view {
	const char *table;            /* that was asked */
	const char *account;          /* our user name, "" while not known */
	const char *discovery_source; /* ours */
	const char *domain_column;
	const struct setting_list *retired; /* "column=value" */
	const char *runbook_column;         /* "" = none */
};

/* Fills the row; false when it is not one of this kind (a query part was dropped, or it has no
 * sys_id). Texts live in the arena or in the JSON. */
bool servicenow_reply_ci(struct arena *arena, enum ci_kind kind,
                         const struct servicenow_reply_view *view, const struct json *row,
                         struct ci *ci);

/* operational_status, install_status and the life-cycle pair as one word. */
enum ci_life servicenow_reply_life(const struct json *row, const struct setting_list *retired);
/* Hex digits of a fingerprint in any spelling, lower case; "" when something else stands there. */
const char *servicenow_reply_hex(struct arena *arena, const char *text);
/* A serial number as the model writes it, lower-case hex without separators and leading zeros; what
 * is no hex comes back folded only. */
const char *servicenow_reply_serial(struct arena *arena, const char *text);
/* How a fingerprint is spelled (enum servicenow_spelling). */
int servicenow_reply_spelling(const char *text);
