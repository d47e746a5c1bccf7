/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A server certificate of some 1.2 KB, and issuers that its chain is served with. */
#include "bench_certificate.h"
#include "bench_der.h"
#include "bench_sign.h"

#include "base/clock.h"

#include <string.h>

enum { SERIAL = 10, KEY = 256, DIGITS = 8, HOST_DIGITS = 4, LIFE_DAYS = 397, LEFT_DAYS = 20 };

static const char name_form[] = "www-00000000.example.com";
static const char host_form[] = "host-0000.example.com";
static const char issuer_form[] = "Bench Issuing CA 0";
static const char root_name[] = "Bench Root CA";
enum { NAME_AT = 4, HOST_AT = 5, ISSUER_AT = sizeof(issuer_form) - 2 };

uint64_t bench_certificates_mix(uint64_t number)
{
	uint64_t mixed = number + UINT64_C(0x9e3779b97f4a7c15);
	mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
	return mixed ^ (mixed >> 31);
}

static const char rsa[] = "2a864886f70d010101", rsa_sha256[] = "2a864886f70d01010b",
		  ecdsa_sha256[] = "2a8648ce3d040302";

static void put_algorithm(struct bench_der *der, const char *oid)
{
	size_t position = bench_der_position(der);
	if (oid != ecdsa_sha256)
		bench_der_value(der, BENCH_NULL, "", 0);
	bench_der_oid(der, oid);
	bench_der_wrap(der, BENCH_SEQUENCE, position);
}

/* One part of a name; gives the position of its text. */
static size_t put_part(struct bench_der *der, const char *oid, const char *text)
{
	size_t position = bench_der_position(der), at;
	bench_der_bytes(der, text, strlen(text));
	at = bench_der_position(der);
	bench_der_wrap(der, BENCH_UTF8, position);
	bench_der_oid(der, oid);
	bench_der_wrap(der, BENCH_SEQUENCE, position);
	bench_der_wrap(der, BENCH_SET, position);
	return at;
}

static size_t put_name(struct bench_der *der, const char *common_name)
{
	size_t position = bench_der_position(der);
	size_t at = put_part(der, "550403", common_name);
	put_part(der, "55040a", "Example Company");
	put_part(der, "550406", "DE");
	bench_der_wrap(der, BENCH_SEQUENCE, position);
	return at;
}

/* Wraps what was written since `position` as an extension. */
static void end_extension(struct bench_der *der, size_t position, const char *oid)
{
	bench_der_wrap(der, BENCH_OCTET_STRING, position);
	bench_der_oid(der, oid);
	bench_der_wrap(der, BENCH_SEQUENCE, position);
}

static void put_alternative_names(struct bench_der *der, struct bench_template *made)
{
	size_t position = bench_der_position(der), start = position;
	bench_der_bytes(der, host_form, strlen(host_form));
	made->second_name = bench_der_position(der);
	bench_der_wrap(der, BENCH_CONTEXT + 2, start);
	start = bench_der_position(der);
	bench_der_bytes(der, name_form, strlen(name_form));
	made->first_name = bench_der_position(der);
	bench_der_wrap(der, BENCH_CONTEXT + 2, start);
	bench_der_wrap(der, BENCH_SEQUENCE, position);
	end_extension(der, position, "551d11");
}

static void put_usages(struct bench_der *der)
{
	size_t position = bench_der_position(der);
	bench_der_oid(der, "2b06010505070302");
	bench_der_oid(der, "2b06010505070301");
	bench_der_wrap(der, BENCH_SEQUENCE, position);
	end_extension(der, position, "551d25");
}

static void put_key_usage(struct bench_der *der, const char *bits)
{
	size_t position = bench_der_position(der);
	bench_der_value(der, BENCH_BIT_STRING, bits, 2);
	end_extension(der, position, "551d0f");
}

static void put_constraints(struct bench_der *der, bool is_ca)
{
	size_t position = bench_der_position(der);
	if (is_ca)
		bench_der_value(der, BENCH_BOOLEAN, "\xff", 1);
	bench_der_wrap(der, BENCH_SEQUENCE, position);
	end_extension(der, position, "551d13");
}

