/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Detached CMS signatures that plain openssl verifies. */
#include "trust/cms.h"
#include "base/arena.h"
#include "base/memory.h"
#include "base/secret.h"
#include <openssl/err.h>
/* Before cms.h, which declares its PEM functions only then. */
#include <openssl/pem.h>

#include <openssl/cms.h>

static void free_bio(BIO **bio)
{
	BIO_free(*bio);
}

static void free_certificate(X509 **certificate)
{
	X509_free(*certificate);
}

static void free_key(EVP_PKEY **key)
{
	EVP_PKEY_free(*key);
}

static void free_stack(STACK_OF(X509) * *stack)
{
	sk_X509_pop_free(*stack, X509_free);
}

static void free_cms(CMS_ContentInfo **cms)
{
	CMS_ContentInfo_free(*cms);
}

static const char *reason(void)
{
	const char *text = ERR_reason_error_string(ERR_peek_last_error());
	return text ? text : "no reason given";
}

static bool read_certificates(const char *path, X509 **first, STACK_OF(X509) * others,
                              struct error *error)
{
	CLEANUP(free_bio) BIO *file = BIO_new_file(path, "r");
	if (!file)
		return error_set(error, ERROR_LOCAL, "cannot read the signing certificate '%s': %s",
		                 path, reason());
	*first = PEM_read_bio_X509(file, NULL, NULL, NULL);
	if (!*first)
		return error_set(error, ERROR_LOCAL, "'%s' holds no PEM certificate: %s", path,
		                 reason());
	for (X509 *next; (next = PEM_read_bio_X509(file, NULL, NULL, NULL));)
		sk_X509_push(others, next);
	ERR_clear_error();
	return true;
}

static EVP_PKEY *read_key(const struct secret *key, struct error *error)
{
	CLEANUP(free_bio) BIO *memory = BIO_new_mem_buf(secret_reveal(key), (int)key->length);
	EVP_PKEY *read = memory ? PEM_read_bio_PrivateKey(memory, NULL, NULL, NULL) : NULL;
	if (!read)
		(void)error_set(error, ERROR_LOCAL,
		                "the signing key is no PEM private key without a password: %s",
		                reason());
	return read;
}

static bool write_pem(struct arena *arena, CMS_ContentInfo *cms, char **signature, size_t *length,
                      struct error *error)
{
	CLEANUP(free_bio) BIO *out = BIO_new(BIO_s_mem());
	char *bytes;
	if (!out || !PEM_write_bio_CMS(out, cms))
		return error_set(error, ERROR_LOCAL, "cannot write the signature: %s", reason());
	long size = BIO_get_mem_data(out, &bytes);
	*signature = arena_copy_bytes(arena, bytes, (size_t)size);
	*length = (size_t)size;
	return true;
}

bool cms_sign_file(struct arena *arena, const char *content_path, const char *certificate_path,
                   const struct secret *key, char **signature, size_t *length, struct error *error)
{
	const unsigned flags = CMS_DETACHED | CMS_BINARY | CMS_STREAM;
	CLEANUP(free_certificate) X509 *certificate = NULL;
	CLEANUP(free_stack) STACK_OF(X509) *others = sk_X509_new_null();
	CLEANUP(free_key) EVP_PKEY *signer = NULL;
	CLEANUP(free_bio) BIO *content = BIO_new_file(content_path, "r");
	CLEANUP(free_cms) CMS_ContentInfo *cms = NULL;
	if (!content)
		return error_set(error, ERROR_LOCAL, "cannot read '%s' to sign it: %s",
		                 content_path, reason());
	if (!read_certificates(certificate_path, &certificate, others, error))
		return false;
	signer = read_key(key, error);
	if (!signer)
		return false;
	cms = CMS_sign(certificate, signer, others, content, flags);
	if (!cms || !CMS_final(cms, content, NULL, flags))
		return error_set(error, ERROR_LOCAL, "cannot sign with '%s': %s", certificate_path,
		                 reason());
	return write_pem(arena, cms, signature, length, error);
}
