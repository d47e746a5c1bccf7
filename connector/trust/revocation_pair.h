/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who issued a certificate, by its signature: a name proves nothing. */
#pragma once
#include "base/error.h"
#include <stddef.h>

/* An issuer's certificate, read once for all that it may have issued. */
struct revocation_issuer;

/* NULL when it does not parse; close takes that, too. */
struct revocation_issuer *revocation_issuer_open(const unsigned char *der, size_t length);
void revocation_issuer_close(struct revocation_issuer **issuer);
/* Was this certificate (DER) signed with its key, and does it name it as its issuer? */
bool revocation_issuer_signed(const struct revocation_issuer *issuer, const unsigned char *der,
                              size_t length);
