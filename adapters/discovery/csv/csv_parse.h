/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* CSV by RFC 4180, in pieces of any size: no file, no store, one record at a time. */
#pragma once
#include "base/error.h"
#include "base/text.h"
#include <stddef.h>

enum {
	CSV_COLUMNS_MOST = 1000,
	/* A record with the chain of a large certificate. */
	CSV_RECORD_MOST = 4 << 20,
};

/* Called with each record; fields are NUL-terminated and borrowed. line: where it begins, from 1. */
typedef bool (*csv_record_fn)(void *context, const char *const *fields, size_t count, long line,
                              struct error *error);

struct csv {
	csv_record_fn record;
	void *context;
	char delimiter;
	/* Own. */
	int state;
	struct text bytes; /* of the fields so far, each with its NUL */
	size_t starts[CSV_COLUMNS_MOST];
	size_t count, width; /* width: of the first record; 0 = none yet */
	long line, first_line;
	bool begun;
};

/* Everything is borrowed until csv_release. */
void csv_start(struct csv *csv, char delimiter, csv_record_fn record, void *context);
/* ERROR_ITEM names the line and the rule broken; what the record function says comes back as it is. */
CHECKED bool csv_feed(struct csv *csv, const char *bytes, size_t length, struct error *error);
/* After the last byte: ends the last record. ERROR_ITEM where it stands inside quotes. */
CHECKED bool csv_finish(struct csv *csv, struct error *error);
void csv_release(struct csv *csv);
