/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of `certsteward list`: certificates with what was decided about them. */
#pragma once
#include "store/store.h"
#include <stddef.h>

/* A row of `certsteward list`; empty filter members do not filter. */
struct store_list_filter {
	int64_t not_after_before; /* 0 = any */
	const char *state, *owner_group, *class, *issuer, *ci, *finding;
	bool missing; /* those whose own CI is not there any more */
	size_t limit; /* 0 = all */
};
struct store_list_row {
	int64_t id, not_after;
	const char *sha256, *subject, *issuer_dn, *state, *class, *owner_group, *serial, *key_type;
	int places, served, findings;
};
CHECKED bool store_list(struct store *store, const struct store_list_filter *filter,
                        bool (*each)(void *context, const struct store_list_row *row),
                        void *context, struct error *error);
