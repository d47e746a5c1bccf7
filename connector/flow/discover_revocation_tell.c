/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What is told, and to whom, when something else is known about a certificate. */
#include "base/json.h"
#include "base/text.h"
#include "flow/discover_revocation_parts.h"
#include "flow/discover_revocation_settle.h"
#include "store/store_audit.h"
#include "store/store_certificate.h"
#include "store/store_queue.h"

/* What derive decides by: that an answer came to be known at all does not change a record. */
static bool matters(const struct store_revocation *before, const struct store_revocation *now)
{
	bool special = false;
	const char *const both[] = { before->status, now->status };
	for (size_t i = 0; i < 2; i++)
		special |= text_equal(both[i], "revoked") || text_equal(both[i], "unknown");
	return special &&
	       (!text_equal(before->status, now->status) ||
	        (before->confirmed_at == 0) != (now->confirmed_at == 0) ||
	        (before->lifted_at == 0) != (now->lifted_at == 0) ||
	        !text_equal(before->reason, now->reason) || before->revoked_at != now->revoked_at);
}

static void count(struct discover_revocation_result *result, const struct store_revocation *before,
                  const struct store_revocation *now)
{
	bool was = text_equal(before->status, "revoked"), is = text_equal(now->status, "revoked");
	result->revoked += is && !was;
	result->cleared += was && !is;
	result->confirmed += is && now->confirmed_at && !(was && before->confirmed_at);
}

/* Each time as a number, so that a person and a program read the same entry. */
static struct json *body_of(struct arena *arena, const char *sha256,
                            const struct store_revocation *before,
                            const struct store_revocation *now)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "certificate", sha256);
	json_set_string(arena, body, "issuer", now->issuer_sha256);
	json_set_string(arena, body, "before", before->status);
	json_set_string(arena, body, "status", now->status);
	json_set_bool(arena, body, "confirmed", discover_revocation_counts(now));
	json_set_string(arena, body, "source", now->source);
	json_set_string(arena, body, "via", now->via);
	json_set_string(arena, body, "proof", now->proof);
	json_set_integer(arena, body, "this_update", now->this_update);
	json_set_integer(arena, body, "next_update", now->next_update);
	json_set_string(arena, body, "reason", now->reason);
	json_set_integer(arena, body, "revoked_at", now->revoked_at);
	if (now->lifted_at)
		json_set_integer(arena, body, "lifted_since", now->lifted_at);
	return body;
}

bool discover_revocation_tell(struct revocation_work *work, struct arena *arena,
                              const struct store_revocation *before,
                              const struct store_revocation *now, struct error *error)
{
	struct store *store = work->flow->store;
	struct store_certificate *certificate;
	if (!matters(before, now))
		return true;
	count(work->result, before, now);
	work->told = true;
	if (!store_certificate_get(store, arena, now->certificate_id, &certificate, error))
		return false;
	return !certificate ||
	       (store_audit_append(store, "revocation",
	                           body_of(arena, certificate->sha256, before, now), error) &&
	        store_dirty_add_id(store, "certificate", now->certificate_id, "revocation", 0,
	                           error) &&
	        (!certificate->is_ca ||
	         store_revocation_dirty_issued(store, certificate->sha256,
	                                       "revocation of the issuer", work->now, error)));
}
