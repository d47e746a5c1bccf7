/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the settings of a source into its scope. */
#include "tls_scope.h"
#include "tls_starttls.h"
#include "tls_transfer.h"
#include "tls_zone.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/yaml.h"
#include "model/certificate.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct target_list {
	struct tls_target *items;
	size_t count, capacity;
};

enum {
	/* Beyond this a scan would take longer than certificates live. */
	PLACES_MOST_BITS = 40,
};

static const char ZONE[] = "zone:", TRANSFER[] = "axfr:";

static char *trim(char *line)
{
	line += strspn(line, " \t");
	size_t length = strcspn(line, "#\r");
	while (length && (line[length - 1] == ' ' || line[length - 1] == '\t'))
		length--;
	line[length] = '\0';
	return line;
}

/* What is piped in: read once, when the source opens; somebody at a terminal is not waited for. */
static char *read_input(struct arena *arena, struct error *error)
{
	TEXT(content);
	content.ceiling = LIMIT_FILE_BYTES;
	char piece[4096];
	ssize_t length = 0;
	while (!isatty(STDIN_FILENO) && !content.over &&
	       ((length = read(STDIN_FILENO, piece, sizeof(piece))) > 0 || errno == EINTR)) {
		if (length > 0)
			text_append_bytes(&content, piece, (size_t)length);
		errno = 0;
	}
	if (!content.length || content.over) {
		error_set(error, ERROR_LOCAL, "%s",
		          content.over ? "more than 32 MiB came in"
		                       : "nothing came in: pipe a list into the command");
		return NULL;
	}
	return arena_copy_bytes(arena, content.data, content.length);
}

/* One target a line; '#' starts a comment. "-" is the standard input. */
static bool read_file(struct arena *arena, const char *path, struct target_list *list,
                      struct error *error)
{
	char *text = strcmp(path, "-") == 0 ? read_input(arena, error)
	                                    : file_read(arena, path, LIMIT_FILE_BYTES, NULL, error);
	if (!text) {
		error->kind = ERROR_LOCAL;
		return error_wrap(error, "targets: list '@%s'", path);
	}
	int number = 0;
	for (char *rest = text; rest;) {
		char *line = trim(strsep(&rest, "\n"));
		number++;
		if (*line && !tls_target_parse(arena, line, false, &ARRAY_ADD(arena, list), error))
			return error_wrap(error, "%s:%d", path, number);
	}
	return true;
}

/* Where the names of a zone go. */
struct zone_names {
	struct arena *arena;
	struct target_list *list;
};

/* A name that no host can have is none to look at: zones hold such, and it is no fault of theirs. */
static bool add_name(void *context, const char *name, struct error *error)
{
	const struct zone_names *names = context;
	struct tls_target target;
	struct error why = ERROR_INIT;
	(void)error;
	if (tls_target_parse(names->arena, name, false, &target, &why) && target.name)
		ARRAY_ADD(names->arena, names->list) = target;
	return true;
}

/* "example.com@/etc/bind/db.example.com". */
static bool read_zone(struct arena *arena, const char *text, struct target_list *list,
                      struct error *error)
{
	const char *at = strchr(text, '@');
	struct zone_names names = { arena, list };
	if (!at || at == text || !at[1])
		return error_set(error, ERROR_LOCAL,
		                 "targets: write a zone as zone:example.com@/path/of/its/file");
	const char *origin = arena_copy_bytes(arena, text, (size_t)(at - text));
	return tls_zone_read(arena, origin, at + 1, add_name, &names, error) ||
	       error_wrap(error, "targets: zone '%s'", origin);
}

static bool read_transfers(struct arena *arena, const struct setting_list *items,
                           struct tls_scope *scope, struct error *error)
{
	struct tls_transfer *all = ARENA_ARRAY(arena, struct tls_transfer, items->count + 1);
	scope->transfers = all;
	for (size_t index = 0; index < items->count; index++) {
		if (text_starts_with(items->items[index], TRANSFER) &&
		    !tls_transfer_parse(arena, items->items[index] + strlen(TRANSFER),
		                        &all[scope->transfer_count++], error))
			return false;
	}
	return true;
}

