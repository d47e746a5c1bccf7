/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A plan kept for later: what was agreed on is what is sent, or nothing. */
#pragma once
#include "flow/plan.h"
#include "service/session.h"

struct json;

enum { PLAN_FILE_AGE = 7 * 86400 };

/* A plan being collected or read. */
struct plan_file {
	struct arena arena;
	struct json *body;
	struct json *items;
	struct json *index; /* items by target and key, of a plan that was read */
	size_t count;
};

#define PLAN_FILE(name) struct plan_file name __attribute__((cleanup(plan_file_close))) = { 0 }
void plan_file_close(struct plan_file *file);

void plan_file_start(struct plan_file *file, struct session *session);
void plan_file_add(struct plan_file *file, const struct plan_item *item);
CHECKED bool plan_file_write(const struct plan_file *file, const char *path, struct error *error);

/* ERROR_LOCAL for a file that is none, is of another configuration, mapping or store, or too old:
 * nothing of it is sent then. */
CHECKED bool plan_file_read(struct plan_file *file, struct session *session, const char *path,
                            struct error *error);
/* Is this item in the file, with the same desired state and the same baseline? */
bool plan_file_allow(void *context, const struct plan_item *item);
/* After sending: items that pend with another desired state or baseline than agreed on. */
size_t plan_file_moved(const struct plan_file *file, const char **keys, size_t most);
