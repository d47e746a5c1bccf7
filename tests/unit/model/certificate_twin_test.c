/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A pre-certificate and the certificate that follows it are known as one (RFC 6962 3.1). */
#include "support/check.h"
#include "support/issue.h"
#include "support/parsed.h"

#include <openssl/x509v3.h>
#include <string.h>

static void add_opaque(X509 *x509, const char *identifier, const char *bytes, int length)
{
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	assert_int_equal(ASN1_OCTET_STRING_set(value, (const unsigned char *)bytes, length), 1);
	ASN1_OBJECT *object = OBJ_txt2obj(identifier, 1);
	X509_EXTENSION *extension = X509_EXTENSION_create_by_OBJ(NULL, object, 0, value);
	assert_int_equal(X509_add_ext(x509, extension, -1), 1);
	X509_EXTENSION_free(extension);
	ASN1_OBJECT_free(object);
	ASN1_OCTET_STRING_free(value);
}

/* What both of a pair have in common; X509_dup refuses what is not signed yet. */
static struct {
	ASN1_INTEGER *serial;
	EVP_PKEY *key;
	ASN1_TIME *starts, *ends;
} twin;

static void become_twin(X509 *x509)
{
	if (!twin.serial) {
		twin.serial = ASN1_INTEGER_dup(X509_get0_serialNumber(x509));
		twin.key = X509_get_pubkey(x509);
		twin.starts = ASN1_TIME_dup(X509_get0_notBefore(x509));
		twin.ends = ASN1_TIME_dup(X509_get0_notAfter(x509));
	}
	X509_set_serialNumber(x509, twin.serial);
	X509_set_pubkey(x509, twin.key);
	X509_set1_notBefore(x509, twin.starts);
	X509_set1_notAfter(x509, twin.ends);
}

static void become_precertificate(X509 *x509)
{
	become_twin(x509);
	add_opaque(x509, "1.3.6.1.4.1.11129.2.4.3", "\x05\x00", 2);
}

static void become_certificate(X509 *x509)
{
	become_twin(x509);
	add_opaque(x509, "1.3.6.1.4.1.11129.2.4.2", "\x04\x02\x00\x00", 4);
}

static void become_another(X509 *x509)
{
	become_twin(x509);
	add_opaque(x509, "1.3.6.1.4.1.55555.2", "\x05\x00", 2);
}

static void a_precertificate_and_its_certificate_are_one(void **state)
{
	(void)state;
	ISSUED(ca, .common_name = "CA", .is_ca = true);
	PARSED(before, .shape = become_precertificate, .issuer = &ca);
	PARSED(after, .shape = become_certificate, .issuer = &ca);
	PARSED(plain, .shape = become_twin, .issuer = &ca);
	PARSED(other, .shape = become_another, .issuer = &ca);
	assert_false(before.certificate.has_scts);
	assert_true(after.certificate.has_scts);
	assert_string_not_equal(before.certificate.sha256, after.certificate.sha256);
	assert_string_equal(before.certificate.tbs_sha256, after.certificate.tbs_sha256);
	assert_string_equal(before.certificate.tbs_sha256, plain.certificate.tbs_sha256);
	assert_string_not_equal(before.certificate.tbs_sha256, other.certificate.tbs_sha256);
	assert_string_equal(before.certificate.spki_sha256, other.certificate.spki_sha256);
	ASN1_INTEGER_free(twin.serial);
	EVP_PKEY_free(twin.key);
	ASN1_TIME_free(twin.starts);
	ASN1_TIME_free(twin.ends);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_precertificate_and_its_certificate_are_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
