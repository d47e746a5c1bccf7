/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Places that serve certificates, as records of their own on far sides that keep such. */
#pragma once
#include "flow/derive_subject.h"

/* The places of those subjects that have a body: runs deployment.jq and sets what is desired, after the
 * certificates'. What is gone is marked so and stays. */
CHECKED bool derive_deployment(const struct flow *flow, struct arena *arena, size_t side_index,
                               struct subject **subjects, struct json **bodies, size_t count,
                               struct error *error);
