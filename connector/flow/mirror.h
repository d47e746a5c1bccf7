/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what far sides know into the store's mirror: CIs, groups, people, certificates, names. */
#pragma once
#include "flow/flow.h"

struct mirror_result {
	int64_t rows, changed;
	bool full;       /* everything was read, not only what changed */
	int64_t missing; /* certificates of ours that a full read did not show any more */
};

/* Reads one far side: all of it at first and every mirror_seconds, else what changed since the last
 * read. Interrupted full reads go on where they stopped. Changed rows make certificates dirty;
 * certificate rows that differ from what we wrote become drift, and those of ours that a full read
 * does not show any more are told and left alone until they are back or a person says so. */
CHECKED bool mirror_read(const struct flow *flow, struct flow_side *side, bool force_full,
                         struct mirror_result *result, struct error *error);
