/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at what payloads have written: an instance may answer "done" for what it dropped. */
#pragma once
#include "servicenow_request_ire.h"

/* Completes the receipts of answered payloads: what rows hold now, ids of relations; what cannot be
 * seen is postponed. Sets references of certificates to themselves on the way. Where the reads
 * fail, certificates stay done without holds. */
void servicenow_read_back(struct itsm *itsm, struct arena *arena,
                          const struct servicenow_ire *payloads, size_t count);
