/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates as facts: ordinary ones, odd ones, and hostile ones made for the purpose. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "model/certificate.h"

#include "support/check.h"
#include "support/issue.h"
#include "support/parsed.h"

#include <openssl/conf.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

static void facts_of_a_server_certificate(void **state)
{
	(void)state;
	ISSUED(ca, .common_name = "Lab CA", .is_ca = true);
	PARSED(leaf, .key = "rsa2048", .common_name = "shop",
	       .names =
	               "DNS:Shop.Example.,DNS:*.api.example,IP:10.0.0.1,IP:2001:db8::1,email:A@b.example,"
	               "URI:https://x.example/Y",
	       .usage = "serverAuth,clientAuth", .issuer = &ca);
	const struct certificate *certificate = &leaf.certificate;
	assert_true(leaf.fine);
	assert_int_equal(strlen(certificate->sha256), 64);
	assert_int_equal(strlen(certificate->spki_sha256), 64);
	assert_string_equal(certificate->subject.text, "CN=shop");
	assert_string_equal(certificate->issuer.common_name, "Lab CA");
	assert_null(certificate->subject.organization);
	assert_int_equal(certificate->name_count, 6);
	assert_string_equal(certificate->names[0].text, "Shop.Example.");
	assert_string_equal(certificate->names[0].folded, "shop.example");
	assert_string_equal(certificate->names[2].folded, "10.0.0.1");
	assert_string_equal(certificate->names[3].folded, "2001:db8::1");
	assert_string_equal(certificate->names[4].folded, "a@b.example");
	assert_int_equal(certificate->names[5].type, CERTIFICATE_NAME_URI);
	assert_true(certificate->wildcard);
	assert_int_equal(certificate->key_type, CERTIFICATE_KEY_RSA);
	assert_int_equal(certificate->key_bits, 2048);
	assert_null(certificate->curve);
	assert_string_equal(certificate->signature_algorithm, "ecdsa-with-SHA256");
	assert_string_equal(certificate->extended_usages, "serverAuth clientAuth");
	assert_int_equal(certificate->purpose, CERTIFICATE_SERVER);
	assert_int_equal(certificate->version, 3);
	assert_false(certificate->is_ca);
	assert_false(certificate->self_signed);
	assert_int_equal(certificate->not_after - certificate->not_before, 90 * CLOCK_DAY + 60);
}

static void an_unusual_exponent_is_a_fact(void **state)
{
	(void)state;
	PARSED(usual, .key = "rsa2048", .common_name = "usual");
	assert_null(usual.certificate.exponent);
	PARSED(three, .key = "rsa exponent 3", .common_name = "three");
	assert_int_equal(three.certificate.key_bits, 2048);
	assert_string_equal(three.certificate.exponent, "3");
	struct json *key = json_get(certificate_facts(&three.arena, &three.certificate), "key");
	assert_string_equal(json_member_text(key, "exponent", ""), "3");
}

static void facts_of_a_ca_certificate(void **state)
{
	(void)state;
	PARSED(ca, .key = "p384", .common_name = "Root", .is_ca = true);
	assert_true(ca.certificate.is_ca);
	assert_true(ca.certificate.self_signed);
	assert_int_equal(ca.certificate.purpose, CERTIFICATE_CA);
	assert_string_equal(ca.certificate.curve, "P-384");
	assert_string_equal(ca.certificate.usages, "keyCertSign cRLSign");
	PARSED(edwards, .key = "ed25519");
	assert_int_equal(edwards.certificate.key_type, CERTIFICATE_KEY_ED25519);
	assert_string_equal(edwards.certificate.signature_algorithm, "ED25519");
}

static void set_extension(X509 *x509, int nid, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx(&context, x509, x509, NULL, NULL, 0);
	CONF *none = NCONF_new(NULL);
	X509V3_set_nconf(&context, none);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	assert_non_null(extension);
	assert_int_equal(X509_add_ext(x509, extension, -1), 1);
	X509_EXTENSION_free(extension);
	NCONF_free(none);
}

static void add_addresses(X509 *x509)
{
	set_extension(x509, NID_info_access,
	              "caIssuers;URI:http://ca.example/1.cer,OCSP;URI:http://ocsp.example,"
	              "OCSP;URI:http://second.example");
	set_extension(x509, NID_crl_distribution_points,
	              "URI:ldap://ad.example/ca,URI:http://crl.example/1.crl");
	set_extension(x509, NID_certificate_policies, "2.23.140.1.2.2,1.3.6.1.4.1.55555.7");
}

