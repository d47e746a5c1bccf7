/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* TLS inside packets of SQL Server: until the handshake ends, its records travel as the payload of
 * PRELOGIN packets (MS-TDS 2.2.3.1, 2.2.6.5). */
#pragma once
#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>

enum {
	TLS_TDS_HEADER = 8,
	TLS_TDS_PACKET = 4096, /* what both sides start with (MS-TDS 2.2.6.4, PacketSize) */
	TLS_TDS_PAYLOAD = TLS_TDS_PACKET - TLS_TDS_HEADER,
};

/* How far the reading of packets came. */
struct tls_tds {
	unsigned char header[TLS_TDS_HEADER];
	size_t have; /* bytes of the header */
	size_t left; /* bytes of the payload that are still to come */
	bool broken; /* not packets of this kind: nothing more is taken */
};

/* One packet for at most TLS_TDS_PAYLOAD bytes; its length. last: nothing follows it. */
size_t tls_tds_wrap(const unsigned char *bytes, size_t length, bool last,
                    unsigned char packet[static TLS_TDS_PACKET]);
/* Takes bytes as they come and leaves their payload in the same place; its length. */
size_t tls_tds_unwrap(struct tls_tds *tds, unsigned char *bytes, size_t length);

/* Puts the packets between a connection that has not begun and its socket, which it keeps. */
void tls_tds_attach(SSL *ssl);
