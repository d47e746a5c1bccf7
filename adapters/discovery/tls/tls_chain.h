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
