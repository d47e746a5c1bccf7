/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* PKCS#12 (RFC 7292): the certificates with their friendly names. Key bags stay closed. */
#include "files_content.h"

#include "base/memory.h"

#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509.h>
#include <string.h>

enum {
	/* A store that asks for more rounds than this is made to keep us busy; OpenSSL uses 2,048, the
	 * strictest advice is about a million. */
	ROUNDS_MOST = 10000000,
	/* Safes of one store; real ones hold two or three. */
	SAFES_MOST = 1000,
};

/* The providers of one reading. */
struct crypto {
	OSSL_LIB_CTX *library;
	OSSL_PROVIDER *usual, *legacy;
};

static void close_crypto(struct crypto *crypto)
{
	OSSL_PROVIDER_unload(crypto->legacy);
	OSSL_PROVIDER_unload(crypto->usual);
	OSSL_LIB_CTX_free(crypto->library);
}

static bool open_crypto(struct crypto *crypto)
{
	crypto->library = OSSL_LIB_CTX_new();
	if (!crypto->library)
		return false;
	crypto->usual = OSSL_PROVIDER_load(crypto->library, "default");
	/* Where it is not installed, newer stores can be read all the same. */
	crypto->legacy = OSSL_PROVIDER_load(crypto->library, "legacy");
	return crypto->usual != NULL;
}

static void free_store(PKCS12 **store)
{
	PKCS12_free(*store);
}

static void free_safes(STACK_OF(PKCS7) * *safes)
{
	sk_PKCS7_pop_free(*safes, PKCS7_free);
}

static void free_bags(STACK_OF(PKCS12_SAFEBAG) * *bags)
{
	sk_PKCS12_SAFEBAG_pop_free(*bags, PKCS12_SAFEBAG_free);
}

static void free_pbe(PBEPARAM **parameters)
{
	PBEPARAM_free(*parameters);
}

static void free_pbe2(PBE2PARAM **parameters)
{
	PBE2PARAM_free(*parameters);
}

static void free_pbkdf2(PBKDF2PARAM **parameters)
{
	PBKDF2PARAM_free(*parameters);
}

static bool is_bearable(const ASN1_INTEGER *rounds)
{
	int64_t number;
	return !rounds || (ASN1_INTEGER_get_int64(&number, rounds) == 1 && number <= ROUNDS_MOST);
}

static void *parameters_of(const X509_ALGOR *algorithm, const ASN1_ITEM *item)
{
	const void *value;
	int type;
	X509_ALGOR_get0(NULL, &type, &value, algorithm);
	return type == V_ASN1_SEQUENCE ? ASN1_item_unpack(value, item) : NULL;
}

/* How often the password is hashed: PBES2 with PBKDF2 (RFC 8018), or PKCS#12's own. */
static bool has_bearable_rounds(const X509_ALGOR *algorithm)
{
	const ASN1_OBJECT *object;
	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	if (OBJ_obj2nid(object) != NID_pbes2) {
		PBEPARAM *own CLEANUP(free_pbe) =
			parameters_of(algorithm, ASN1_ITEM_rptr(PBEPARAM));
		return !own || is_bearable(own->iter);
	}
	PBE2PARAM *outer CLEANUP(free_pbe2) = parameters_of(algorithm, ASN1_ITEM_rptr(PBE2PARAM));
	if (!outer)
		return false;
	PBKDF2PARAM *inner CLEANUP(free_pbkdf2) =
		parameters_of(outer->keyfunc, ASN1_ITEM_rptr(PBKDF2PARAM));
	return inner && is_bearable(inner->iter);
}

static void add_certificate(struct arena *arena, PKCS12_SAFEBAG *bag, struct files_content *content)
{
	X509 *x509 = PKCS12_SAFEBAG_get1_cert(bag);
	unsigned char *der = NULL;
	int size = x509 ? i2d_X509(x509, &der) : 0;
	char *name = PKCS12_get_friendlyname(bag);
	const char *copy = size > 0 ? arena_copy_bytes(arena, der, (size_t)size) : NULL;
	files_content_add(arena, content, name, (const unsigned char *)copy,
	                  size > 0 ? (size_t)size : 0);
	if (!copy && content->count)
		content->items[content->count - 1].problem = "is no X.509 certificate";
	OPENSSL_free(name);
	OPENSSL_free(der);
	X509_free(x509);
}

