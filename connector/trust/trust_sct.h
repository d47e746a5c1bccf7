/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* When a certificate was first promised to be logged (RFC 6962 3.3). */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* UTC seconds of the oldest timestamp inside the certificate; 0 when it bears none that can be read.
 * The logs' signatures are not checked: a browser that goes by the time has checked them. */
int64_t trust_sct_first(const unsigned char *der, size_t length);
