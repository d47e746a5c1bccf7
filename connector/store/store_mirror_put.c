/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Takes rows of far sides over into the mirror and indexes their addresses and names. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "store/store_mirror_parts.h"

#include <string.h>

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Everything but when it was changed and read. */
static bool same(const struct store_mirror_row *a, const struct store_mirror_row *b)
{
	return same_text(a->class, b->class) && same_text(a->name, b->name) && a->port == b->port &&
	       same_text(a->life, b->life) && same_text(a->owner, b->owner) &&
	       same_text(a->owner_group, b->owner_group) &&
	       same_text(a->changed_by, b->changed_by) && same_text(a->service, b->service) &&
	       same_text(a->fingerprint, b->fingerprint) && same_text(a->serial, b->serial) &&
	       same_text(a->issuer_dn, b->issuer_dn) && same_text(a->parent, b->parent) &&
	       same_text(a->child, b->child) && a->active == b->active && a->ours == b->ours &&
	       same_text(a->addresses, b->addresses) && same_text(a->names, b->names) &&
	       same_text(a->fields, b->fields);
}

static bool unindex(struct store *store, const char *target, const struct store_mirror_row *row,
                    const struct ci *ci, struct error *error)
{
	for (size_t i = 0; i < ci->address_count; i++) {
		if (!statement_run(store,
		                   "DELETE FROM mirror_address WHERE target = $1 AND address = $2 "
		                   "AND mirror_id = $3",
		                   BIND(target, ci->addresses[i], row->id), error))
			return false;
	}
	ARENA(arena);
	for (size_t i = 0; i <= ci->name_count; i++) {
		const char *name = i < ci->name_count ? ci->names[i] : ci->name;
		if (!statement_run(store,
		                   "DELETE FROM mirror_alias WHERE target = $1 AND name = $2 "
		                   "AND mirror_id = $3",
		                   BIND(target, text_lower(&arena, name), row->id), error))
			return false;
	}
	return true;
}

/* Certificates, places, domains, relations and tickets are never looked up by name alone. */
static bool has_aliases(enum ci_kind kind)
{
	return kind != CI_CERTIFICATE && kind != CI_DEPLOYMENT && kind != CI_DOMAIN &&
	       kind != CI_RELATION && kind != CI_TICKET;
}

static bool index_names(struct store *store, const char *target, int64_t id, const struct ci *ci,
                        struct error *error)
{
	ARENA(arena);
	for (size_t i = 0; has_aliases(ci->kind) && i <= ci->name_count; i++) {
		const char *name = i < ci->name_count ? ci->names[i] : ci->name;
		if (!text_is_empty(name) &&
		    !statement_run(
			    store,
			    "INSERT INTO mirror_alias (target, name, mirror_id) "
			    "VALUES ($1, $2, $3) ON CONFLICT (target, name, mirror_id) DO NOTHING",
			    BIND(target, text_lower(&arena, name), id), error))
			return false;
	}
	return true;
}

static bool index_addresses(struct store *store, const char *target, int64_t id,
                            const struct ci *ci, struct error *error)
{
	for (size_t i = 0; i < ci->address_count; i++) {
		if (!statement_run(store,
		                   "INSERT INTO mirror_address (target, address, mirror_id) "
		                   "VALUES ($1, $2, $3) "
		                   "ON CONFLICT (target, address, mirror_id) DO NOTHING",
		                   BIND(target, ci->addresses[i], id), error))
			return false;
	}
	return true;
}

static bool write(struct store *store, const char *target, const struct store_mirror_row *row,
                  int64_t read_at, int64_t *id, struct error *error)
{
	return statement_number(
		store,
		"INSERT INTO mirror (target, kind, remote_id, class, name, port, life, owner, "
		"owner_group, changed_by, service, fingerprint, serial, issuer_dn, parent, child, "
		"active, ours, updated_at, read_at, addresses, names, fields) VALUES ($1, $2, $3, $4, "
		"$5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, "
		"$22, $23) ON CONFLICT (target, kind, remote_id) DO UPDATE SET "
		"class = excluded.class, name = excluded.name, port = excluded.port, "
		"life = excluded.life, owner = excluded.owner, owner_group = excluded.owner_group, "
		"changed_by = excluded.changed_by, service = excluded.service, "
		"fingerprint = excluded.fingerprint, serial = excluded.serial, "
		"issuer_dn = excluded.issuer_dn, parent = excluded.parent, child = excluded.child, "
		"active = excluded.active, ours = excluded.ours, updated_at = excluded.updated_at, "
		"read_at = excluded.read_at, addresses = excluded.addresses, "
		"names = excluded.names, fields = excluded.fields RETURNING id",
		BIND(target, row->kind, row->remote_id, row->class, row->name, row->port, row->life,
	             row->owner, row->owner_group, row->changed_by, row->service, row->fingerprint,
	             row->serial, row->issuer_dn, row->parent, row->child, row->active, row->ours,
	             row->updated_at, read_at, row->addresses, row->names, row->fields),
		0, id, error);
}

static bool touch(struct store *store, int64_t id, int64_t updated_at, int64_t read_at,
                  struct error *error)
{
	return statement_run(store, "UPDATE mirror SET updated_at = $1, read_at = $2 WHERE id = $3",
	                     BIND(updated_at, read_at, id), error);
}

bool store_mirror_put(struct store *store, const char *target, const struct ci *ci, int64_t read_at,
                      bool *changed, struct error *error)
{
	ARENA(arena);
	struct store_mirror_row *old, new = store_mirror_flatten(&arena, ci);
	int64_t id;
	STORE_SCOPE(scope, store);
	if (!store_begin(store, error) ||
	    !statement_get(store, &arena,
	                   "SELECT " STORE_MIRROR_COLUMNS " FROM mirror WHERE target = $1 "
	                   "AND kind = $2 AND remote_id = $3",
	                   BIND(target, new.kind, new.remote_id), &store_mirror_shape, &old, error))
		return false;
	*changed = !old || !same(old, &new);
	if (!*changed)
		return touch(store, old->id, new.updated_at, read_at, error) &&
		       store_commit(store, false, error);
	if (old) {
		struct ci before = store_mirror_unfold(&arena, old);
		if (!unindex(store, target, old, &before, error))
			return false;
	}
	return write(store, target, &new, read_at, &id, error) &&
	       index_names(store, target, id, ci, error) &&
	       index_addresses(store, target, id, ci, error) && store_commit(store, false, error);
}

bool store_mirror_forget_relations(struct store *store, const char *target, int64_t before,
                                   struct error *error)
{
	const char *kind = ci_kind_name(CI_RELATION);
	STORE_SCOPE(scope, store);
	return store_begin(store, error) &&
	       statement_run(store,
	                     "INSERT INTO dirty (kind, key, reason, at, slice) SELECT DISTINCT "
	                     "'certificate', CAST(certificate_id AS TEXT), 'relation', $1, 0 "
	                     "FROM mirror JOIN match ON match.target = $2 "
	                     "AND match.remote_id = child JOIN slot "
	                     "ON slot.deployment_id = match.deployment_id "
	                     "WHERE mirror.target = $2 AND mirror.kind = $3 AND read_at < $4 "
	                     "ON CONFLICT (kind, key) DO UPDATE SET slice = 0 "
	                     "WHERE dirty.slice > 0",
	                     BIND(clock_now(), target, kind, before), error) &&
	       statement_run(store,
	                     "DELETE FROM mirror WHERE target = $1 AND kind = $2 AND read_at < $3",
	                     BIND(target, kind, before), error) &&
	       store_commit(store, false, error);
}
