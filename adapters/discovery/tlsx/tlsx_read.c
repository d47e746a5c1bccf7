/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Line by line; members as in the type Response of tlsx (pkg/tlsx/clients/clients.go). */
#include "tlsx_read.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum {
	CHUNK = 64 << 10,
	/* zgrab2 writes some 60 KB with every field of a long chain spelled out. */
	LINE_MOST = 4 << 20,
	NODES_MOST = 200000,
};

/* The line being collected. */
struct lines {
	struct import *import;
	int64_t port;
	struct text line;
	long number;
	struct arena arena; /* of one line */
};

/* The leaf and, with -tls-chain, those above it; -cert makes it write them. */
static bool find_chain(struct import *import, const struct json *record,
                       struct look_certificate *chain, size_t *count, struct error *error)
{
	size_t one;
	const char *leaf = json_member_text(record, "certificate", "");
	*count = 0;
	if (!*leaf)
		return true;
	if (!import_pem(import, leaf, chain, 1, &one, error))
		return false;
	*count = 1;
	JSON_EACH(above, json_get(record, "chain"))
	{
		const char *text = json_member_text(above, "certificate", "");
		if (!*text || *count == LIMIT_CHAIN_CERTIFICATES)
			break;
		if (!import_pem(import, text, &chain[*count], 1, &one, error))
			return false;
		bool is_leaf = chain[*count].length == chain[0].length &&
		               memcmp(chain[*count].der, chain[0].der, chain[0].length) == 0;
		*count += !is_leaf;
	}
	return true;
}

static bool take_failure(struct import *import, const struct json *record, struct look *look,
                         struct error *error)
{
	const char *words = json_member_text(record, "error", "");
	const char *detail = arena_print(&import->arena, "tlsx: %s",
	                                 *words ? import_shown(import, words) : "no reason given");
	return import_unreachable(import, look, import_reason(words), detail, error);
}

static bool take_tlsx(struct import *import, const struct json *record, struct error *error)
{
	struct look_certificate chain[LIMIT_CHAIN_CERTIFICATES];
	struct look look = { .address = "" };
	size_t count;
	int64_t at = 0;
	/* What a log of Certificate Transparency holds is served nowhere because of that. */
	if (json_get(record, "ctl_source"))
		return true;
	const char *address = json_member_text(record, "ip", "");
	if (!import_place(import, json_member_text(record, "host", ""),
	                  json_integer(json_get(record, "port"), 0),
	                  json_member_text(record, "sni", NULL), &look, error))
		return false;
	(void)clock_parse(json_member_text(record, "timestamp", ""), &at);
	if (!import_time(import, at, &look, error))
		return false;
	if (look.place.kind == DEPLOYMENT_NAME && import_is_address(address))
		look.address = address;
	if (!json_is_true(json_get(record, "probe_status")) && json_get(record, "probe_status"))
		return take_failure(import, record, &look, error);
	if (!find_chain(import, record, chain, &count, error))
		return false;
	import->bare += count == 0;
	return count == 0 || import_served(import, &look, chain, count,
	                                   json_member_text(record, "tls_version", NULL),
	                                   json_member_text(record, "cipher", NULL), error);
}

static bool take_record(struct lines *lines, const struct json *record, struct error *error)
{
	if (json_get(record, "data"))
		return tlsx_zgrab(lines->import, record, lines->port, error);
	if (json_get(record, "host") && json_get(record, "port"))
		return take_tlsx(lines->import, record, error);
	return error_set(error, ERROR_ITEM, "it is a record neither of tlsx nor of zgrab2");
}

static bool take_line(struct lines *lines, struct error *error)
{
	const struct json_limits limits = { .bytes = LINE_MOST, .nodes = NODES_MOST };
	const char *text = text_string(&lines->line);
	lines->number++;
	arena_reset(&lines->arena);
	arena_reset(&lines->import->arena);
	if (!text[strspn(text, " \t\r")] && strlen(text) == lines->line.length)
		return true;
	const struct json *record =
		json_parse(&lines->arena, text, lines->line.length, &limits, error);
	if (!record || !take_record(lines, record, error))
		return error_wrap(error, "line %ld", lines->number);
	return true;
}

static bool feed(struct lines *lines, const char *bytes, size_t length, struct error *error)
{
	while (length > 0) {
		const char *end = memchr(bytes, '\n', length);
		size_t piece = end ? (size_t)(end - bytes) : length;
		text_append_bytes(&lines->line, bytes, piece);
		if (lines->line.over)
			return error_set(error, ERROR_ITEM, "line %ld is longer than 4 MB",
			                 lines->number + 1);
		if (!end)
			return true;
		if (!take_line(lines, error))
			return false;
		text_clear(&lines->line);
		bytes += piece + 1;
		length -= piece + 1;
	}
	return true;
}

static bool read_lines(struct lines *lines, char *buffer, struct error *error)
{
	size_t length = 1;
	while (length > 0) {
		if (!lines->import->fill(lines->import, buffer, CHUNK, &length, error) ||
		    !feed(lines, buffer, length, error))
			return false;
	}
	return lines->line.length == 0 || take_line(lines, error);
}

bool tlsx_read(struct import *import, int64_t port, struct error *error)
{
	struct lines lines = { .import = import, .port = port, .line = { .ceiling = LINE_MOST } };
	char *buffer = memory_allocate(CHUNK);
	bool good = read_lines(&lines, buffer, error);
	free(buffer);
	text_release(&lines.line);
	arena_release(&lines.arena);
	if (good && lines.number == 0)
		return error_set(error, ERROR_ITEM, "it is empty");
	return good;
}
