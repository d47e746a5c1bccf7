/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* How long to wait before the same thing is tried again. */
#pragma once
#include <stdint.h>

/* Seconds after the n-th failure in a row (from 1): 5 s doubling to an hour, spread by up to a
 * quarter by `salt` so that many do not come back at once; never less than what was asked for. */
int64_t backoff_seconds(int failures, int asked, uint64_t salt);
