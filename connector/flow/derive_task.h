/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks of a change that several owner groups share: one to issue, one for each group, one to prove. */
#pragma once
#include "flow/derive_ticket_parts.h"

/* Adds the tasks of a renewal whose places belong to more than one group; `record` is that of the
 * ticket. A change of a single group is its own task. */
CHECKED bool derive_task_open(const struct flow *flow, struct arena *arena,
                              const struct ticket_input *input, const struct json *record,
                              struct error *error);
/* Closes those that facts have settled; `proven` = all of them. */
CHECKED bool derive_task_close(const struct matter *matter, bool proven, struct error *error);
