/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Searches by numbers and keys that several writers need. Every row is proved to be what was asked
 * for: RT answers a query that it cannot parse with all rows. */
#pragma once
#include "request_tracker_call.h"

/* Tickets by number, with custom fields and links; numbers of 0 are passed over. */
CHECKED bool request_tracker_lookup_tickets(struct itsm *itsm, struct arena *arena,
                                            const int64_t *numbers, size_t count,
                                            struct json **rows, struct error *error);
/* Tickets in the approvals queue on which one of these tickets depends, oldest first. */
CHECKED bool request_tracker_lookup_approvals(struct itsm *itsm, struct arena *arena,
                                              const int64_t *numbers, size_t count,
                                              struct json **rows, struct error *error);
/* Comments, correspondence and changes of status of these tickets, oldest first. */
CHECKED bool request_tracker_lookup_transactions(struct itsm *itsm, struct arena *arena,
                                                 const int64_t *numbers, size_t count,
                                                 struct json **rows, struct error *error);
/* Parts of these transactions with their content. */
CHECKED bool request_tracker_lookup_texts(struct itsm *itsm, struct arena *arena,
                                          const int64_t *transactions, size_t count,
                                          struct json **rows, struct error *error);
/* Tickets whose key field holds one of these keys. */
CHECKED bool request_tracker_lookup_keys(struct itsm *itsm, struct arena *arena,
                                         const char *const *keys, size_t count, struct json **rows,
                                         struct error *error);
/* Does a message of ours on this ticket carry the mark of this key? */
CHECKED bool request_tracker_lookup_mark(struct itsm *itsm, struct arena *arena, int64_t ticket,
                                         const char *key, bool *there, struct error *error);
/* Of the messages that begin with these words: is the newest the one with the mark of this key? */
CHECKED bool request_tracker_lookup_newest(struct itsm *itsm, struct arena *arena, int64_t ticket,
                                           const char *words, const char *key, bool *newest,
                                           struct error *error);
