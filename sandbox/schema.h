/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The SQL tables behind the dictionary. */
#pragma once

#include "database.h"

#include <stdbool.h>

/* Creates what is missing. False when the file holds something else. */
bool schema_create(struct database *database);
