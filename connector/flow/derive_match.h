/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which configuration item a place belongs to: application with address and port,
 * load-balancer VIP, host by address, host by name. Two equal candidates are ambiguous: listed, not
 * linked. A business service is never a parent, and no CI is ever invented. */
#pragma once
#include "flow/derive_subject.h"

/* Fills the matches of every place for every far side that covers its zone. Reads only. */
CHECKED bool derive_match(const struct flow *flow, struct arena *arena, struct subject *subject,
                          struct error *error);
/* Keeps what changed of them in the store. */
CHECKED bool derive_match_keep(const struct flow *flow, struct arena *arena,
                               const struct subject *subject, struct error *error);