static void policies_and_addresses_are_read(void **state)
{
	(void)state;
	PARSED(leaf, .shape = add_addresses);
	assert_string_equal(leaf.certificate.ocsp_url, "http://ocsp.example");
	assert_string_equal(leaf.certificate.ca_issuers_url, "http://ca.example/1.cer");
	assert_string_equal(leaf.certificate.crl_url, "http://crl.example/1.crl");
	assert_string_equal(leaf.certificate.policies, "2.23.140.1.2.2 1.3.6.1.4.1.55555.7");
	assert_string_equal(leaf.certificate.validation, "OV");
}

static void purposes_follow_the_usages(void **state)
{
	(void)state;
	const struct {
		const char *usage, *names;
		enum certificate_purpose purpose;
	} cases[] = {
		{ "clientAuth", NULL, CERTIFICATE_CLIENT },
		{ "clientAuth", "email:a@b.example", CERTIFICATE_PERSONAL },
		{ "clientAuth", "email:a@b.example,DNS:x.example", CERTIFICATE_CLIENT },
		{ "emailProtection,clientAuth", NULL, CERTIFICATE_PERSONAL },
		{ "codeSigning", NULL, CERTIFICATE_CODE_SIGNING },
		{ "critical,timeStamping", NULL, CERTIFICATE_TIME_STAMP },
		{ NULL, "DNS:x.example", CERTIFICATE_SERVER },
		{ "anyExtendedKeyUsage", "IP:10.0.0.1", CERTIFICATE_SERVER },
		{ NULL, NULL, CERTIFICATE_UNKNOWN },
		{ "1.2.3.4", "DNS:x.example", CERTIFICATE_UNKNOWN },
	};
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		PARSED(leaf, .usage = cases[index].usage, .names = cases[index].names);
		assert_int_equal(leaf.certificate.purpose, cases[index].purpose);
	}
}

static void set_odd_serial(X509 *x509)
{
	assert_int_equal(ASN1_INTEGER_set_int64(X509_get_serialNumber(x509), -0x0ABC), 1);
}

static void set_zero_serial(X509 *x509)
{
	assert_int_equal(ASN1_INTEGER_set_int64(X509_get_serialNumber(x509), 0), 1);
}

static void set_huge_serial(X509 *x509)
{
	BIGNUM *number = BN_new();
	assert_int_equal(BN_set_bit(number, 4000), 1);
	assert_non_null(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509)));
	BN_free(number);
}

static void serials_of_every_kind(void **state)
{
	(void)state;
	PARSED(negative, .shape = set_odd_serial);
	assert_string_equal(negative.certificate.serial, "-abc");
	PARSED(zero, .shape = set_zero_serial);
	assert_string_equal(zero.certificate.serial, "0");
	PARSED(huge, .shape = set_huge_serial);
	assert_false(huge.fine);
	assert_int_equal(huge.error.kind, ERROR_ITEM);
	check_contains(huge.error.message, "serial number of 501 bytes");
}

static void set_no_end(X509 *x509)
{
	ASN1_TIME_set_string(X509_getm_notAfter(x509), "99991231235959Z");
}

static void set_old_century(X509 *x509)
{
	ASN1_TIME_set_string(X509_getm_notBefore(x509), "500101000000Z");
	ASN1_TIME_set_string(X509_getm_notAfter(x509), "20500101000000Z");
}

static void set_backwards(X509 *x509)
{
	ASN1_TIME_set_string(X509_getm_notBefore(x509), "300101000000Z");
	ASN1_TIME_set_string(X509_getm_notAfter(x509), "200101000000Z");
}

static void set_time_bytes(ASN1_TIME *time, int type, const char *text)
{
	assert_int_equal(ASN1_STRING_set(time, text, -1), 1);
	time->type = type;
}

static void set_offset(X509 *x509)
{
	set_time_bytes(X509_getm_notAfter(x509), V_ASN1_UTCTIME, "300101013000+0130");
}

static void set_nonsense(X509 *x509)
{
	set_time_bytes(X509_getm_notAfter(x509), V_ASN1_UTCTIME, "301350996099Z");
}

static void set_fraction(X509 *x509)
{
	set_time_bytes(X509_getm_notAfter(x509), V_ASN1_GENERALIZEDTIME, "20300101000000.5Z");
}

