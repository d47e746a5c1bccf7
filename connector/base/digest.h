/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256, HMAC-free and in one place; as 64 lower-case hex digits wherever it is stored. */
#pragma once
#include <stddef.h>

enum { DIGEST_BYTES = 32, DIGEST_HEX = 65 };

/* out: 64 hex digits and a NUL. Cannot fail: ends the process if the library refuses SHA-256. */
void digest_hex(const void *bytes, size_t length, char out[static DIGEST_HEX]);
void digest_raw(const void *bytes, size_t length, unsigned char out[static DIGEST_BYTES]);

/* Piecewise. */
struct digest {
	void *context;
};
void digest_start(struct digest *digest);
void digest_add(struct digest *digest, const void *bytes, size_t length);
void digest_finish(struct digest *digest, char out[static DIGEST_HEX]);
