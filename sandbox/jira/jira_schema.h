/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The SQL tables behind both Jira sites. */
#pragma once

#include "sandbox/database.h"

#include <stdbool.h>

bool jira_schema_create(struct database *database);
