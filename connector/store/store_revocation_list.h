/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What lists say of the certificates that name them. */
#pragma once
#include "store/store_revocation.h"

/* One that a list answers for. */
struct store_revocation_listed {
	int64_t certificate_id;
	const char *serial;
	bool is_ca;
	struct store_revocation row; /* evidence as it was when it last changed */
};
/* By (serial, id) in byte order, those after, at most limit. */
CHECKED bool store_revocation_listed(struct store *store, struct arena *arena, int64_t crl_id,
                                     const char *after_serial, int64_t after_id, size_t limit,
                                     struct store_revocation_listed **rows, size_t *count,
                                     struct error *error);
/* The same of those alone that were never looked up. */
CHECKED bool store_revocation_listed_new(struct store *store, struct arena *arena, int64_t crl_id,
                                         const char *after_serial, int64_t after_id, size_t limit,
                                         struct store_revocation_listed **rows, size_t *count,
                                         struct error *error);
/* Does one of them wait to be looked up, or for its second answer? */
CHECKED bool store_revocation_list_waits(struct store *store, int64_t crl_id, bool *waits,
                                         struct error *error);
/* What was good or unknown by this list is not known any more; why stands in the list's row. */
CHECKED bool store_revocation_lapse(struct store *store, int64_t crl_id, int64_t now,
                                    struct error *error);
