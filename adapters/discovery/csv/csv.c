/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Discovery by tables: takes CSV files of places and certificates. */
#include "csv_read.h"

#include <stddef.h>
#include <string.h>

extern const struct discovery_type csv_discovery;

#define AT(member) offsetof(struct csv_settings, member)

#define COLUMN(column, meaning)                                                                 \
	{                                                                                       \
		.name = "columns." #column, .type = SETTING_TEXT, .offset = AT(columns.column), \
		.fallback = #column,                                                            \
		.help = "Name in the first line, or number from 1, of the column " meaning      \
	}

static const struct setting settings[] = {
	IMPORT_PATHS(struct csv_settings, paths),
	{ .name = "delimiter",
	  .type = SETTING_TEXT,
	  .offset = AT(delimiter),
	  .fallback = ",",
	  .help = "The character between two fields" },
	{ .name = "header",
	  .type = SETTING_BOOL,
	  .offset = AT(header),
	  .fallback = "yes",
	  .help = "The first line names the columns" },
	{ .name = "port",
	  .type = SETTING_INTEGER,
	  .offset = AT(port),
	  .fallback = "443",
	  .low = 1,
	  .high = 65535,
	  .help = "Port of rows that name none" },
	COLUMN(host, "with the address or name"),
	COLUMN(port, "with the port"),
	COLUMN(server_name, "with the name asked for (SNI)"),
	COLUMN(address, "with the address that a name answered from"),
	COLUMN(certificate, "with PEM, base64 of the DER, or a file beside the table"),
	COLUMN(time, "with the time it was seen"),
	{ .name = NULL },
};

static bool read_table(struct import *import, struct error *error)
{
	return csv_read(import, import->discovery->settings, error);
}

static const struct import_format format = {
	.paths = offsetof(struct csv_settings, paths),
	.endings = ".csv",
	.bare = "add a column with the certificate",
	.read = read_table,
};

static bool open_source(struct discovery *discovery, struct error *error)
{
	const struct csv_settings *own = discovery->settings;
	if (strlen(own->delimiter) != 1 || strpbrk(own->delimiter, "\"\r\n"))
		return error_set(error, ERROR_LOCAL,
		                 "delimiter: '%.20s' is not one character like ',' or ';'",
		                 own->delimiter);
	return import_open(discovery, error);
}

const struct discovery_type csv_discovery = {
	.name = "csv",
	.summary = "Takes over tables (CSV) of places with their certificates",
	.setting_table = settings,
	.settings_size = sizeof(struct csv_settings),
	.imports = &format,
	.open = open_source,
	.scan = import_scan,
	.look = import_look,
	.covers = import_covers,
	.close = import_close,
};
