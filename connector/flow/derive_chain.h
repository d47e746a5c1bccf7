/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who issued a certificate, and who issued that one, as far as chains have shown them. */
#pragma once
#include "flow/flow.h"
#include "store/store_certificate.h"
#include "trust/trust_judge.h"

/* The certificate itself first. A root that no server ever sent is not among them: then the last one's
 * issuer is a name only. */
CHECKED bool derive_chain_load(const struct flow *flow, struct arena *arena,
                               const struct store_certificate *row, const struct json *facts,
                               struct trust_chain *chain, struct error *error);