static void times_of_every_kind(void **state)
{
	(void)state;
	PARSED(endless, .shape = set_no_end);
	assert_int_equal(endless.certificate.not_after, CLOCK_NO_END);
	PARSED(century, .shape = set_old_century);
	assert_int_equal(century.certificate.not_before, -631152000);
	assert_int_equal(century.certificate.not_after, 2524608000);
	PARSED(backwards, .shape = set_backwards);
	assert_true(backwards.certificate.not_after < backwards.certificate.not_before);
	PARSED(offset, .shape = set_offset);
	assert_true(offset.fine);
	assert_int_equal(offset.certificate.not_after, 1893456000);
	PARSED(fraction, .shape = set_fraction);
	assert_int_equal(fraction.certificate.not_after, 1893456000);
	PARSED(nonsense, .shape = set_nonsense);
	assert_false(nonsense.fine);
	check_contains(nonsense.error.message, "notAfter is no time");
}

static void add_name(GENERAL_NAMES *names, int type, const char *bytes, int length)
{
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_STRING *value =
		ASN1_STRING_type_new(type == GEN_IPADD ? V_ASN1_OCTET_STRING : V_ASN1_IA5STRING);
	assert_int_equal(ASN1_STRING_set(value, bytes, length), 1);
	GENERAL_NAME_set0_value(name, type, value);
	sk_GENERAL_NAME_push(names, name);
}

static void add_hostile_names(X509 *x509)
{
	GENERAL_NAMES *names = GENERAL_NAMES_new();
	add_name(names, GEN_DNS, "bank.example\0.evil.example", 26);
	add_name(names, GEN_DNS, "a\r\nb\x1b[31m", 9);
	add_name(names, GEN_DNS,
	         "b\xc3\xbc"
	         "cher.example",
	         15);
	add_name(names, GEN_DNS, "bad\xff.example", 12);
	add_name(names, GEN_DNS, "", 0);
	add_name(names, GEN_IPADD, "\x0a\x00\x00", 3);
	add_name(names, GEN_DNS, "x^NQy'\"[code]", 13);
	assert_int_equal(X509_add1_ext_i2d(x509, NID_subject_alt_name, names, 0, X509V3_ADD_APPEND),
	                 1);
	/* And a second extension of the same kind. */
	GENERAL_NAMES *more = GENERAL_NAMES_new();
	add_name(more, GEN_DNS, "second.example", 14);
	assert_int_equal(X509_add1_ext_i2d(x509, NID_subject_alt_name, more, 0, X509V3_ADD_APPEND),
	                 1);
	GENERAL_NAMES_free(names);
	GENERAL_NAMES_free(more);
	unsigned char subject[] = "evil\0good";
	X509_NAME_add_entry_by_NID(X509_get_subject_name(x509), NID_organizationName,
	                           V_ASN1_UTF8STRING, subject, 9, -1, 0);
}

static void hostile_names_neither_end_early_nor_break_text(void **state)
{
	(void)state;
	PARSED(hostile, .shape = add_hostile_names);
	const struct certificate *certificate = &hostile.certificate;
	assert_true(hostile.fine);
	assert_int_equal(certificate->name_count, 8);
	assert_string_equal(certificate->names[0].text, "bank.example\xEF\xBF\xBD.evil.example");
	assert_string_equal(certificate->names[1].text, "a\r\nb\x1b[31m");
	assert_string_equal(certificate->names[2].text, "b\xc3\xbc"
	                                                "cher.example");
	assert_string_equal(certificate->names[2].folded, "xn--bcher-kva.example");
	assert_string_equal(certificate->names[3].text, "bad\xEF\xBF\xBD.example");
	assert_string_equal(certificate->names[4].text, "");
	assert_string_equal(certificate->names[5].text, "#0a0000");
	assert_string_equal(certificate->names[7].text, "second.example");
	assert_string_equal(certificate->subject.organization, "evil\xEF\xBF\xBDgood");
	assert_null(strchr(certificate->subject.text, '\n'));
	struct json *facts = certificate_facts(&hostile.arena, certificate);
	char *printed = json_print(&hostile.arena, facts);
	struct error error;
	assert_non_null(json_parse(&hostile.arena, printed, strlen(printed), NULL, &error));
}

static void add_many_names(X509 *x509)
{
	GENERAL_NAMES *names = GENERAL_NAMES_new();
	for (int index = 0; index < 30000; index++) {
		char name[32];
		int length = snprintf(name, sizeof(name), "host-%d.example", index);
		add_name(names, GEN_DNS, name, length);
	}
	assert_int_equal(X509_add1_ext_i2d(x509, NID_subject_alt_name, names, 0, X509V3_ADD_APPEND),
	                 1);
	GENERAL_NAMES_free(names);
}

