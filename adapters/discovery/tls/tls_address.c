/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* IPv4 and IPv6 addresses as values: read, written, counted through. */
#include "tls_address.h"

#include <arpa/inet.h>
#include <endian.h>
#include <string.h>

static void unmap(struct tls_address *address)
{
	static const unsigned char mapped[12] = { [10] = 0xFF, [11] = 0xFF };
	if (address->family != AF_INET6 || memcmp(address->bytes, mapped, sizeof(mapped)) != 0)
		return;
	struct tls_address inner = { .family = AF_INET };
	memcpy(inner.bytes, address->bytes + sizeof(mapped), 4);
	*address = inner;
}

bool tls_address_parse(const char *text, struct tls_address *address)
{
	*address = (struct tls_address){ .family = AF_INET };
	if (inet_pton(AF_INET, text, address->bytes) == 1)
		return true;
	address->family = AF_INET6;
	if (inet_pton(AF_INET6, text, address->bytes) != 1) {
		address->family = 0;
		return false;
	}
	unmap(address);
	return true;
}

void tls_address_format(const struct tls_address *address, char out[static INET6_ADDRSTRLEN])
{
	out[0] = '\0';
	inet_ntop(address->family, address->bytes, out, INET6_ADDRSTRLEN);
}

int tls_address_compare(const struct tls_address *a, const struct tls_address *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

int tls_address_bits(const struct tls_address *address)
{
	return address->family == AF_INET ? 32 : 128;
}

/* The address as a number in two halves. */
struct halves {
	uint64_t high, low;
};

static struct halves split(const struct tls_address *address)
{
	if (address->family == AF_INET) {
		uint32_t number;
		memcpy(&number, address->bytes, sizeof(number));
		return (struct halves){ .low = be32toh(number) };
	}
	struct halves halves;
	memcpy(&halves.high, address->bytes, 8);
	memcpy(&halves.low, address->bytes + 8, 8);
	return (struct halves){ .high = be64toh(halves.high), .low = be64toh(halves.low) };
}

static struct tls_address join(int family, struct halves halves)
{
	struct tls_address address = { .family = family };
	if (family == AF_INET) {
		uint32_t number = htobe32((uint32_t)halves.low);
		memcpy(address.bytes, &number, sizeof(number));
		return address;
	}
	halves = (struct halves){ .high = htobe64(halves.high), .low = htobe64(halves.low) };
	memcpy(address.bytes, &halves.high, 8);
	memcpy(address.bytes + 8, &halves.low, 8);
	return address;
}

struct tls_address tls_address_add(const struct tls_address *address, uint64_t offset)
{
	struct halves halves = split(address);
	uint64_t low = halves.low + offset;
	halves.high += low < halves.low;
	halves.low = low;
	return join(address->family, halves);
}

bool tls_address_distance(const struct tls_address *a, const struct tls_address *b,
                          uint64_t *offset)
{
	if (a->family != b->family || tls_address_compare(a, b) > 0)
		return false;
	struct halves from = split(a);
	struct halves to = split(b);
	*offset = to.low - from.low;
	return to.high - from.high - (to.low < from.low) == 0 && *offset <= INT64_MAX;
}

struct tls_address tls_address_network(const struct tls_address *address, int prefix)
{
	struct tls_address network = *address;
	for (int bit = prefix; bit < tls_address_bits(address); bit++)
		network.bytes[bit / 8] &= (unsigned char)~(0x80U >> bit % 8);
	return network;
}

socklen_t tls_address_socket(const struct tls_address *address, int port,
                             struct sockaddr_storage *socket)
{
	*socket = (struct sockaddr_storage){ 0 };
	if (address->family == AF_INET) {
		struct sockaddr_in *v4 = (struct sockaddr_in *)socket;
		v4->sin_family = AF_INET;
		v4->sin_port = htons((uint16_t)port);
		memcpy(&v4->sin_addr, address->bytes, 4);
		return sizeof(*v4);
	}
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)socket;
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons((uint16_t)port);
	memcpy(&v6->sin6_addr, address->bytes, 16);
	return sizeof(*v6);
}

bool tls_address_from_socket(const struct sockaddr *socket, struct tls_address *address)
{
	*address = (struct tls_address){ .family = socket->sa_family };
	if (socket->sa_family == AF_INET)
		memcpy(address->bytes,
		       &((const struct sockaddr_in *)(const void *)socket)->sin_addr, 4);
	else if (socket->sa_family == AF_INET6)
		memcpy(address->bytes,
		       &((const struct sockaddr_in6 *)(const void *)socket)->sin6_addr, 16);
	else
		return false;
	unmap(address);
	return true;
}
