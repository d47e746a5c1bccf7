/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The public key: its kind, size and curve. */
#include "base/arena.h"
#include "base/text.h"
#include "model/certificate_parts.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

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

void certificate_key_read(struct arena *arena, X509 *x509, struct certificate *certificate)
{
	certificate->key_type = key_type(x509);
	const EVP_PKEY *key = X509_get0_pubkey(x509);
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
