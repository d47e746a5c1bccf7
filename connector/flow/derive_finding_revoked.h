/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Findings about revocation: of a certificate, of its authority, and of that one's services. */
#pragma once
#include "flow/derive_subject.h"

CHECKED bool derive_finding_revoked(const struct flow *flow, struct arena *arena,
                                    struct subject *subject, struct error *error);
/* What records say of it; NULL = nothing is known against it. */
struct json *derive_finding_revocation(struct arena *arena, const struct subject *subject);
