/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and certificates made to order, for tests. Every fault in making them ends the test. */
#pragma once
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>

/* A certificate with its key. */
struct issued {
	X509 *x509;
	EVP_PKEY *key;
};

/* What a certificate shall be; zero means the usual. */
struct order {
	const char *
		key; /* "ec" (default), "rsa2048", "rsa1024", "rsa exponent 3", "ed25519", "p384" */
	const char *common_name;
	const char *organization; /* NULL = none */
	const char *names;        /* "DNS:a.example,IP:10.0.0.1"; NULL = none */
	const char *usage;        /* extended key usage, "serverAuth"; NULL = none */
	long starts, ends;        /* days from now; both 0 = 0 to 90 */
	bool is_ca;
	const struct issued *issuer; /* NULL = self-signed */
	EVP_PKEY *same_key;          /* borrowed: no new key is made; NULL = a new one */
	void (*shape)(X509 *x509);   /* last touches before it is signed; NULL = none */
	size_t padding;              /* bytes of a private extension, to make it large */
};

struct issued issue(const struct order *order);
void issue_release(struct issued *issued);
/* A certificate of this scope: ISSUED(leaf, .common_name = "leaf", .issuer = &ca); */
#define ISSUED(name, ...)                                            \
	struct issued name __attribute__((cleanup(issue_release))) = \
		issue(&(struct order){ __VA_ARGS__ })
/* DER on the heap. */
unsigned char *issue_der(const struct issued *issued, size_t *length);
/* PEM on the heap. */
char *issue_pem(const struct issued *issued);
