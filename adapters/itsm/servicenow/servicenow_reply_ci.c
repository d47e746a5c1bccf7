/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One row of a table as one row of the mirror. */
#include "servicenow_reply_ci.h"
#include "base/arena.h"
#include "base/array.h"
#include "base/text.h"
#include "servicenow_reply.h"
#include <arpa/inet.h>
#include <string.h>

struct text_list {
	const char **items;
	size_t count, capacity;
};

static const char *field(const struct json *row, const char *name)
{
	return servicenow_reply_field(row, name);
}

static const char *first_of(const struct json *row, const char *const *names)
{
	for (; *names != NULL; names++) {
		const char *value = field(row, *names);
		if (*value != '\0')
			return value;
	}
	return "";
}

static void add_once(struct arena *arena, struct text_list *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], text) == 0)
			return;
	ARRAY_PUSH(arena, list, text);
}

/* One column may hold several addresses. */
static void add_addresses(struct arena *arena, struct text_list *list, const char *text)
{
	while (*text != '\0') {
		size_t length = strcspn(text, " ,;");
		const char *piece = arena_copy_bytes(arena, text, length);
		unsigned char bytes[sizeof(struct in6_addr)];
		char shown[INET6_ADDRSTRLEN];
		int family = strchr(piece, ':') != NULL ? AF_INET6 : AF_INET;
		if (inet_pton(family, piece, bytes) == 1 &&
		    inet_ntop(family, bytes, shown, sizeof(shown)) != NULL)
			add_once(arena, list, arena_copy(arena, shown));
		text += length;
		text += strspn(text, " ,;");
	}
}

static void add_name(struct arena *arena, struct text_list *list, const char *name)
{
	char *folded = text_lower(arena, name);
	size_t length = strlen(folded);

	if (length > 0 && folded[length - 1] == '.')
		folded[--length] = '\0';
	if (length > 0 && strpbrk(folded, " \t/") == NULL)
		add_once(arena, list, folded);
}

static void read_names(struct arena *arena, const struct json *row, struct ci *ci)
{
	struct text_list names = { 0 };
	const char *host = field(row, "host_name"), *domain = field(row, "dns_domain");
	char *aliases = arena_copy(arena, field(row, "aliases"));

	add_name(arena, &names, field(row, "fqdn"));
	add_name(arena, &names, ci->name);
	add_name(arena, &names, host);
	if (*domain != '\0') {
		const char *label = *host != '\0' ? host : ci->name;
		if (strchr(label, '.') == NULL && *label != '\0')
			add_name(arena, &names, arena_print(arena, "%s.%s", label, domain));
	}
	for (char *rest = aliases, *alias; (alias = strsep(&rest, ",; ")) != NULL;)
		add_name(arena, &names, alias);
	ci->names = names.items;
	ci->name_count = names.count;
}

static int first_port(const char *text)
{
	int port = 0;

	for (; *text >= '0' && *text <= '9' && port <= 65535; text++)
		port = port * 10 + (*text - '0');
	return port <= 65535 ? port : 0;
}

static void read_place(struct arena *arena, const struct json *row, struct ci *ci)
{
	static const char *const ports[] = { "tcp_port", "port", NULL };
	struct text_list addresses = { 0 };

	add_addresses(arena, &addresses, field(row, "ip_address"));
	add_addresses(arena, &addresses, field(row, SERVICENOW_ADDRESSES));
	ci->addresses = addresses.items;
	ci->address_count = addresses.count;
	if (ci->kind == CI_APPLICATION || ci->kind == CI_VIP)
		ci->port = first_port(first_of(row, ports));
	read_names(arena, row, ci);
}

static void read_people(const struct json *row, struct ci *ci)
{
	static const char *const owners[] = { "owned_by", "managed_by", "assigned_to", NULL };
	static const char *const groups[] = { "support_group", "managed_by_group",
		                              "assignment_group", NULL };

	ci->owner = first_of(row, owners);
	ci->group = first_of(row, groups);
}

