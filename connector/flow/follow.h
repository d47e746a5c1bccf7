/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Stage five: reads back what became of our tickets, runs approved hooks, and says which places are
 * to be looked at next. */
#pragma once
#include "flow/flow.h"

struct follow_result {
	int64_t tickets, changed, hooks, hooks_failed;
};

/* Reads the open tickets of one far side into the store; what changed makes them dirty. */
CHECKED bool follow_tickets(const struct flow *flow, struct flow_side *side,
                            struct follow_result *result, struct error *error);

/* Runs the hook of every renewal whose change, read fresh just now, allows it. */
CHECKED bool follow_hooks(const struct flow *flow, struct flow_side *side,
                          struct follow_result *result, struct error *error);

/* Places to look at now, for the tickets behind the marks; in the arena. */
struct follow_look {
	int64_t *ids; /* deployments */
	size_t count;
	const char **marks;
	size_t mark_count;
	int64_t at;
};

/* Deployments of open tickets whose last look is too long ago. */
CHECKED bool follow_places(const struct flow *flow, struct arena *arena, int64_t now,
                           struct follow_look *look, struct error *error);
/* After the look was saved: before, a crash would count one that nobody made. */
CHECKED bool follow_places_looked(const struct flow *flow, const struct follow_look *look,
                                  struct error *error);
