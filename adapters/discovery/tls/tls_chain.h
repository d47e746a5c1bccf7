/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Certificate message taken apart, byte by byte as it was served. */
#pragma once
#include "model/deployment.h"

/* Body of the message (RFC 5246 7.4.2; modern: RFC 8446 4.4.2). Keeps the first
 * LIMIT_CHAIN_CERTIFICATES, counts all in total. False when lengths do not add up. chain has room for
 * that many; the bytes are borrowed. */
bool tls_chain_read(const unsigned char *message, size_t length, bool modern,
                    struct look_certificate *chain, size_t *count, size_t *total);
/* The OCSP response stapled to the leaf, in such a message of TLS 1.3; borrowed. False = none. */
bool tls_chain_staple(const unsigned char *message, size_t length, const unsigned char **staple,
                      size_t *staple_length);
/* The body of a CertificateStatus (RFC 6066 8), up to TLS 1.2 a message of its own. */
bool tls_chain_status(const unsigned char *body, size_t length, const unsigned char **staple,
                      size_t *staple_length);
