/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Adopt before create: what stands on a far side already is taken over, never doubled. */
#pragma once
#include "flow/derive_subject.h"

/* Gives a certificate's record the remote id of an existing row: by fingerprint in any spelling,
 * else by serial and issuer where that row has no other fingerprint. */
CHECKED bool derive_adopt(const struct flow *flow, struct arena *arena,
                          const struct flow_side *side, const struct subject *subject,
                          const char *key, struct error *error);
/* A name that has its row already needs no write. reference is "domain:<name>". */
CHECKED bool derive_adopt_domain(const struct flow *flow, struct arena *arena,
                                 const struct flow_side *side, const char *reference,
                                 struct error *error);
