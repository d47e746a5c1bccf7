/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Small things about OpenSSL's values that judging revocation needs. */
#include "trust/revocation_parts.h"
#include "base/clock.h"
#include "base/limits.h"

#include <openssl/err.h>

X509 *revocation_x509(const unsigned char *der, size_t length)
{
	if (!der || length == 0 || length > LIMIT_CERTIFICATE_BYTES)
		return NULL;
	const unsigned char *at = der;
	X509 *x509 = d2i_X509(NULL, &at, (long)length);
	if (x509 && at != der + length)
		revocation_x509_free(&x509);
	return x509;
}

void revocation_x509_free(X509 **x509)
{
	X509_free(*x509);
	*x509 = NULL;
}

bool revocation_time(const ASN1_TIME *time, int64_t *seconds)
{
	struct tm parts;
	if (!time || !ASN1_TIME_to_tm(time, &parts))
		return false;
	*seconds = clock_join(&(struct clock_date){ .year = parts.tm_year + 1900,
	                                            .month = parts.tm_mon + 1,
	                                            .day = parts.tm_mday,
	                                            .hour = parts.tm_hour,
	                                            .minute = parts.tm_min,
	                                            .second = parts.tm_sec });
	return true;
}

void revocation_forget_errors(void)
{
	ERR_clear_error();
}
