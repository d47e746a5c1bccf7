/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Gathers what the engine knows, once for each scan. */
#include "tls_known.h"

#include "base/arena.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct gathering {
	struct arena *arena;
	const struct tls_scope *scope;
	struct tls_known *known;
};

void tls_known_target(struct tls_known *known, const struct tls_target *target)
{
	if (known->target_count == known->target_capacity) {
		known->target_capacity = known->target_capacity ? known->target_capacity * 2 : 64;
		known->targets = memory_resize(known->targets,
		                               known->target_capacity * sizeof(*known->targets));
	}
	known->targets[known->target_count++] = *target;
}

static void add_target(struct gathering *gathering, const struct tls_host *host)
{
	const struct tls_scope *scope = gathering->scope;
	const struct tls_target target = { .name = host->name,
		                           .first = host->address,
		                           .count = 1,
		                           .prefix = -1,
		                           .port = host->port,
		                           .port_last = host->port };
	/* Most of what is known lies inside the targets: no list of that. */
	if (tls_set_find(&scope->targets, host, &scope->ports) < 0)
		tls_known_target(gathering->known, &target);
}

static void add_word(struct tls_known *known, const char *word)
{
	if (known->word_count == known->word_capacity) {
		known->word_capacity = known->word_capacity ? known->word_capacity * 2 : 64;
		known->words =
			memory_resize(known->words, known->word_capacity * sizeof(*known->words));
	}
	known->words[known->word_count++] = word;
}

/* Names come from people and from certificates: only host names are asked for. */
static const char *host_name(struct arena *arena, const char *text)
{
	struct tls_target target;
	struct error ignored = ERROR_INIT;
	bool is_name = tls_target_parse(arena, text, false, &target, &ignored) && target.name &&
	               !target.port && strchr(target.name, '.');
	return is_name ? target.name : NULL;
}

static void add_name(struct gathering *gathering, const struct tls_host *host, const char *text,
                     bool is_place)
{
	struct tls_known *known = gathering->known;
	const char *name = host_name(gathering->arena, text);
	if (!name)
		return;
	if (known->name_count == known->name_capacity) {
		known->name_capacity = known->name_capacity ? known->name_capacity * 2 : 64;
		known->names =
			memory_resize(known->names, known->name_capacity * sizeof(*known->names));
	}
	known->names[known->name_count++] = (struct tls_known_name){
		.address = host->address, .port = host->port, .name = name, .is_place = is_place
	};
	add_word(known, name);
}

static bool is_wanted(const struct tls_scope *scope, enum ci_kind kind)
{
	return (kind == CI_HOST && scope->from_hosts) || (kind == CI_VIP && scope->from_services) ||
	       (kind == CI_APPLICATION && scope->from_applications);
}

/* An entry with port 0 stands for all ports of the source; what is allowed may name ports, too. */
static void add_allowed(struct gathering *gathering, const struct tls_host *host)
{
	const struct tls_scope *scope = gathering->scope;
	struct tls_host at = *host;
	if (host->port) {
		if (tls_scope_allows(scope, host))
			add_target(gathering, host);
		return;
	}
	for (uint64_t index = 0; index < scope->ports.total; index++) {
		at.port = tls_ports_at(&scope->ports, index);
		if (tls_scope_allows(scope, &at))
			add_target(gathering, &at);
	}
}

static void take_host(void *own, const struct discovery_host *row)
{
	struct gathering *gathering = own;
	struct tls_host host = { .port = row->port };
	if (!tls_address_parse(row->address, &host.address))
		return;
	if (is_wanted(gathering->scope, row->kind))
		add_allowed(gathering, &host);
	if (!gathering->scope->learns_cmdb)
		return;
	char *names = arena_copy(gathering->arena, row->names);
	for (char *name; (name = strsep(&names, " "));) {
		if (*name)
			add_name(gathering, &host, name, false);
	}
}

