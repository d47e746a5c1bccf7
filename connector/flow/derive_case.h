/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Cases: the unit of lifecycle, opened and ended by facts alone. */
#pragma once
#include "flow/derive_subject.h"
#include "store/store_case.h"

/* Opens and ends the cases of a decided subject. */
CHECKED bool derive_case(const struct flow *flow, struct arena *arena,
                         const struct subject *subject, int64_t now, struct error *error);
/* "renewal:<sha256>", with ":<UTC day>" behind it for reasons that can come again. */
char *derive_case_key(struct arena *arena, enum flow_reason reason, const char *sha256,
                      int64_t now);