/* Where its issuer and its revocation are found: addresses that every public certificate has. */
static void put_addresses(struct bench_der *der)
{
	static const char list[] = "http://crl.pki.example.com/issuing.crl";
	static const char answers[] = "http://ocsp.pki.example.com/";
	size_t position = bench_der_position(der), start;
	bench_der_value(der, BENCH_CONTEXT + 6, list, strlen(list));
	bench_der_wrap(der, BENCH_CONSTRUCTED, position);
	bench_der_wrap(der, BENCH_CONSTRUCTED, position);
	bench_der_wrap(der, BENCH_SEQUENCE, position);
	bench_der_wrap(der, BENCH_SEQUENCE, position);
	end_extension(der, position, "551d1f");
	start = bench_der_position(der);
	bench_der_value(der, BENCH_CONTEXT + 6, answers, strlen(answers));
	bench_der_oid(der, "2b06010505073001");
	bench_der_wrap(der, BENCH_SEQUENCE, start);
	bench_der_wrap(der, BENCH_SEQUENCE, start);
	end_extension(der, start, "2b06010505070101");
}

static void put_extensions(struct bench_der *der, struct bench_template *made, bool is_ca)
{
	size_t position = bench_der_position(der);
	put_addresses(der);
	if (!is_ca)
		put_alternative_names(der, made);
	if (!is_ca)
		put_usages(der);
	put_key_usage(der, is_ca ? "\x01\x06" : "\x05\xa0");
	put_constraints(der, is_ca);
	bench_der_wrap(der, BENCH_SEQUENCE, position);
	bench_der_wrap(der, BENCH_CONSTRUCTED + 3, position);
}

static void put_key(struct bench_der *der, struct bench_template *made)
{
	unsigned char modulus[KEY + 1] = { 0 };
	size_t position = bench_der_position(der);
	memset(modulus + 1, 0xc5, KEY);
	bench_der_value(der, BENCH_INTEGER, "\x01\x00\x01", 3);
	size_t inner = bench_der_position(der);
	bench_der_bytes(der, modulus, sizeof(modulus));
	made->key = bench_der_position(der);
	bench_der_wrap(der, BENCH_INTEGER, inner);
	bench_der_wrap(der, BENCH_SEQUENCE, position);
	bench_der_bytes(der, "\0", 1);
	bench_der_wrap(der, BENCH_BIT_STRING, position);
	put_algorithm(der, rsa);
	bench_der_wrap(der, BENCH_SEQUENCE, position);
}

static size_t put_time(struct bench_der *der)
{
	size_t position = bench_der_position(der);
	bench_der_bytes(der, "260101000000Z", 13);
	size_t at = bench_der_position(der);
	bench_der_wrap(der, BENCH_TIME, position);
	return at;
}

static void put_serial(struct bench_der *der, struct bench_template *made)
{
	unsigned char serial[SERIAL];
	size_t position = bench_der_position(der);
	memset(serial, 0x5a, sizeof(serial));
	bench_der_bytes(der, serial, sizeof(serial));
	made->serial = bench_der_position(der);
	bench_der_wrap(der, BENCH_INTEGER, position);
	position = bench_der_position(der);
	bench_der_value(der, BENCH_INTEGER, "\x02", 1);
	bench_der_wrap(der, BENCH_CONSTRUCTED, position);
}

static void put_signature(struct bench_der *der, struct bench_template *made, bool is_signed)
{
	unsigned char signature[KEY + 1] = { 0 };
	size_t position = bench_der_position(der);
	memset(signature + 1, 0xa7, KEY);
	bench_der_bytes(der, signature, 1 + (is_signed ? BENCH_SIGNATURE : KEY));
	made->signature = bench_der_position(der);
	bench_der_wrap(der, BENCH_BIT_STRING, position);
	put_algorithm(der, is_signed ? ecdsa_sha256 : rsa_sha256);
}

static void put_body(struct bench_der *der, struct bench_template *made, bool is_ca, bool is_signed)
{
	size_t position = bench_der_position(der);
	put_extensions(der, made, is_ca);
	put_key(der, made);
	made->common_name = put_name(der, is_ca ? issuer_form : name_form);
	size_t validity = bench_der_position(der);
	made->not_after = put_time(der);
	made->not_before = put_time(der);
	bench_der_wrap(der, BENCH_SEQUENCE, validity);
	made->issuer = put_name(der, is_ca ? root_name : issuer_form);
	put_algorithm(der, is_signed ? ecdsa_sha256 : rsa_sha256);
	put_serial(der, made);
	bench_der_wrap(der, BENCH_SEQUENCE, position);
}