/* What is covered though the settings do not list it is known only from here. */
static void take_place(void *own, const struct deployment_place *place)
{
	struct gathering *gathering = own;
	const struct tls_scope *scope = gathering->scope;
	struct tls_host host = { .port = place->port };
	if (!tls_scope_covers(scope, place))
		return;
	if (place->kind == DEPLOYMENT_NAME) {
		host.name = arena_copy(gathering->arena, place->host);
		if (tls_scope_transfers(scope, &host))
			add_target(gathering, &host);
		return;
	}
	if (!tls_address_parse(place->host, &host.address))
		return;
	if (tls_scope_allows(scope, &host))
		add_target(gathering, &host);
	if (tls_scope_learns(scope, &host) && !tls_scope_asks_for(scope, &host, place->server_name))
		add_name(gathering, &host, place->server_name, true);
}

/* Names that the settings tell. */
static void add_told(struct tls_known *known, const struct tls_scope *scope)
{
	for (size_t index = 0; index < scope->targets.count; index++) {
		if (scope->targets.items[index].name)
			add_word(known, scope->targets.items[index].name);
	}
	for (size_t index = 0; index < scope->named.count; index++) {
		const struct setting_list *names = scope->named.items[index].server_names;
		for (size_t at = 0; at < names->count; at++) {
			if (*names->items[at])
				add_word(known, names->items[at]);
		}
	}
}

/* Places first: they are looked at whatever else is tried. */
static int compare_names(const void *left, const void *right)
{
	const struct tls_known_name *a = left, *b = right;
	int order = tls_address_compare(&a->address, &b->address);
	if (order)
		return order;
	if (a->is_place != b->is_place)
		return a->is_place ? -1 : 1;
	return strcmp(a->name, b->name);
}

static const char *behind_dot(const char *name)
{
	const char *dot = strchr(name, '.');
	return dot ? dot : "";
}

static int compare_words(const void *left, const void *right)
{
	const char *a = *(const char *const *)left, *b = *(const char *const *)right;
	int order = strcmp(behind_dot(a), behind_dot(b));
	return order ? order : strcmp(a, b);
}

static void sort(struct tls_known *known)
{
	if (known->name_count)
		qsort(known->names, known->name_count, sizeof(*known->names), compare_names);
	if (known->word_count)
		qsort(known->words, known->word_count, sizeof(*known->words), compare_words);
	size_t kept = 0;
	for (size_t index = 0; index < known->word_count; index++) {
		if (!kept || strcmp(known->words[kept - 1], known->words[index]) != 0)
			known->words[kept++] = known->words[index];
	}
	known->word_count = kept;
}

bool tls_known_gather(struct discovery_scan *scan, const struct tls_scope *scope,
                      struct tls_known *known, struct error *error)
{
	struct gathering gathering = { scan->scratch, scope, known };
	bool asks = tls_scope_asks_sides(scope), learns = scope->learns_san || scope->learns_cmdb;
	if ((asks || scope->learns_cmdb) && scan->known_hosts &&
	    !scan->known_hosts(scan->context, take_host, &gathering, error))
		return false;
	if ((asks || learns || scope->transfer_count) && scan->known_places &&
	    !scan->known_places(scan->context, take_place, &gathering, error))
		return false;
	if (learns)
		add_told(known, scope);
	sort(known);
	return true;
}

void tls_known_release(struct tls_known *known)
{
	free(known->names);
	free(known->words);
	free(known->targets);
	*known = (struct tls_known){ .names = NULL };
}

size_t tls_known_names(const struct tls_known *known, const struct tls_address *address,
                       const struct tls_known_name **first)
{
	size_t low = 0, high = known->name_count, end;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (tls_address_compare(&known->names[middle].address, address) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*first = known->name_count ? known->names + low : NULL;
	for (end = low; end < known->name_count &&
	                tls_address_compare(&known->names[end].address, address) == 0;)
		end++;
	return end - low;
}

size_t tls_known_under(const struct tls_known *known, const char *wildcard,
                       const char *const **first)
{
	const char *domain = behind_dot(wildcard);
	size_t low = 0, high = known->word_count, end;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(behind_dot(known->words[middle]), domain) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*first = known->word_count ? (const char *const *)known->words + low : NULL;
	for (end = low;
	     end < known->word_count && strcmp(behind_dot(known->words[end]), domain) == 0;)
		end++;
	return end - low;
}
