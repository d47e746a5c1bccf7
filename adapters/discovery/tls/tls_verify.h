/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Our own verdict on a chain, formed after the handshake so that it never ends one. */
#pragma once
#include "model/deployment.h"
#include <openssl/x509.h>

struct arena;

/* Does a leaf demand that its server staples (TLS feature status_request, RFC 7633 4.2.3.1)? NULL does not. */
bool tls_verify_demands_staple(X509 *leaf);
/* Fills chain_complete, chain_trusted, above, name_matches and verdict. chain: as served, leaf first. */
void tls_verify(struct arena *arena, X509_STORE *store, STACK_OF(X509) * chain, const char *name,
                struct look_slot *slot);
