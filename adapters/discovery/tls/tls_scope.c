/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The places of a source: walked by number, and asked whether one belongs. */
#include "tls_scope.h"
#include "tls_starttls.h"

#include "base/text.h"
#include "model/certificate.h"

#include <string.h>

/* The target that an index falls into: the last one that starts at or before it. */
static size_t target_at(const struct tls_scope *scope, uint64_t index)
{
	size_t low = 0;
	size_t high = scope->targets.count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (scope->starts[middle] <= index)
			low = middle;
		else
			high = middle;
	}
	return low;
}

bool tls_scope_excludes(const struct tls_scope *scope, const struct tls_host *host)
{
	return tls_set_find(&scope->exclude, host, NULL) >= 0;
}

bool tls_scope_excludes_name(const struct tls_scope *scope, const char *name, int port)
{
	if (!*name)
		return false;
	struct tls_host host = { .name = name, .port = port };
	return tls_scope_excludes(scope, &host);
}

bool tls_scope_at(const struct tls_scope *scope, uint64_t index, struct tls_host *host)
{
	size_t at = target_at(scope, index);
	const struct tls_target *target = &scope->targets.items[at];
	uint64_t offset = index - scope->starts[at];
	uint64_t ports = tls_target_ports(target, &scope->ports);
	*host = (struct tls_host){
		.name = target->name,
		.port = target->port ? target->port + (int)(offset % ports)
		                     : tls_ports_at(&scope->ports, offset % ports),
	};
	if (!target->name)
		host->address = tls_address_add(&target->first, offset / ports);
	return tls_set_find(&scope->targets, host, &scope->ports) == (int64_t)at &&
	       !tls_scope_excludes(scope, host);
}

size_t tls_scope_names(const struct tls_scope *scope, const struct tls_host *host,
                       const char *const **names)
{
	static const char *const none[] = { "" };
	int64_t at = tls_set_find(&scope->named, host, NULL);
	if (at >= 0) {
		const struct setting_list *list = scope->named.items[at].server_names;
		*names = list->items;
		return list->count;
	}
	*names = host->name ? &host->name : none;
	return 1;
}

/* The entry for a port, or the one for all others. */
static struct tls_scope_dialogue opening_at(const struct tls_scope *scope, int port)
{
	struct tls_scope_dialogue opening = { .protocol = NULL };
	for (size_t index = 0; index < scope->dialogue_count; index++) {
		const struct tls_scope_dialogue *entry = &scope->dialogues[index];
		if (entry->port == port)
			return *entry;
		if (!entry->port)
			opening = *entry;
	}
	return opening;
}

const struct tls_starttls *tls_scope_dialogue(const struct tls_scope *scope, int port)
{
	struct tls_scope_dialogue opening = opening_at(scope, port);
	return opening.automatic ? tls_starttls_by_port(port) : opening.protocol;
}

bool tls_scope_is_automatic(const struct tls_scope *scope, int port)
{
	return opening_at(scope, port).automatic;
}

bool tls_scope_asks_for(const struct tls_scope *scope, const struct tls_host *host,
                        const char *server_name)
{
	const char *const *names;
	size_t count = tls_scope_names(scope, host, &names);
	for (size_t index = 0; index < count; index++) {
		if (strcmp(names[index], server_name) == 0)
			return true;
	}
	return false;
}

bool tls_scope_asks_sides(const struct tls_scope *scope)
{
	return scope->from_hosts || scope->from_services || scope->from_applications;
}

bool tls_scope_allows(const struct tls_scope *scope, const struct tls_host *host)
{
	return tls_scope_asks_sides(scope) && !host->name &&
	       tls_set_find(&scope->allow, host, NULL) >= 0;
}

bool tls_scope_transfers(const struct tls_scope *scope, const struct tls_host *host)
{
	for (size_t index = 0; host->name && index < scope->transfer_count; index++) {
		const char *domain = scope->transfers[index].domain;
		size_t whole = strlen(host->name), length = strlen(domain);
		bool behind_dot = whole > length && host->name[whole - length - 1] == '.';
		if ((whole == length || behind_dot) && text_ends_with(host->name, domain))
			return tls_ports_hold(&scope->ports, host->port);
	}
	return false;
}

bool tls_scope_leads(const struct tls_scope *scope, const char *name, const struct tls_host *host)
{
	struct tls_host named = { .name = name, .port = host->port };
	if (tls_scope_excludes(scope, host))
		return false;
	return !scope->confined || !tls_scope_transfers(scope, &named) ||
	       tls_set_find(&scope->listed, &named, &scope->ports) >= 0 ||
	       tls_set_find(&scope->allow, host, NULL) >= 0;
}

bool tls_scope_learns(const struct tls_scope *scope, const struct tls_host *host)
{
	return (scope->learns_san || scope->learns_cmdb) && !host->name &&
	       tls_scope_asks_for(scope, host, "");
}

bool tls_scope_covers(const struct tls_scope *scope, const struct deployment_place *place)
{
	struct tls_host host = { .port = place->port };
	if (place->kind == DEPLOYMENT_NAME)
		host.name = place->host;
	else if (place->kind != DEPLOYMENT_ADDRESS ||
	         !tls_address_parse(place->host, &host.address))
		return false;
	/* What far sides know changes: all that may be looked at is covered, and a place that they
	 * forget is looked at until it is gone. */
	return (tls_set_find(&scope->targets, &host, &scope->ports) >= 0 ||
	        tls_scope_allows(scope, &host) || tls_scope_transfers(scope, &host)) &&
	       !tls_scope_excludes(scope, &host) &&
	       !tls_scope_excludes_name(scope, place->server_name, place->port) &&
	       (tls_scope_asks_for(scope, &host, place->server_name) ||
	        tls_scope_learns(scope, &host));
}
