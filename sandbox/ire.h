/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Identification and reconciliation: one payload on its way through the engine. */
#pragma once

#include "dictionary.h"
#include "request.h"
#include "session.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct ire_item {
	json_t *input;  /* borrowed from the payload */
	json_t *values; /* owned: what may be written, as texts */
	const struct table *table;
	const char *class_name, *internal_id;
	const char *native_key, *source_name, *source_feed, *recency;
	const char *sys_id; /* NULL until known */
	const char *operation;
	const char *entry; /* sys_id of the identifier entry that matched */
	json_t *attempts, *errors, *indices, *related; /* owned arrays */
	bool merged;   /* a repetition of an earlier item, which answers for it */
	bool upgraded; /* the row took a child class */
};

struct ire_payload {
	struct session *session;
	json_t *body; /* borrowed */
	struct ire_item *items;
	size_t count;
	const char *data_source;
	bool partial_payloads, partial_commits, deduplicate, summary, enhanced, dry;
	json_t *relations; /* owned array of answers */
	json_t *seen;      /* owned: identity of an item → its index */
	bool has_error;
};

enum { IRE_ITEM_MAX = 1000 };

/* Adds an error to the item; its operation and id are then void. */
void ire_fail(struct ire_payload *payload, struct ire_item *item, const char *code,
              const char *message);
/* Finds the row an item means. sys_id stays NULL when it is new; errors are added to the item. */
void ire_identify(struct ire_payload *payload, struct ire_item *item);
/* Inserts or updates the row, its lookup and related rows, and its native key. */
void ire_write(struct ire_payload *payload, struct ire_item *item);
/* Fills reference columns between items (referenceItems). */
void ire_references(struct ire_payload *payload);
/* Writes the relations and their answers. */
void ire_relations(struct ire_payload *payload);
struct ire_item *ire_find(struct ire_payload *payload, const char *internal_id);
/* The whole answer; the caller owns it. */
json_t *ire_answer(struct ire_payload *payload);

/* POST /api/now/identifyreconcile[/query|/enhanced|/queryEnhanced] */
void ire_handle(struct session *session, const struct request *request, const char *const *parts,
                size_t count, struct reply *reply);
