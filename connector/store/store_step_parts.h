/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A row of the outbox as columns, shared by the files that read and write it. */
#pragma once
#include "store/statement.h"
#include "store/store_step.h"

#define STORE_STEP_COLUMNS                                                              \
	"id, target, key, kind, verb, payload, digest, state, urgency, needs, handle, " \
	"attempts, not_before, leased_until, intent_at, created_at, reason"
extern const struct statement_shape store_step_shape;
