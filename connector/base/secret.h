/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A password or key: never printed, wiped when it goes. The type has no text member on purpose, so
 * that a format string cannot take it. */
#pragma once
#include "base/error.h"
#include <stddef.h>

struct secret {
	unsigned char *bytes_do_not_print;
	size_t length;
};

#define SECRET(name) struct secret name __attribute__((cleanup(secret_release))) = { 0 }

/* From the environment variable, which is then removed from our environment. ERROR_LOCAL when it
 * is not set or empty. */
CHECKED bool secret_from_environment(struct secret *secret, const char *variable,
                                     struct error *error);
/* From a file: no symbolic link, regular, owned by us or root, no rights for group or others, at
 * most 64 KiB; one line feed at the end is dropped. */
CHECKED bool secret_from_file(struct secret *secret, const char *path, struct error *error);
void secret_set(struct secret *secret, const void *bytes, size_t length);
bool secret_is_empty(const struct secret *secret);
/* The bytes, NUL-terminated, for the one call that needs them. Borrowed. */
const char *secret_reveal(const struct secret *secret);
void secret_release(struct secret *secret);
/* Replaces each occurrence of the secret in text by asterisks, in place. */
void secret_mask(const struct secret *secret, char *text);
