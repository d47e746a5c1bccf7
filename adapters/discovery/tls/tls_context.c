/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What our ClientHello offers: everything that may still be met, the weak included, because a weak
 * certificate has to be seen before anybody can replace it. */
#include "tls_context.h"
#include "tls_handshake.h"

#include "base/limits.h"

#include <dirent.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* X25519 first: its key share is the cheapest. The others so that no server has to give up. */
static const char groups[] = "X25519:P-256:P-384:P-521:X448:brainpoolP256r1:brainpoolP384r1:"
			     "brainpoolP512r1:secp256k1";

#define EC_ALGORITHMS                                                                         \
	"ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:ecdsa_secp521r1_sha512:ed25519:ed448:" \
	"ECDSA+SHA224:ECDSA+SHA1"
#define RSA_ALGORITHMS                                                                    \
	"rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:rsa_pss_pss_sha256:" \
	"rsa_pss_pss_sha384:rsa_pss_pss_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512:RSA+SHA224:RSA+SHA1"

static const struct {
	const char *algorithms;
	const char *ciphers; /* up to TLS 1.2, where the cipher names the kind of key */
} offers[TLS_OFFERS] = {
	[TLS_OFFER_ANY] = { EC_ALGORITHMS ":" RSA_ALGORITHMS ":DSA+SHA256:DSA+SHA1",
	                    "ALL:COMPLEMENTOFALL:!aNULL:!PSK:!SRP:@SECLEVEL=0" },
	[TLS_OFFER_RSA] = { RSA_ALGORITHMS, "aRSA:!PSK:!SRP:@SECLEVEL=0" },
	[TLS_OFFER_EC] = { EC_ALGORITHMS, "aECDSA:!PSK:@SECLEVEL=0" },
};

/* The verdict is formed after the handshake: a bad chain must not end it. */
static int accept_any(X509_STORE_CTX *verification, void *unused)
{
	(void)verification;
	(void)unused;
	return 1;
}

static SSL_CTX *open_offer(enum tls_offer offer)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	if (!context)
		return NULL;
	/* The system's configuration may ask for more; here it must not. */
	SSL_CTX_set_security_level(context, 0);
	SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_TLSEXT_PADDING |
	                                     SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_read_ahead(context, 1);
	SSL_CTX_set_max_cert_list(context, LIMIT_HANDSHAKE_BYTES);
	SSL_CTX_set_cert_verify_callback(context, accept_any, NULL);
	SSL_CTX_set_tlsext_status_type(context, TLSEXT_STATUSTYPE_ocsp);
	SSL_CTX_set_msg_callback(context, tls_handshake_message);
	if (SSL_CTX_set_min_proto_version(context, TLS1_VERSION) == 1 &&
	    SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
	    SSL_CTX_set1_groups_list(context, groups) == 1 &&
	    SSL_CTX_set1_sigalgs_list(context, offers[offer].algorithms) == 1 &&
	    SSL_CTX_set_cipher_list(context, offers[offer].ciphers) == 1)
		return context;
	SSL_CTX_free(context);
	return NULL;
}

bool tls_context_open(struct tls_context *context, struct error *error)
{
	*context = (struct tls_context){ 0 };
	for (int offer = 0; offer < TLS_OFFERS; offer++) {
		context->offers[offer] = open_offer((enum tls_offer)offer);
		if (!context->offers[offer])
			return error_set(error, ERROR_LOCAL, "OpenSSL refuses our offer: %s",
			                 ERR_reason_error_string(ERR_peek_last_error()));
	}
	return true;
}

void tls_context_close(struct tls_context *context)
{
	for (int offer = 0; offer < TLS_OFFERS; offer++)
		SSL_CTX_free(context->offers[offer]);
}

static const char *setting(const char *variable, const char *fallback)
{
	const char *value = secure_getenv(variable);
	return value ? value : fallback;
}

/* "5ed36f99.0": by such names OpenSSL finds an anchor in a folder. */
static bool is_hash_name(const char *name)
{
	enum { HASH_DIGITS = 8 };
	return strspn(name, "0123456789abcdef") == HASH_DIGITS && name[HASH_DIGITS] == '.';
}

static void load_folder(X509_STORE *store, const char *path)
{
	DIR *folder = opendir(path);
	for (struct dirent *entry; folder && (entry = readdir(folder));) {
		char file[PATH_MAX];
		int length = snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		if (is_hash_name(entry->d_name) && length > 0 && (size_t)length < sizeof(file))
			(void)!X509_STORE_load_file(store, file);
	}
	if (folder)
		closedir(folder);
}

/* All at once and now: looked up when they are wanted, each issuer that is none of them would cost
 * more than its signature. */
static void load_system(X509_STORE *store)
{
	char folders[PATH_MAX];
	char *rest = folders;
	(void)!X509_STORE_load_file(
		store, setting(X509_get_default_cert_file_env(), X509_get_default_cert_file()));
	(void)snprintf(folders, sizeof(folders), "%s",
	               setting(X509_get_default_cert_dir_env(), X509_get_default_cert_dir()));
	for (char *folder; (folder = strsep(&rest, ":"));)
		load_folder(store, folder);
	/* A folder that holds a file of the bundle once more, or none at all, is no fault. */
	ERR_clear_error();
}

X509_STORE *tls_context_store(bool with_system, const char *ca_file, struct error *error)
{
	X509_STORE *store = X509_STORE_new();
	if (!store) {
		error_set(error, ERROR_LOCAL, "OpenSSL makes no trust store");
		return NULL;
	}
	if (with_system)
		load_system(store);
	if (ca_file && X509_STORE_load_file(store, ca_file) != 1) {
		X509_STORE_free(store);
		error_set(error, ERROR_LOCAL, "ca_file '%s' cannot be read as PEM certificates",
		          ca_file);
		store = NULL;
	}
	ERR_clear_error();
	return store;
}
