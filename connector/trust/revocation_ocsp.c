/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* OCSP: composing a request, and judging a response by the issuer's key alone. */
#include "trust/revocation_ocsp.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "trust/revocation_parts.h"

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

/* An answer without nextUpdate is fresh for so long. */
enum { LASTS = CLOCK_DAY };

/* All that is read while one response is judged. */
struct judging {
	const struct revocation_pair *pair;
	X509 *certificate, *issuer;
	OCSP_RESPONSE *response;
	OCSP_BASICRESP *basic;
	int64_t now;
};

static void release(struct judging *judging)
{
	OCSP_BASICRESP_free(judging->basic);
	OCSP_RESPONSE_free(judging->response);
	X509_free(judging->issuer);
	X509_free(judging->certificate);
	revocation_forget_errors();
}

static void free_request(OCSP_REQUEST **request)
{
	OCSP_REQUEST_free(*request);
	revocation_forget_errors();
}

static void free_id(OCSP_CERTID **id)
{
	OCSP_CERTID_free(*id);
}

static bool encode(struct arena *arena, OCSP_REQUEST *request, const unsigned char **bytes,
                   size_t *length)
{
	unsigned char *der = NULL;
	int made = i2d_OCSP_REQUEST(request, &der);
	if (made > 0) {
		*bytes = (unsigned char *)arena_copy_bytes(arena, der, (size_t)made);
		*length = (size_t)made;
	}
	OPENSSL_free(der);
	return made > 0;
}

bool revocation_ocsp_request(struct arena *arena, const struct revocation_pair *pair,
                             const unsigned char *nonce, size_t nonce_length,
                             const unsigned char **bytes, size_t *length, struct error *error)
{
	CLEANUP(free_request) OCSP_REQUEST *request = OCSP_REQUEST_new();
	CLEANUP(revocation_x509_free)
	X509 *certificate = revocation_x509(pair->certificate, pair->certificate_length);
	CLEANUP(revocation_x509_free)
	X509 *issuer = revocation_x509(pair->issuer, pair->issuer_length);
	if (!certificate || !issuer)
		return error_set(error, ERROR_ITEM, "the %s does not parse",
		                 certificate ? "issuer's certificate" : "certificate");
	OCSP_CERTID *id = OCSP_cert_to_id(EVP_sha1(), certificate, issuer);
	if (!request || !id || !OCSP_request_add0_id(request, id)) {
		OCSP_CERTID_free(id);
		return error_set(error, ERROR_ITEM, "no OCSP request can be made from it");
	}
	if (nonce &&
	    OCSP_request_add1_nonce(request, (unsigned char *)nonce, (int)nonce_length) != 1)
		return error_set(error, ERROR_ITEM, "no nonce can be added");
	return encode(arena, request, bytes, length) ||
	       error_set(error, ERROR_ITEM, "the OCSP request cannot be encoded");
}

static bool read_response(struct judging *judging, const void *bytes, size_t length,
                          struct error *error)
{
	const unsigned char *at = bytes;
	if (length == 0 || length > LIMIT_OCSP_BYTES)
		return error_set(error, ERROR_ITEM, "an OCSP response of %zu bytes (at most %d)",
		                 length, LIMIT_OCSP_BYTES);
	judging->response = d2i_OCSP_RESPONSE(NULL, &at, (long)length);
	if (!judging->response || at != (const unsigned char *)bytes + length)
		return error_set(error, ERROR_ITEM, "what came back is no OCSP response");
	int status = OCSP_response_status(judging->response);
	if (status == OCSP_RESPONSE_STATUS_TRYLATER || status == OCSP_RESPONSE_STATUS_INTERNALERROR)
		return error_set(error, ERROR_RETRY, "the responder says '%s'",
		                 OCSP_response_status_str(status));
	if (status != OCSP_RESPONSE_STATUS_SUCCESSFUL)
		return error_set(error, ERROR_ITEM, "the responder says '%s'",
		                 OCSP_response_status_str(status));
	judging->basic = OCSP_response_get1_basic(judging->response);
	if (!judging->basic)
		return error_set(error, ERROR_ITEM, "the OCSP response is of an unknown type");
	return true;
}

