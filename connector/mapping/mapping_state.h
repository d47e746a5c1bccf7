/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What an open mapping is made of; for the files of this folder only. */
#pragma once
#include "base/arena.h"
#include "base/digest.h"
#include "mapping/mapping.h"
#include "mapping/mapping_worker.h"
#include <stdint.h>

struct mapping_entry {
	const char *name;
	char version[DIGEST_HEX];
	const struct answer_form *form;
	size_t answered; /* records since the mapping was opened */
	size_t lost;     /* records on which the worker died or stalled */
};

struct mapping {
	struct arena arena;
	struct mapping_worker worker;
	int timeout_ms;
	struct mapping_entry entries[MAPPING_PROGRAMS];
	size_t count;
	uint32_t held; /* records given to the worker to hold, over all its lives */
};

/* The entry of that name, or NULL. */
struct mapping_entry *mapping_state_find(struct mapping *mapping, const char *program);
