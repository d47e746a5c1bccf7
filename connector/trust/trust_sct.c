/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Signed certificate timestamps inside a certificate. */
#include "trust/trust_sct.h"
#include "base/memory.h"

#include <limits.h>
#include <openssl/ct.h>
#include <openssl/err.h>
#include <openssl/x509.h>

static void free_x509(X509 **x509)
{
	X509_free(*x509);
}

static void free_list(STACK_OF(SCT) * *list)
{
	SCT_LIST_free(*list);
}

int64_t trust_sct_first(const unsigned char *der, size_t length)
{
	X509 *x509 CLEANUP(free_x509) =
		length <= LONG_MAX ? d2i_X509(NULL, &der, (long)length) : NULL;
	STACK_OF(SCT) * list CLEANUP(free_list) =
		x509 ? X509_get_ext_d2i(x509, NID_ct_precert_scts, NULL, NULL) : NULL;
	uint64_t first = 0;
	for (int i = 0; list && i < sk_SCT_num(list); i++) {
		uint64_t at = SCT_get_timestamp(sk_SCT_value(list, i));
		first = at && (!first || at < first) ? at : first;
	}
	ERR_clear_error();
	return (int64_t)(first / 1000);
}
