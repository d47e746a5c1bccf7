/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A record as columns, shared by the files that read and write it. */
#pragma once
#include "store/statement.h"
#include "store/store_record.h"

#define STORE_RECORD_COLUMNS                                                                 \
	"id, target, kind, key, subject_id, urgency, wanted, desired, sent, body, refresh, " \
	"adopted, remote_id, version, baseline, drift, contested, problem, put_backs, "      \
	"put_back_at, missing"
extern const struct statement_shape store_record_shape;
