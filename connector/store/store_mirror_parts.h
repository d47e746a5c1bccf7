/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A row of the mirror as columns, shared by the files that read and write it. */
#pragma once
#include "store/statement.h"
#include "store/store_mirror.h"

/* As struct ci, with lists as JSON. */
struct store_mirror_row {
	int64_t id;
	const char *kind, *remote_id, *class, *name;
	int port;
	const char *life, *owner, *owner_group, *changed_by, *service, *fingerprint, *serial,
		*issuer_dn, *parent, *child;
	bool active, ours;
	int64_t updated_at;
	const char *addresses, *names, *fields;
};
extern const struct statement_shape store_mirror_shape;
#define STORE_MIRROR_COLUMNS                                                                      \
	"mirror.id, mirror.kind, remote_id, class, mirror.name, port, life, owner, owner_group, " \
	"changed_by, service, fingerprint, serial, issuer_dn, parent, child, active, ours, "      \
	"updated_at, addresses, names, fields"

struct store_mirror_row store_mirror_flatten(struct arena *arena, const struct ci *ci);
struct ci store_mirror_unfold(struct arena *arena, const struct store_mirror_row *row);
