/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Findings by trust facts: keys, signatures, lifetimes, protocols, ciphers, issuers, practices. */
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_finding.h"
#include "flow/derive_trust.h"

struct judging {
	const struct flow *flow;
	struct arena *arena;
	struct subject *subject;
	const struct trust_chain *chain;
	const char *profile;
	int64_t now;
};

static void add(const struct judging *judging, const char *rule, const struct trust_fault *fault)
{
	derive_finding_add(judging->arena, judging->subject, rule, fault);
}

static void judge_itself(const struct judging *judging)
{
	const struct trust_facts *facts = judging->flow->rules->trust;
	const struct trust_certificate *leaf = judging->chain->items[0];
	struct trust_fault fault;
	if (trust_judge_key(facts, judging->profile, leaf, judging->arena, &fault))
		add(judging, "weak-key", &fault);
	if (trust_judge_signature(facts, judging->profile, leaf, judging->arena, &fault))
		add(judging, "weak-signature", &fault);
	if (text_equal(judging->subject->row->purpose, "server") &&
	    trust_judge_lifetime(facts, judging->profile, leaf, judging->arena, &fault))
		add(judging, "too-long", &fault);
}

/* Whoever stands between the leaf and its anchor; the first that is weak is told. */
static void judge_chain(const struct judging *judging)
{
	const struct trust_facts *facts = judging->flow->rules->trust;
	for (size_t i = 1; i < judging->chain->count; i++) {
		const struct trust_certificate *above = judging->chain->items[i];
		struct trust_fault fault;
		if (above->self_signed ||
		    (!trust_judge_key(facts, judging->profile, above, judging->arena, &fault) &&
		     !trust_judge_signature(facts, judging->profile, above, judging->arena,
		                            &fault)))
			continue;
		fault.text =
			arena_print(judging->arena, "'%s' in its chain: %s",
		                    derive_finding_name(judging->arena, above->name), fault.text);
		add(judging, "weak-chain", &fault);
		return;
	}
}

typedef bool (*judge_fn)(const struct trust_facts *facts, const char *profile, const char *text,
                         struct arena *arena, struct trust_fault *fault);

/* The same place each time, whatever their order. */
static void judge_places(const struct judging *judging, const char *rule, judge_fn judge,
                         bool cipher)
{
	struct trust_fault first = { .severity = NULL };
	const char *key = NULL;
	size_t more = 0;
	for (size_t i = 0; i < judging->subject->places.count; i++) {
		const struct subject_place *place = &judging->subject->places.items[i];
		struct trust_fault fault;
		if (place->state != PLACE_SERVES || !place->slot ||
		    place->deployment->evidence != DEPLOYMENT_SERVED ||
		    !judge(judging->flow->rules->trust, judging->profile,
		           cipher ? place->slot->cipher : place->slot->protocol, judging->arena,
		           &fault))
			continue;
		more += key != NULL;
		if (key && strcmp(key, place->deployment->key) <= 0)
			continue;
		key = place->deployment->key;
		first = fault;
	}
	if (!key)
		return;
	first.text = arena_print(judging->arena, "'%s' %s%s", key, first.text,
	                         more ? arena_print(judging->arena, " (and %zu more places)", more)
	                              : "");
	add(judging, rule, &first);
}

static void judge_issuer(const struct judging *judging)
{
	struct subject *subject = judging->subject;
	struct trust_fault fault;
	if (!subject->row->self_signed &&
	    trust_judge_approved(judging->flow->rules->trust, judging->profile, judging->chain,
	                         judging->arena, &fault))
		add(judging, "issuer-not-approved", &fault);
	if (subject->trust->decided)
		add(judging, "distrusted-ca", &subject->trust->distrust.fault);
	subject->trust_at = subject->trust->distrust.change;
}

static void practice(const struct judging *judging, const char *id, const char *text)
{
	const struct trust_rule *rule =
		trust_judge_practice(judging->flow->rules->trust, judging->profile, id);
	struct trust_fault fault = { .text = text };
	if (!rule)
		return;
	fault.severity = rule->severity;
	fault.source = rule->source;
	add(judging, id, &fault);
}

static void judge_practices(const struct judging *judging)
{
	const struct subject *subject = judging->subject;
	if (subject->serves == 0)
		return;
	if (subject->class == FLOW_CRITICAL && json_is_true(json_get(subject->facts, "wildcard")))
		practice(judging, "wildcard-critical",
		         "one key for any name of a domain, on something critical");
	if (!text_is_empty(subject->owner) && text_is_empty(subject->backup))
		practice(judging, "one-person", "its owner has no backup");
}

/* A root that lies in a store or bundle: whoever trusts it should not any more. */
static void judge_anchor(const struct judging *judging)
{
	const struct subject *subject = judging->subject;
	struct trust_fault fault;
	if (subject->stored + subject->configured == 0)
		return;
	if (judging->now > subject->row->not_after) {
		fault = (struct trust_fault){ "low", "an anchor that has ended is still trusted",
			                      NULL };
		add(judging, "anchor-ended", &fault);
	}
	if (trust_judge_anchor(judging->flow->rules->trust, judging->chain->items[0],
	                       judging->arena, &fault))
		add(judging, "anchor-distrusted", &fault);
}

static void judge_all(const struct judging *judging)
{
	judge_itself(judging);
	judge_places(judging, "old-protocol", trust_judge_protocol, false);
	judge_places(judging, "weak-cipher", trust_judge_cipher, true);
	judge_practices(judging);
	if (judging->subject->row->is_ca)
		return;
	judge_chain(judging);
	judge_issuer(judging);
}

bool derive_finding_trust(const struct flow *flow, struct arena *arena, struct subject *subject,
                          int64_t now, struct error *error)
{
	/* What is out of use harms nobody. */
	if (!subject->trust || subject->gone_at)
		return true;
	const char *profile = subject->trust->profile;
	const struct judging judging = {
		flow, arena, subject, &subject->trust->chain, profile, now
	};
	/* Anchors are exempt from what holds for those below them. */
	if (subject->row->is_ca && subject->row->self_signed) {
		judge_anchor(&judging);
		return true;
	}
	judge_all(&judging);
	return derive_finding_key(flow, arena, subject, profile, error) &&
	       derive_finding_new(flow, arena, subject, profile, now, error);
}
