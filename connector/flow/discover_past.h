/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Looks that were not made by the scan under way; between discover_look.c and discover_past.c. */
#pragma once
#include "flow/discover_parts.h"

/* Was it made before the scan began? So are those of imported files; a single look never is. */
bool discover_is_past(const struct discover *discover, const struct look *look);
/* Is there a younger look at this known place? Else its last sighting is kept. */
CHECKED bool discover_past(struct discover *discover, const struct discover_entry *entry,
                           const struct look *look, bool *outdated, struct error *error);
