/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which tables, rows and columns each kind of the mirror is read from. */
#pragma once
#include "model/ci.h"
#include "servicenow_request.h"

struct itsm;
struct servicenow_settings;

/* One table to read. */
struct servicenow_source {
	const char *table;
	const char *query;  /* further conditions, NULL = all rows */
	const char *fields; /* columns to ask for */
	/* Column and value that each row must show: a query part that the instance did not understand
	 * is dropped silently and lets all rows through. NULL = nothing to check. */
	const char *proof_field, *proof_value;
	/* Made within so many days, 0 = ever: of these a first read takes the active ones, later reads all
	 * that changed, so that an end is seen. */
	int days;
};

enum { SERVICENOW_SOURCES = 16 };

/* Fills at most SERVICENOW_SOURCES and returns their count. Pure. */
size_t servicenow_source_list(struct arena *arena, const struct servicenow_settings *settings,
                              const char *domain_column, enum ci_kind kind,
                              struct servicenow_source sources[static SERVICENOW_SOURCES]);

/* Columns of a certificate's row, as fetch and read-backs ask for them. */
const char *servicenow_source_certificate_fields(struct arena *arena,
                                                 const struct servicenow_settings *settings);
/* The column of the domain table: from the settings, else from sys_dictionary, once. */
CHECKED bool servicenow_source_domain_column(struct itsm *itsm, struct arena *arena,
                                             const char **column, struct error *error);
