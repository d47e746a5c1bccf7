/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that judge revocation share; nothing outside connector/trust/ sees it. */
#pragma once
#include "base/memory.h"
#include "trust/revocation.h"

#include <openssl/x509.h>

/* NULL when it does not parse as a whole. The caller frees, by revocation_x509_free in a scope. */
X509 *revocation_x509(const unsigned char *der, size_t length);
void revocation_x509_free(X509 **x509);
/* UTC seconds; false for what is no time. */
bool revocation_time(const ASN1_TIME *time, int64_t *seconds);
/* Leaves no error of this call behind in OpenSSL's queue of the thread. */
void revocation_forget_errors(void);
