/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What adapters of every product do with a batch of steps, around the writers of their own. */
#pragma once
#include "contract/itsm.h"

/* Do both travel in one call? The steps stand side by side. */
typedef bool (*itsm_batch_together_fn)(const struct step *a, const struct step *b);
/* Handles a run of steps that travel together. False as push and find do. */
typedef bool (*itsm_batch_run_fn)(struct itsm *itsm, struct arena *scratch,
                                  const struct step *steps, size_t count, struct receipt *receipts,
                                  struct error *error);

/* Sorts the steps into runs and hands over one after the other, until one fails or `throttled`
 * (NULL = never) was set by it. Every receipt is filled: those not reached are RECEIPT_UNTRIED, and
 * steps that have a remote id keep it. */
CHECKED bool itsm_batch_push(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                             size_t count, struct receipt *receipts,
                             itsm_batch_together_fn together, itsm_batch_run_fn run,
                             const bool *throttled, struct error *error);
/* False with ERROR_RETRY: what follows would be answered the same way, so nothing more is sent for
 * `seconds` (0 = the far side did not say). */
bool itsm_batch_throttle(const struct itsm *itsm, int seconds, struct error *error);
/* The same for find: a run begins as RECEIPT_DONE ("looked") and is RECEIPT_UNTRIED when it fails. */
CHECKED bool itsm_batch_find(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                             size_t count, struct receipt *receipts,
                             itsm_batch_together_fn together, itsm_batch_run_fn run,
                             struct error *error);

/* Reads at most so many tickets at once, as itsm_type.read_tickets does. */
typedef bool (*itsm_batch_read_fn)(struct itsm *itsm, struct arena *scratch, const char *const *ids,
                                   size_t count, bool full, struct ticket_seen *seen,
                                   struct error *error);
/* The same for any number: hands over `most` after `most`, until one fails. */
CHECKED bool itsm_batch_read(struct itsm *itsm, struct arena *scratch, const char *const *ids,
                             size_t count, bool full, struct ticket_seen *seen, size_t most,
                             itsm_batch_read_fn read, struct error *error);

/* The remote id that a value of a step's body stands for: the id itself or, for {"ref"} of a certificate of
 * the same run, the one that its receipt bears by now; "" = not there yet. */
const char *itsm_batch_id(const struct step *steps, const struct receipt *receipts, size_t count,
                          const struct json *value);

/* Looks for one event of a kind that must not be sent twice. */
typedef bool (*itsm_batch_event_fn)(struct itsm *itsm, struct arena *scratch,
                                    const struct step *step, struct receipt *receipt,
                                    struct error *error);
struct itsm_batch_events {
	itsm_batch_event_fn note, attachment, task;
};
/* Events of all other kinds may simply be sent again: they count as looked for. */
CHECKED bool itsm_batch_find_event(struct itsm *itsm, struct arena *scratch,
                                   const struct step *step, const struct itsm_batch_events *events,
                                   struct receipt *receipt, struct error *error);
