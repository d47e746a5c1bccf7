/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Detached CMS signatures (RFC 5652) that plain openssl verifies:
 * openssl cms -verify -binary -inform PEM -in FILE.p7s -content FILE -CAfile CA */
#pragma once
#include "base/error.h"
#include <stddef.h>

struct arena;
struct secret;

/* Signs the bytes of a file of any size with the PEM certificate (further ones in it travel along)
 * and the PEM key. *signature is PEM text in the arena. ERROR_LOCAL names the file and what is wrong
 * with it: unreadable, no PEM, key and certificate do not belong together. */
CHECKED bool cms_sign_file(struct arena *arena, const char *content_path,
                           const char *certificate_path, const struct secret *key, char **signature,
                           size_t *length, struct error *error);
