/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Findings about revocation: of a certificate, of its authority, and of that one's services. */
#pragma once
#include "flow/derive_subject.h"

/* Adds to subject->findings what its own answer, its issuer's and, of an authority, its services'
 * troubles say; texts in arena. Nothing for a certificate without facts. False = the store failed. */
CHECKED bool derive_finding_revoked(const struct flow *flow, struct arena *arena,
                                    struct subject *subject, struct error *error);
/* Member "revocation" of its record (docs/record.md), in arena; NULL = nothing is known against it. */
struct json *derive_finding_revocation(struct arena *arena, const struct subject *subject);
