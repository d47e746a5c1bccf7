/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A signature over bytes that come piece by piece. Only for revocation_crl_stream.c. */
#pragma once
#include "trust/revocation_crl_parts.h"

#include <openssl/evp.h>

/* Begins by the AlgorithmIdentifier. NULL with ERROR_ITEM: it is not one of this key, or cannot be
 * checked so. */
EVP_MD_CTX *revocation_crl_stream_signature_start(X509 *issuer, const struct der_element *element,
                                                  struct error *error);
/* signature: the BIT STRING. */
bool revocation_crl_stream_signature_holds(EVP_MD_CTX *context,
                                           const struct der_element *signature);
