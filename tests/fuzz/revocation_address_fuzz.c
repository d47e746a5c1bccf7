/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses as they stand in hostile certificates, and networks as people write them: what may be
 * spoken to is plain http to a host, and no address that only a listed network would allow.
 *
 * The input: lines; those with a slash and no colon are networks, the others addresses. */
#include "base/arena.h"
#include "base/text.h"
#include "trust/revocation_address.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NETWORKS_MOST = 16 };

static void insist(bool holds)
{
	if (!holds)
		abort();
}

static const struct revocation_networks nowhere = { NULL, 0 };

/* The system's own reading of the host, where it takes it for an IPv4 address in whatever form. */
static void check_host(const char *host)
{
	struct in_addr address;
	size_t length = strcspn(host, ":");
	char text[256];
	if (*host == '[' || length >= sizeof(text))
		return;
	memcpy(text, host, length);
	text[length] = '\0';
	if (inet_aton(text, &address) != 1)
		return;
	const struct sockaddr_in socket = { .sin_family = AF_INET, .sin_addr = address };
	insist(revocation_address_allowed(&nowhere, (const struct sockaddr *)&socket));
	uint32_t number = ntohl(address.s_addr);
	insist(number >> 24 != 127 && number >> 24 != 10 && number >> 16 != 0xA9FE &&
	       number >> 16 != 0xC0A8 && number >> 20 != 0xAC1);
}

static void check_address(struct arena *arena, const struct revocation_networks *networks,
                          const char *url)
{
	struct error error = ERROR_INIT;
	bool wide = revocation_url_allowed(networks, url, &error);
	insist(wide || (error.kind == ERROR_ITEM && error.message[0]));
	bool allowed = revocation_url_allowed(&nowhere, url, &error);
	insist(!allowed || wide);
	const char *host = revocation_url_host(arena, url);
	if (!wide)
		return;
	insist(strncasecmp(url, "http://", 7) == 0 && strlen(url) <= 2048 && *host);
	for (const char *at = url; *at; at++)
		insist(*at > ' ' && *at < 127);
	insist(!strpbrk(host, "@/?# ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
	if (allowed)
		check_host(host);
}

static bool is_network(const char *line)
{
	return strchr(line, '/') && !strstr(line, "://");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);
	struct revocation_networks networks = nowhere;
	struct error error = ERROR_INIT;
	const char *names[NETWORKS_MOST];
	struct setting_list list = { .items = names };
	char *rest = arena_copy_bytes(&arena, data, size);
	for (char *line; (line = strsep(&rest, "\n"));) {
		if (!is_network(line)) {
			check_address(&arena, &networks, line);
		} else if (list.count < NETWORKS_MOST) {
			names[list.count++] = line;
			if (revocation_networks_read(&arena, &list, &networks, &error))
				continue;
			insist(error.kind == ERROR_LOCAL && error.message[0]);
			networks = nowhere;
			list.count--;
		}
	}
	return 0;
}
