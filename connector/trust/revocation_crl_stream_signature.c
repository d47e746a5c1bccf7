/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures checked piece by piece: RSA with PKCS#1 v1.5 and PSS, ECDSA, DSA (RFC 3279, 4055, 5758). */
#include "trust/revocation_crl_stream_signature.h"

#include <openssl/rsa.h>

/* RFC 4055 3.1 */
enum { PSS_SALT = 20, PSS_TRAILER = 1 };

static void free_algorithm(X509_ALGOR **algorithm)
{
	X509_ALGOR_free(*algorithm);
}

static void free_pss(RSA_PSS_PARAMS **parameters)
{
	RSA_PSS_PARAMS_free(*parameters);
}

static const EVP_MD *digest_of(const X509_ALGOR *algorithm)
{
	const ASN1_OBJECT *object;
	if (!algorithm)
		return EVP_sha1();
	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	return EVP_get_digestbyobj(object);
}

/* MGF1 alone is known; its parameter names the digest. */
static const EVP_MD *mask_of(const X509_ALGOR *mask)
{
	const ASN1_OBJECT *object;
	const void *value;
	int type;
	if (!mask)
		return EVP_sha1();
	X509_ALGOR_get0(&object, &type, &value, mask);
	if (OBJ_obj2nid(object) != NID_mgf1 || type != V_ASN1_SEQUENCE)
		return NULL;
	CLEANUP(free_algorithm)
	X509_ALGOR *inner = ASN1_item_unpack(value, ASN1_ITEM_rptr(X509_ALGOR));
	return inner ? digest_of(inner) : NULL;
}

static bool start_pss(EVP_MD_CTX *context, EVP_PKEY *key, const X509_ALGOR *algorithm)
{
	const void *value;
	int type;
	EVP_PKEY_CTX *options;
	X509_ALGOR_get0(NULL, &type, &value, algorithm);
	CLEANUP(free_pss)
	RSA_PSS_PARAMS *parameters =
		type == V_ASN1_SEQUENCE ? ASN1_item_unpack(value, ASN1_ITEM_rptr(RSA_PSS_PARAMS))
					: NULL;
	if (!parameters || !(EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_is_a(key, "RSA-PSS")))
		return false;
	const EVP_MD *digest = digest_of(parameters->hashAlgorithm);
	const EVP_MD *mask = mask_of(parameters->maskGenAlgorithm);
	long salt = parameters->saltLength ? ASN1_INTEGER_get(parameters->saltLength) : PSS_SALT;
	long trailer =
		parameters->trailerField ? ASN1_INTEGER_get(parameters->trailerField) : PSS_TRAILER;
	return digest && mask && salt >= 0 && salt <= EVP_MAX_MD_SIZE && trailer == PSS_TRAILER &&
	       EVP_DigestVerifyInit(context, &options, digest, NULL, key) == 1 &&
	       EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) > 0 &&
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(options, (int)salt) > 0 &&
	       EVP_PKEY_CTX_set_rsa_mgf1_md(options, mask) > 0;
}

static bool start(EVP_MD_CTX *context, EVP_PKEY *key, const X509_ALGOR *algorithm,
                  struct error *error)
{
	const ASN1_OBJECT *object;
	int digest, kind;
	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	int nid = OBJ_obj2nid(object);
	if (nid == NID_rsassaPss)
		return start_pss(context, key, algorithm);
	if (OBJ_find_sigid_algs(nid, &digest, &kind) != 1 || digest == NID_undef)
		return error_set(
			error, ERROR_ITEM,
			"the list's signature is of a kind that is not checked while reading it");
	const EVP_MD *known = EVP_get_digestbynid(digest);
	return known && EVP_PKEY_is_a(key, OBJ_nid2sn(kind)) &&
	       EVP_DigestVerifyInit(context, NULL, known, NULL, key) == 1;
}

EVP_MD_CTX *revocation_crl_stream_signature_start(X509 *issuer, const struct der_element *element,
                                                  struct error *error)
{
	const unsigned char *at = element->whole;
	EVP_PKEY *key = X509_get0_pubkey(issuer);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	CLEANUP(free_algorithm)
	X509_ALGOR *algorithm = d2i_X509_ALGOR(NULL, &at, (long)element->whole_length);
	*error = ERROR_INIT;
	if (context && key && algorithm && start(context, key, algorithm, error))
		return context;
	if (error->kind == ERROR_NONE)
		error_set(error, ERROR_ITEM, "the list's signature does not hold");
	EVP_MD_CTX_free(context);
	return NULL;
}

bool revocation_crl_stream_signature_holds(EVP_MD_CTX *context, const struct der_element *signature)
{
	/* The first byte counts unused bits: there are none in a signature. */
	return signature->tag == DER_BIT_STRING && signature->length > 0 &&
	       *signature->content == 0 &&
	       EVP_DigestVerifyFinal(context, signature->content + 1, signature->length - 1) == 1;
}
