/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* An object of Assets as a row of the mirror. */
#pragma once
#include "jira_assets_object.h"

/* False when it is none that can be used. The group is still the name that Assets gives. */
bool jira_assets_row(struct itsm *itsm, struct arena *arena, enum ci_kind kind,
                     const struct json *object, const struct jira_assets_type *type, struct ci *ci);
