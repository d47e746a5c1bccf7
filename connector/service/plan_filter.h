/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* --only and --limit of `plan` and `apply`. */
#pragma once
#include "flow/plan.h"
#include "service/arguments.h"
#include "service/session.h"

struct store_step;

struct plan_filter {
	struct session *session;
	struct arena arena;
	struct json *keys; /* taken, where there is a limit */
	bool tickets, cis;
	const char *owner, *class; /* NULL = all */
	int64_t limit;             /* 0 = all */
	int64_t taken;
	bool sends; /* what is held does not count */
};
#define PLAN_FILTER(name) \
	struct plan_filter name __attribute__((cleanup(plan_filter_close))) = { 0 }
void plan_filter_close(struct plan_filter *filter);

/* Reads "tickets", "cis", "owner GROUP" (or owner=GROUP) and "class C" behind --only. False with a
 * complaint. `words` are what is left on the command line; the value may stand there. */
bool plan_filter_read(struct plan_filter *filter, const char *only, struct arguments *words);
/* Does the item pass? Names go along with any owner or class. Counts it against the limit, once. */
bool plan_filter_allow(void *context, const struct plan_item *item);
/* The same for a step that waits in the outbox. */
bool plan_filter_send(void *context, const struct store_step *step);
/* How many items have to be looked at: the limit, where nothing else is filtered; 0 = all. */
size_t plan_filter_reach(const struct plan_filter *filter);
bool plan_filter_is_set(const struct plan_filter *filter);
