/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Our ClientHello as bytes. */
#pragma once
#include "tls_fast.h"

/* Writes the record that holds it; its length. */
size_t tls_fast_hello_write(const struct tls_fast_question *question,
                            unsigned char out[static TLS_FAST_HELLO]);
