/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Composes addresses, queries and bodies for RT's REST 2.0. Pure: no I/O, no clock.
 *
 * A remote id is the record's path: "asset/5", "ticket/7"; users and groups go by their names, which
 * RT keeps unique. */
#pragma once
#include "base/json.h"
#include "base/text.h"
#include "model/step.h"

struct arena;
struct request_tracker_settings;

/* What may stand between quotes in TicketSQL or AssetSQL, or inside {}: a query that RT cannot parse
 * is dropped whole, and then every row is answered. */
bool request_tracker_request_is_word(const char *text); /* printable ASCII or UTF-8, no ' " \ { } */
bool request_tracker_request_is_key(const char *text);  /* our own keys */
bool request_tracker_request_is_hex(const char *text);  /* a fingerprint, lower case */
/* The number of "asset/5" where kind is "asset"; 0 when it is no such id. */
int64_t request_tracker_request_number(const char *id, const char *kind);

/* One page of a collection: "assets", "tickets", "transactions". */
struct request_tracker_query {
	const char *collection;
	const char *query;  /* TicketSQL, AssetSQL; not yet percent-encoded; NULL = in the body */
	const char *fields; /* comma list */
	const char
		*expanded; /* these of the fields come with their Name too; comma list, or NULL */
	int page;          /* from 1 */
	bool few;          /* less than a page can match: the first answer is the whole */
};
char *request_tracker_request_search(struct arena *arena,
                                     const struct request_tracker_query *query);
/* "Catalog = 'A' OR Catalog = 'B'" in brackets; values that are no words are left out. */
void request_tracker_request_any(struct text *query, const char *field, const char *const *values,
                                 size_t count);

/* Core members of assets and tickets; all other names are custom fields. */
bool request_tracker_request_is_core(const char *kind, const char *name);
/* A list of people or links: written when the record is made, later it is others' to change. */
bool request_tracker_request_is_list(const char *name);
/* Flat values as RT takes them: core members at the top, the rest in CustomFields. Dates are UTC,
 * references become RT's link notation. */
struct json *request_tracker_request_body(struct arena *arena, const char *kind,
                                          const struct json *values);
/* "asset:5" or "7": how RT names the end of a link; NULL when it is none of our ids. */
const char *request_tracker_request_link(struct arena *arena, const char *id);
/* Control and bidirectional characters become visible, line ends stay. */
char *request_tracker_request_plain(struct arena *arena, const char *text);

/* Remote id of a relation: "asset/CERTIFICATE/refers-to/asset/HOST". */
char *request_tracker_request_relation_id(struct arena *arena, int64_t certificate, int64_t host);
bool request_tracker_request_parse_relation(const char *id, int64_t *certificate, int64_t *host);
