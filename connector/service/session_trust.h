/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The trust facts in force: those shipped, and people's own files behind them. */
#pragma once
#include "service/session.h"
#include "trust/trust_facts.h"

/* Reads them into the session and its flow. ERROR_LOCAL says which file, line and entry a person must
 * mend. */
CHECKED bool session_trust_open(struct session *session, struct error *error);
