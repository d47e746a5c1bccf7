/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which addresses may be spoken to. */
#include "trust/revocation_address.h"
#include "base/arena.h"
#include "base/text.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

enum { URL_MOST = 2048, HOST_MOST = 256, MAPPED_BITS = 96 };

static const unsigned char mapped[12] = { [10] = 0xFF, [11] = 0xFF };

/* IANA's special-purpose registries (RFC 6890 and later), IPv4 as ::ffff:a.b.c.d. What carries an
 * IPv4 address inside is unpacked before. */
static const struct {
	const char *network;
	int bits;
} refused[] = {
	{ "::ffff:0.0.0.0", 104 },
	{ "::ffff:10.0.0.0", 104 },
	{ "::ffff:100.64.0.0", 106 },
	{ "::ffff:127.0.0.0", 104 },
	{ "::ffff:169.254.0.0", 112 },
	{ "::ffff:172.16.0.0", 108 },
	{ "::ffff:192.0.0.0", 120 },
	{ "::ffff:192.0.2.0", 120 },
	{ "::ffff:192.88.99.0", 120 },
	{ "::ffff:192.168.0.0", 112 },
	{ "::ffff:198.18.0.0", 111 },
	{ "::ffff:198.51.100.0", 120 },
	{ "::ffff:203.0.113.0", 120 },
	{ "::ffff:224.0.0.0", 99 },
	{ "::", 96 },
	{ "100::", 64 },
	{ "2001::", 23 },
	{ "2001:db8::", 32 },
	{ "3fff::", 20 },
	{ "5f00::", 16 },
	{ "fc00::", 7 },
	{ "fe80::", 9 },
	{ "ff00::", 8 },
	{ "64:ff9b:1::", 48 },
};

static bool is_inside(const unsigned char address[static 16],
                      const unsigned char network[static 16], int bits)
{
	int bytes = bits / 8, rest = bits % 8;
	if (memcmp(address, network, (size_t)bytes) != 0)
		return false;
	int mask = 0xFF << (8 - rest);
	return rest == 0 || (address[bytes] & mask) == (network[bytes] & mask);
}

static void map(unsigned char out[static 16], const void *four)
{
	memcpy(out, mapped, sizeof(mapped));
	memcpy(out + sizeof(mapped), four, 4);
}

static bool parse(const char *text, unsigned char out[static 16], bool *is_v4)
{
	unsigned char four[4];
	*is_v4 = inet_pton(AF_INET, text, four) == 1;
	if (*is_v4)
		map(out, four);
	return *is_v4 || inet_pton(AF_INET6, text, out) == 1;
}

/* NAT64 (RFC 6052) and 6to4 (RFC 3056) reach the IPv4 address that they carry. */
static void unpack(unsigned char address[static 16])
{
	static const unsigned char nat64[12] = { 0x00, 0x64, 0xFF, 0x9B };
	if (memcmp(address, nat64, sizeof(nat64)) == 0)
		map(address,
		    (unsigned char[]){ address[12], address[13], address[14], address[15] });
	else if (address[0] == 0x20 && address[1] == 0x02)
		map(address, (unsigned char[]){ address[2], address[3], address[4], address[5] });
}

static bool is_public(const unsigned char address[static 16])
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		unsigned char network[16];
		if (inet_pton(AF_INET6, refused[i].network, network) != 1 ||
		    is_inside(address, network, refused[i].bits))
			return false;
	}
	return true;
}

static bool is_allowed(const struct revocation_networks *networks,
                       const unsigned char address[static 16])
{
	unsigned char inner[16];
	memcpy(inner, address, sizeof(inner));
	unpack(inner);
	for (size_t i = 0; networks && i < networks->count; i++)
		if (is_inside(inner, networks->items[i].address, networks->items[i].bits))
			return true;
	return is_public(inner);
}

bool revocation_address_allowed(const struct revocation_networks *networks,
                                const struct sockaddr *address)
{
	unsigned char bytes[16];
	if (address->sa_family == AF_INET) {
		map(bytes, &((const struct sockaddr_in *)(const void *)address)->sin_addr);
		return is_allowed(networks, bytes);
	}
	if (address->sa_family != AF_INET6)
		return false;
	memcpy(bytes, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr,
	       sizeof(bytes));
	return is_allowed(networks, bytes);
}

