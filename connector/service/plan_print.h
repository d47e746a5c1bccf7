/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Plan items for people and programs. */
#pragma once
#include "flow/plan.h"
#include "flow/room.h"
#include "service/table.h"

struct arena;
struct store;
struct json;

/* "+ certificate shop.example.com", its fields below, and why it is held. References are told by the
 * names that the store knows. */
void plan_print_item(const struct command_line *line, struct store *store,
                     const struct plan_item *item);
struct json *plan_print_json(struct arena *arena, const struct plan_item *item);
/* One row per field, for CSV. */
extern const struct table_column plan_print_columns[];
void plan_print_rows(struct table *table, const struct plan_item *item);
/* What a licence counts, now and after all is written. */
void plan_print_room(const char *target, const struct room *room);
struct json *plan_print_room_json(struct arena *arena, const char *target, const struct room *room);
void plan_print_counts(const char *target, const struct plan_counts *counts);
