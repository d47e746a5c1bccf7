/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What trust facts make of a certificate and of those above it. */
#pragma once
#include "flow/flow.h"
#include "store/store_certificate.h"
#include "trust/trust_judge.h"

struct derive_trust {
	struct trust_chain chain;
	const char *profile;
	bool decided; /* a root program decided about somebody above it: then what */
	struct trust_distrust distrust; /* it comes to for this one */
};

/* *trust is NULL where no facts are in force, or the certificate has none. */
CHECKED bool derive_trust_of(const struct flow *flow, struct arena *arena,
                             const struct store_certificate *row, const struct json *facts,
                             int64_t now, struct derive_trust **trust, struct error *error);
