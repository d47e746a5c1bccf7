/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One entry of `targets` or `exclude`, read and compared. */
#include "tls_target.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/text.h"
#include "model/certificate.h"

#include <stdlib.h>
#include <string.h>

enum {
	/* Host bits of a network: 2^32 places at 200 a second are eight months already. */
	HOST_BITS_MOST = 32,
	LABEL_MOST = 63, /* RFC 1035 2.3.4 */
};

/* Text before the port, and the port; the entry as written stays for messages. */
struct entry {
	const char *text;
	char *host;
	struct tls_port_range ports; /* low 0: none is written */
};

/* Splits the port off: behind "]:" for IPv6, behind the only colon else. */
static bool split_port(struct arena *arena, const char *text, struct entry *entry,
                       struct error *error)
{
	*entry = (struct entry){ .text = text, .host = arena_copy(arena, text) };
	char *port = NULL;
	if (entry->host[0] == '[') {
		char *end = strchr(++entry->host, ']');
		if (!end || (end[1] && end[1] != ':'))
			return error_set(
				error, ERROR_LOCAL,
				"target '%s': write an IPv6 address with a port as [address]:port",
				text);
		*end = '\0';
		port = end[1] ? end + 2 : NULL;
	} else {
		char *colon = strchr(entry->host, ':');
		if (colon && !strchr(colon + 1, ':')) {
			*colon = '\0';
			port = colon + 1;
		}
	}
	if (port && !tls_ports_parse_range(port, &entry->ports))
		return error_set(error, ERROR_LOCAL,
		                 "target '%s': '%s' is no port from 1 to 65535 and no range like "
		                 "8000-8010",
		                 text, port);
	return true;
}

static bool parse_network(const struct entry *entry, char *slash, bool for_exclude,
                          struct tls_target *target, struct error *error)
{
	*slash = '\0';
	int64_t prefix;
	struct tls_address address;
	if (!tls_address_parse(entry->host, &address) || !text_parse_integer(slash + 1, &prefix) ||
	    prefix < 0 || prefix > tls_address_bits(&address))
		return error_set(error, ERROR_LOCAL,
		                 "target '%s' is no network like 10.20.0.0/24 or 2001:db8::/120",
		                 entry->text);
	int host_bits = tls_address_bits(&address) - (int)prefix;
	if (host_bits > HOST_BITS_MOST && !for_exclude)
		return error_set(
			error, ERROR_LOCAL,
			"target '%s' holds more than 2^%d addresses; name hosts or smaller networks",
			entry->text, HOST_BITS_MOST);
	target->first = tls_address_network(&address, (int)prefix);
	target->prefix = (int)prefix;
	/* Excludes may be larger than can be counted; only their prefix is looked at. */
	target->count = host_bits < 64 ? UINT64_C(1) << host_bits : UINT64_MAX;
	return true;
}

/* "10.20.0.1-10.20.0.9", or only the last part: "10.20.0.1-9". */
static bool parse_range(struct arena *arena, const struct entry *entry, char *dash,
                        struct tls_target *target, struct error *error)
{
	*dash = '\0';
	struct tls_address last;
	const char *end = dash + 1;
	bool short_form =
		target->first.family == AF_INET && strspn(end, "0123456789") == strlen(end);
	if (short_form) {
		size_t front = (size_t)(strrchr(entry->host, '.') - entry->host) + 1;
		end = arena_print(arena, "%.*s%s", (int)front, entry->host, end);
	}
	uint64_t distance;
	if (!tls_address_parse(end, &last) ||
	    !tls_address_distance(&target->first, &last, &distance) || distance >> HOST_BITS_MOST)
		return error_set(
			error, ERROR_LOCAL,
			"target '%s' is no range like 10.20.0.1-10.20.0.9, first address first",
			entry->text);
	target->count = distance + 1;
	return true;
}

/* Letters, digits, hyphens and underscores in labels of 1 to 63 (RFC 1123 2.1; underscores are met). */
static bool is_host_name(const char *name)
{
	if (strlen(name) >= LIMIT_NAME - 2)
		return false;
	for (const char *label = name;;) {
		size_t length = strspn(label, "abcdefghijklmnopqrstuvwxyz0123456789-_");
		if (!length || length > LABEL_MOST || label[0] == '-')
			return false;
		label += length;
		if (!*label)
			return true;
		if (*label++ != '.')
			return false;
	}
}

static bool parse_name(struct arena *arena, const struct entry *entry, bool for_exclude,
                       struct tls_target *target, struct error *error)
{
	const char *name = certificate_fold_name(arena, entry->host);
	bool pattern = for_exclude && text_starts_with(name, "*.");
	if (!is_host_name(pattern ? name + 2 : name) || strspn(name, "0123456789.") == strlen(name))
		return error_set(error, ERROR_LOCAL,
		                 "target '%s' is no host name, address, network or range; see the "
		                 "README of the source for the forms",
		                 entry->text);
	target->name = name;
	target->count = 1;
	return true;
}

bool tls_target_parse(struct arena *arena, const char *text, bool for_exclude,
                      struct tls_target *target, struct error *error)
{
	struct entry entry;
	if (!split_port(arena, text, &entry, error))
		return false;
	*target = (struct tls_target){
		.port = entry.ports.low, .port_last = entry.ports.high, .count = 1, .prefix = -1
	};
	if (for_exclude && !*entry.host && entry.ports.low)
		return true;
	char *slash = strchr(entry.host, '/');
	if (slash)
		return parse_network(&entry, slash, for_exclude, target, error);
	if (tls_address_parse(entry.host, &target->first))
		return true;
	char *dash = strchr(entry.host, '-');
	if (dash) {
		*dash = '\0';
		bool is_range = tls_address_parse(entry.host, &target->first);
		*dash = '-';
		if (is_range)
			return parse_range(arena, &entry, dash, target, error);
	}
	return parse_name(arena, &entry, for_exclude, target, error);
}

static bool holds_address(const struct tls_target *target, const struct tls_address *address)
{
	if (target->prefix >= 0) {
		struct tls_address network = tls_address_network(address, target->prefix);
		return tls_address_compare(&network, &target->first) == 0;
	}
	uint64_t distance;
	return tls_address_distance(&target->first, address, &distance) && distance < target->count;
}

uint64_t tls_target_ports(const struct tls_target *target, const struct tls_ports *ports)
{
	return target->port ? (uint64_t)(target->port_last - target->port) + 1 : ports->total;
}

bool tls_target_holds(const struct tls_target *target, const struct tls_host *host,
                      const struct tls_ports *ports)
{
	bool port_matches = target->port
	                            ? host->port >= target->port && host->port <= target->port_last
	                            : !ports || tls_ports_hold(ports, host->port);
	if (!port_matches)
		return false;
	if (!target->name)
		return !target->first.family ||
		       (!host->name && holds_address(target, &host->address));
	if (!host->name)
		return false;
	return target->name[0] == '*' ? text_ends_with(host->name, target->name + 1)
	                              : strcmp(target->name, host->name) == 0;
}
