/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One batch of certificates and relations while it is being written. */
#pragma once
#include "request_tracker_push.h"
#include "request_tracker_record.h"

struct request_tracker_inventory {
	struct itsm *itsm;
	struct arena *arena;
	const struct step *steps;
	size_t count;
	struct receipt *receipts;
	const struct json *known; /* assets with one of the batch's fingerprints */
	const struct json **rows; /* certificates of the batch as they stand after their write */
};

/* The fingerprint in "certificate:<sha256>", or NULL. */
const char *request_tracker_push_fingerprint(const struct step *step);
/* All assets of ours that carry one of the fingerprints, with their custom fields; each proved. */
CHECKED bool request_tracker_push_lookup(struct itsm *itsm, struct arena *arena,
                                         const char *const *fingerprints, size_t count,
                                         struct json **rows, struct error *error);
/* The oldest row with this fingerprint, or NULL. */
const struct json *request_tracker_push_known(struct itsm *itsm, struct arena *arena,
                                              const struct json *rows, const char *fingerprint);

/* One relation step: a link of the certificate's asset made or removed. */
CHECKED bool request_tracker_push_relation(const struct request_tracker_inventory *inventory,
                                           size_t number, struct error *error);
/* Remote id of one end of a relation; "" while it has none. */
const char *request_tracker_push_end(const struct request_tracker_inventory *inventory,
                                     const struct step *step, const char *end);
