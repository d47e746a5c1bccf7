/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One payload for identifyreconcile/enhanced out of certificate and relation steps. Pure. */
#pragma once
#include "model/step.h"
#include "servicenow.h"
#include "servicenow_request.h"

/* What stands behind one item of the payload. */
struct servicenow_ire_item {
	const char *internal_id;
	const char *key;    /* step key, NULL for a CI that is only referred to */
	const char *sys_id; /* NULL while it has none */
	const struct step *step;
	struct receipt *receipt;
	struct json *self; /* fields that must point at itself once it has an id; or NULL */
};

struct servicenow_ire_relation {
	const struct step *step;
	struct receipt *receipt;
	const char *parent, *child; /* internal ids */
};

struct servicenow_ire {
	const char *path;
	struct json *body;
	struct servicenow_ire_item *items;
	size_t item_count, item_capacity;
	struct servicenow_ire_relation *relations;
	size_t relation_count, relation_capacity;
};

/* The steps of one push; several payloads may be made of them, one after the other. */
struct servicenow_ire_batch {
	const struct step *steps;
	struct receipt *receipts;
	size_t count;
	unsigned char *marks; /* one per step, zeroed at first; see servicenow_request_ire.c */
};

struct servicenow_ire_options {
	const struct servicenow_settings *settings;
	enum servicenow_spelling spelling;
	int64_t now; /* UTC seconds, for source_recency_timestamp */
	size_t item_limit;
};

/* Composes as many of the steps that did not travel yet as fit, issuers ahead of what they issued.
 * Steps that cannot travel (a reference that is nowhere, a verb that makes no sense) get their
 * receipt here. No items: nothing is left to send. */
void servicenow_request_ire(struct arena *arena, const struct servicenow_ire_options *options,
                            const struct servicenow_ire_batch *batch, struct servicenow_ire *ire);

/* The item behind an internal id, or NULL. */
const struct servicenow_ire_item *servicenow_request_ire_item(const struct servicenow_ire *ire,
                                                              const char *internal_id);
/* Items of one payload: half as many for each time the step came back. */
size_t servicenow_request_ire_limit(const struct step *step);
