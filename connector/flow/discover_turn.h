/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Places that turn again and again. */
#pragma once
#include "flow/discover_parts.h"

/* A known place went from served to silent or back, or shows a certificate that was
 * not in its slots. One scan is one turn. */
CHECKED bool discover_turn(struct discover *discover, const struct store_deployment *place,
                           int64_t at, struct error *error);