/* Excludes win over name servers, too; left out in silence, their zones would be missed for ever. */
static bool check_transfers(const struct tls_scope *scope, struct error *error)
{
	for (size_t index = 0; index < scope->transfer_count; index++) {
		const struct tls_transfer *transfer = &scope->transfers[index];
		struct tls_host server = { .address = transfer->server, .port = transfer->port };
		if (tls_scope_excludes(scope, &server))
			return error_set(error, ERROR_LOCAL,
			                 "exclude: the name server of 'axfr:%.80s@%.64s' is "
			                 "excluded; take out one of both",
			                 transfer->domain, transfer->written);
	}
	return true;
}

static bool read_items(struct arena *arena, const struct setting_list *items, bool for_exclude,
                       struct tls_set *set, struct error *error)
{
	struct target_list list = { .count = 0 };
	for (size_t index = 0; index < items->count; index++) {
		const char *item = items->items[index];
		if (*item == '@') {
			if (!read_file(arena, item + 1, &list, error))
				return false;
		} else if (!for_exclude && text_starts_with(item, TRANSFER)) {
			continue;
		} else if (!for_exclude && text_starts_with(item, ZONE)) {
			if (!read_zone(arena, item + strlen(ZONE), &list, error))
				return false;
		} else if (!tls_target_parse(arena, item, for_exclude, &ARRAY_ADD(arena, &list),
		                             error)) {
			return for_exclude ? error_wrap(error, "exclude") : false;
		}
	}
	tls_set_build(set, list.items, list.count);
	return true;
}

static bool read_names(struct arena *arena, const struct yaml *entry, struct setting_list *names,
                       struct error *error)
{
	bool single = entry->type == YAML_SCALAR;
	if (entry->type == YAML_MAP || (!single && !entry->count))
		return yaml_refuse(entry, error, "server_names: '%s' needs a list of names",
		                   entry->key);
	names->count = single ? 1 : entry->count;
	names->items = ARENA_ARRAY(arena, const char *, names->count);
	size_t at = 0;
	for (const struct yaml *item = single ? entry : entry->first; item;
	     item = single ? NULL : item->next) {
		struct tls_target name;
		struct error why = ERROR_INIT;
		/* "" asks for no name: what a server shows to those who do not ask. */
		bool none = item->type == YAML_SCALAR && !*item->text;
		if (item->type != YAML_SCALAR ||
		    (!none && (!tls_target_parse(arena, item->text, false, &name, &why) ||
		               !name.name || name.port)))
			return yaml_refuse(item, error, "server_names: '%s' is no host name",
			                   item->text ? item->text : "");
		names->items[at++] = none ? "" : name.name;
	}
	return true;
}

static bool read_server_names(struct arena *arena, const struct yaml *map, struct tls_set *set,
                              struct error *error)
{
	if (map && map->type != YAML_MAP)
		return yaml_refuse(map, error,
		                   "server_names: write {10.20.0.7: [shop.example.com]}");
	struct target_list list = { .count = 0 };
	YAML_EACH(entry, map)
	{
		struct tls_target *target = &ARRAY_ADD(arena, &list);
		struct setting_list *names = ARENA_NEW(arena, struct setting_list);
		struct error why = ERROR_INIT;
		if (!tls_target_parse(arena, entry->key, true, target, &why))
			return yaml_refuse(entry, error, "server_names: %s", why.message);
		if (!read_names(arena, entry, names, error))
			return false;
		target->server_names = names;
	}
	tls_set_build(set, list.items, list.count);
	return true;
}

