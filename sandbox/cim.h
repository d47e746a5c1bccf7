/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificate Inventory and Management: its tables when switched on, and its daily job. */
#pragma once

#include "session.h"

/* Called before each request: follows the switches "cim" and "clone", and runs the job when the
 * day has changed. */
void cim_tick(struct session *session);
/* The job: a renewal task per certificate near its end, an incident per expired one. Returns how
 * many it made; none while the switch is off. */
int cim_run(struct session *session);
