/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a file holds: told by its content, taken apart into certificates. Pure: bytes in, entries out.
 *
 * Private keys are stepped over: their bytes are neither decoded nor decrypted, only counted. */
#pragma once
#include "base/arena.h"
#include "base/secret.h"
#include <stdbool.h>
#include <stddef.h>

enum files_kind {
	FILES_NOTHING, /* no certificate file: passed over in silence */
	FILES_PEM,
	FILES_CERTIFICATE, /* DER */
	FILES_PKCS7,
	FILES_PKCS12,
	FILES_KEY, /* a private key in DER */
	FILES_JAVA /* JKS, JCEKS: not readable */
};

struct files_entry {
	const char *alias; /* "1", "2", ... or the friendly name; unique in its file */
	const unsigned char *der;
	size_t length;
	const char *problem; /* why there are no bytes; NULL = none */
};

struct files_content {
	enum files_kind kind;
	struct files_entry *items;
	size_t count, capacity;
	size_t keys;         /* private keys stepped over */
	bool named;          /* some entry has a name of its own */
	const char *problem; /* the file as a whole cannot be read; NULL = none */
};

/* Texts and bytes live in the arena or in `bytes`. */
void files_content_read(struct arena *arena, const unsigned char *bytes, size_t length,
                        const struct secret *password, struct files_content *content);

/* For the readers of one kind each. alias NULL numbers the entry; a second of the same name gets
 * its number behind it. */
void files_content_add(struct arena *arena, struct files_content *content, const char *alias,
                       const unsigned char *der, size_t length);
void files_pem_read(struct arena *arena, const char *text, size_t length,
                    struct files_content *content);
void files_pkcs7_read(struct arena *arena, const unsigned char *bytes, size_t length,
                      struct files_content *content);
/* Old stores need OpenSSL's legacy provider. It is loaded into a library context of its own, not
 * into the process's: nothing else of the program can fall back to RC2 or 3DES because of it. */
void files_pkcs12_read(struct arena *arena, const unsigned char *bytes, size_t length,
                       const struct secret *password, struct files_content *content);
