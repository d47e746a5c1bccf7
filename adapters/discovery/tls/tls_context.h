/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What our ClientHello offers: one OpenSSL context per kind of key asked for. */
#pragma once
#include "base/error.h"
#include <openssl/types.h>

/* A server with two certificates chooses by what we offer; so each kind is asked for apart. */
enum tls_offer { TLS_OFFER_ANY, TLS_OFFER_RSA, TLS_OFFER_EC, TLS_OFFERS };

struct tls_context {
	SSL_CTX *offers[TLS_OFFERS];
};

/* One per probing thread: nothing in it is shared, so nothing is waited for. ERROR_LOCAL. */
CHECKED bool tls_context_open(struct tls_context *context, struct error *error);
void tls_context_close(struct tls_context *context);
/* Trust anchors: the system's (some 20 ms of reading), and those of a PEM file (NULL = none). The
 * caller frees it. */
CHECKED X509_STORE *tls_context_store(bool with_system, const char *ca_file, struct error *error);
