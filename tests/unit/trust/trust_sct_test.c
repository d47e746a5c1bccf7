/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The oldest timestamp of a log inside a certificate. */
#include "base/text.h"
#include "support/check.h"
#include "support/issue.h"
#include "trust/trust_sct.h"

#include <glob.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t times[2]; /* milliseconds, of the certificate that is made next */
static size_t kept;      /* bytes of the list that are put in */

/* SignedCertificateTimestampList (RFC 6962 3.3): two lengths, then version, log, time, no extensions,
 * and a signature of four bytes that no log made. */
static size_t write_sct(unsigned char *at, int64_t time)
{
	enum { LENGTH = 1 + 32 + 8 + 2 + 4 + 4 };
	at[0] = 0;
	at[1] = LENGTH;
	memset(at + 2, 0, LENGTH);
	for (int i = 0; i < 8; i++)
		at[2 + 33 + i] = (unsigned char)(time >> (8 * (7 - i)));
	at[2 + 43] = 4;
	at[2 + 44] = 3;
	at[2 + 46] = 4;
	return 2 + LENGTH;
}

static void put_scts(X509 *x509)
{
	unsigned char list[200], *encoded = NULL;
	size_t length = 2;
	for (size_t i = 0; i < COUNT_OF(times); i++)
		length += write_sct(list + length, times[i]);
	list[0] = 0;
	list[1] = (unsigned char)(length - 2);
	ASN1_OCTET_STRING *inner = ASN1_OCTET_STRING_new(), *outer = ASN1_OCTET_STRING_new();
	ASN1_OCTET_STRING_set(inner, list, (int)(kept ? kept : length));
	int size = i2d_ASN1_OCTET_STRING(inner, &encoded);
	ASN1_OCTET_STRING_set(outer, encoded, size);
	ASN1_OBJECT *object = OBJ_nid2obj(NID_ct_precert_scts);
	X509_EXTENSION *extension = X509_EXTENSION_create_by_OBJ(NULL, object, 0, outer);
	assert_int_equal(X509_add_ext(x509, extension, -1), 1);
	X509_EXTENSION_free(extension);
	ASN1_OCTET_STRING_free(inner);
	ASN1_OCTET_STRING_free(outer);
	OPENSSL_free(encoded);
}

static int64_t first_of(void (*shape)(X509 *x509))
{
	ISSUED(leaf, .common_name = "leaf", .shape = shape);
	size_t length;
	unsigned char *der = issue_der(&leaf, &length);
	int64_t first = trust_sct_first(der, length);
	/* Cut anywhere it is no certificate, and no fault. */
	for (size_t cut = 0; cut < length; cut += 7)
		assert_int_equal(trust_sct_first(der, cut), 0);
	free(der);
	return first;
}

static void the_oldest_counts(void **state)
{
	(void)state;
	times[0] = INT64_C(1731369600999);
	times[1] = INT64_C(1731369599999);
	assert_int_equal(first_of(put_scts), 1731369599);
	times[0] = INT64_C(1731369598000);
	assert_int_equal(first_of(put_scts), 1731369598);
}

static void without_one_it_is_0(void **state)
{
	(void)state;
	assert_int_equal(first_of(NULL), 0);
	/* A list that ends too early is none. */
	for (kept = 1; kept < 100; kept += 9)
		assert_int_equal(first_of(put_scts), 0);
	kept = 0;
}

/* A certificate of the zlint collection, where that is at hand. */
static void real_ones_are_read(void **state)
{
	(void)state;
	const char *named = getenv("CERTSTEWARD_CORPORA");
	glob_t found = { 0 };
	TEXT(path);
	if (named)
		text_append(&path, named);
	else if (glob(CERTSTEWARD_SOURCE_DIR "/../*/corpora", GLOB_ONLYDIR, NULL, &found) == 0)
		text_append(&path, found.gl_pathv[0]);
	globfree(&found);
	text_append(&path, "/zlint/testdata/ct3mo2SCTs.pem");
	FILE *file = fopen(text_string(&path), "r");
	if (!file) {
		print_message("skipped: no '%s'\n", text_string(&path));
		skip();
	}
	X509 *x509 = PEM_read_X509(file, NULL, NULL, NULL);
	assert_non_null(x509);
	fclose(file);
	unsigned char *der = NULL;
	int length = i2d_X509(x509, &der);
	/* 2019-04-06 16:25:05 UTC, as openssl prints it. */
	assert_int_equal(trust_sct_first(der, (size_t)length), 1554567905);
	OPENSSL_free(der);
	X509_free(x509);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_oldest_counts),
		cmocka_unit_test(without_one_it_is_0),
		cmocka_unit_test(real_ones_are_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
