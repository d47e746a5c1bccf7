/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What is shown to those who ask by name, beside what is shown at the same port to those who ask
 * without one. */
#pragma once
#include "store/store.h"

/* A named place, and the certificate that its port shows without a name. */
struct store_unnamed {
	const char *key, *server_name;
	const char *other_key;     /* of the place without a name */
	const char *other_subject; /* of one of its certificates */
};

/* The first place (by key) that shows this certificate by name while the same port, or an address of
 * the name, shows only others of its kind of key without a name; NULL when there is none. */
CHECKED bool store_unnamed_other(struct store *store, struct arena *arena, int64_t certificate_id,
                                 struct store_unnamed **row, struct error *error);
/* Enqueues the certificates of the named places beside this one, which has no name; nothing for
 * places that have one. */
CHECKED bool store_unnamed_dirty(struct store *store, int64_t deployment_id, const char *reason,
                                 struct error *error);
