/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One TLS handshake on a connected socket. */
#include "tls_handshake.h"
#include "tls_chain.h"
#include "tls_verify.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/text.h"
#include "model/certificate.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>

enum {
	HEADER = 4, /* of a handshake message: type and length (RFC 8446 4) */
	/* A flight of other messages than the certificate's; far more than any real one. */
	EXTRA_BYTES = 128 << 10,
	/* OpenSSL's own value for "ask for none", which its headers do not name. */
	NO_STATUS_TYPE = -1,
};

/* Bytes from the socket so far, packets around the handshake included. */
static bool is_too_long(BIO *socket)
{
	return BIO_number_read(socket) > LIMIT_HANDSHAKE_BYTES + EXTRA_BYTES;
}

/* OpenSSL skips some messages for as long as they come, without returning to us: what bounds it has to
 * stand below it. */
static long watch_reads(BIO *socket, int operation, const char *bytes, size_t length, int command,
                        long number, int result, size_t *done)
{
	(void)bytes;
	(void)length;
	(void)command;
	(void)number;
	(void)done;
	if (operation != BIO_CB_READ || !is_too_long(socket))
		return result;
	BIO_clear_retry_flags(socket);
	return -1;
}

void tls_handshake_start(struct tls_handshake *handshake, const struct tls_context *context,
                         enum tls_offer offer, enum tls_hello hello, int descriptor,
                         const char *server_name, struct arena *arena)
{
	*handshake = (struct tls_handshake){ .arena = arena, .alert = -1 };
	handshake->ssl = SSL_new(context->offers[offer]);
	handshake->socket = BIO_new_socket(descriptor, BIO_NOCLOSE);
	if (!handshake->ssl || !handshake->socket)
		abort();
	BIO_set_callback_ex(handshake->socket, watch_reads);
	SSL_set_bio(handshake->ssl, handshake->socket, handshake->socket);
	SSL_set_msg_callback_arg(handshake->ssl, handshake);
	if (*server_name)
		(void)SSL_set_tlsext_host_name(handshake->ssl, server_name);
	handshake->asks_staple = hello == TLS_HELLO_WHOLE;
	if (!handshake->asks_staple)
		SSL_set_tlsext_status_type(handshake->ssl, NO_STATUS_TYPE);
	if (hello == TLS_HELLO_LEGACY)
		SSL_set_max_proto_version(handshake->ssl, TLS1_2_VERSION);
	SSL_set_connect_state(handshake->ssl);
}

void tls_handshake_message(int outgoing, int version, int type, const void *bytes, size_t length,
                           SSL *ssl, void *argument)
{
	struct tls_handshake *handshake = argument;
	(void)version;
	(void)ssl;
	if (type == SSL3_RT_HEADER && !outgoing && !handshake->answered &&
	    length == sizeof(handshake->first)) {
		handshake->answered = true;
		memcpy(handshake->first, bytes, length);
	}
	if (type != SSL3_RT_HANDSHAKE || length < HEADER)
		return;
	const unsigned char *message = bytes;
	if (outgoing) {
		/* OpenSSL sends this only after it has checked the server's signature. */
		if (message[0] == SSL3_MT_CLIENT_KEY_EXCHANGE)
			handshake->went_on = true;
		return;
	}
	if (message[0] == SSL3_MT_CERTIFICATE && !handshake->message) {
		handshake->message_length = length - HEADER;
		handshake->message = (const unsigned char *)arena_copy_bytes(
			handshake->arena, message + HEADER, length - HEADER);
	} else if (message[0] == SSL3_MT_SERVER_KEY_EXCHANGE) {
		handshake->key_proven = true;
	} else if (message[0] == SSL3_MT_CERTIFICATE_REQUEST) {
		handshake->asked_client = true;
	}
}

static enum tls_handshake_state fail(struct tls_handshake *handshake, enum look_outcome outcome,
                                     enum look_reason reason, const char *detail)
{
	handshake->outcome = outcome;
	handshake->reason = reason;
	handshake->detail = detail;
	ERR_clear_error();
	return TLS_HANDSHAKE_FAILED;
}

