/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A revocation list of any length, written as it goes and never held. */
#pragma once
#include "support/issue.h"

enum { LONG_CRL_100_MB = 2800000 /* entries */ };

/* Hands over the list in pieces of at most this length; false when `take` said so. Serials are 1,000,000
 * and up, all revoked an hour ago; in force from then on for a day. The key: any but Ed25519's. */
bool long_crl(const struct issued *issuer, size_t entries, size_t piece,
              bool (*take)(void *context, const void *bytes, size_t length), void *context);
