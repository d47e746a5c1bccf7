/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The handshakes of RFC 8448 as they went over the wire, in hexadecimal. */
#pragma once

struct rfc8448_trace {
	int section;
	const char *private_key;                          /* X25519, of the client */
	const char *client_hello, *server_hello, *flight; /* records */
	const char *certificate;                          /* the message in the flight */
};

enum { RFC8448_TRACES = 3 };
extern const struct rfc8448_trace rfc8448_traces[RFC8448_TRACES];
/* The HelloRetryRequest of section 5, a record. */
extern const char rfc8448_retry[];
