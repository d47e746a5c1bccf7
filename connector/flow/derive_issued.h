/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A new certificate that exists and is not served where the old one is. */
#pragma once
#include "flow/derive_subject.h"

/* The one to install: same subject, covers all names of the subject's certificate, ends later by at
 * least half of its own lifetime, and lies at some place. NULL when none is known. Members as
 * event.new has them, with found_at. */
CHECKED bool derive_issued(const struct flow *flow, struct arena *arena,
                           const struct subject *subject, struct json **found, struct error *error);
