/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who issued a certificate, and who issued that one, as far as chains have shown them. */
#pragma once
#include "flow/derive_subject.h"
#include "trust/trust_judge.h"

/* The subject first. A root that no server ever sent is not among them: then the last one's issuer is a
 * name only. The subject must have facts. */
CHECKED bool derive_chain_load(const struct flow *flow, struct arena *arena,
                               const struct subject *subject, struct trust_chain *chain,
                               struct error *error);
