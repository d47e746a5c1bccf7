/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a page of rows needs from other tables: addresses of hosts, members of groups. */
#pragma once
#include "contract/itsm.h"

struct json;

/* Adds members to the rows, in one call a page. Tables that are closed to us are left out from then
 * on; other failures are errors. */
CHECKED bool servicenow_fetch_more(struct itsm *itsm, enum ci_kind kind, struct arena *arena,
                                   struct json *rows, struct error *error);
