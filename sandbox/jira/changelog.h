/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What has changed on an issue, by whom and when. */
#pragma once

#include "issue.h"

/* Entries, oldest first, from start on; total is set. */
json_t *changelog_show(const struct site *site, long long issue, long start, long size,
                       long *total);
