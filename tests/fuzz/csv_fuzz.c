/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a table: the same records whole and in pieces, and looks that hold. */
#include "adapters/discovery/csv/csv_parse.h"
#include "adapters/discovery/csv/csv_read.h"
#include "fuzz/import_fuzz.h"

static bool read_table(struct import *import, struct error *error)
{
	const struct csv_settings settings = { .delimiter = ",",
		                               .header = true,
		                               .port = 443,
		                               .columns = { .host = "host",
		                                            .port = "port",
		                                            .server_name = "server_name",
		                                            .address = "address",
		                                            .certificate = "certificate",
		                                            .time = "time" } };
	return csv_read(import, &settings, error);
}

/* What was seen, as one text that no other records give. */
static bool record(void *context, const char *const *fields, size_t count, long line,
                   struct error *error)
{
	struct text *seen = context;
	(void)error;
	insist(count > 0 && count <= CSV_COLUMNS_MOST && line > 0);
	for (size_t i = 0; i < count; i++)
		text_append_bytes(seen, fields[i], strlen(fields[i]) + 1);
	text_append_bytes(seen, "\n", 2);
	return true;
}

static bool parse(const uint8_t *data, size_t size, size_t piece, struct text *seen)
{
	static struct csv csv;
	struct error error = ERROR_INIT;
	bool good = true;
	csv_start(&csv, ',', record, seen);
	for (size_t at = 0; good && at < size; at += piece)
		good = csv_feed(&csv, (const char *)data + at,
		                size - at < piece ? size - at : piece, &error);
	good = good && csv_finish(&csv, &error);
	csv_release(&csv);
	insist(good == (error.kind == ERROR_NONE));
	return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	TEXT(whole);
	TEXT(pieces);
	bool good = parse(data, size, size + 1, &whole);
	insist(parse(data, size, 3, &pieces) == good);
	insist(whole.length == pieces.length &&
	       (!whole.length || memcmp(whole.data, pieces.data, whole.length) == 0));
	return import_fuzz_run(data, size, read_table);
}