/* Does the responder's id name this certificate? */
static bool is_responder(const OCSP_BASICRESP *basic, X509 *candidate)
{
	const ASN1_OCTET_STRING *key_hash = NULL;
	const X509_NAME *name = NULL;
	unsigned char hash[20];
	unsigned length = 0;
	if (!OCSP_resp_get0_id(basic, &key_hash, &name))
		return false;
	if (name)
		return X509_NAME_cmp(name, X509_get_subject_name(candidate)) == 0;
	return X509_pubkey_digest(candidate, EVP_sha1(), hash, &length) && length == sizeof(hash) &&
	       ASN1_STRING_length(key_hash) == (int)sizeof(hash) &&
	       CRYPTO_memcmp(ASN1_STRING_get0_data(key_hash), hash, sizeof(hash)) == 0;
}

/* RFC 6960 4.2.2.2: issued by the issuer itself, for this purpose, in its time. */
static bool check_delegate(const struct judging *judging, X509 *delegate, struct error *error)
{
	int64_t from, to;
	EVP_PKEY *key = X509_get0_pubkey(judging->issuer);
	if (X509_check_issued(judging->issuer, delegate) != X509_V_OK || !key ||
	    X509_verify(delegate, key) != 1)
		return error_set(error, ERROR_ITEM,
		                 "the responder's certificate was not issued by the issuer");
	if (!(X509_get_extension_flags(delegate) & EXFLAG_XKUSAGE) ||
	    !(X509_get_extended_key_usage(delegate) & XKU_OCSP_SIGN))
		return error_set(error, ERROR_ITEM,
		                 "the responder's certificate is not meant for OCSP "
		                 "(no id-kp-OCSPSigning)");
	if (!(X509_get_key_usage(delegate) & KU_DIGITAL_SIGNATURE))
		return error_set(error, ERROR_ITEM,
		                 "the responder's certificate may not sign (key usage)");
	if (!revocation_time(X509_get0_notBefore(delegate), &from) ||
	    !revocation_time(X509_get0_notAfter(delegate), &to) ||
	    judging->now + REVOCATION_SKEW < from || judging->now > to + REVOCATION_SKEW)
		return error_set(error, ERROR_ITEM, "the responder's certificate is out of date");
	return true;
}

static X509 *find_signer(const struct judging *judging)
{
	const STACK_OF(X509) *sent = OCSP_resp_get0_certs(judging->basic);
	if (is_responder(judging->basic, judging->issuer))
		return judging->issuer;
	for (int i = 0; i < sk_X509_num(sent) && i < LIMIT_CHAIN_CERTIFICATES; i++)
		if (is_responder(judging->basic, sk_X509_value(sent, i)))
			return sk_X509_value(sent, i);
	return NULL;
}

static bool check_signature(const struct judging *judging, struct error *error)
{
	X509 *signer = find_signer(judging);
	if (!signer)
		return error_set(error, ERROR_ITEM,
		                 "the responder's certificate is neither the issuer's nor sent "
		                 "along");
	if (signer != judging->issuer && X509_cmp(signer, judging->issuer) != 0 &&
	    !check_delegate(judging, signer, error))
		return false;
	const ASN1_OCTET_STRING *signature = OCSP_resp_get0_signature(judging->basic);
	EVP_PKEY *key = X509_get0_pubkey(signer);
	if (!key || ASN1_item_verify(ASN1_ITEM_rptr(OCSP_RESPDATA),
	                             (X509_ALGOR *)OCSP_resp_get0_tbs_sigalg(judging->basic),
	                             (ASN1_BIT_STRING *)signature,
	                             (void *)OCSP_resp_get0_respdata(judging->basic), key) != 1)
		return error_set(error, ERROR_ITEM, "the OCSP response's signature does not hold");
	return true;
}

static bool check_nonce(const struct judging *judging, const unsigned char *bytes, size_t length,
                        struct error *error)
{
	const unsigned char *at = bytes;
	if (!bytes)
		return true;
	CLEANUP(free_request) OCSP_REQUEST *request = d2i_OCSP_REQUEST(NULL, &at, (long)length);
	if (!request)
		return error_set(error, ERROR_ITEM, "the OCSP request does not parse");
	if (OCSP_check_nonce(request, judging->basic) == 0)
		return error_set(error, ERROR_ITEM,
		                 "the nonce in the OCSP response is not the one that was sent");
	return true;
}

