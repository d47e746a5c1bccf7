/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What an approval is asked and given for: certificate, places, hook and mapping. */
#pragma once
#include "flow/derive_ticket_record.h"

/* SHA-256 over all of it. */
void derive_asked_hash(const struct flow *flow, struct arena *arena, const struct subject *subject,
                       const struct flow_side *side, char out[static 65]);
/* Keeps it beside the ticket under its hash, so that what changed since can be told. Never sent. */
CHECKED bool derive_asked_keep(const struct flow *flow, struct arena *arena,
                               const struct ticket_input *input, struct error *error);
/* What is different from what this hash was made of: "1 place came: 10.0.0.2:443; the command of hook
 * 'renew' changed". NULL when nothing was kept of it. */
CHECKED bool derive_asked_changes(const struct flow *flow, struct arena *arena,
                                  const struct ticket_input *input, const char *hash,
                                  const char **changes, struct error *error);
