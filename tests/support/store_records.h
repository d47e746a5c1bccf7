/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Records of the far side "sn" in a store, as the tests of the store make and read them. A test ends
 * when the store fails. */
#pragma once
#include "store/store_record.h"
#include <stdbool.h>

/* Wants a certificate of subject 4; did that change the record? */
bool store_records_want(struct store *store, const char *key, const char *desired, int urgency);
struct store_record *store_records_get(struct store *store, struct arena *arena, const char *key);
/* Those with something to send: their number, at most 10. */
size_t store_records_pending(struct store *store, struct arena *arena, struct store_record **rows);
