/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Counters and the ring of recent requests. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct stats;

struct stats_call {
	const char *method, *path, *user;
	const char *shown; /* the path with its query, as the ring keeps it */
	int status;
	size_t received, sent;
	bool writes; /* asks for something to be written */
};

struct stats *stats_open(void);
void stats_close(struct stats *stats);
void stats_reset(struct stats *stats);
void stats_count(struct stats *stats, const struct stats_call *call, const char *when);
void stats_add_ire(struct stats *stats, size_t items, size_t relations);
void stats_add_batch(struct stats *stats, size_t items, size_t writes);
/* The caller owns both. */
json_t *stats_show(const struct stats *stats);
json_t *stats_requests(const struct stats *stats, size_t limit);
/* "table", "identifyreconcile", "change" …; NULL for what is no API call. */
const char *stats_api_of(const char *path);