static bool is_text(const unsigned char *bytes, size_t length)
{
	for (size_t index = 0; index < length; index++) {
		bool printable = bytes[index] >= ' ' && bytes[index] <= '~';
		if (!printable && (!bytes[index] || !strchr("\r\n\t", bytes[index])))
			return false;
	}
	return true;
}

/* Who speaks another protocol is told by the first bytes, whatever OpenSSL took them for. */
static enum tls_handshake_state fail_by_first(struct tls_handshake *handshake)
{
	const unsigned char *first = handshake->first;
	if (!is_text(first, sizeof(handshake->first)))
		return fail(handshake, LOOK_UNREACHABLE, LOOK_GARBAGE,
		            "answers with bytes that are neither TLS nor text");
	int line = 0;
	while (line < (int)sizeof(handshake->first) && first[line] >= ' ')
		line++;
	return fail(handshake, LOOK_ABSENT, LOOK_NO_TLS,
	            arena_print(handshake->arena, "speaks plain text here, not TLS: '%.*s...'",
	                        line, (const char *)first));
}

static enum tls_handshake_state fail_by_alert(struct tls_handshake *handshake, int alert)
{
	handshake->alert = alert;
	const char *mend = alert == SSL_AD_UNRECOGNIZED_NAME ? "; name one under server_names" : "";
	return fail(handshake, LOOK_UNREACHABLE, LOOK_ALERT,
	            arena_print(handshake->arena, "refused the handshake: alert '%s'%s",
	                        SSL_alert_desc_string_long(alert), mend));
}

static enum tls_handshake_state fail_by_openssl(struct tls_handshake *handshake)
{
	unsigned long code = ERR_peek_error();
	int reason = ERR_GET_REASON(code);
	if (handshake->answered && handshake->first[0] != SSL3_RT_HANDSHAKE &&
	    handshake->first[0] != SSL3_RT_ALERT)
		return fail_by_first(handshake);
	const char *text = ERR_reason_error_string(code);
	if (ERR_GET_LIB(code) == ERR_LIB_SSL && reason > SSL_AD_REASON_OFFSET)
		return fail_by_alert(handshake, reason - SSL_AD_REASON_OFFSET);
	if (ERR_GET_LIB(code) == ERR_LIB_SSL && reason == SSL_R_EXCESSIVE_MESSAGE_SIZE)
		return fail(handshake, LOOK_UNREACHABLE, LOOK_TOO_LARGE,
		            arena_print(handshake->arena, "handshake message longer than %d bytes",
		                        LIMIT_HANDSHAKE_BYTES));
	if (ERR_GET_LIB(code) == ERR_LIB_SSL && reason == SSL_R_UNEXPECTED_EOF_WHILE_READING)
		return fail(handshake, LOOK_UNREACHABLE, LOOK_RESET,
		            "closed the connection in the handshake");
	if (ERR_GET_LIB(code) == ERR_LIB_SSL && reason == SSL_R_UNSUPPORTED_PROTOCOL)
		return fail(handshake, LOOK_UNREACHABLE, LOOK_OTHER,
		            "speaks only protocols older than TLS 1.0");
	return fail(handshake, LOOK_UNREACHABLE, LOOK_GARBAGE,
	            arena_print(handshake->arena, "breaks the rules of TLS: %s",
	                        text ? text : "unknown fault"));
}

static enum tls_handshake_state judge(struct tls_handshake *handshake, int result, int problem)
{
	if (is_too_long(handshake->socket))
		return fail(handshake, LOOK_UNREACHABLE, LOOK_TOO_LARGE,
		            arena_print(handshake->arena, "handshake longer than %d bytes",
		                        LIMIT_HANDSHAKE_BYTES));
	switch (SSL_get_error(handshake->ssl, result)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		return TLS_HANDSHAKE_PENDING;
	case SSL_ERROR_SYSCALL:
		return fail(handshake, LOOK_UNREACHABLE, LOOK_RESET,
		            problem ? arena_print(handshake->arena, "connection lost: %s",
		                                  strerrordesc_np(problem))
		                    : "closed the connection in the handshake");
	case SSL_ERROR_ZERO_RETURN:
		return fail(handshake, LOOK_UNREACHABLE, LOOK_RESET, "ended TLS in the handshake");
	default:
		return fail_by_openssl(handshake);
	}
}

