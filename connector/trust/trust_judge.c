/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Keys, signatures, lifetimes, protocols and ciphers against the rules of a profile. */
#include "trust/trust_judge.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "trust/trust_judge_parts.h"

#include <inttypes.h>
#include <string.h>

static bool is_in(const struct setting_list *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_equal(list->items[i], text))
			return true;
	return false;
}

bool trust_judge_applies(const struct trust_rule *rule, const char *profile)
{
	return rule->profiles.count == 0 || is_in(&rule->profiles, profile);
}

bool trust_judge_tell(const struct trust_rule *rule, const char *text, struct trust_fault *fault)
{
	*fault = (struct trust_fault){ rule->severity, text, rule->source };
	return true;
}

static const char *join(struct arena *arena, const struct setting_list *list)
{
	TEXT(text);
	for (size_t i = 0; i < list->count; i++)
		text_print(&text, "%s%s", i ? ", " : "", list->items[i]);
	return arena_copy(arena, text_string(&text));
}

/* An exponent may have any number of digits: one that does not fit is large enough. */
static bool exponent_is_small(const struct trust_rule *rule, const char *exponent)
{
	int64_t value;
	return rule->exponent && exponent && text_parse_integer(exponent, &value) &&
	       value < rule->exponent;
}

bool trust_judge_key(const struct trust_facts *facts, const char *profile,
                     const struct trust_certificate *certificate, struct arena *arena,
                     struct trust_fault *fault)
{
	const struct trust_rules *rules = &facts->sections[TRUST_KEYS];
	for (size_t i = 0; i < rules->count; i++) {
		const struct trust_rule *rule = &rules->items[i];
		if (!trust_judge_applies(rule, profile) ||
		    !text_equal(rule->type, certificate->key_type))
			continue;
		if (certificate->bits && certificate->bits < rule->bits)
			return trust_judge_tell(
				rule,
				arena_print(arena,
			                    "the %s key has %" PRId64 " bits, at least %" PRId64
			                    " are asked for",
			                    rule->type, certificate->bits, rule->bits),
				fault);
		if (rule->curves.count && certificate->curve &&
		    !is_in(&rule->curves, certificate->curve))
			return trust_judge_tell(
				rule,
				arena_print(arena, "the key is on the curve %s, not on one of %s",
			                    certificate->curve, join(arena, &rule->curves)),
				fault);
		if (exponent_is_small(rule, certificate->exponent))
			return trust_judge_tell(
				rule,
				arena_print(
					arena,
					"the public exponent of the key is %s, at least %" PRId64
					" is asked for",
					certificate->exponent, rule->exponent),
				fault);
	}
	return false;
}

/* "sha1" is in "sha1WithRSAEncryption" and "ecdsa-with-SHA1", "md2" not in "ripemd256". */
static bool names_digest(struct arena *arena, const char *signature, const char *digest)
{
	const char *folded = text_lower(arena, signature), *wanted = text_lower(arena, digest);
	size_t length = strlen(wanted);
	for (const char *at = strstr(folded, wanted); length && at; at = strstr(at + 1, wanted))
		if (!strchr("0123456789", at[length]) || !at[length])
			return true;
	return false;
}

bool trust_judge_signature(const struct trust_facts *facts, const char *profile,
                           const struct trust_certificate *certificate, struct arena *arena,
                           struct trust_fault *fault)
{
	const struct trust_rules *rules = &facts->sections[TRUST_SIGNATURES];
	for (size_t i = 0; !certificate->self_signed && i < rules->count; i++) {
		const struct trust_rule *rule = &rules->items[i];
		if (trust_judge_applies(rule, profile) &&
		    names_digest(arena, certificate->signature, rule->digest))
			return trust_judge_tell(
				rule, arena_print(arena, "signed with %s", certificate->signature),
				fault);
	}
	return false;
}

/* The newest rule that was in force on the day of issue. */
static const struct trust_rule *lifetime_of(const struct trust_rules *rules, const char *profile,
                                            int64_t issued)
{
	const struct trust_rule *found = NULL;
	for (size_t i = 0; i < rules->count; i++) {
		const struct trust_rule *rule = &rules->items[i];
		if (trust_judge_applies(rule, profile) && rule->issued_from <= issued &&
		    (!found || rule->issued_from > found->issued_from))
			found = rule;
	}
	return found;
}

bool trust_judge_lifetime(const struct trust_facts *facts, const char *profile,
                          const struct trust_certificate *certificate, struct arena *arena,
                          struct trust_fault *fault)
{
	const struct trust_rule *rule =
		lifetime_of(&facts->sections[TRUST_LIFETIMES], profile, certificate->not_before);
	/* notAfter itself still counts (RFC 5280 4.1.2.5). */
	int64_t life = certificate->not_after - certificate->not_before + 1;
	char day[24];
	if (!rule || life <= rule->days * CLOCK_DAY)
		return false;
	clock_format(rule->issued_from, day);
	return trust_judge_tell(rule,
	                        arena_print(arena,
	                                    "it lives %" PRId64
	                                    " days; issued since %.10s, %" PRId64 " are the most",
	                                    (life + CLOCK_DAY - 1) / CLOCK_DAY, day, rule->days),
	                        fault);
}

static int age(const char *protocol)
{
	static const char *const names[] = { "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text_equal(names[i], protocol))
			return (int)i;
	return -1;
}

bool trust_judge_protocol(const struct trust_facts *facts, const char *profile,
                          const char *protocol, struct arena *arena, struct trust_fault *fault)
{
	const struct trust_rules *rules = &facts->sections[TRUST_PROTOCOLS];
	for (size_t i = 0; age(protocol) >= 0 && i < rules->count; i++) {
		const struct trust_rule *rule = &rules->items[i];
		if (trust_judge_applies(rule, profile) && age(protocol) < age(rule->minimum))
			return trust_judge_tell(rule,
			                        arena_print(arena, "served over %s, older than %s",
			                                    protocol, rule->minimum),
			                        fault);
	}
	return false;
}

/* Whole parts only: "NULL" in "ECDHE-RSA-NULL-SHA", not in "ANNULLED". */
static bool has_word(const char *cipher, const char *word)
{
	size_t length = strlen(word);
	for (const char *at = cipher; length && *at;) {
		size_t part = strcspn(at, "-_");
		if (part == length && strncasecmp(at, word, length) == 0)
			return true;
		at += part + (at[part] != '\0');
	}
	return false;
}

bool trust_judge_cipher(const struct trust_facts *facts, const char *profile, const char *cipher,
                        struct arena *arena, struct trust_fault *fault)
{
	const struct trust_rules *rules = &facts->sections[TRUST_CIPHERS];
	for (size_t i = 0; i < rules->count; i++)
		for (size_t w = 0; w < rules->items[i].words.count; w++)
			if (trust_judge_applies(&rules->items[i], profile) &&
			    has_word(cipher, rules->items[i].words.items[w]))
				return trust_judge_tell(
					&rules->items[i],
					arena_print(arena, "served with the cipher suite %s",
				                    cipher),
					fault);
	return false;
}

const struct trust_rule *trust_judge_practice(const struct trust_facts *facts, const char *profile,
                                              const char *id)
{
	const struct trust_rules *rules = &facts->sections[TRUST_PRACTICES];
	for (size_t i = 0; i < rules->count; i++)
		if (text_equal(rules->items[i].id, id) &&
		    trust_judge_applies(&rules->items[i], profile))
			return &rules->items[i];
	return NULL;
}
