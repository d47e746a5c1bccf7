/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the mirror: struct ci to columns and back. */
#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "store/store_mirror_parts.h"

#include <string.h>

static const struct statement_column row_columns[] = {
	COLUMN(struct store_mirror_row, id),          COLUMN(struct store_mirror_row, kind),
	COLUMN(struct store_mirror_row, remote_id),   COLUMN(struct store_mirror_row, class),
	COLUMN(struct store_mirror_row, name),        COLUMN(struct store_mirror_row, port),
	COLUMN(struct store_mirror_row, life),        COLUMN(struct store_mirror_row, owner),
	COLUMN(struct store_mirror_row, owner_group), COLUMN(struct store_mirror_row, changed_by),
	COLUMN(struct store_mirror_row, service),     COLUMN(struct store_mirror_row, fingerprint),
	COLUMN(struct store_mirror_row, serial),      COLUMN(struct store_mirror_row, issuer_dn),
	COLUMN(struct store_mirror_row, parent),      COLUMN(struct store_mirror_row, child),
	COLUMN(struct store_mirror_row, active),      COLUMN(struct store_mirror_row, ours),
	COLUMN(struct store_mirror_row, updated_at),  COLUMN(struct store_mirror_row, addresses),
	COLUMN(struct store_mirror_row, names),       COLUMN(struct store_mirror_row, fields),
};

const struct statement_shape store_mirror_shape = {
	.columns = row_columns,
	.count = sizeof(row_columns) / sizeof(row_columns[0]),
	.size = sizeof(struct store_mirror_row),
};

static const char *list_text(struct arena *arena, const char **items, size_t count)
{
	if (!count)
		return "[]";
	struct json *list = json_new(arena, JSON_ARRAY);
	for (size_t i = 0; i < count; i++)
		json_push_string(arena, list, items[i]);
	return json_print(arena, list);
}

struct store_mirror_row store_mirror_flatten(struct arena *arena, const struct ci *ci)
{
	return (struct store_mirror_row){
		.kind = ci_kind_name(ci->kind),
		.remote_id = ci->id,
		.class = ci->class,
		.name = ci->name,
		.port = ci->port,
		.life = ci_life_name(ci->life),
		.owner = ci->owner,
		.owner_group = ci->group,
		.changed_by = ci->changed_by,
		.service = ci->service,
		.fingerprint = ci->fingerprint,
		.serial = ci->serial,
		.issuer_dn = ci->issuer_dn,
		.parent = ci->parent,
		.child = ci->child,
		.active = ci->active,
		.ours = ci->ours,
		.updated_at = ci->updated_at,
		.addresses = list_text(arena, ci->addresses, ci->address_count),
		.names = list_text(arena, ci->names, ci->name_count),
		.fields = ci->fields ? json_print(arena, ci->fields) : "{}",
	};
}

/* What we wrote ourselves parses; if the file was damaged the value counts as empty. */
static struct json *stored(struct arena *arena, const char *text)
{
	return json_parse(arena, text, strlen(text), NULL, NULL);
}

static const char **list_items(struct arena *arena, const char *text, size_t *count)
{
	*count = 0;
	if (strcmp(text, "[]") == 0)
		return NULL;
	struct json *list = stored(arena, text);
	const char **items = ARENA_ARRAY(arena, const char *, json_count(list));
	JSON_EACH(item, list)
	items[(*count)++] = json_text(item, "");
	return items;
}

static enum ci_life parse_life(const char *name)
{
	for (enum ci_life life = CI_LIFE_UNKNOWN; life <= CI_RETIRED; life++) {
		if (text_equal(ci_life_name(life), name))
			return life;
	}
	return CI_LIFE_UNKNOWN;
}

struct ci store_mirror_unfold(struct arena *arena, const struct store_mirror_row *row)
{
	struct ci ci = {
		.id = row->remote_id,
		.class = row->class,
		.name = row->name,
		.port = row->port,
		.life = parse_life(row->life),
		.owner = row->owner,
		.group = row->owner_group,
		.changed_by = row->changed_by,
		.service = row->service,
		.fingerprint = row->fingerprint,
		.serial = row->serial,
		.issuer_dn = row->issuer_dn,
		.parent = row->parent,
		.child = row->child,
		.active = row->active,
		.ours = row->ours,
		.updated_at = row->updated_at,
	};
	if (!ci_parse_kind(row->kind, &ci.kind))
		ci.kind = CI_KINDS;
	ci.addresses = list_items(arena, row->addresses, &ci.address_count);
	ci.names = list_items(arena, row->names, &ci.name_count);
	ci.fields = strcmp(row->fields, "{}") == 0 ? NULL : stored(arena, row->fields);
	return ci;
}
