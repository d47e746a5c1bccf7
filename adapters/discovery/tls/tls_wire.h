/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as DNS messages have them: two bytes, the high one first (RFC 1035 2.3.2). */
#pragma once

static inline unsigned tls_wire_number(const unsigned char *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

/* Answers what stands behind it. */
static inline unsigned char *tls_wire_put(unsigned char *at, unsigned value)
{
	at[0] = (unsigned char)(value >> 8);
	at[1] = (unsigned char)value;
	return at + 2;
}