static bool refuse_dialogue(struct arena *arena, const struct yaml *entry, const char *name,
                            struct error *error)
{
	const char *near = tls_starttls_nearest(name);
	int shown = (int)text_cut(name, 64);
	if (near)
		return yaml_refuse(entry, error, "starttls: '%.*s' is not known: did you mean '%s'",
		                   shown, name, near);
	return yaml_refuse(entry, error, "starttls: '%.*s' is not known; write %s, auto or none",
	                   shown, name, tls_starttls_names(arena));
}

/* A protocol by its name, "auto", or "none" for TLS at once. */
static bool read_dialogue(struct arena *arena, const struct yaml *entry,
                          struct tls_scope_dialogue *dialogue, struct error *error)
{
	const char *name = entry->type == YAML_SCALAR ? entry->text : "";
	dialogue->automatic = strcmp(name, "auto") == 0;
	dialogue->protocol = tls_starttls_find(name);
	return dialogue->automatic || dialogue->protocol || strcmp(name, "none") == 0 ||
	       refuse_dialogue(arena, entry, name, error);
}

/* "auto" for all ports, or a map of them; "*" stands for those that it does not name. */
static bool read_dialogues(struct arena *arena, const struct yaml *map, struct tls_scope *scope,
                           struct error *error)
{
	if (map && map->type == YAML_LIST)
		return yaml_refuse(map, error, "starttls: write auto, or {25: smtp, 143: imap}");
	scope->dialogues = ARENA_ARRAY(arena, struct tls_scope_dialogue, map ? map->count + 1 : 1);
	if (map && map->type == YAML_SCALAR)
		return read_dialogue(arena, map, &scope->dialogues[scope->dialogue_count++], error);
	YAML_EACH(entry, map)
	{
		struct tls_scope_dialogue *dialogue = &scope->dialogues[scope->dialogue_count++];
		if (strcmp(entry->key, "*") != 0 &&
		    !tls_ports_parse_one(entry->key, &dialogue->port))
			return yaml_refuse(entry, error,
			                   "starttls: '%s' is no port from 1 to 65535 and not '*'",
			                   entry->key);
		if (!read_dialogue(arena, entry, dialogue, error))
			return false;
	}
	return true;
}

/* FNV-1a: nothing here is secret, and two that fall together only make a scan go on in another order. */
static uint64_t add_up(uint64_t sum, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;
	for (size_t index = 0; index < length; index++)
		sum = (sum ^ at[index]) * UINT64_C(0x100000001b3);
	return sum;
}

static uint64_t add_target(uint64_t sum, const struct tls_target *target)
{
	sum = target->name ? add_up(sum, target->name, strlen(target->name) + 1)
	                   : add_up(sum, target->first.bytes, sizeof(target->first.bytes));
	sum = add_up(sum, &target->count, sizeof(target->count));
	sum = add_up(sum, &target->port, sizeof(target->port));
	return add_up(sum, &target->port_last, sizeof(target->port_last));
}

static bool count_places(struct arena *arena, struct tls_scope *scope, struct error *error)
{
	scope->starts = ARENA_ARRAY(arena, uint64_t, scope->targets.count + 1);
	scope->sum = UINT64_C(0xcbf29ce484222325);
	for (size_t index = 0; index < scope->targets.count; index++) {
		const struct tls_target *target = &scope->targets.items[index];
		scope->starts[index] = scope->total;
		scope->sum = add_target(scope->sum, target);
		scope->total += target->count * tls_target_ports(target, &scope->ports);
		if (scope->total >> PLACES_MOST_BITS)
			return error_set(
				error, ERROR_LOCAL,
				"targets: more than 2^%d places; name smaller networks or fewer ports",
				PLACES_MOST_BITS);
	}
	return true;
}

bool tls_scope_widen(struct arena *arena, const struct tls_scope *scope,
                     const struct tls_target *more, size_t count, struct tls_scope *wide,
                     struct error *error)
{
	size_t listed = scope->targets.count;
	struct tls_target *all = ARENA_ARRAY(arena, struct tls_target, listed + count + 1);
	*wide = *scope;
	wide->total = 0;
	if (listed)
		memcpy(all, scope->targets.items, listed * sizeof(*all));
	if (count)
		memcpy(all + listed, more, count * sizeof(*all));
	tls_set_build(&wide->targets, all, listed + count);
	return count_places(arena, wide, error);
}

