/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who stands in a chain: profile, approval, distrust. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "trust/trust_judge.h"
#include "trust/trust_judge_parts.h"

/* A name in a text is cut: strangers write it, of any length. */
enum { NOWHERE = -1, NAME_BYTES = 200 };

/* By what is surest of it; a name says something only of what has no key or digest to compare. */
static bool is_authority(const struct trust_authority *authority,
                         const struct trust_certificate *certificate)
{
	if (authority->spki_sha256 || authority->sha256)
		return text_equal(authority->spki_sha256, certificate->spki_sha256) ||
		       text_equal(authority->sha256, certificate->sha256);
	return text_equal(authority->subject, certificate->subject);
}

/* How far above the leaf an authority stands; the root, when it is served by nobody, is known by the
 * name of the issuer alone. */
static int find(const struct trust_authority *authorities, size_t count,
                const struct trust_chain *chain, const struct trust_authority **found)
{
	for (size_t at = 1; at < chain->count; at++)
		for (size_t i = 0; i < count; i++)
			if (is_authority(&authorities[i], chain->items[at])) {
				*found = &authorities[i];
				return (int)at;
			}
	const struct trust_certificate *last = chain->count ? chain->items[chain->count - 1] : NULL;
	for (size_t i = 0; last && !last->self_signed && i < count; i++)
		if (!text_is_empty(authorities[i].subject) &&
		    text_equal(authorities[i].subject, last->issuer)) {
			*found = &authorities[i];
			return (int)chain->count;
		}
	return NOWHERE;
}

const char *trust_judge_profile(const struct trust_facts *facts, const struct trust_chain *chain)
{
	const struct trust_rules *rules = &facts->sections[TRUST_PROFILES];
	const struct trust_authority *found;
	for (size_t i = 0; i < rules->count; i++) {
		const struct trust_rule *rule = &rules->items[i];
		if (find(rule->authorities, rule->authority_count, chain, &found) != NOWHERE)
			return rule->profile;
	}
	return chain->count && chain->items[0]->marked ? "public" : "internal";
}

bool trust_judge_approved(const struct trust_facts *facts, const char *profile,
                          const struct trust_chain *chain, struct arena *arena,
                          struct trust_fault *fault)
{
	const struct trust_rules *rules = &facts->sections[TRUST_APPROVED];
	const struct trust_rule *asked = NULL;
	const struct trust_authority *found;
	for (size_t i = 0; chain->count && i < rules->count; i++) {
		const struct trust_rule *rule = &rules->items[i];
		if (!trust_judge_applies(rule, profile))
			continue;
		asked = rule;
		if (find(rule->authorities, rule->authority_count, chain, &found) != NOWHERE)
			return false;
	}
	if (!asked)
		return false;
	const char *issuer = text_visible(arena, chain->items[0]->issuer);
	return trust_judge_tell(asked,
	                        arena_print(arena,
	                                    "'%.*s' issued it, who is not approved for %s "
	                                    "certificates",
	                                    (int)text_cut(issuer, NAME_BYTES), issuer, profile),
	                        fault);
}

bool trust_judge_anchor(const struct trust_facts *facts,
                        const struct trust_certificate *certificate, struct arena *arena,
                        struct trust_fault *fault)
{
	const struct trust_rules *rules = &facts->sections[TRUST_DISTRUSTED];
	for (size_t i = 0; i < rules->count; i++)
		for (size_t a = 0; a < rules->items[i].authority_count; a++)
			if (is_authority(&rules->items[i].authorities[a], certificate)) {
				*fault = (struct trust_fault){
					"medium",
					arena_print(arena,
					            "an anchor that %s has decided against is "
					            "still trusted",
					            rules->items[i].program),
					rules->items[i].source
				};
				return true;
			}
	return false;
}

static bool is_excepted(const struct trust_rule *rule, const struct trust_chain *chain, int at)
{
	struct trust_chain below = *chain;
	const struct trust_authority *found;
	if (at < (int)below.count)
		below.count = (size_t)at;
	int where = find(rule->except, rule->except_count, &below, &found);
	return where != NOWHERE && where < at;
}

