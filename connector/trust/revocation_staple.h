/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A glance at a stapled OCSP response, cheap enough for every handshake. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Does it say "good" of all that it speaks of, on its face? No signature, no time and no certificate is
 * looked at: what does not say so deserves to be judged (revocation_ocsp_judge), what does may still
 * be wrong. RFC 6960 4.2.1. */
bool revocation_staple_says_good(const void *response, size_t length);
