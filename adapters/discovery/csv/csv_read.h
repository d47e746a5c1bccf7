/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A table of places with their certificates. */
#pragma once
#include "contract/import.h"

/* Names of columns in the first line, or their numbers from 1. */
struct csv_columns {
	const char *host, *port, *server_name, *address, *certificate, *time;
};

struct csv_settings {
	struct setting_list paths;
	const char *delimiter;
	bool header;
	int64_t port; /* of rows that name none */
	struct csv_columns columns;
};

/* Reads one file to its end and hands over a look for each row that has a certificate. ERROR_ITEM (with
 * the line) for a file that is empty, no CSV, lacks a column or holds a row that cannot be read: the file
 * is then set aside as a whole (import.h). */
CHECKED bool csv_read(struct import *import, const struct csv_settings *settings,
                      struct error *error);
