/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What was read of far sides to decide by. */
#pragma once
#include "model/ci.h"
#include "store/store.h"

/* Takes a row over (insert or update by target, kind and remote id); *changed tells whether
 * anything that decisions rest on is different. Addresses and names are indexed. */
CHECKED bool store_mirror_put(struct store *store, const char *target, const struct ci *row,
                              int64_t read_at, bool *changed, struct error *error);
/* Relations that were last shown before this: references that were taken away. The certificates of the
 * places below them are enqueued. */
CHECKED bool store_mirror_forget_relations(struct store *store, const char *target, int64_t before,
                                           struct error *error);
CHECKED bool store_mirror_get(struct store *store, struct arena *arena, const char *target,
                              enum ci_kind kind, const char *remote_id, struct ci **row,
                              struct error *error);
/* Any kind that can be matched (host, application, VIP, service) by its remote id. */
CHECKED bool store_mirror_get_any(struct store *store, struct arena *arena, const char *target,
                                  const char *remote_id, struct ci **row, struct error *error);
CHECKED bool store_mirror_by_address(struct store *store, struct arena *arena, const char *target,
                                     const char *address, struct ci **rows, size_t *count,
                                     struct error *error);
/* By name or alias, in either case; certificates, domains, relations and tickets are not among them. */
CHECKED bool store_mirror_by_name(struct store *store, struct arena *arena, const char *target,
                                  const char *name, struct ci **rows, size_t *count,
                                  struct error *error);
/* Certificate rows there: by fingerprint (hex digits only), else by serial (issuer compared by the
 * caller). */
CHECKED bool store_mirror_by_fingerprint(struct store *store, struct arena *arena,
                                         const char *target, const char *fingerprint,
                                         struct ci **rows, size_t *count, struct error *error);
CHECKED bool store_mirror_by_serial(struct store *store, struct arena *arena, const char *target,
                                    const char *serial, struct ci **rows, size_t *count,
                                    struct error *error);
/* Remote id of a domain row, NULL when none. */
CHECKED bool store_mirror_domain(struct store *store, struct arena *arena, const char *target,
                                 const char *name, const char **remote_id, struct error *error);
/* Relations between a CI and a service above it: service, application, application, host. */
enum { STORE_MIRROR_ABOVE = 3 };
/* Services that relations put above this CI, directly or by the applications on it; by name. */
CHECKED bool store_mirror_services_of(struct store *store, struct arena *arena, const char *target,
                                      const char *child, struct ci **rows, size_t *count,
                                      struct error *error);
/* Open tickets of others on this CI, oldest row first. */
CHECKED bool store_mirror_tickets_on(struct store *store, struct arena *arena, const char *target,
                                     const char *ci, struct ci **rows, size_t *count,
                                     struct error *error);

struct store_mirror_progress {
	const char *cursor;
	int64_t since, full_at;
};
CHECKED bool store_mirror_progress_get(struct store *store, struct arena *arena, const char *target,
                                       enum ci_kind kind, struct store_mirror_progress *progress,
                                       struct error *error);
CHECKED bool store_mirror_progress_set(struct store *store, const char *target, enum ci_kind kind,
                                       const struct store_mirror_progress *progress,
                                       struct error *error);
