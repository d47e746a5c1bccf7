/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds of the mirror that are not plain tables. */
#pragma once
#include "contract/itsm.h"

/* Standard change templates, by the Change Management API. */
CHECKED bool servicenow_fetch_templates(struct itsm *itsm, struct itsm_fetch *fetch,
                                        struct error *error);
