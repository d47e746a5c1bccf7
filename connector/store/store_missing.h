/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What is not there: CIs of ours that a complete read did not show any more, and references that
 * were left out because what they name had no id yet. */
#pragma once
#include "store/store.h"
#include <stddef.h>
#include <stdint.h>

struct store_record;

/* Records of ours (kind certificate or deployment) on a far side whose row an earlier read has shown and the
 * one that began at `began` has not, and that were not written since: from now on they have `problem`, and so
 * have a certificate's relations: nothing is written. Keys by id, at most `most` of `count`. */
CHECKED bool store_missing_mark(struct store *store, struct arena *arena, const char *target,
                                const char *kind, int64_t began, const char *problem,
                                const char **keys, size_t most, size_t *count, struct error *error);
/* It is there again: the record and its relations go on as before. */
CHECKED bool store_missing_found(struct store *store, const struct store_record *record,
                                 struct error *error);
/* A person wants it made anew: as if it had never been there. */
CHECKED bool store_missing_forget(struct store *store, const struct store_record *record,
                                  struct error *error);
/* Certificates and places, by id behind `after` (0 = from the first), at most limit. */
CHECKED bool store_missing_list(struct store *store, struct arena *arena, const char *target,
                                int64_t after, size_t limit, struct store_record **rows,
                                size_t *count, struct error *error);

/* The record of `key` was sent without its reference to `needs`. */
CHECKED bool store_missing_lack(struct store *store, const char *target, const char *key,
                                const char *needs, struct error *error);
/* What lacks a reference to something that has an id by now is to be sent again, once. */
CHECKED bool store_missing_fill(struct store *store, const char *target, int64_t *count,
                                struct error *error);
