/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A plan kept for later: what was agreed on is what is sent, or nothing. */
#pragma once
#include "flow/plan.h"
#include "service/session.h"

struct json;
struct store_step;

enum { PLAN_FILE_AGE = 7 * 86400 /* seconds */ };

/* A plan being collected or read. */
struct plan_file {
	struct arena arena;
	struct json *body;
	struct json *items;
	struct json *index; /* items by target and key, of a plan that was read */
	size_t count;
	bool refresh; /* it holds CIs that are only to be confirmed */
};

/* An item that was agreed on and not sent. */
struct plan_left {
	const char *target, *key, *why;
};

#define PLAN_FILE(name) struct plan_file name __attribute__((cleanup(plan_file_close))) = { 0 }
void plan_file_close(struct plan_file *file);

/* Head of a new one: when and by whom, and the store, configuration, mappings and instances that it
 * holds for. */
void plan_file_start(struct plan_file *file, struct session *session);
/* What was agreed on of one item, its payload by its digest; texts are copied. */
void plan_file_add(struct plan_file *file, const struct plan_item *item);
/* Replaces the file at path, readable by its owner alone. ERROR_LOCAL. */
CHECKED bool plan_file_write(const struct plan_file *file, const char *path, struct error *error);

/* ERROR_LOCAL for a file that is none, is of another configuration, mapping or store, or too old:
 * nothing of it is sent then. */
CHECKED bool plan_file_read(struct plan_file *file, struct session *session, const char *path,
                            struct error *error);
/* Is this item in the file, and the same: what shall stand there, what stands there, what is filled
 * in once, created or changed? */
bool plan_file_allow(void *context, const struct plan_item *item);
/* Is this step of the outbox what the file holds? */
bool plan_file_send(void *context, const struct store_step *step);
/* After sending: items that are others now, are held, or are not to be written any more; what is
 * done already is none. All are counted, at most `most` given; texts in arena. */
CHECKED bool plan_file_left(const struct plan_file *file, struct store *store, struct arena *arena,
                            struct plan_left *rows, size_t most, size_t *count,
                            struct error *error);
