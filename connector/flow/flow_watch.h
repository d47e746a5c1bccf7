/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* How a long stage tells of its progress and learns that it should stop. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct flow_watch {
	/* done of total (0 = not known yet); about 4 times a second at most. NULL = nobody listens. */
	void (*progress)(void *context, const char *stage, const char *subject, int64_t done,
	                 int64_t total);
	/* True: finish the batch and return ERROR_CANCELLED. NULL = never. */
	bool (*cancelled)(void *context);
	void *context;
};