/* "cmdb" is all of them. */
static bool read_kinds(const struct tls_settings *settings, struct tls_scope *scope,
                       struct error *error)
{
	for (size_t index = 0; index < settings->targets_from.count; index++) {
		const char *kind = settings->targets_from.items[index];
		bool all = strcmp(kind, "cmdb") == 0, hosts = strcmp(kind, "hosts") == 0;
		bool services = strcmp(kind, "services") == 0;
		bool applications = strcmp(kind, "applications") == 0;
		if (!all && !hosts && !services && !applications)
			return error_set(error, ERROR_LOCAL,
			                 "targets_from: '%.64s' is not known; write cmdb, or of it "
			                 "hosts, services, applications",
			                 kind);
		scope->from_hosts |= all || hosts;
		scope->from_services |= all || services;
		scope->from_applications |= all || applications;
	}
	if (!settings->targets.count && !(tls_scope_asks_sides(scope) && settings->allow.count))
		return error_set(error, ERROR_LOCAL,
		                 "targets: name what to look at, or targets_from with allow");
	return true;
}

/* Without a list of their own, what far sides know is looked at inside the targets, at any port. */
static bool read_allowed(struct arena *arena, const struct tls_settings *settings,
                         struct tls_scope *scope, struct error *error)
{
	scope->listed = scope->targets;
	scope->confined = settings->allow.count > 0;
	if (scope->confined)
		return read_items(arena, &settings->allow, true, &scope->allow, error) ||
		       error_wrap(error, "allow");
	struct tls_target *all = ARENA_ARRAY(arena, struct tls_target, scope->targets.count + 1);
	for (size_t index = 0; index < scope->targets.count; index++) {
		all[index] = scope->targets.items[index];
		all[index].port = all[index].port_last = 0;
	}
	tls_set_build(&scope->allow, all, scope->targets.count);
	return true;
}

static bool read_learning(struct arena *arena, const struct tls_settings *settings,
                          struct tls_scope *scope, struct error *error)
{
	bool both = text_equal(settings->learn_names, "both");
	scope->learns_san = both || text_equal(settings->learn_names, "san");
	scope->learns_cmdb = both || text_equal(settings->learn_names, "cmdb");
	scope->learn_most = (size_t)settings->learn_most;
	return read_kinds(settings, scope, error) && read_allowed(arena, settings, scope, error);
}

/* The sum of the targets, and of what is taken off and added to them. */
static uint64_t sum_up(const struct tls_scope *scope)
{
	const struct tls_set *sets[] = { &scope->exclude, &scope->allow };
	uint64_t sum = scope->sum;
	for (size_t set = 0; set < sizeof(sets) / sizeof(sets[0]); set++) {
		sum = add_up(sum, &set, sizeof(set));
		for (size_t index = 0; index < sets[set]->count; index++)
			sum = add_target(sum, &sets[set]->items[index]);
	}
	return sum;
}

bool tls_scope_read(struct arena *arena, const struct tls_settings *settings,
                    struct tls_scope *scope, struct error *error)
{
	*scope = (struct tls_scope){ .total = 0 };
	bool good = tls_ports_parse(arena, settings->ports.items, settings->ports.count,
	                            &scope->ports, error) &&
	            read_items(arena, &settings->targets, false, &scope->targets, error) &&
	            read_transfers(arena, &settings->targets, scope, error) &&
	            read_items(arena, &settings->exclude, true, &scope->exclude, error) &&
	            check_transfers(scope, error) &&
	            read_server_names(arena, settings->server_names, &scope->named, error) &&
	            read_dialogues(arena, settings->starttls, scope, error) &&
	            count_places(arena, scope, error) &&
	            read_learning(arena, settings, scope, error);
	if (good)
		scope->covered_sum = sum_up(scope);
	return good;
}