/* The digests that a responder may choose for its CertID. */
static bool is_about(const struct judging *judging, const OCSP_CERTID *id)
{
	ASN1_OBJECT *algorithm = NULL;
	if (!OCSP_id_get0_info(NULL, &algorithm, NULL, NULL, (OCSP_CERTID *)id))
		return false;
	int digest = OBJ_obj2nid(algorithm);
	if (digest != NID_sha1 && digest != NID_sha256 && digest != NID_sha384 &&
	    digest != NID_sha512)
		return false;
	CLEANUP(free_id)
	OCSP_CERTID *own =
		OCSP_cert_to_id(EVP_get_digestbynid(digest), judging->certificate, judging->issuer);
	return own && OCSP_id_cmp(own, id) == 0;
}

static OCSP_SINGLERESP *find_single(const struct judging *judging)
{
	for (int i = 0; i < OCSP_resp_count(judging->basic); i++) {
		OCSP_SINGLERESP *single = OCSP_resp_get0(judging->basic, i);
		if (is_about(judging, OCSP_SINGLERESP_get0_id(single)))
			return single;
	}
	return NULL;
}

static bool judge_single(const struct judging *judging, struct revocation_answer *answer,
                         struct error *error)
{
	ASN1_GENERALIZEDTIME *revoked = NULL, *from = NULL, *to = NULL;
	int reason = -1;
	OCSP_SINGLERESP *single = find_single(judging);
	if (!single)
		return error_set(error, ERROR_ITEM,
		                 "the OCSP response is about another certificate");
	int status = OCSP_single_get0_status(single, &reason, &revoked, &from, &to);
	if (!revocation_time(from, &answer->this_update) ||
	    (to && !revocation_time(to, &answer->next_update)))
		return error_set(error, ERROR_ITEM, "the OCSP response holds a broken time");
	if (!revocation_window(answer->this_update, answer->next_update, judging->now, LASTS,
	                       error))
		return error_wrap(error, "the OCSP response");
	answer->status = status == V_OCSP_CERTSTATUS_GOOD      ? REVOCATION_GOOD
	                 : status == V_OCSP_CERTSTATUS_REVOKED ? REVOCATION_REVOKED
	                                                       : REVOCATION_UNKNOWN;
	if (status != V_OCSP_CERTSTATUS_REVOKED)
		return true;
	answer->reason = revocation_reason_name(reason);
	if (!revocation_time(revoked, &answer->revoked_at))
		return error_set(error, ERROR_ITEM, "the OCSP response holds a broken time");
	/* RFC 6960 2.2: so is answered about what was never issued. */
	if (answer->revoked_at == 0 && reason == OCSP_REVOKED_STATUS_CERTIFICATEHOLD) {
		answer->status = REVOCATION_UNKNOWN;
		answer->reason = "";
	}
	return true;
}

bool revocation_ocsp_judge(const struct revocation_pair *pair, const unsigned char *request,
                           size_t request_length, const void *response, size_t length, int64_t now,
                           struct revocation_answer *answer, struct error *error)
{
	CLEANUP(release)
	struct judging judging = {
		.pair = pair,
		.certificate = revocation_x509(pair->certificate, pair->certificate_length),
		.issuer = revocation_x509(pair->issuer, pair->issuer_length),
		.now = now,
	};
	struct revocation_answer found = { .reason = "" };
	*answer = found;
	if (!judging.certificate || !judging.issuer)
		return error_set(error, ERROR_ITEM, "the certificate or its issuer does not parse");
	digest_hex(response, length, found.digest);
	found.proof = response;
	found.proof_length = length;
	if (!read_response(&judging, response, length, error) ||
	    !check_signature(&judging, error) ||
	    !check_nonce(&judging, request, request_length, error) ||
	    !judge_single(&judging, &found, error))
		return false;
	*answer = found;
	return true;
}
