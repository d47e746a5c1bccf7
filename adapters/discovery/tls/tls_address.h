/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* IPv4 and IPv6 addresses as values: read, written, counted through. */
#pragma once
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/* Family 0 is no address. IPv4 lies in the first four bytes; IPv4 written as IPv6
 * (::ffff:10.0.0.1) is kept as IPv4, so that an exclude cannot be passed by another spelling. */
struct tls_address {
	int family;
	unsigned char bytes[16];
};

/* Dotted or RFC 4291 text, without zone or brackets. False, with family 0, for anything else. */
bool tls_address_parse(const char *text, struct tls_address *address);
/* As inet_ntop writes it; "" of no address. */
void tls_address_format(const struct tls_address *address, char out[static INET6_ADDRSTRLEN]);
/* Order: IPv4 first, then by number. */
int tls_address_compare(const struct tls_address *a, const struct tls_address *b);
/* The address that lies offset behind; the caller keeps within the range it counts through. */
struct tls_address tls_address_add(const struct tls_address *address, uint64_t offset);
/* How far b lies behind a; false when before it, of another family, or 2^63 and more away. */
bool tls_address_distance(const struct tls_address *a, const struct tls_address *b,
                          uint64_t *offset);
/* All host bits zero: the first address of a network. */
struct tls_address tls_address_network(const struct tls_address *address, int prefix);
int tls_address_bits(const struct tls_address *address); /* 32 or 128 */
/* For connect(): fills *socket and gives the length that counts. */
socklen_t tls_address_socket(const struct tls_address *address, int port,
                             struct sockaddr_storage *socket);
/* False for families other than IPv4 and IPv6. */
bool tls_address_from_socket(const struct sockaddr *socket, struct tls_address *address);
