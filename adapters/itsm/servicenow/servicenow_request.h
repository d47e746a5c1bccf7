/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Composes addresses and bodies for ServiceNow's APIs. Pure: no I/O, no clock. */
#pragma once
#include "base/json.h"
#include "base/text.h"
#include <stdint.h>

struct arena;

/* What a value must be made of before it may stand in an encoded query: the grammar has no escape
 * for '^' and ',', and "javascript:" runs on the server (Table API, encoded query strings). */
bool servicenow_request_is_element(const char *text); /* ^[a-z][a-z0-9_]{0,79}$ */
bool servicenow_request_is_id(const char *text);      /* ^[A-Za-z0-9_-]{1,32}$, opaque */
bool servicenow_request_is_key(const char *text);     /* our own keys: ^[A-Za-z0-9:._/#-]{1,100}$ */
bool servicenow_request_is_name(const char *text);    /* DNS: ^[a-z0-9._*-]{1,253}$ */
bool servicenow_request_is_word(const char *text);    /* a setting: printable, no ^ , @ */

/* One read of rows. */
struct servicenow_query {
	const char *table;
	const char *query;  /* encoded, not yet percent-encoded; NULL = none */
	const char *fields; /* comma list */
	int64_t limit;      /* 0 = the server's default */
	int64_t offset;
	bool count; /* ask for X-Total-Count, which costs a query */
};

/* "/api/now/table/..." with raw values, references as plain ids. */
char *servicenow_request_rows(struct arena *arena, const struct servicenow_query *query);
/* "/api/now/table/TABLE[/ID]?..." for writes, answering only these fields. id may be NULL. */
char *servicenow_request_row(struct arena *arena, const char *table, const char *id,
                             const char *fields);

/* Appends "fieldINa,b,c"; the values have passed one of the tests above. */
void servicenow_request_in(struct text *query, const char *field, const char *const *values,
                           size_t count);

/* "^[code]" would let certificate text become markup in a journal: its brackets turn into
 * parentheses. Control and bidirectional characters become visible, line ends stay. */
char *servicenow_request_plain(struct arena *arena, const char *text);

/* Ticket fields made plain: an object of texts, lists joined by commas, without system fields. */
struct json *servicenow_request_fields(struct arena *arena, const struct json *fields);
/* One value as the APIs take it. */
struct json *servicenow_request_value(struct arena *arena, const struct json *value);

/* "YYYY-MM-DD HH:MM:SS", UTC. */
char *servicenow_request_time(struct arena *arena, int64_t time);
/* A fingerprint of hex digits in the given spelling (enum servicenow_spelling). */
char *servicenow_request_fingerprint(struct arena *arena, const char *hex, int spelling);
