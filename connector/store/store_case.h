/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Cases and the tickets that carry them. */
#pragma once
#include "store/store.h"
#include <stddef.h>

struct store_case {
	int64_t id;
	const char *key, *reason;
	int64_t certificate_id, opened_at, ended_at;
	const char *ended, *ticket_key, *held;
};
/* NULL when none. */
CHECKED bool store_case_get(struct store *store, struct arena *arena, const char *key,
                            struct store_case **row, struct error *error);
/* id 0 adds and fills it in. */
CHECKED bool store_case_save(struct store *store, struct store_case *row, struct error *error);
/* Of one certificate, open ones first; all when open_only is false. */
CHECKED bool store_case_of_certificate(struct store *store, struct arena *arena,
                                       int64_t certificate_id, bool open_only,
                                       struct store_case **rows, size_t *count,
                                       struct error *error);
CHECKED bool store_case_of_ticket(struct store *store, struct arena *arena, const char *ticket_key,
                                  struct store_case **rows, size_t *count, struct error *error);
/* Open cases without a ticket, for limits and lists. */
CHECKED bool store_case_waiting(struct store *store, struct arena *arena, struct store_case **rows,
                                size_t *count, struct error *error);

struct store_ticket {
	int64_t id;
	const char *key, *target, *reason, *kind, *goal;
	int64_t certificate_id, opened_at, ended_at;
	const char *ended, *remote_id, *number;
	bool adopted;
	const char *phase, *approval;
	bool may_implement, on_hold, conflict;
	const char *assigned_to, *owner_group;
	int64_t planned_start, planned_end;
	const char *asked_hash, *approved_hash, *approved_by;
	int64_t approved_at;
	int escalated; /* bits: 1 half, 2 quarter, 4 tenth, 8 day */
	int64_t escalated_at, progress_at, note_day;
	const char *previous_key, *seen;
	int64_t read_at, updated_at;
	int64_t written_at; /* our newest text, by the far side's clock; 0 = as opened */
};
CHECKED bool store_ticket_get(struct store *store, struct arena *arena, const char *key,
                              struct store_ticket **row, struct error *error);
CHECKED bool store_ticket_save(struct store *store, struct store_ticket *row, struct error *error);
/* Open ones of a far side (target NULL = all), by id; open_only false gives all. */
CHECKED bool store_ticket_list(struct store *store, struct arena *arena, const char *target,
                               bool open_only, struct store_ticket **rows, size_t *count,
                               struct error *error);
CHECKED bool store_ticket_of_certificate(struct store *store, struct arena *arena,
                                         int64_t certificate_id, struct store_ticket **rows,
                                         size_t *count, struct error *error);
