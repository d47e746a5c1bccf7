/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Unauthorized changes: what an instance opens when a CI changes without a change request. */
#pragma once

#include "session.h"

/* Opens one if the switch is on, the CI is part of a service and no open change covers it. */
void unauthorized_consider(struct session *session, const char *ci);
/* Opens one in any case; returns its sys_id. */
const char *unauthorized_open(struct session *session, const char *ci);
