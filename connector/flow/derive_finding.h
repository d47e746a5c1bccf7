/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Findings that rest on places and on what stands beside them. */
#pragma once
#include "flow/derive_subject.h"

/* Adds them to the findings of the subject, and says until when places count as flapping. */
CHECKED bool derive_finding_places(const struct flow *flow, struct arena *arena,
                                   struct subject *subject, int64_t now, struct error *error);