static void make(struct bench_template *made, bool is_ca, bool is_signed)
{
	unsigned char bytes[BENCH_DER];
	struct bench_der der = { .bytes = bytes, .size = BENCH_DER, .start = BENCH_DER };
	size_t *const places[] = { &made->serial,      &made->not_before, &made->not_after,
		                   &made->common_name, &made->first_name, &made->second_name,
		                   &made->key,         &made->signature,  &made->issuer };
	*made = (struct bench_template){ 0 };
	put_signature(&der, made, is_signed);
	put_body(&der, made, is_ca, is_signed);
	bench_der_wrap(&der, BENCH_SEQUENCE, 0);
	made->length = bench_der_position(&der);
	memcpy(made->der, bytes + der.start, made->length);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		*places[i] = *places[i] ? bench_der_from(&der, *places[i]) : 0;
}

/* Serial, key and signature: what makes the bytes its own. Behind a first byte that keeps the sign. */
static void make_own(struct bench_template *made, uint64_t mixed)
{
	memcpy(made->der + made->serial + 1, &mixed, sizeof(mixed));
	memcpy(made->der + made->key + 2, &mixed, sizeof(mixed));
	memcpy(made->der + made->signature + 2, &mixed, sizeof(mixed));
}

static void put_digits(void *at, uint64_t number, int digits)
{
	for (int i = digits; i-- > 0; number /= 10)
		((unsigned char *)at)[i] = (unsigned char)('0' + number % 10);
}

static void set_days(struct bench_certificates *made, struct bench_template *at, int from, int to)
{
	memcpy(at->der + at->not_before, made->days[from + BENCH_DAYS], 6);
	memcpy(at->der + at->not_after, made->days[to + BENCH_DAYS], 6);
}

void bench_certificates_make(struct bench_certificates *made, int64_t start, uint64_t seed,
                             const struct bench_signers *signers)
{
	make(&made->leaf, false, signers != NULL);
	made->seed = seed;
	made->signers = signers;
	for (int day = -BENCH_DAYS; day <= BENCH_DAYS; day++) {
		struct clock_date date;
		clock_split(start + (int64_t)day * CLOCK_DAY, &date);
		uint64_t digits = (uint64_t)date.year % 100 * 10000 + (uint64_t)date.month * 100 +
		                  (uint64_t)date.day;
		put_digits(made->days[day + BENCH_DAYS], digits, 6);
	}
	/* Those of signers are there already. */
	for (unsigned i = 0; i < BENCH_ISSUERS && !signers; i++) {
		struct bench_template *issuer = &made->issuers[i];
		make(issuer, true, false);
		make_own(issuer, bench_certificates_mix(seed + i));
		put_digits(issuer->der + issuer->common_name + ISSUER_AT, i, 1);
		set_days(made, issuer, -BENCH_DAYS, BENCH_DAYS);
	}
}

/* The body begins behind the whole's header; both have lengths of two bytes. */
static void sign(const struct bench_certificates *made, struct bench_template *leaf, unsigned by)
{
	enum { HEADER = 4 };
	const unsigned char *body = leaf->der + HEADER;
	size_t length = HEADER + ((size_t)body[2] << 8 | body[3]);
	bench_sign(made->signers, by, body, length, leaf->der + leaf->signature + 1);
}

const unsigned char *bench_certificates_leaf(struct bench_certificates *made, uint64_t number,
                                             unsigned host, size_t *length,
                                             const struct bench_template **issuer)
{
	struct bench_template *leaf = &made->leaf;
	uint64_t mixed = bench_certificates_mix(number ^ made->seed << 32);
	int left = LEFT_DAYS + (int)(mixed % (LIFE_DAYS - LEFT_DAYS));
	unsigned by = (unsigned)(mixed >> 32) % BENCH_ISSUERS;
	make_own(leaf, mixed);
	put_digits(leaf->der + leaf->common_name + NAME_AT, number, DIGITS);
	put_digits(leaf->der + leaf->first_name + NAME_AT, number, DIGITS);
	put_digits(leaf->der + leaf->second_name + HOST_AT, host, HOST_DIGITS);
	put_digits(leaf->der + leaf->issuer + ISSUER_AT, by, 1);
	set_days(made, leaf, left - LIFE_DAYS, left);
	if (made->signers)
		sign(made, leaf, by);
	*issuer = &made->issuers[by];
	*length = leaf->length;
	return leaf->der;
}
