/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Far sides as they stand for us: stage, back-off, volumes, brakes; and hook runs, requests. */
#pragma once
#include "store/store.h"
#include <stddef.h>

struct store_side {
	const char *target, *stage, *instance, *raised_by, *reason, *problem;
	int64_t since, wait_until;
	int failures;
};
CHECKED bool store_side_get(struct store *store, struct arena *arena, const char *target,
                            struct store_side **row, struct error *error);
CHECKED bool store_side_save(struct store *store, const struct store_side *row,
                             struct error *error);

/* Writes per kind, UTC day (days since 1970) and owner group ("" = all). */
CHECKED bool store_volume_add(struct store *store, const char *target, const char *kind,
                              int64_t day, const char *owner_group, int64_t count,
                              struct error *error);
CHECKED bool store_volume_get(struct store *store, const char *target, const char *kind,
                              int64_t day, const char *owner_group, int64_t *count,
                              struct error *error);
/* Median of the days before `day`, over `days` of them (days without writes count as 0). */
CHECKED bool store_volume_usual(struct store *store, const char *target, const char *kind,
                                int64_t day, int days, int64_t *median, struct error *error);

struct store_brake {
	int64_t id;
	const char *target, *kind;
	int64_t pulled_at, count, usual, released_at;
	const char *digest, *released_by, *reason;
};
/* Held ones only, or all. */
CHECKED bool store_brake_list(struct store *store, struct arena *arena, bool held_only,
                              struct store_brake **rows, size_t *count, struct error *error);
/* id 0 adds and fills it in. */
CHECKED bool store_brake_save(struct store *store, struct store_brake *row, struct error *error);

struct store_hook_run {
	const char *run_id, *hook, *ticket_key, *approved_hash, *outcome, *output;
	int64_t certificate_id, intent_at, ended_at;
};
CHECKED bool store_hook_run_save(struct store *store, const struct store_hook_run *row,
                                 struct error *error);
/* Of one ticket, newest last. */
CHECKED bool store_hook_run_list(struct store *store, struct arena *arena, const char *ticket_key,
                                 struct store_hook_run **rows, size_t *count, struct error *error);

struct store_request {
	int64_t id, made_at, done_at;
	const char *kind, *body, *made_by, *answer;
};
CHECKED bool store_request_add(struct store *store, const struct store_request *row, int64_t *id,
                               struct error *error);
CHECKED bool store_request_waiting(struct store *store, struct arena *arena,
                                   struct store_request **rows, size_t *count, struct error *error);
/* NULL when there is none. */
CHECKED bool store_request_get(struct store *store, struct arena *arena, int64_t id,
                               struct store_request **row, struct error *error);
CHECKED bool store_request_done(struct store *store, int64_t id, const char *answer,
                                struct error *error);
