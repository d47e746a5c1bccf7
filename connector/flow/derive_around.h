/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What stands around a ticket: the change that renews, the last renewal, other people's incident. */
#pragma once
#include "flow/derive_ticket_record.h"

/* Sets previous, incident, change, detected and looked of the "ticket" member, whose places are
 * there already. */
CHECKED bool derive_around(const struct flow *flow, struct arena *arena,
                           const struct ticket_input *input, const char *zone, struct json *ticket,
                           struct error *error);
/* Address of the runbook: the setting's, else what all CIs of the record that name one agree on; "" =
 * none. */
const char *derive_around_runbook(const struct flow *flow, const struct json *record);
/* The newest ticket of a certificate for this reason, NULL when none. */
CHECKED bool derive_around_ticket(const struct flow *flow, struct arena *arena,
                                  int64_t certificate_id, enum flow_reason reason,
                                  struct store_ticket **ticket, struct error *error);
/* An open incident of other people about the same outage, NULL when none: on one of its CIs, and
 * opened since the certificate's end. */
CHECKED bool derive_around_incident(const struct flow *flow, struct arena *arena,
                                    const struct ticket_input *input, const struct ci **incident,
                                    struct error *error);
