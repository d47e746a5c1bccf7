/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* --only and --limit of `plan` and `apply`. */
#pragma once
#include "flow/plan.h"
#include "service/arguments.h"
#include "service/session.h"

struct plan_filter {
	struct session *session;
	bool tickets, cis;
	const char *owner, *class; /* NULL = all */
	int64_t limit;             /* 0 = all */
	int64_t taken;
};

/* Reads "tickets", "cis", "owner GROUP" (or owner=GROUP) and "class C" behind --only. False with a
 * complaint. `words` are what is left on the command line; the value may stand there. */
bool plan_filter_read(struct plan_filter *filter, const char *only, struct arguments *words);
/* Does the item pass? Counts it against the limit. */
bool plan_filter_allow(void *context, const struct plan_item *item);
/* How many items have to be looked at: the limit, where nothing else is filtered; 0 = all. */
size_t plan_filter_reach(const struct plan_filter *filter);
bool plan_filter_is_set(const struct plan_filter *filter);
