/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What else a certificate or its key is in use for. */
#pragma once
#include "flow/derive_ticket_record.h"

/* Sets other_uses of the "ticket" member: who shares the key. Of a certificate out of use also its own
 * places, not_looked and retired_cis: nobody may be led to revoke by what was never looked at. */
CHECKED bool derive_uses(const struct flow *flow, struct arena *arena,
                         const struct ticket_input *input, struct json *ticket,
                         struct error *error);
