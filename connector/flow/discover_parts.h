/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the discover stage share; nothing outside discover*.c sees it. */
#pragma once
#include "base/arena.h"
#include "base/limits.h"
#include "flow/discover.h"
#include "flow/discover_index.h"
#include "store/store_deployment.h"
#include "store/store_scan.h"

/* Certificates met lately, by digest: chains repeat the same few. */
struct discover_known {
	unsigned char digest[16]; /* first half of the SHA-256 of the DER */
	uint32_t id;
};

struct discover {
	struct store *store;
	struct discovery *source; /* whose looks come in now */
	struct discovery *const *sources;
	size_t source_count;
	const struct discover_options *options;
	const struct flow_watch *watch;
	struct discover_result *result;
	struct discover_index index;
	struct discover_known *known;
	uint32_t *enqueued;           /* ids of certificates that this call has enqueued lately */
	unsigned char *silent_before; /* bitmap by id: silence of this source is written down */
	size_t silent_bytes;
	bool scanning; /* else single looks */
	struct store_scan scan;
	unsigned char *seen; /* bitmap by id: served in this scan */
	size_t seen_bytes;
	const struct discovery_scan *progress; /* the source's cursor, memory and counts */
	const char *memory;                    /* as last stored */
	struct discovery_count before;         /* of the interrupted part of this scan */

	bool open; /* a transaction is */
	size_t unsaved;
	int64_t saved_at;   /* monotonic milliseconds */
	struct arena arena; /* of one look */
	struct arena kept;  /* of the whole call */
	int64_t *scanned;   /* by id: when a scan last saw it; NULL until asked for */
	size_t scanned_count;
	struct json *notes; /* networks whose silence did not count, for the audit; NULL = none */
};

/* discover_look.c: takes one look. What nobody answered at a place that is not known is only counted. */
CHECKED bool discover_take(struct discover *discover, const struct look *look, struct error *error);
/* discovery_scan.expected, context = struct discover: the mark of a place that served, settled,
 * and was not silent since; 0 = look fully. */
uint64_t discover_expected(void *context, const struct deployment_place *place);
/* discover_digest.c: of what a look says, without its time and detail; never 0. Its lowest bit
 * tells whether key possession was proven. */
uint64_t discover_digest(const struct look *look);
/* Does a fresh look say nothing new? Not when it proves for the first time. */
bool discover_digest_settles(uint64_t stored, uint64_t fresh);

/* discover_slot.c: compares the slots of a served look with those stored. */
struct discover_slots {
	bool entered; /* a certificate that was not among them */
	bool changed; /* something was seen for the first time, is missing, back, ended, or judged anew */
	bool settled; /* every certificate of the place was in this look */
};
CHECKED bool discover_slots(struct discover *discover, const struct store_deployment *place,
                            const struct look *look, struct discover_slots *slots,
                            struct error *error);
/* Ends all slots of a place, as "gone". */
CHECKED bool discover_slots_end(struct discover *discover, int64_t deployment_id, int64_t last_seen,
                                struct error *error);
/* Enqueues a certificate (once in a call: derive takes none in between), or all of a place. */
CHECKED bool discover_dirty(struct discover *discover, int64_t id, const char *reason,
                            struct error *error);
CHECKED bool discover_dirty_place(struct discover *discover, int64_t deployment_id,
                                  const char *reason, struct error *error);

/* discover_silence.c: a known place that did not answer, or without a certificate: an alert makes it
 * unreachable and never gone. What is no evidence (our own faults, absence not proven) changes nothing. */
CHECKED bool discover_silent(struct discover *discover, struct discover_entry *entry,
                             const struct look *look, struct error *error);
/* The place's state from `at` on, when it is another; saves the row either way. */
CHECKED bool discover_silence_set(struct discover *discover, struct discover_entry *entry,
                                  struct store_deployment *place, enum discover_state state,
                                  int64_t at, struct error *error);
/* Its slots end as "gone"; the place stays, for the history and for its return. */
CHECKED bool discover_silence_gone(struct discover *discover, struct discover_entry *entry,
                                   struct store_deployment *place, struct error *error);

/* discover_end.c: after a complete scan: counts silence, ends what is gone. */
CHECKED bool discover_end(struct discover *discover, struct error *error);

/* discover_scope.c: freezes places that no source covers any more, when the sources changed. */
CHECKED bool discover_freeze(struct discover *discover, struct error *error);
/* SHA-256 of a source's type, zone and settings. */
void discover_settings_digest(const struct discovery *source, char out[static 65]);

/* discover.c. Sources, options and watch (may be NULL) are borrowed until release, which rolls back an
 * open transaction; the result is emptied and counted up. */
#define DISCOVER(name) struct discover name __attribute__((cleanup(discover_release))) = { 0 }
void discover_open(struct discover *discover, struct store *store, struct discovery *const *sources,
                   size_t source_count, const struct discover_options *options,
                   const struct flow_watch *watch, struct discover_result *result);
void discover_release(struct discover *discover);
/* Members of discovery_scan; context = struct discover. */
bool discover_observe(void *context, const struct look *look, struct error *error);
bool discover_is_cancelled(void *context);
void discover_progress(void *context, const struct discovery_count *count);

/* discover_save.c: transactions with progress. memory = what the source remembered, "" = nothing. */
CHECKED bool discover_memory_load(struct discover *discover, struct error *error);
void discover_counts(struct discover *discover); /* from the source into the scan's row */
/* Opens a transaction unless one is open; tick saves it after enough looks or milliseconds. */
CHECKED bool discover_begin(struct discover *discover, struct error *error);
CHECKED bool discover_tick(struct discover *discover, struct error *error);
/* Scan, memory and looks in one commit. `durable`: on the disk when it returns. */
CHECKED bool discover_save(struct discover *discover, bool durable, struct error *error);
/* discover_bitmap.c: bits by id; beyond the end all are 0. Setting one grows it (free() it). */
bool discover_bit(const unsigned char *bitmap, size_t bytes, int64_t id);
void discover_bit_set(unsigned char **bitmap, size_t *bytes, int64_t id);
