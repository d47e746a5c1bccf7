/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What must be known of an instance before the first certificate is written. */
#pragma once
#include "contract/itsm.h"

/* Learns, once and in one call, how others spell fingerprints and whether Certificate Inventory and
 * Management is there. ERROR_PEER while that is and nobody has said who tickets. */
CHECKED bool servicenow_site_learn(struct itsm *itsm, struct arena *arena, struct error *error);
