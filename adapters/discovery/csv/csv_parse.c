/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A state machine over bytes (RFC 4180 section 2); lines may end in CRLF, LF, or with the file. */
#include "csv_parse.h"

#include <string.h>

enum state { AT_START, IN_PLAIN, IN_QUOTES, AFTER_QUOTE, AFTER_CR };

void csv_start(struct csv *csv, char delimiter, csv_record_fn record, void *context)
{
	*csv = (struct csv){ .record = record,
		             .context = context,
		             .delimiter = delimiter,
		             .state = AT_START,
		             .bytes = { .ceiling = CSV_RECORD_MOST },
		             .line = 1,
		             .first_line = 1 };
}

void csv_release(struct csv *csv)
{
	text_release(&csv->bytes);
}

static bool refuse(const struct csv *csv, const char *rule, struct error *error)
{
	return error_set(error, ERROR_ITEM, "line %ld: %s", csv->line, rule);
}

static bool end_field(struct csv *csv, struct error *error)
{
	text_append_bytes(&csv->bytes, "", 1);
	if (csv->count == CSV_COLUMNS_MOST)
		return refuse(csv, "it has more than 1,000 columns", error);
	csv->count++;
	csv->starts[csv->count < CSV_COLUMNS_MOST ? csv->count : 0] = csv->bytes.length;
	csv->state = AT_START;
	return true;
}

static bool end_record(struct csv *csv, struct error *error)
{
	const char *fields[CSV_COLUMNS_MOST];
	bool blank = csv->count == 0 && csv->state == AT_START && csv->bytes.length == 0;
	bool good = true;
	if (!blank) {
		if (!end_field(csv, error))
			return false;
		csv->starts[0] = 0;
		for (size_t i = 0; i < csv->count; i++)
			fields[i] = csv->bytes.data + csv->starts[i];
		if (csv->width && csv->count != csv->width)
			return error_set(error, ERROR_ITEM,
			                 "line %ld: it has %zu columns, the first line has %zu",
			                 csv->first_line, csv->count, csv->width);
		csv->width = csv->count;
		good = csv->record(csv->context, fields, csv->count, csv->first_line, error);
	}
	text_clear(&csv->bytes);
	csv->count = 0;
	csv->starts[0] = 0;
	csv->state = AT_START;
	return good;
}

static bool end_line(struct csv *csv, struct error *error)
{
	bool good = end_record(csv, error);
	csv->first_line = csv->line + 1;
	return good;
}

static bool take_in_quotes(struct csv *csv, char byte)
{
	if (byte == '"')
		csv->state = AFTER_QUOTE;
	else
		text_append_character(&csv->bytes, byte);
	return true;
}

/* Outside of quotes. */
static bool take_plain(struct csv *csv, char byte, struct error *error)
{
	if (byte == csv->delimiter)
		return end_field(csv, error);
	if (byte == '\r') {
		csv->state = AFTER_CR;
		return true;
	}
	if (csv->state == AFTER_QUOTE)
		return refuse(csv, "text follows a closing quote", error);
	if (byte == '"' && csv->state == IN_PLAIN)
		return refuse(csv, "a quote stands inside a field without quotes", error);
	csv->state = byte == '"' ? IN_QUOTES : IN_PLAIN;
	if (byte != '"')
		text_append_character(&csv->bytes, byte);
	return true;
}

static bool take(struct csv *csv, char byte, struct error *error)
{
	if (!byte)
		return refuse(csv, "a NUL stands there: it is no text", error);
	if (csv->state == IN_QUOTES)
		return take_in_quotes(csv, byte);
	if (csv->state == AFTER_QUOTE && byte == '"') {
		text_append_character(&csv->bytes, byte);
		csv->state = IN_QUOTES;
		return true;
	}
	if (byte == '\n') {
		/* A record of one empty field after CR is a blank line as well. */
		if (csv->state == AFTER_CR && csv->count == 0 && csv->bytes.length == 0)
			csv->state = AT_START;
		return end_line(csv, error);
	}
	if (csv->state == AFTER_CR)
		return refuse(csv, "a carriage return stands alone", error);
	return take_plain(csv, byte, error);
}

/* A byte order mark, as spreadsheets put it. */
static size_t skip_mark(struct csv *csv, const char *bytes, size_t length)
{
	bool has_mark = !csv->begun && length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
	csv->begun |= length > 0;
	return has_mark ? 3 : 0;
}

bool csv_feed(struct csv *csv, const char *bytes, size_t length, struct error *error)
{
	for (size_t i = skip_mark(csv, bytes, length); i < length; i++) {
		if (!take(csv, bytes[i], error))
			return false;
		csv->line += bytes[i] == '\n';
		if (csv->bytes.over)
			return refuse(csv, "a record is longer than 4 MB", error);
	}
	return true;
}

bool csv_finish(struct csv *csv, struct error *error)
{
	if (csv->state == IN_QUOTES)
		return refuse(csv, "it ends inside quotes: cut off, or a quote is missing", error);
	if (csv->state == AFTER_CR && csv->count == 0 && csv->bytes.length == 0)
		csv->state = AT_START;
	return end_record(csv, error);
}
