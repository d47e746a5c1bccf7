/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Findings about revocation. No text holds what each answer makes anew: it would be a new record. */
#include "flow/derive_finding_revoked.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/discover_revocation_settle.h"
#include "store/store_revocation_ailing.h"

static void find(struct arena *arena, struct subject *subject, const char *rule,
                 const char *severity, const char *text)
{
	struct store_finding finding = { .rule = rule, .severity = severity, .text = text };
	ARRAY_PUSH(arena, &subject->findings, finding);
}

/* "since 2026-11-20 23:34 UTC (keyCompromise), says the list http://..." */
static const char *details(struct arena *arena, const struct store_revocation *row)
{
	const char *who = text_equal(row->source, "crl")      ? "the list "
	                  : text_equal(row->source, "staple") ? "the answer stapled at "
	                                                      : "";
	char at[24];
	clock_format_human(row->revoked_at, at);
	return arena_print(arena, "since %s%s%s%s, says %s%s", at,
	                   text_is_empty(row->reason) ? "" : " (", row->reason,
	                   text_is_empty(row->reason) ? "" : ")", who, row->via);
}

static void find_own(struct arena *arena, struct subject *subject)
{
	const struct store_revocation *row = subject->revocation;
	if (!row)
		return;
	if (subject->revoked)
		find(arena, subject, "revoked", "high",
		     arena_print(arena, "revoked %s", details(arena, row)));
	else if (text_equal(row->status, "revoked"))
		find(arena, subject, "revoked-unconfirmed", "medium",
		     arena_print(arena, "said to be revoked %s; it counts when it is said again",
		                 details(arena, row)));
	else if (text_equal(row->status, "unknown"))
		find(arena, subject, "revocation-unknown", "medium",
		     arena_print(arena, "the authority's responder does not know it (%s)",
		                 row->via));
}

static bool find_issuer(const struct flow *flow, struct arena *arena, struct subject *subject,
                        struct error *error)
{
	const struct store_revocation *row = subject->revocation;
	struct store_revocation *above;
	int64_t id;
	if (!row || text_is_empty(row->issuer_sha256))
		return true;
	if (!store_certificate_find(flow->store, row->issuer_sha256, &id, error) ||
	    !store_revocation_get(flow->store, arena, id, &above, error))
		return false;
	if (above && discover_revocation_counts(above))
		find(arena, subject, "issuer-revoked", "high",
		     arena_print(arena, "the authority that issued it was revoked %s",
		                 details(arena, above)));
	return true;
}

static bool find_ailing(const struct flow *flow, struct arena *arena, struct subject *subject,
                        struct error *error)
{
	struct store_revocation_ailing *row;
	char since[24];
	if (!subject->row->is_ca)
		return true;
	if (!store_revocation_ailing_get(flow->store, arena, subject->row->sha256, &row, error))
		return false;
	if (!row)
		return true;
	clock_format_human(row->since, since);
	find(arena, subject, "revocation-ailing", "medium",
	     arena_print(arena,
	                 "nothing that holds was learned about certificates that it issued since "
	                 "%s: %s",
	                 since, row->problem));
	return true;
}

bool derive_finding_revoked(const struct flow *flow, struct arena *arena, struct subject *subject,
                            struct error *error)
{
	if (!subject->facts)
		return true;
	find_own(arena, subject);
	return find_issuer(flow, arena, subject, error) && find_ailing(flow, arena, subject, error);
}

struct json *derive_finding_revocation(struct arena *arena, const struct subject *subject)
{
	const struct store_revocation *row = subject->revocation;
	char text[24];
	if (!row || (!text_equal(row->status, "revoked") && !text_equal(row->status, "unknown")))
		return NULL;
	struct json *out = json_new(arena, JSON_OBJECT);
	json_set_string(arena, out, "status", row->status);
	json_set_bool(arena, out, "confirmed", subject->revoked);
	json_set_string(arena, out, "source", row->source);
	json_set_string(arena, out, "via", row->via);
	if (!text_equal(row->status, "revoked"))
		return out;
	if (!text_is_empty(row->reason))
		json_set_string(arena, out, "reason", row->reason);
	clock_format(row->revoked_at, text);
	json_set_integer(arena, out, "revoked_at", row->revoked_at);
	json_set_string(arena, out, "revoked_at_text", text);
	if (subject->revoked)
		json_set_integer(arena, out, "confirmed_at", row->confirmed_at);
	return out;
}
