/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What `check` tells of responders and revocation lists: how they answered last, and how to mend it. */
#pragma once
#include "contract/itsm.h"
#include "service/session.h"

/* Asks nobody: passes do. Tells one line for each list, responder, and reason for not asking. */
void check_revocation(const struct session *session, struct arena *arena,
                      void (*tell)(void *context, const struct itsm_finding *finding),
                      void *context);
