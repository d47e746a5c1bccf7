/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Makes and reads records of one far side. */
#include "support/store_records.h"
#include "support/check.h"

static struct error error;

bool store_records_want(struct store *store, const char *key, const char *desired, int urgency)
{
	bool changed;
	GOOD(store_record_want(store, "sn", "certificate", key, 4, urgency, desired, "", &changed,
	                       &error));
	return changed;
}

struct store_record *store_records_get(struct store *store, struct arena *arena, const char *key)
{
	struct store_record *row;
	GOOD(store_record_get(store, arena, "sn", key, &row, &error));
	return row;
}

size_t store_records_pending(struct store *store, struct arena *arena, struct store_record **rows)
{
	size_t count;
	int64_t total;
	GOOD(store_record_pending(store, arena, "sn", NULL, 10, rows, &count, &error));
	GOOD(store_record_pending_count(store, "sn", &total, &error));
	assert_true(total >= (int64_t)count);
	return count;
}
