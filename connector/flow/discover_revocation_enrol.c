/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which certificates are asked about: those in use whose chain leads to an anchor. */
#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "flow/discover_revocation_parts.h"
#include "flow/discover_revocation_plan.h"
#include "store/store_certificate.h"
#include <string.h>

enum { SLICE = 500, WALK_SECONDS = 6 * CLOCK_HOUR, FURTHEST_SECONDS = 33 * CLOCK_DAY };

/* Where one is asked about. */
struct place {
	const char *ocsp, *crl;
	bool passed_over;
};

static struct place place_of(const struct revocation_work *work,
                             const struct store_revocation_fresh *fresh, const struct json *facts)
{
	struct place place = { json_member_text(facts, "ocsp_url", ""),
		               json_member_text(facts, "crl_url", ""), false };
	for (size_t i = 0; i < work->options->issuer_count; i++) {
		const struct discover_revocation_issuer *other = &work->options->issuers[i];
		if (!strstr(fresh->issuer_dn, other->issuer))
			continue;
		place.ocsp = other->ocsp ? other->ocsp : place.ocsp;
		place.crl = other->crl ? other->crl : place.crl;
		place.passed_over = other->passed_over;
		return place;
	}
	return place;
}

/* An address that is never spoken to is none at all; the first reason is kept. */
static const char *usable(const struct revocation_work *work, const char *url, struct error *why)
{
	struct error refused = ERROR_INIT;
	if (text_is_empty(url))
		return "";
	if (revocation_url_allowed(work->fetch->networks, url, &refused))
		return url;
	if (!*why->message)
		*why = refused;
	return "";
}

static bool list_of(struct revocation_work *work, struct arena *arena, const char *issuer,
                    const char *url, int64_t *id, struct error *error)
{
	struct store_crl *row;
	*id = 0;
	if (text_is_empty(url))
		return true;
	if (!store_crl_find(work->flow->store, arena, issuer, url, &row, error))
		return false;
	struct store_crl added = { .issuer_sha256 = issuer, .url = url, .due_at = work->now };
	if (!row && !store_crl_save(work->flow->store, &added, error))
		return false;
	*id = row ? row->id : added.id;
	return true;
}

/* Reads an issuer once for all that come after each other: most are of few. */
static bool open_issuer(struct revocation_work *work, struct arena *arena, const char *sha256,
                        struct error *error)
{
	const unsigned char *der;
	size_t length;
	int64_t id;
	if (text_equal(work->issuer_sha256, sha256))
		return true;
	if (!store_certificate_find(work->flow->store, sha256, &id, error) ||
	    !store_certificate_der(work->flow->store, arena, id, &der, &length, error))
		return false;
	revocation_issuer_close(&work->issuer);
	work->issuer = revocation_issuer_open(der, length);
	snprintf(work->issuer_sha256, sizeof(work->issuer_sha256), "%s", sha256);
	return true;
}

static bool try_issuer(struct revocation_work *work, struct arena *arena, int64_t certificate,
                       const char *sha256, const char **proven, struct error *error)
{
	const unsigned char *der;
	size_t length;
	if (!open_issuer(work, arena, sha256, error) ||
	    !store_certificate_der(work->flow->store, arena, certificate, &der, &length, error))
		return false;
	if (der && revocation_issuer_signed(work->issuer, der, length))
		*proven = sha256;
	return true;
}

/* What a server sends as issuer may be anything of the same name: only who signed it counts. */
static bool prove_issuer(struct revocation_work *work, struct arena *arena,
                         const struct store_revocation_fresh *fresh, const char **proven,
                         struct error *error)
{
	struct store_certificate *other;
	int64_t *ids;
	size_t count;
	*proven = "";
	if (!text_is_empty(fresh->issuer_sha256) &&
	    !try_issuer(work, arena, fresh->certificate_id, fresh->issuer_sha256, proven, error))
		return false;
	if (**proven)
		return true;
	if (!store_revocation_issuers(work->flow->store, arena, fresh->issuer_dn, &ids, &count,
	                              error))
		return false;
	for (size_t i = 0; i < count && !**proven; i++)
		if (!store_certificate_get(work->flow->store, arena, ids[i], &other, error) ||
		    (other &&
		     !try_issuer(work, arena, fresh->certificate_id, other->sha256, proven, error)))
			return false;
	return true;
}

