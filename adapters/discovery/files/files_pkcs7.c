/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* PKCS#7 certificate bags (RFC 5652 5.1, degenerate signed data). */
#include "files_content.h"

#include "base/memory.h"

#include <openssl/err.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

static void free_pkcs7(PKCS7 **bag)
{
	PKCS7_free(*bag);
}

void files_pkcs7_read(struct arena *arena, const unsigned char *bytes, size_t length,
                      struct files_content *content)
{
	const unsigned char *at = bytes;
	PKCS7 *bag CLEANUP(free_pkcs7) = d2i_PKCS7(NULL, &at, (long)length);
	ERR_clear_error();
	if (!bag || !PKCS7_type_is_signed(bag) || !bag->d.sign) {
		content->problem = "begins like PKCS#7 but does not parse";
		return;
	}
	const STACK_OF(X509) *certificates = bag->d.sign->cert;
	for (int index = 0; index < sk_X509_num(certificates); index++) {
		unsigned char *der = NULL;
		int size = i2d_X509(sk_X509_value(certificates, index), &der);
		if (size <= 0)
			continue;
		const char *copy = arena_copy_bytes(arena, der, (size_t)size);
		OPENSSL_free(der);
		files_content_add(arena, content, NULL, (const unsigned char *)copy, (size_t)size);
	}
}