static bool read_network(const char *text, struct revocation_network *network)
{
	char address[HOST_MOST];
	const char *slash = strchr(text, '/');
	size_t length = slash ? (size_t)(slash - text) : strlen(text);
	int64_t bits = 0;
	bool is_v4;
	if (length >= sizeof(address))
		return false;
	memcpy(address, text, length);
	address[length] = '\0';
	if (!parse(address, network->address, &is_v4))
		return false;
	if (!slash)
		bits = is_v4 ? 32 : 128;
	else if (!text_parse_integer(slash + 1, &bits))
		return false;
	network->bits = (int)bits + (is_v4 ? MAPPED_BITS : 0);
	return bits >= 0 && bits <= (is_v4 ? 32 : 128);
}

bool revocation_networks_read(struct arena *arena, const struct setting_list *list,
                              struct revocation_networks *networks, struct error *error)
{
	networks->items = ARENA_ARRAY(arena, struct revocation_network, list->count + 1);
	networks->count = list->count;
	for (size_t i = 0; i < list->count; i++)
		if (!read_network(list->items[i], &networks->items[i]))
			return error_set(error, ERROR_LOCAL,
			                 "'%.64s' is no network; write one like 10.20.0.0/16",
			                 list->items[i]);
	return true;
}

/* The part between "http://" and the path; 0 when the URL is not of that kind. */
static size_t authority(const char *url, const char **start)
{
	static const char scheme[] = "http://";
	char head[sizeof(scheme)];
	snprintf(head, sizeof(head), "%s", url);
	if (!text_equal_folded(head, scheme))
		return 0;
	*start = url + sizeof(scheme) - 1;
	return strcspn(*start, "/?#");
}

static bool is_plain(const char *url)
{
	for (; *url; url++)
		if (*url <= ' ' || *url > '~')
			return false;
	return true;
}

/* An address in brackets or not, without its port. */
static void strip(const char *host, size_t length, char out[static HOST_MOST])
{
	if (*host == '[') {
		host++;
		length = strcspn(host, "]");
	} else {
		length = strcspn(host, ":/?#") < length ? strcspn(host, ":/?#") : length;
	}
	snprintf(out, HOST_MOST, "%.*s", (int)(length < HOST_MOST ? length : HOST_MOST - 1), host);
}

/* "0x7f.1" and "2130706433" are addresses for some resolvers and proxies, and names for us. */
static bool is_odd_address(const char *host)
{
	const char *dot = strrchr(host, '.');
	const char *last = dot ? dot + 1 : host;
	return strchr(host, ':') || (*last >= '0' && *last <= '9');
}

bool revocation_url_allowed(const struct revocation_networks *networks, const char *url,
                            struct error *error)
{
	const char *start;
	char host[HOST_MOST];
	unsigned char bytes[16];
	bool is_v4;
	size_t length = authority(url, &start);
	if (length == 0 || strlen(url) > URL_MOST || !is_plain(url))
		return error_set(error, ERROR_ITEM,
		                 "'%.100s' is not spoken to: only http:// is, with a host", url);
	if (memchr(start, '@', length))
		return error_set(error, ERROR_ITEM, "'%.100s' is not spoken to: it names a user",
		                 url);
	strip(start, length, host);
	bool is_address = parse(host, bytes, &is_v4);
	if (!is_address && is_odd_address(host))
		return error_set(error, ERROR_ITEM,
		                 "'%.100s' is not spoken to: its host is no name and no address",
		                 url);
	if (is_address && !is_allowed(networks, bytes))
		return error_set(error, ERROR_ITEM,
		                 "'%.100s' is not spoken to: its address is not public; allow it "
		                 "in 'revocation.networks'",
		                 host);
	return true;
}

const char *revocation_url_host(struct arena *arena, const char *url)
{
	const char *start;
	size_t length = authority(url, &start);
	return length ? text_lower(arena, arena_copy_bytes(arena, start, length)) : "";
}
