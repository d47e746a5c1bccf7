/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The second face of the organisation: a Jira Cloud site with its gateway, and a Jira Data Center. */
#pragma once

#include "sandbox/face.h"

#include <stdbool.h>

extern const struct face jira_face;

/* Whether a path belongs to this face. */
bool jira_face_owns(const char *path);
