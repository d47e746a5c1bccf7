/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What else a certificate that is out of use may still be needed for. */
#pragma once
#include "flow/derive_ticket_record.h"

/* Sets other_uses, not_looked and retired_cis of the "ticket" member. Nobody may be led to revoke
 * by what was never looked at: only decommission tickets ask, so that others stay cheap. */
CHECKED bool derive_uses(const struct flow *flow, struct arena *arena,
                         const struct ticket_input *input, struct json *ticket,
                         struct error *error);
