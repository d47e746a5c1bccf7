/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the server farm of the bench shows. */
#pragma once
#include <openssl/types.h>
#include <stddef.h>

struct farm_leaf {
	X509 *x509;
	EVP_PKEY *key;
};

struct farm_certificates {
	X509 *issuer;
	struct farm_leaf *leaves; /* P-256 and RSA-2048 by turns */
	size_t count;
};

/* generation: other numbers give other certificates of the same names. */
void farm_certificates_make(struct farm_certificates *made, size_t count, long generation);
/* Records with ServerHello, Certificate and ServerHelloDone of TLS 1.2, as a server would send them;
 * no key stands behind them. Their length. */
size_t farm_certificates_flight(const struct farm_certificates *made, unsigned char *out,
                                size_t room);