enum tls_handshake_state tls_handshake_step(struct tls_handshake *handshake)
{
	ERR_clear_error();
	errno = 0;
	int result = SSL_do_handshake(handshake->ssl);
	int problem = errno;
	if (result != 1)
		return judge(handshake, result, problem);
	handshake->key_proven = true;
	return TLS_HANDSHAKE_DONE;
}

static const char *leaf_key_name(X509 *leaf)
{
	switch (EVP_PKEY_get_base_id(X509_get0_pubkey(leaf))) {
	case EVP_PKEY_RSA:
	case EVP_PKEY_RSA_PSS:
		return certificate_key_name(CERTIFICATE_KEY_RSA);
	case EVP_PKEY_EC:
		return certificate_key_name(CERTIFICATE_KEY_EC);
	case EVP_PKEY_ED25519:
		return certificate_key_name(CERTIFICATE_KEY_ED25519);
	case EVP_PKEY_ED448:
		return certificate_key_name(CERTIFICATE_KEY_ED448);
	case EVP_PKEY_DSA:
		return certificate_key_name(CERTIFICATE_KEY_DSA);
	default:
		return certificate_key_name(CERTIFICATE_KEY_OTHER);
	}
}

static const char *cipher_name(const struct tls_handshake *handshake)
{
	const SSL_CIPHER *cipher = SSL_get_pending_cipher(handshake->ssl);
	if (!cipher)
		cipher = SSL_get_current_cipher(handshake->ssl);
	const char *name = cipher ? SSL_CIPHER_standard_name(cipher) : NULL;
	return arena_copy(handshake->arena, name ? name : "");
}

/* Copied: OpenSSL's own goes with the connection. */
static void take_staple(const struct tls_handshake *handshake, struct look_slot *slot)
{
	const unsigned char *staple;
	long length = SSL_get_tlsext_status_ocsp_resp(handshake->ssl, &staple);
	slot->staple_missing = handshake->asks_staple && length <= 0 &&
	                       tls_verify_demands_staple(SSL_get0_peer_certificate(handshake->ssl));
	if (length <= 0 || length > LIMIT_OCSP_BYTES)
		return;
	slot->staple_length = (size_t)length;
	slot->staple = (const unsigned char *)arena_copy_bytes(handshake->arena, staple,
	                                                       slot->staple_length);
}

bool tls_handshake_slot(const struct tls_handshake *handshake, X509_STORE *store, const char *name,
                        struct look_slot *slot, size_t *total)
{
	*slot = (struct look_slot){ .key_type = "", .verdict = "certificate does not parse" };
	struct look_certificate *chain =
		ARENA_ARRAY(handshake->arena, struct look_certificate, LIMIT_CHAIN_CERTIFICATES);
	bool modern = SSL_version(handshake->ssl) == TLS1_3_VERSION;
	if (!handshake->message || !tls_chain_read(handshake->message, handshake->message_length,
	                                           modern, chain, &slot->chain_length, total))
		return false;
	slot->chain = chain;
	slot->protocol = arena_copy(handshake->arena, SSL_get_version(handshake->ssl));
	slot->cipher = cipher_name(handshake);
	take_staple(handshake, slot);
	STACK_OF(X509) *parsed = SSL_get_peer_cert_chain(handshake->ssl);
	if (parsed && sk_X509_num(parsed) > 0) {
		slot->key_type = leaf_key_name(sk_X509_value(parsed, 0));
		tls_verify(handshake->arena, store, parsed, name, slot);
	}
	return slot->chain_length > 0;
}

void tls_handshake_close(struct tls_handshake *handshake)
{
	if (!handshake->ssl)
		return;
	if (SSL_is_init_finished(handshake->ssl))
		(void)SSL_shutdown(handshake->ssl);
	SSL_free(handshake->ssl);
	handshake->ssl = NULL;
	ERR_clear_error();
}
