/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The steps that make and upgrade the store's tables, in order; written by the build. */
#pragma once
#include <stddef.h>

struct store_schema_step {
	const char *name; /* "001_facts" */
	const char *sql;
};

/* A store whose version is N has had the first N steps. */
extern const struct store_schema_step store_schema_steps[];
extern const size_t store_schema_step_count;
