/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Plug-ins by the names that people write. */
#pragma once
#include "contract/itsm.h"

/* "request-tracker" is "request_tracker": folders are identifiers, people write words. NULL when there
 * is none of that name. */
const struct itsm_type *plugin_find_itsm(const char *name);
