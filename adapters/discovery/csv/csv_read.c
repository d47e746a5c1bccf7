/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the columns, then makes a look of each row with a certificate. */
#include "csv_read.h"
#include "csv_parse.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 64 << 10, NONE = -1 };

enum column { HOST, PORT, SERVER_NAME, ADDRESS, CERTIFICATE, TIME, COLUMNS };

struct table {
	struct import *import;
	const struct csv_settings *settings;
	int places[COLUMNS]; /* column by meaning, from 0; NONE = not there */
	bool found;          /* the columns are */
	size_t rows;
};

/* A column that may be missing as long as nobody named it otherwise. */
struct known {
	const char *name; /* as set */
	const char *usual;
	bool required;
};

static int find_column(const char *const *fields, size_t count, const char *name)
{
	int64_t number;
	if (text_parse_integer(name, &number) && number >= 1 && number <= (int64_t)count)
		return (int)number - 1;
	for (size_t i = 0; fields && i < count; i++) {
		if (text_equal_folded(fields[i], name))
			return (int)i;
	}
	return NONE;
}

/* header: the first line, or NULL. */
static bool find_columns(struct table *table, const char *const *header, size_t count,
                         struct error *error)
{
	const struct csv_columns *set = &table->settings->columns;
	const struct known known[COLUMNS] = {
		[HOST] = { set->host, "host", true },
		[PORT] = { set->port, "port", false },
		[SERVER_NAME] = { set->server_name, "server_name", false },
		[ADDRESS] = { set->address, "address", false },
		[CERTIFICATE] = { set->certificate, "certificate", true },
		[TIME] = { set->time, "time", false },
	};
	for (size_t i = 0; i < COLUMNS; i++) {
		table->places[i] = find_column(header, count, known[i].name);
		if (table->places[i] == NONE &&
		    (known[i].required || !text_equal(known[i].name, known[i].usual)))
			return error_set(error, ERROR_ITEM,
			                 "it has no column '%s'; name the one that holds it in "
			                 "columns.%s",
			                 known[i].name, known[i].usual);
	}
	return true;
}

static const char *field(const struct table *table, const char *const *fields, enum column column)
{
	const char *text = table->places[column] == NONE ? "" : fields[table->places[column]];
	return text + strspn(text, " \t\r\n");
}

/* A file beside the table: never one that lies elsewhere. */
static const char *find_file(struct import *import, const char *name, struct error *error)
{
	char root[PATH_MAX], real[PATH_MAX];
	const char *path = import->folder ? file_join(&import->arena, import->folder, name) : "";
	size_t length = 0;
	if (*path && realpath(import->folder, root) && realpath(path, real)) {
		length = strlen(root);
		if (strncmp(root, real, length) == 0 && real[length] == '/')
			return arena_copy(&import->arena, real);
	}
	error_set(error, ERROR_ITEM,
	          "'%s' is neither PEM nor base64 nor a file below the folder of the table",
	          import_shown(import, name));
	return NULL;
}

static bool read_certificate_file(struct import *import, const char *name,
                                  struct look_certificate *chain, size_t *count,
                                  struct error *error)
{
	size_t length;
	const char *path = find_file(import, name, error);
	const char *bytes =
		path ? file_read(&import->arena, path, 2 * LIMIT_CERTIFICATE_BYTES, &length, error)
		     : NULL;
	if (!bytes)
		return false;
	if (length > 2 && bytes[0] == 0x30) {
		chain[0] = (struct look_certificate){ (const unsigned char *)bytes, length };
		*count = 1;
		return true;
	}
	return import_pem(import, bytes, chain, LIMIT_CHAIN_CERTIFICATES, count, error) ||
	       error_wrap(error, "'%s'", import_shown(import, name));
}

/* Every certificate in DER begins with a sequence of two length bytes: "MI" in base64. */
static bool read_certificate(struct import *import, const char *text,
                             struct look_certificate *chain, size_t *count, struct error *error)
{
	*count = 1;
	if (strstr(text, "-----BEGIN "))
		return import_pem(import, text, chain, LIMIT_CHAIN_CERTIFICATES, count, error);
	if (text_starts_with(text, "MI") && !strchr(text, '.'))
		return import_base64(import, text, strlen(text), &chain[0], error);
	return read_certificate_file(import, text, chain, count, error);
}

static bool take_row(struct table *table, const char *const *fields, struct error *error)
{
	struct import *import = table->import;
	struct look_certificate chain[LIMIT_CHAIN_CERTIFICATES];
	struct look look = { .address = "" };
	const char *port_text = field(table, fields, PORT);
	const char *time_text = field(table, fields, TIME);
	const char *address = field(table, fields, ADDRESS);
	const char *certificate = field(table, fields, CERTIFICATE);
	int64_t port = table->settings->port, at = 0;
	size_t count;
	arena_reset(&import->arena);
	if (!*certificate) /* nobody looked there */
		return true;
	if (*port_text && !text_parse_integer(port_text, &port))
		return error_set(error, ERROR_ITEM, "'%s' is no port",
		                 import_shown(import, port_text));
	if (*time_text && !clock_parse(time_text, &at) && !text_parse_integer(time_text, &at))
		return error_set(error, ERROR_ITEM,
		                 "'%s' is no time; write 2026-11-20T23:34:05Z or seconds",
		                 import_shown(import, time_text));
	if (!import_place(import, field(table, fields, HOST), port,
	                  field(table, fields, SERVER_NAME), &look, error) ||
	    !import_time(import, at, &look, error) ||
	    !read_certificate(import, certificate, chain, &count, error))
		return false;
	if (look.place.kind == DEPLOYMENT_NAME && import_is_address(address))
		look.address = address;
	return import_served(import, &look, chain, count, NULL, NULL, error);
}

static bool take_record(void *context, const char *const *fields, size_t count, long line,
                        struct error *error)
{
	struct table *table = context;
	bool is_header = !table->found && table->settings->header;
	if (!table->found &&
	    !find_columns(table, table->settings->header ? fields : NULL, count, error))
		return false;
	table->found = true;
	table->rows += !is_header;
	return is_header || take_row(table, fields, error) || error_wrap(error, "line %ld", line);
}

static bool read_table(struct table *table, struct csv *csv, char *buffer, struct error *error)
{
	size_t length = 1;
	while (length > 0) {
		if (!table->import->fill(table->import, buffer, CHUNK, &length, error) ||
		    !csv_feed(csv, buffer, length, error))
			return false;
	}
	return csv_finish(csv, error);
}

bool csv_read(struct import *import, const struct csv_settings *settings, struct error *error)
{
	struct table table = { .import = import, .settings = settings };
	struct csv *csv = memory_allocate(sizeof(*csv));
	char *buffer = memory_allocate(CHUNK);
	csv_start(csv, settings->delimiter[0], take_record, &table);
	bool good = read_table(&table, csv, buffer, error);
	csv_release(csv);
	free(csv);
	free(buffer);
	if (good && !table.found)
		return error_set(error, ERROR_ITEM, "it is empty");
	return good;
}
