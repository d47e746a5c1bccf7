/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of incidents: states, priority, resolution, assignment. */
#pragma once

#include "session.h"

#include <jansson.h>
#include <stdbool.h>

bool incident_rules_insert(struct session *session, json_t *values, struct failure *failure);
bool incident_rules_update(struct session *session, const json_t *before, json_t *changes,
                           const json_t *notes, struct failure *failure);
