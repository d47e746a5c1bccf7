/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who issued a certificate, by its signature: a name proves nothing. */
#pragma once
#include "trust/revocation_ocsp.h"

/* Was it signed with the key in the issuer's certificate, and does that bear the issuer's name?
 * ERROR_ITEM says why not. */
CHECKED bool revocation_pair_holds(const struct revocation_pair *pair, struct error *error);