/* What one decision says of a leaf, the graver the higher. */
enum gravity { NOTHING, NEXT_ONE, AHEAD, REFUSED };

struct verdict {
	enum gravity gravity;
	const struct trust_rule *rule;
	const struct trust_authority *authority;
	int64_t issued; /* of the leaf, as this decision counts it */
	bool logged;    /* by its SCT */
};

static struct verdict judge(const struct trust_rule *rule, const struct trust_authority *authority,
                            const struct trust_certificate *leaf, const struct trust_moment *moment)
{
	struct verdict verdict = { .rule = rule, .authority = authority };
	int64_t logged =
		rule->by_sct && rule->issued_after ? moment->first_sct(moment->context) : 0;
	verdict.logged = logged > 0;
	verdict.issued = logged > 0 ? logged : leaf->not_before;
	if ((rule->removed_on && moment->now >= rule->removed_on) ||
	    (rule->issued_after && verdict.issued > rule->issued_after))
		verdict.gravity = REFUSED;
	else if (rule->removed_on && leaf->not_after >= rule->removed_on)
		verdict.gravity = AHEAD;
	else
		verdict.gravity = NEXT_ONE;
	return verdict;
}

static const char *describe(struct arena *arena, const struct verdict *verdict, int64_t now)
{
	const struct trust_rule *rule = verdict->rule;
	const char *name = verdict->authority->name;
	bool removed = rule->removed_on && now >= rule->removed_on;
	char limit[24], issued[24];
	clock_format(verdict->gravity == AHEAD || removed || !rule->issued_after
	                     ? rule->removed_on
	                     : rule->issued_after,
	             limit);
	clock_format(verdict->issued, issued);
	if (verdict->gravity == REFUSED && removed)
		return arena_print(arena, "%s trusts nothing of '%s' since %.10s", rule->program,
		                   name, limit);
	if (verdict->gravity == REFUSED)
		return arena_print(arena,
		                   "%s trusts nothing that '%s' issued after %.10s, and this is of "
		                   "%.10s%s",
		                   rule->program, name, limit, issued,
		                   verdict->logged ? " (by its oldest SCT)" : "");
	if (verdict->gravity == AHEAD)
		return arena_print(arena,
		                   "%s will trust nothing of '%s' from %.10s on: replace it "
		                   "before",
		                   rule->program, name, limit);
	return arena_print(arena,
	                   "%s trusts nothing that '%s' issues %s %.10s: this one holds, get "
	                   "the next from somebody else",
	                   rule->program, name, rule->issued_after ? "after" : "from", limit);
}

static const char *severity_of(const struct verdict *verdict)
{
	if (verdict->gravity == REFUSED)
		return verdict->rule->severity;
	return verdict->gravity == AHEAD ? "medium" : "low";
}

bool trust_judge_distrust(const struct trust_facts *facts, const char *profile,
                          const struct trust_chain *chain, const struct trust_moment *moment,
                          struct arena *arena, struct trust_distrust *distrust)
{
	const struct trust_rules *rules = &facts->sections[TRUST_DISTRUSTED];
	struct verdict worst = { .gravity = NOTHING };
	*distrust = (struct trust_distrust){ .refused = false };
	for (size_t i = 0; chain->count && i < rules->count; i++) {
		const struct trust_rule *rule = &rules->items[i];
		const struct trust_authority *authority;
		int at = trust_judge_applies(rule, profile)
		                 ? find(rule->authorities, rule->authority_count, chain, &authority)
		                 : NOWHERE;
		if (at == NOWHERE || is_excepted(rule, chain, at))
			continue;
		struct verdict verdict = judge(rule, authority, chain->items[0], moment);
		if (verdict.gravity > worst.gravity)
			worst = verdict;
		if (rule->removed_on > moment->now &&
		    (!distrust->change || rule->removed_on < distrust->change))
			distrust->change = rule->removed_on;
	}
	if (worst.gravity == NOTHING)
		return false;
	distrust->refused = worst.gravity == REFUSED;
	distrust->fault =
		(struct trust_fault){ severity_of(&worst), describe(arena, &worst, moment->now),
		                      worst.rule->source };
	return true;
}