static void read_certificate(struct arena *arena, const struct servicenow_reply_view *view,
                             const struct json *row, struct ci *ci)
{
	ci->fingerprint = servicenow_reply_hex(arena, field(row, "fingerprint"));
	ci->serial = servicenow_reply_serial(arena, field(row, "serial_number"));
	ci->issuer_dn = field(row, "issuer_distinguished_name");
	ci->ours = text_equal(field(row, "discovery_source"), view->discovery_source);
}

static void read_relation(const struct json *row, struct ci *ci)
{
	ci->parent = field(row, "parent");
	ci->child = field(row, "child");
	ci->name = field(row, "type.name");
}

static void read_user(const struct json *row, struct ci *ci)
{
	static const char *const names[] = { "name", "user_name", NULL };

	ci->name = first_of(row, names);
	ci->active = text_equal(field(row, "active"), "true");
}

static void read_group(const struct json *row, struct ci *ci)
{
	ci->parent = field(row, "manager");
	ci->active = text_equal(field(row, "active"), "true");
}

static void read_ticket(const struct servicenow_reply_view *view, const struct json *row,
                        struct ci *ci)
{
	ci->class = view->table;
	ci->name = field(row, "short_description");
	ci->parent = field(row, "cmdb_ci");
	ci->active = text_equal(field(row, "active"), "true");
	ci->ours = text_equal(field(row, "correlation_display"), "certsteward");
	ci->group = field(row, "assignment_group");
	ci->owner = field(row, "assigned_to");
}

static void read_common(const struct servicenow_reply_view *view, const struct json *row,
                        struct ci *ci)
{
	const char *class = field(row, "sys_class_name");

	*ci = ci_empty(ci->kind);
	ci->id = field(row, "sys_id");
	ci->class = *class != '\0' ? class : view->table;
	ci->name = field(row, "name");
	ci->changed_by = field(row, "sys_updated_by");
	ci->updated_at = servicenow_reply_time(row, "sys_updated_on");
	ci->ours =
		*view->account != '\0' && text_equal(field(row, "sys_created_by"), view->account);
}

/* The product's words for what rules ask of every CI, under the names that all products share. */
static void add_shared_fields(struct arena *arena, const struct servicenow_reply_view *view,
                              const struct json *row, struct json *fields)
{
	static const char *const environments[] = { "environment", "used_for", NULL };
	const char *criticality = field(row, "busines_criticality");
	const char *environment = first_of(row, environments);

	if (*criticality)
		json_set_string(arena, fields, "criticality", criticality);
	if (*environment)
		json_set_string(arena, fields, "environment", environment);
	if (!text_is_empty(view->runbook_column) && *field(row, view->runbook_column))
		json_set_string(arena, fields, "runbook", field(row, view->runbook_column));
}

bool servicenow_reply_ci(struct arena *arena, enum ci_kind kind,
                         const struct servicenow_reply_view *view, const struct json *row,
                         struct ci *ci)
{
	ci->kind = kind;
	read_common(view, row, ci);
	if (*ci->id == '\0')
		return false;
	if (kind <= CI_CERTIFICATE) {
		ci->life = servicenow_reply_life(row, view->retired);
		read_people(row, ci);
	}
	if (kind < CI_CERTIFICATE)
		read_place(arena, row, ci);
	else if (kind == CI_CERTIFICATE)
		read_certificate(arena, view, row, ci);
	else if (kind == CI_DOMAIN)
		ci->name = field(row, view->domain_column);
	else if (kind == CI_RELATION)
		read_relation(row, ci);
	else if (kind == CI_GROUP)
		read_group(row, ci);
	else if (kind == CI_USER)
		read_user(row, ci);
	else if (kind == CI_TICKET)
		read_ticket(view, row, ci);
	struct json *fields = servicenow_reply_fields(arena, row);
	if (kind < CI_CERTIFICATE)
		add_shared_fields(arena, view, row, fields);
	if (kind == CI_TICKET)
		json_set_integer(arena, fields, "opened",
		                 servicenow_reply_time(row, "sys_created_on"));
	ci->fields = fields;
	return true;
}
