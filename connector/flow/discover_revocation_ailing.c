/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Responders and lists that say nothing which holds, told once per issuer. */
#include "base/json.h"
#include "base/text.h"
#include "flow/discover_revocation_parts.h"
#include "store/store_audit.h"
#include "store/store_certificate.h"
#include "store/store_queue.h"
#include "store/store_revocation_ailing.h"

static bool tell(struct revocation_work *work, struct arena *arena,
                 const struct store_revocation_ailing *row, bool ails, struct error *error)
{
	int64_t id;
	struct json *body = json_new(arena, JSON_OBJECT);
	work->told = true;
	json_set_string(arena, body, "issuer", row->issuer_sha256);
	json_set_bool(arena, body, "ailing", ails);
	json_set_integer(arena, body, "since", row->since);
	json_set_string(arena, body, "problem", row->problem);
	return store_certificate_find(work->flow->store, row->issuer_sha256, &id, error) &&
	       (!id || store_dirty_add_id(work->flow->store, "certificate", id,
	                                  "revocation service", 0, error)) &&
	       store_audit_append(work->flow->store, "revocation service", body, error);
}

static bool is_among(const struct store_revocation_ailing *rows, size_t count, const char *issuer)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(rows[i].issuer_sha256, issuer))
			return true;
	return false;
}

bool discover_revocation_ailing(struct revocation_work *work, struct error *error)
{
	ARENA(arena);
	struct store *store = work->flow->store;
	struct store_revocation_ailing *known, *now;
	size_t known_count, count = 0;
	STORE_SCOPE(scope, store);
	if (!store_begin(store, error) ||
	    !store_revocation_ailing_list(store, &arena, &known, &known_count, error))
		return false;
	if ((work->result->failed || known_count) &&
	    !store_revocation_ailing_find(store, &arena, work->now - work->options->ailing, &now,
	                                  &count, error))
		return false;
	work->result->ailing = (int64_t)count;
	for (size_t i = 0; i < count; i++)
		if (!is_among(known, known_count, now[i].issuer_sha256) &&
		    (!store_revocation_ailing_save(store, &now[i], error) ||
		     !tell(work, &arena, &now[i], true, error)))
			return false;
	for (size_t i = 0; i < known_count; i++)
		if (!is_among(now, count, known[i].issuer_sha256) &&
		    (!store_revocation_ailing_end(store, known[i].issuer_sha256, error) ||
		     !tell(work, &arena, &known[i], false, error)))
			return false;
	return discover_revocation_commit(work, error);
}
