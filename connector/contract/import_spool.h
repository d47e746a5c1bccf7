/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Looks of one file, on disk until its end was read: memory stays flat, and a broken file gives none. */
#pragma once
#include "base/arena.h"
#include "base/digest.h"
#include "contract/discovery.h"
#include <stdio.h>

struct import_spool_seen {
	unsigned char digest[DIGEST_BYTES / 2];
	int64_t at;
	size_t length;
};

struct import_spool {
	FILE *looks, *certificates;     /* without a name: they go away with us */
	int64_t end;                    /* bytes of certificates */
	struct import_spool_seen *seen; /* certificates written lately */
	int64_t count;                  /* looks */
};

#define IMPORT_SPOOL(name) \
	struct import_spool name __attribute__((cleanup(import_spool_release))) = { .count = 0 }

/* ERROR_RETRY when there is no room: the file waits, the scan goes on. */
CHECKED bool import_spool_put(struct import_spool *spool, const struct look *look,
                              struct error *error);
/* Goes back to the first look. */
CHECKED bool import_spool_rewind(struct import_spool *spool, struct error *error);
/* The next look, in the arena; slot and chain too. Called `count` times. */
CHECKED bool import_spool_next(struct import_spool *spool, struct arena *arena, struct look *look,
                               struct error *error);
void import_spool_release(struct import_spool *spool);
