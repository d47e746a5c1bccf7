/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The public key: its kind, size and curve. */
#include "base/arena.h"
#include "base/memory.h"
#include "base/text.h"
#include "model/certificate_parts.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

enum { EXPONENT_BYTES = 64 };

/* By the algorithm's identifier, so that a key that OpenSSL cannot decode still has its kind. */
static enum certificate_key key_type(const X509 *x509)
{
	ASN1_OBJECT *object = NULL;
	X509_PUBKEY_get0_param(&object, NULL, NULL, NULL, X509_get_X509_PUBKEY(x509));
	switch (OBJ_obj2nid(object)) {
	case NID_rsaEncryption:
	case NID_rsassaPss:
		return CERTIFICATE_KEY_RSA;
	case NID_X9_62_id_ecPublicKey:
	case NID_sm2:
		return CERTIFICATE_KEY_EC;
	case NID_ED25519:
		return CERTIFICATE_KEY_ED25519;
	case NID_ED448:
		return CERTIFICATE_KEY_ED448;
	case NID_dsa:
		return CERTIFICATE_KEY_DSA;
	default:
		return CERTIFICATE_KEY_OTHER;
	}
}

static const char *curve_name(struct arena *arena, const EVP_PKEY *key)
{
	char group[64];
	if (!EVP_PKEY_get_group_name(key, group, sizeof(group), NULL))
		return "explicit";
	const char *usual = EC_curve_nid2nist(OBJ_sn2nid(group));
	return usual ? usual : arena_copy(arena, group);
}

/* The next INTEGER, moved past; false when none is there. */
static bool read_integer(const unsigned char **at, const unsigned char *end,
                         const unsigned char **bytes, long *length)
{
	int tag, class;
	if ((ASN1_get_object(at, length, &tag, &class, end - *at) & 0x80) ||
	    tag != V_ASN1_INTEGER || *length <= 0 || *length > 1 << 16)
		return false;
	*bytes = *at;
	*at += *length;
	for (; *length > 1 && !**bytes; (*length)--)
		(*bytes)++;
	return true;
}

static void free_number(BIGNUM **number)
{
	BN_free(*number);
}

static void free_digits(char **digits)
{
	OPENSSL_free(*digits);
}

/* NULL for 65537, which nearly all have. */
static const char *unusual_exponent(struct arena *arena, const unsigned char *bytes, long length)
{
	static const unsigned char usual[] = { 1, 0, 1 };
	if (length == sizeof(usual) && memcmp(bytes, usual, sizeof(usual)) == 0)
		return NULL;
	/* FIPS 186-5 allows 256 bits; turning far more into digits takes seconds. */
	if (length > EXPONENT_BYTES)
		return NULL;
	BIGNUM *number CLEANUP(free_number) = BN_bin2bn(bytes, (int)length, NULL);
	char *digits CLEANUP(free_digits) = number ? BN_bn2dec(number) : NULL;
	return digits ? arena_copy(arena, digits) : NULL;
}

/* RSAPublicKey is SEQUENCE { modulus, exponent } (RFC 8017 A.1.1); bits stay 0 when it is not so. */
static void read_rsa(struct arena *arena, const unsigned char *at, long length,
                     struct certificate *certificate)
{
	int tag, class, bits = 0;
	const unsigned char *end = at + length, *modulus, *exponent;
	long modulus_length, exponent_length;
	if ((ASN1_get_object(&at, &length, &tag, &class, end - at) & 0x80) ||
	    tag != V_ASN1_SEQUENCE || !read_integer(&at, end, &modulus, &modulus_length))
		return;
	for (unsigned first = *modulus; first; first >>= 1)
		bits++;
	certificate->key_bits = bits + (int)(modulus_length - 1) * 8;
	if (read_integer(&at, end, &exponent, &exponent_length))
		certificate->exponent = unusual_exponent(arena, exponent, exponent_length);
}

/* The three curves that nearly all certificates name. */
static bool usual_curve(const X509_ALGOR *algorithm, struct certificate *certificate)
{
	static const struct {
		int nid, bits;
	} curves[] = { { NID_X9_62_prime256v1, 256 },
		       { NID_secp384r1, 384 },
		       { NID_secp521r1, 521 } };
	int type;
	const void *value;
	X509_ALGOR_get0(NULL, &type, &value, algorithm);
	for (size_t i = 0; type == V_ASN1_OBJECT && i < sizeof(curves) / sizeof(curves[0]); i++) {
		if (OBJ_obj2nid(value) != curves[i].nid)
			continue;
		certificate->curve = EC_curve_nid2nist(curves[i].nid);
		certificate->key_bits = curves[i].bits;
		return true;
	}
	return false;
}

/* Usual keys as they stand, without OpenSSL's decoders. */
static bool read_usual(struct arena *arena, X509 *x509, struct certificate *certificate)
{
	ASN1_OBJECT *object = NULL;
	const unsigned char *bytes = NULL;
	int length = 0;
	X509_ALGOR *algorithm = NULL;
	if (!X509_PUBKEY_get0_param(&object, &bytes, &length, &algorithm,
	                            X509_get_X509_PUBKEY(x509)))
		return false;
	switch (OBJ_obj2nid(object)) {
	case NID_rsaEncryption:
		read_rsa(arena, bytes, length, certificate);
		return certificate->key_bits > 0;
	case NID_X9_62_id_ecPublicKey:
		return usual_curve(algorithm, certificate);
	default:
		return false;
	}
}

static void free_x509(X509 **x509)
{
	X509_free(*x509);
}

void certificate_key_read(struct arena *arena, X509 *x509, struct certificate *certificate)
{
	certificate->key_type = key_type(x509);
	if (read_usual(arena, x509, certificate))
		return;
	X509 *whole CLEANUP(free_x509) = certificate_decode_whole(certificate);
	const EVP_PKEY *key = whole ? X509_get0_pubkey(whole) : NULL;
	if (!key)
		return;
	int bits = EVP_PKEY_get_bits(key);
	certificate->key_bits = bits > 0 ? bits : 0;
	if (certificate->key_type == CERTIFICATE_KEY_EC)
		certificate->curve = curve_name(arena, key);
}

const char *certificate_key_name(enum certificate_key key)
{
	static const char *const names[] = {
		[CERTIFICATE_KEY_OTHER] = "other", [CERTIFICATE_KEY_RSA] = "rsa",
		[CERTIFICATE_KEY_EC] = "ec",       [CERTIFICATE_KEY_ED25519] = "ed25519",
		[CERTIFICATE_KEY_ED448] = "ed448", [CERTIFICATE_KEY_DSA] = "dsa",
	};
	return names[key];
}
