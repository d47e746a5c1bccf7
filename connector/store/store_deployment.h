/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Places and what was seen there: deployments, slots, sightings, silence. */
#pragma once
#include "model/deployment.h"
#include "store/store.h"
#include <stddef.h>

struct store_deployment {
	int64_t id;
	const char *key, *source;
	struct deployment_place place;
	enum deployment_evidence evidence;
	const char *state; /* served, unreachable, absent, gone, frozen */
	int64_t state_since, first_seen, last_served;
	const char *reason, *detail;
	const char *look_digest;
};

struct store_slot {
	int64_t deployment_id, certificate_id;
	const char *key_type;
	int64_t first_seen, last_seen, missing_since;
	int missing_looks;
	bool full_probe, complete, trusted, name_matches;
	bool staple_missing; /* it demands one and came without */
	const char *chain;   /* certificate ids, comma-separated, as served after the leaf */
	const char *protocol, *cipher, *verdict;
};

struct store_silence {
	const char *source, *outcome;
	int scans;
	int64_t since, last_scan;
};

/* NULL when there is none, as for an id below. */
CHECKED bool store_deployment_find(struct store *store, struct arena *arena, const char *key,
                                   struct store_deployment **row, struct error *error);
CHECKED bool store_deployment_get(struct store *store, struct arena *arena, int64_t id,
                                  struct store_deployment **row, struct error *error);
/* id 0 adds and fills it in; else everything but key, place and first_seen is updated. */
CHECKED bool store_deployment_save(struct store *store, struct store_deployment *row,
                                   struct error *error);
/* Notes that the place was seen at this address. */
CHECKED bool store_deployment_address(struct store *store, int64_t id, const char *address,
                                      int64_t at, struct error *error);
CHECKED bool store_deployment_addresses(struct store *store, struct arena *arena, int64_t id,
                                        const char ***addresses, size_t *count,
                                        struct error *error);
/* Every place, for the index of a scan; texts are borrowed for the call. False from each stops. */
CHECKED bool store_deployment_each(struct store *store,
                                   bool (*each)(void *context,
                                                const struct store_deployment *place),
                                   void *context, struct error *error);
/* Of all states, gone ones too. */
CHECKED bool store_deployment_count(struct store *store, int64_t *count, struct error *error);
/* Every address a named place was seen at, with the place's zone. */
CHECKED bool store_deployment_each_address(struct store *store,
                                           bool (*each)(void *context, const char *zone,
                                                        const char *address),
                                           void *context, struct error *error);
/* Places where a certificate is in a slot now. */
CHECKED bool store_deployment_of_certificate(struct store *store, struct arena *arena,
                                             int64_t certificate_id, struct store_deployment **rows,
                                             struct store_slot **slots, size_t *count,
                                             struct error *error);
/* Keys of places that hold another certificate with the same key, at most limit. */
CHECKED bool store_deployment_same_key(struct store *store, struct arena *arena,
                                       int64_t certificate_id, const char *spki_sha256,
                                       size_t limit, const char ***keys, size_t *count,
                                       struct error *error);
/* Zones with places that no source looks at any more. */
CHECKED bool store_deployment_frozen_zones(struct store *store, struct arena *arena,
                                           const char ***zones, size_t *count, struct error *error);

/* What the place shows now, one for each kind of key (two while one replaces the other). */
CHECKED bool store_slot_list(struct store *store, struct arena *arena, int64_t deployment_id,
                             struct store_slot **rows, size_t *count, struct error *error);
/* By place and key type, as store_deployment_of_certificate gives the places. */
CHECKED bool store_slot_of_certificate(struct store *store, struct arena *arena,
                                       int64_t certificate_id, struct store_slot **rows,
                                       size_t *count, struct error *error);
/* Adds or updates by place and certificate; first_seen is kept. */
CHECKED bool store_slot_save(struct store *store, const struct store_slot *row,
                             struct error *error);
/* Takes it out of its slot into the history; ended is "replaced" or "gone". */
CHECKED bool store_slot_end(struct store *store, const struct store_slot *row, const char *ended,
                            struct error *error);

/* Past sightings of a certificate, newest last: places it was seen at before. */
struct store_sighting {
	int64_t deployment_id, certificate_id, first_seen, last_seen;
	const char *key_type, *ended;
};
CHECKED bool store_sighting_of_certificate(struct store *store, struct arena *arena, int64_t id,
                                           struct store_sighting **rows, size_t *count,
                                           struct error *error);

/* Of one place, by source. */
CHECKED bool store_silence_list(struct store *store, struct arena *arena, int64_t deployment_id,
                                struct store_silence **rows, size_t *count, struct error *error);
/* Places that were silent for this source when it last looked. */
CHECKED bool store_silence_of_source(struct store *store, struct arena *arena, const char *source,
                                     int64_t **deployment_ids, size_t *count, struct error *error);
/* Adds or updates by place and source. */
CHECKED bool store_silence_save(struct store *store, int64_t deployment_id,
                                const struct store_silence *row, struct error *error);
CHECKED bool store_silence_clear(struct store *store, int64_t deployment_id, const char *source,
                                 struct error *error); /* source NULL = all */