static void read_bags(struct arena *arena, const STACK_OF(PKCS12_SAFEBAG) * bags,
                      struct files_content *content)
{
	for (int index = 0; index < sk_PKCS12_SAFEBAG_num(bags); index++) {
		PKCS12_SAFEBAG *bag = sk_PKCS12_SAFEBAG_value(bags, index);
		switch (PKCS12_SAFEBAG_get_nid(bag)) {
		case NID_certBag:
			add_certificate(arena, bag, content);
			break;
		case NID_keyBag:
		case NID_pkcs8ShroudedKeyBag:
			content->keys++;
			break;
		default:
			break;
		}
	}
}

static void read_safe(struct arena *arena, PKCS7 *safe, const char *password,
                      struct files_content *content)
{
	STACK_OF(PKCS12_SAFEBAG) * bags CLEANUP(free_bags) = NULL;
	if (PKCS7_type_is_data(safe)) {
		bags = PKCS12_unpack_p7data(safe);
	} else if (PKCS7_type_is_encrypted(safe)) {
		if (!has_bearable_rounds(safe->d.encrypted->enc_data->algorithm)) {
			content->problem = "asks for more than 10,000,000 rounds of its password";
			return;
		}
		int length = password ? (int)strlen(password) : 0;
		bags = PKCS12_unpack_p7encdata(safe, password, length);
	} else {
		return; /* encrypted to a public key: not by password */
	}
	if (bags)
		read_bags(arena, bags, content);
	else
		content->problem = "has a part that cannot be decrypted or does not parse";
}

/* Proves the password; an empty one is written in two ways (RFC 7292 appendix B). */
static bool find_password(PKCS12 *store, const struct secret *secret, const char **password,
                          struct files_content *content)
{
	*password = secret_is_empty(secret) ? NULL : secret_reveal(secret);
	if (!PKCS12_mac_present(store))
		return true;
	const ASN1_INTEGER *rounds;
	PKCS12_get0_mac(NULL, NULL, NULL, &rounds, store);
	if (!is_bearable(rounds)) {
		content->problem = "asks for more than 10,000,000 rounds of its password";
		return false;
	}
	if (*password && PKCS12_verify_mac(store, *password, (int)strlen(*password)))
		return true;
	if (PKCS12_verify_mac(store, NULL, 0)) {
		*password = NULL;
		return true;
	}
	if (PKCS12_verify_mac(store, "", 0)) {
		*password = "";
		return true;
	}
	content->problem = secret_is_empty(secret)
	                           ? "is a PKCS#12 store with a password; set 'password'"
	                           : "is a PKCS#12 store that 'password' does not open";
	return false;
}

static void read_store(struct arena *arena, PKCS12 *store, const struct secret *secret,
                       struct files_content *content)
{
	const char *password;
	if (!find_password(store, secret, &password, content))
		return;
	STACK_OF(PKCS7) * safes CLEANUP(free_safes) = PKCS12_unpack_authsafes(store);
	if (!safes || sk_PKCS7_num(safes) > SAFES_MOST) {
		content->problem = "begins like PKCS#12 but does not parse";
		return;
	}
	for (int index = 0; index < sk_PKCS7_num(safes); index++)
		read_safe(arena, sk_PKCS7_value(safes, index), password, content);
}

void files_pkcs12_read(struct arena *arena, const unsigned char *bytes, size_t length,
                       const struct secret *password, struct files_content *content)
{
	struct crypto crypto CLEANUP(close_crypto) = { .library = NULL };
	if (!open_crypto(&crypto)) {
		content->problem = "cannot be read: OpenSSL has no providers";
		return;
	}
	const unsigned char *at = bytes;
	PKCS12 *store CLEANUP(free_store) = PKCS12_init_ex(NID_pkcs7_data, crypto.library, NULL);
	if (store && d2i_PKCS12(&store, &at, (long)length))
		read_store(arena, store, password, content);
	else
		content->problem = "begins like PKCS#12 but does not parse";
	ERR_clear_error();
}