static const char *why_none(const struct revocation_work *work, struct arena *arena,
                            const struct place *place, const char *issuer,
                            const struct error *refused)
{
	if (!work->options->ask)
		return "'revocation.ask' lets only what servers send along count";
	if (place->passed_over)
		return "left out by 'revocation.issuers'";
	if (text_is_empty(issuer))
		return "who issued it was never seen";
	if (*refused->message)
		return arena_copy(arena, refused->message);
	return "it names no responder and no list";
}

static bool enrol(struct revocation_work *work, struct arena *arena,
                  const struct store_revocation_fresh *fresh, const char **issuer,
                  struct error *error)
{
	struct error ignored = ERROR_INIT, refused = ERROR_INIT;
	const struct json *facts =
		json_parse(arena, fresh->facts, strlen(fresh->facts), NULL, &ignored);
	struct store_revocation *old;
	struct place place = place_of(work, fresh, facts);
	if (!store_revocation_get(work->flow->store, arena, fresh->certificate_id, &old, error) ||
	    !prove_issuer(work, arena, fresh, issuer, error))
		return false;
	struct store_revocation row = old ? *old : (struct store_revocation){ .status = "" };
	row.certificate_id = fresh->certificate_id;
	row.issuer_sha256 = *issuer;
	row.ocsp_url = usable(work, place.ocsp, &refused);
	if (!list_of(work, arena, *issuer, **issuer ? usable(work, place.crl, &refused) : "",
	             &row.crl_id, error))
		return false;
	bool none = !work->options->ask || place.passed_over || text_is_empty(*issuer) ||
	            (row.crl_id == 0 && text_is_empty(row.ocsp_url));
	row.way = none ? "none" : "";
	row.problem = none ? why_none(work, arena, &place, *issuer, &refused) : "";
	/* Of one that nobody is asked about: when what its server sent along ends. */
	row.due_at = none && !text_equal(row.source, "staple") ? CLOCK_NO_END : work->now;
	work->result->enrolled += !none;
	return store_revocation_save(work->flow->store, &row, error);
}

/* With all above it: an authority that was revoked takes with it what it issued. */
static bool enrol_chain(struct revocation_work *work, struct arena *arena,
                        const struct store_revocation_fresh *fresh, struct error *error)
{
	struct store_revocation_fresh *above;
	const char *issuer;
	if (!enrol(work, arena, fresh, &issuer, error))
		return false;
	for (int depth = 0; depth < LIMIT_CHAIN_CERTIFICATES && *issuer; depth++) {
		if (!store_revocation_fresh_one(work->flow->store, arena, issuer, work->now, &above,
		                                error))
			return false;
		if (!above)
			return true;
		if (!enrol(work, arena, above, &issuer, error))
			return false;
	}
	return true;
}

