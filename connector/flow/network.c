/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Networks as people write them. */
#include "flow/network.h"
#include "base/text.h"
#include <arpa/inet.h>
#include <string.h>

/* Bits of the address, 0 = it is none. */
static int read_address(const char *text, unsigned char bytes[static 16])
{
	if (inet_pton(AF_INET, text, bytes) == 1)
		return 32;
	return inet_pton(AF_INET6, text, bytes) == 1 ? 128 : 0;
}

static bool same_start(const unsigned char *a, const unsigned char *b, int bits)
{
	int whole = bits / 8, rest = bits % 8;
	unsigned mask = 0xffU << (8 - rest) & 0xffU;
	return memcmp(a, b, (size_t)whole) == 0 &&
	       (rest == 0 || (a[whole] & mask) == (b[whole] & mask));
}

bool network_holds(const char *network, const char *host)
{
	unsigned char start[16] = { 0 }, address[16] = { 0 };
	char before[INET6_ADDRSTRLEN];
	int64_t length;
	const char *slash = strchr(network, '/');
	if (!slash)
		return text_equal_folded(network, host);
	size_t used = (size_t)(slash - network);
	if (used >= sizeof(before) || !text_parse_integer(slash + 1, &length))
		return false;
	memcpy(before, network, used);
	before[used] = '\0';
	int bits = read_address(before, start);
	return bits && length >= 0 && length <= bits && read_address(host, address) == bits &&
	       same_start(start, address, (int)length);
}
