/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The face by which the organisation looks like a ServiceNow instance. */
#pragma once

#include "face.h"

extern const struct face servicenow_face;