static bool slice(struct revocation_work *work, struct arena *arena, int64_t *after, bool *more,
                  struct error *error)
{
	struct store_revocation_fresh *rows;
	size_t count;
	STORE_SCOPE(scope, work->flow->store);
	if (!store_begin(work->flow->store, error) ||
	    !store_revocation_fresh(work->flow->store, arena, *after, work->now, SLICE, &rows,
	                            &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		*after = rows[i].certificate_id;
		if (!enrol_chain(work, arena, &rows[i], error))
			return false;
	}
	*more = count == SLICE;
	/* All up to the newest were looked at, and are not again before the next walk. */
	if (!*more && !store_revocation_newest(work->flow->store, after, error))
		return false;
	const char *mark = arena_print(arena, "%lld", (long long)*after);
	return store_meta_set(work->flow->store, "revocation_after", mark, error) &&
	       store_commit(work->flow->store, false, error);
}

static bool read_mark(struct revocation_work *work, const char *name, int64_t *value,
                      struct error *error)
{
	const char *text;
	*value = 0;
	if (!store_meta_get(work->flow->store, &work->kept, name, &text, error))
		return false;
	if (text)
		(void)text_parse_integer(text, value);
	return true;
}

/* Other settings may name other addresses, or allow them. */
static bool look_at_settings(struct revocation_work *work, bool *changed, struct error *error)
{
	const char *known, *now = work->options->digest;
	if (!store_meta_get(work->flow->store, &work->kept, "revocation_settings", &known, error))
		return false;
	*changed = !text_equal(known, now);
	STORE_SCOPE(scope, work->flow->store);
	return !*changed || (store_begin(work->flow->store, error) &&
	                     store_revocation_rest_all(work->flow->store, error) &&
	                     store_meta_set(work->flow->store, "revocation_settings", now, error) &&
	                     store_commit(work->flow->store, false, error));
}

static bool has_half(const struct revocation_work *work)
{
	return clock_monotonic_ms() - work->started_ms < work->options->pass_seconds * 500;
}

/* New ones in each go; from the first on, with those whose chain or places have changed, now and
 * then: that walks the whole table. */
static bool walk(struct revocation_work *work, bool *walked, struct error *error)
{
	int64_t at, after;
	bool changed;
	ARENA(arena);
	if (!read_mark(work, "revocation_walk", &at, error) ||
	    !read_mark(work, "revocation_after", &after, error) ||
	    !look_at_settings(work, &changed, error))
		return false;
	*walked = changed || at + WALK_SECONDS <= work->now || at > work->now;
	if (*walked) {
		const char *mark = arena_print(&arena, "%lld", (long long)work->now);
		after = 0;
		if (!store_revocation_rest(work->flow->store, work->now, error) ||
		    !store_revocation_pull(work->flow->store, work->now,
		                           work->now + FURTHEST_SECONDS, error) ||
		    !store_meta_set(work->flow->store, "revocation_walk", mark, error))
			return false;
	}
	/* Half of the time is left for asking; the next go takes up from the mark. */
	for (bool more = true; more && has_half(work); arena_reset(&arena)) {
		if (flow_is_cancelled(work->flow))
			return error_set(error, ERROR_CANCELLED, "stopped while asking");
		if (!slice(work, &arena, &after, &more, error))
			return false;
	}
	return true;
}

static bool plan(struct revocation_work *work, struct error *error)
{
	ARENA(arena);
	struct store_revocation_group *groups;
	size_t count;
	STORE_SCOPE(scope, work->flow->store);
	if (!store_begin(work->flow->store, error) ||
	    !store_revocation_groups(work->flow->store, &arena, &groups, &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *way = discover_revocation_way(&groups[i], work->options);
		int64_t listed = text_equal(way, "list") ? groups[i].certificates : 0;
		/* A list that failed is still tried, for those that nothing else tells of. */
		if (!listed)
			listed = groups[i].certificates - groups[i].with_ocsp;
		if (!store_revocation_plan(work->flow->store, groups[i].crl_id, way, work->now,
		                           error) ||
		    !store_crl_set_certificates(work->flow->store, groups[i].crl_id, listed, error))
			return false;
	}
	return store_crl_forget(work->flow->store, error) &&
	       store_commit(work->flow->store, false, error);
}

/* Planned anew when somebody came or went, and when lists have failed: then responders step in. */
bool discover_revocation_enrol(struct revocation_work *work, struct error *error)
{
	bool walked, planned;
	/* A go that was stopped left some without a way. */
	if (!walk(work, &walked, error) ||
	    !store_revocation_is_planned(work->flow->store, &planned, error))
		return false;
	return (planned && !walked) || plan(work, error);
}
