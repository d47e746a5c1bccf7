/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Records (state a far side should hold) and events (insert-only). */
#pragma once
#include "store/store.h"
#include <stddef.h>

/* Begins the problem of a record that was made with something lost, such as a field that the far side lacks.
 * Nothing is sent again for it: repeating a create would make it twice. */
#define STORE_RECORD_INCOMPLETE "incomplete: "

struct store_record {
	int64_t id;
	const char *target, *kind, *key;
	int64_t subject_id;
	int urgency;
	bool wanted;
	const char *desired, *sent; /* digests */
	const char *body;           /* JSON; of certificates while they wait to be sent, else "" */
	int64_t refresh, adopted;
	const char *remote_id, *version, *baseline, *drift, *contested, *problem;
	int put_backs;
	int64_t put_back_at;
	int64_t missing; /* a complete read that began then did not show it; 0 = it is there */
};
CHECKED bool store_record_get(struct store *store, struct arena *arena, const char *target,
                              const char *key, struct store_record **row, struct error *error);
CHECKED bool store_record_by_remote(struct store *store, struct arena *arena, const char *target,
                                    const char *remote_id, struct store_record **row,
                                    struct error *error);
CHECKED bool store_record_save(struct store *store, struct store_record *row, struct error *error);
/* Sets what is desired without reading first: the hot path of derive. An unchanged digest writes
 * nothing but the body of a certificate that waits; a new one clears `problem`, unless the row is
 * missing. body may be "". */
CHECKED bool store_record_want(struct store *store, const char *target, const char *kind,
                               const char *key, int64_t subject_id, int urgency,
                               const char *desired, const char *body, bool *changed,
                               struct error *error);
/* Relations of ours that are no longer among `keys` become unwanted. */
CHECKED bool store_record_keep_only(struct store *store, const char *target, const char *kind,
                                    int64_t subject_id, const char *const *keys, size_t count,
                                    struct error *error);
/* Those with something to send and no unfinished step, by urgency, at most limit (fewer says nothing,
 * none says that there are no more), behind `after`
 * (NULL = from the first), of which urgency and id count. */
CHECKED bool store_record_pending(struct store *store, struct arena *arena, const char *target,
                                  const struct store_record *after, size_t limit,
                                  struct store_record **rows, size_t *count, struct error *error);
/* What pends on a far side, by the kinds that brakes watch. */
struct store_pending {
	int64_t opens, closes;     /* tickets to create; goals "done" and "not needed" to reach */
	int64_t updates, removals; /* certificates and drafts known there; relations to delete */
};
CHECKED bool store_record_pending_kinds(struct store *store, const char *target,
                                        struct store_pending *pending, struct error *error);
CHECKED bool store_record_pending_count(struct store *store, const char *target, int64_t *count,
                                        struct error *error);
/* Records that a far side does not hold yet, of the kinds that its licence counts. */
struct store_growth {
	int64_t waiting; /* in the outbox */
	int64_t planned; /* still to be put there */
};
CHECKED bool store_record_growth(struct store *store, const char *target,
                                 struct store_growth *growth, struct error *error);
/* Certificate records confirmed before this time, oldest first: in full agreement, not pending. */
CHECKED bool store_record_stale(struct store *store, struct arena *arena, const char *target,
                                int64_t before, size_t limit, struct store_record **rows,
                                size_t *count, struct error *error);
/* Refused, dropped, missing or contested ones. */
CHECKED bool store_record_problems(struct store *store, struct arena *arena, const char *target,
                                   struct store_record **rows, size_t *count, struct error *error);

struct store_event {
	int64_t id;
	const char *target, *ticket_key, *name, *kind, *body, *state, *remote_id, *problem;
	int64_t created_at;
};
/* Freezes the body. An event of this ticket and name that exists already stays as it is:
 * *added tells. */
CHECKED bool store_event_add(struct store *store, const struct store_event *event, bool *added,
                             struct error *error);
CHECKED bool store_event_get(struct store *store, struct arena *arena, const char *ticket_key,
                             const char *name, struct store_event **row, struct error *error);
CHECKED bool store_event_set(struct store *store, const char *ticket_key, const char *name,
                             const char *state, const char *remote_id, const char *problem,
                             struct error *error);
/* Those without an unfinished step, by id, behind `after` (0 = from the first), at most limit. */
CHECKED bool store_event_waiting(struct store *store, struct arena *arena, const char *target,
                                 int64_t after, size_t limit, struct store_event **rows,
                                 size_t *count, struct error *error);
/* Is the event of this step's key ("event:<ticket key>:<name>") there already? */
CHECKED bool store_event_present(struct store *store, const char *target, const char *step_key,
                                 bool *present, struct error *error);
CHECKED bool store_event_of_ticket(struct store *store, struct arena *arena, const char *ticket_key,
                                   struct store_event **rows, size_t *count, struct error *error);
