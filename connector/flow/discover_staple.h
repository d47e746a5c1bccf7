/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* OCSP responses that came with looks. */
#pragma once
#include "flow/discover_parts.h"

/* Keeps what came with the certificates of a look, for whoever judges it. */
CHECKED bool discover_staple(struct discover *discover, const struct look *look,
                             struct error *error);