static void many_names_are_kept_to_their_ceiling(void **state)
{
	(void)state;
	PARSED(many, .shape = add_many_names);
	assert_true(many.fine);
	assert_int_equal(many.certificate.name_count, LIMIT_CERTIFICATE_NAMES);
	assert_int_equal(many.certificate.name_total, 30000);
	assert_string_equal(many.certificate.names[9999].folded, "host-9999.example");
	struct json *facts = certificate_facts(&many.arena, &many.certificate);
	assert_int_equal(json_count(json_get(facts, "names")), LIMIT_RECORD_NAMES);
	assert_int_equal(json_integer(json_get(facts, "name_count"), 0), 30000);
}

static void cut_and_changed_bytes_are_refused_with_a_reason(void **state)
{
	(void)state;
	ARENA(arena);
	ISSUED(leaf, .names = "DNS:shop.example");
	size_t length;
	unsigned char *der = issue_der(&leaf, &length);
	struct certificate certificate;
	struct error error;
	for (size_t cut = 0; cut < length; cut++) {
		assert_false(certificate_parse(&arena, der, cut, &certificate, &error));
		assert_int_equal(error.kind, ERROR_ITEM);
		assert_true(strlen(error.message) > 10);
		assert_int_equal(strlen(certificate.sha256), 64);
	}
	unsigned char *longer = calloc(1, length + 3);
	memcpy(longer, der, length);
	assert_false(certificate_parse(&arena, longer, length + 3, &certificate, &error));
	check_contains(error.message, "3 bytes follow");
	free(longer);
	unsigned char *huge = calloc(1, LIMIT_CERTIFICATE_BYTES + 1);
	assert_false(
		certificate_parse(&arena, huge, LIMIT_CERTIFICATE_BYTES + 1, &certificate, &error));
	check_contains(error.message, "longer than 1048576");
	free(huge);
	free(der);
}

static void the_record_has_its_documented_form(void **state)
{
	(void)state;
	PARSED(leaf, .common_name = "shop", .names = "DNS:Shop.example", .usage = "serverAuth",
	       .shape = set_no_end);
	struct json *facts = certificate_facts(&leaf.arena, &leaf.certificate);
	static const char *const members[] = {
		"sha256",
		"spki_sha256",
		"serial",
		"version",
		"subject",
		"issuer",
		"names",
		"name_count",
		"not_before",
		"not_after",
		"not_before_text",
		"not_after_text",
		"lifetime_days",
		"key",
		"signature_algorithm",
		"usages",
		"extended_usages",
		"policies",
		"validation",
		"is_ca",
		"self_signed",
		"wildcard",
		"has_scts",
		"purpose",
		"ocsp_url",
		"crl_url",
		"ca_issuers_url",
	};
	size_t found = 0;
	JSON_EACH(member, facts)
	{
		bool known = false;
		for (size_t index = 0; index < COUNT_OF(members); index++)
			known |= strcmp(member->key, members[index]) == 0;
		assert_true(known);
		found++;
	}
	assert_int_equal(found, COUNT_OF(members));
	assert_string_equal(json_text(json_at(facts, "subject", "common_name", NULL), ""), "shop");
	assert_string_equal(json_text(json_at(facts, "key", "curve", NULL), ""), "P-256");
	assert_string_equal(json_member_text(json_get(facts, "names")->first, "text", ""),
	                    "Shop.example");
	assert_int_equal(json_get(facts, "not_after_text")->type, JSON_NULL);
	assert_int_equal(json_integer(json_get(facts, "not_after"), 0), CLOCK_NO_END);
	assert_int_equal(json_count(json_get(facts, "usages")), 0);
	assert_string_equal(json_text(json_get(facts, "extended_usages")->first, ""), "serverAuth");
	assert_int_equal(json_get(facts, "validation")->type, JSON_NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_of_a_server_certificate),
		cmocka_unit_test(an_unusual_exponent_is_a_fact),
		cmocka_unit_test(facts_of_a_ca_certificate),
		cmocka_unit_test(policies_and_addresses_are_read),
		cmocka_unit_test(purposes_follow_the_usages),
		cmocka_unit_test(serials_of_every_kind),
		cmocka_unit_test(times_of_every_kind),
		cmocka_unit_test(hostile_names_neither_end_early_nor_break_text),
		cmocka_unit_test(many_names_are_kept_to_their_ceiling),
		cmocka_unit_test(cut_and_changed_bytes_are_refused_with_a_reason),
		cmocka_unit_test(the_record_has_its_documented_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
