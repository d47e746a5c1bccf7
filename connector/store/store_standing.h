/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What is decided about certificates: match of places, standing, findings. */
#pragma once
#include "store/store.h"
#include <stddef.h>

struct store_match {
	int64_t deployment_id;
	const char *target, *remote_id, *kind, *how;
	const char *candidates; /* JSON list of remote ids and names */
	int64_t at;
};
CHECKED bool store_match_save(struct store *store, const struct store_match *row,
                              struct error *error);
/* Is its CI, on any far side, known to be down on purpose: in maintenance or on standby? */
CHECKED bool store_match_is_resting(struct store *store, int64_t deployment_id, bool *resting,
                                    struct error *error);

struct store_standing {
	int64_t certificate_id;
	const char *state;
	int64_t state_since;
	const char *class, *class_why;
	const char *owner_group, *owner, *backup, *owner_why;
	int64_t predecessor_id, successor_id; /* 0 = none */
	int places, served;
	const char *why; /* JSON, for explain */
};
/* NULL when nothing has been decided yet. */
CHECKED bool store_standing_get(struct store *store, struct arena *arena, int64_t certificate_id,
                                struct store_standing **row, struct error *error);
CHECKED bool store_standing_save(struct store *store, const struct store_standing *row,
                                 struct error *error);
/* Certificates whose successor this is: its predecessors. */
CHECKED bool store_standing_predecessor(struct store *store, int64_t successor_id, int64_t *id,
                                        struct error *error);

struct store_finding {
	const char *rule, *severity, *text;
	const char *source; /* where its rule can be checked; NULL or "" = it needs none */
	int64_t since;
};
CHECKED bool store_finding_list(struct store *store, struct arena *arena, int64_t certificate_id,
                                struct store_finding **rows, size_t *count, struct error *error);
/* Makes the set of findings exactly this; `since` of those that stay is kept. */
CHECKED bool store_finding_replace(struct store *store, int64_t certificate_id,
                                   const struct store_finding *rows, size_t count, int64_t now,
                                   struct error *error);
