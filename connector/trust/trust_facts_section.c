/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One entry of trust facts: which members each section has, and what they may hold. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "trust/trust_facts_parts.h"

#include <string.h>

/* As read; dates and authorities become what the rule holds. */
struct entry {
	struct trust_rule rule;
	const char *issued_from, *issued_after, *removed_on, *dated_by;
	const struct yaml *authorities, *except;
};

#define AT(member) offsetof(struct entry, member)
#define COMMON(default_severity)                                                                   \
	{ .name = "id",                                                                            \
	  .type = SETTING_TEXT,                                                                    \
	  .offset = AT(rule.id),                                                                   \
	  .required = true,                                                                        \
	  .help = "each entry has a name of its own, by which another file can replace it" },      \
		{ .name = "profiles", .type = SETTING_LIST, .offset = AT(rule.profiles) },         \
		{ .name = "severity",                                                              \
		  .type = SETTING_CHOICE,                                                          \
		  .offset = AT(rule.severity),                                                     \
		  .choices = "low|medium|high",                                                    \
		  .fallback = (default_severity) },                                                \
		{ .name = "source",                                                                \
		  .type = SETTING_TEXT,                                                            \
		  .offset = AT(rule.source),                                                       \
		  .required = true,                                                                \
		  .help = "say where this can be checked: an address, or the name of your rule" }, \
	{                                                                                          \
		.name = "drop", .type = SETTING_BOOL, .offset = AT(rule.drop)                      \
	}
#define AUTHORITIES                                                                        \
	{                                                                                  \
		.name = "authorities", .type = SETTING_TREE, .offset = AT(authorities),    \
		.required = true, .help = "a list of {name, spki_sha256, sha256, subject}" \
	}
#define END                  \
	{                    \
		.name = NULL \
	}

static const struct setting keys[] = {
	COMMON("high"),
	{ .name = "type",
	  .type = SETTING_CHOICE,
	  .offset = AT(rule.type),
	  .choices = "rsa|ec|ed25519|ed448|dsa|other",
	  .required = true,
	  .help = "rsa, ec, ed25519, ed448, dsa or other" },
	{ .name = "bits",
	  .type = SETTING_INTEGER,
	  .offset = AT(rule.bits),
	  .low = 0,
	  .high = 65536 },
	{ .name = "exponent",
	  .type = SETTING_INTEGER,
	  .offset = AT(rule.exponent),
	  .low = 0,
	  .high = 4294967295 },
	{ .name = "curves", .type = SETTING_LIST, .offset = AT(rule.curves) },
	END,
};

static const struct setting signatures[] = {
	COMMON("high"),
	{ .name = "digest",
	  .type = SETTING_TEXT,
	  .offset = AT(rule.digest),
	  .required = true,
	  .help = "as it stands in the algorithm's name: sha1" },
	END,
};

static const struct setting lifetimes[] = {
	COMMON("medium"),
	{ .name = "issued_from",
	  .type = SETTING_TEXT,
	  .offset = AT(issued_from),
	  .required = true,
	  .help = "the first day of issue for which it holds: 2026-03-15" },
	{ .name = "days",
	  .type = SETTING_INTEGER,
	  .offset = AT(rule.days),
	  .low = 1,
	  .high = 36500,
	  .required = true,
	  .help = "the longest life in days" },
	END,
};

static const struct setting protocols[] = {
	COMMON("medium"),
	{ .name = "minimum",
	  .type = SETTING_CHOICE,
	  .offset = AT(rule.minimum),
	  .choices = "TLSv1|TLSv1.1|TLSv1.2|TLSv1.3",
	  .required = true,
	  .help = "the oldest protocol allowed: TLSv1.2" },
	END,
};

static const struct setting ciphers[] = {
	COMMON("medium"),
	{ .name = "words",
	  .type = SETTING_LIST,
	  .offset = AT(rule.words),
	  .required = true,
	  .help = "parts of suite names between '-' or '_': [RC4, NULL]" },
	END,
};

static const struct setting practices[] = { COMMON("medium"), END };

static const struct setting profiles[] = {
	COMMON("low"),
	{ .name = "profile",
	  .type = SETTING_TEXT,
	  .offset = AT(rule.profile),
	  .required = true,
	  .help = "public, internal, or a name of yours that entries have under 'profiles'" },
	AUTHORITIES,
	END,
};

static const struct setting approved[] = { COMMON("medium"), AUTHORITIES, END };

static const struct setting distrusted[] = {
	COMMON("high"),
	AUTHORITIES,
	{ .name = "program",
	  .type = SETTING_TEXT,
	  .offset = AT(rule.program),
	  .required = true,
	  .help = "who decided, for people: Chrome, Mozilla, or you" },
	{ .name = "issued_after", .type = SETTING_TEXT, .offset = AT(issued_after) },
	{ .name = "removed_on", .type = SETTING_TEXT, .offset = AT(removed_on) },
	{ .name = "dated_by",
	  .type = SETTING_CHOICE,
	  .offset = AT(dated_by),
	  .choices = "sct|not_before",
	  .fallback = "not_before" },
	{ .name = "except", .type = SETTING_TREE, .offset = AT(except) },
	END,
};

/* To take an entry of an earlier file away needs no more than its id. */
static const struct setting drops[] = {
	{ .name = "id",
	  .type = SETTING_TEXT,
	  .offset = AT(rule.id),
	  .required = true,
	  .help = "name the entry that is to go" },
	{ .name = "drop", .type = SETTING_BOOL, .offset = AT(rule.drop) },
	{ .name = "source", .type = SETTING_TEXT, .offset = AT(rule.source) },
	END,
};

static const struct setting *const tables[TRUST_SECTIONS] = {
	[TRUST_KEYS] = keys,
	[TRUST_SIGNATURES] = signatures,
	[TRUST_LIFETIMES] = lifetimes,
	[TRUST_PROTOCOLS] = protocols,
	[TRUST_CIPHERS] = ciphers,
	[TRUST_PRACTICES] = practices,
	[TRUST_PROFILES] = profiles,
	[TRUST_APPROVED] = approved,
	[TRUST_DISTRUSTED] = distrusted,
};

static const struct setting authority_table[] = {
	{ .name = "name",
	  .type = SETTING_TEXT,
	  .offset = offsetof(struct trust_authority, name),
	  .required = true,
	  .help = "name the authority for people" },
	{ .name = "spki_sha256",
	  .type = SETTING_TEXT,
	  .offset = offsetof(struct trust_authority, spki_sha256) },
	{ .name = "sha256",
	  .type = SETTING_TEXT,
	  .offset = offsetof(struct trust_authority, sha256) },
	{ .name = "subject",
	  .type = SETTING_TEXT,
	  .offset = offsetof(struct trust_authority, subject) },
	END,
};

static const struct yaml *member(const struct yaml *map, const char *name)
{
	const struct yaml *found = yaml_get(map, name);
	return found ? found : map;
}

static bool read_digest(struct arena *arena, const struct yaml *map, const char *name,
                        const char **digest, struct error *error)
{
	unsigned char bytes[DIGEST_BYTES];
	if (!*digest)
		return true;
	if (!text_unhex(*digest, bytes, sizeof(bytes)) || strlen(*digest) != DIGEST_HEX - 1)
		return yaml_refuse(
			member(map, name), error,
			"'%s' must be a SHA-256 digest: 64 hex digits, without colons or blanks",
			name);
	*digest = text_lower(arena, *digest);
	return true;
}

static bool read_authorities(struct arena *arena, const struct yaml *list, const char *name,
                             struct trust_authority **authorities, size_t *count,
                             struct error *error)
{
	if (!list)
		return true;
	if (list->type != YAML_LIST || list->count == 0)
		return yaml_refuse(list, error, "'%s' must be a list of authorities, at least one",
		                   name);
	*authorities = ARENA_ARRAY(arena, struct trust_authority, list->count);
	YAML_EACH(map, list)
	{
		struct trust_authority *made = &(*authorities)[(*count)++];
		if (map->type != YAML_MAP)
			return yaml_refuse(map, error,
			                   "an authority must be a map: {name, spki_sha256, …}");
		if (!setting_read(authority_table, map, NULL, made, arena, error) ||
		    !read_digest(arena, map, "spki_sha256", &made->spki_sha256, error) ||
		    !read_digest(arena, map, "sha256", &made->sha256, error))
			return false;
		if (!made->spki_sha256 && !made->sha256 && text_is_empty(made->subject))
			return yaml_refuse(
				map, error,
				"'%s' cannot be told in a chain: give its 'spki_sha256', "
				"'sha256' or 'subject'",
				made->name);
	}
	return true;
}

static bool read_time(const struct yaml *map, const char *name, const char *text, bool day_ends,
                      int64_t *time, struct error *error)
{
	if (!text)
		return true;
	if (!clock_parse(text, time) || *time <= 0)
		return yaml_refuse(member(map, name), error,
		                   "'%s' must be a day or time in UTC, 2026-03-15 or "
		                   "2026-03-15T12:00:00Z, not '%.*s'",
		                   name, (int)text_cut(text, 64), text);
	/* "After the 15th" is after its last second. */
	if (day_ends && strlen(text) == strlen("2026-03-15"))
		*time += CLOCK_DAY - 1;
	return true;
}

static bool check_id(const struct yaml *map, const char *id, struct error *error)
{
	size_t length = strlen(id);
	if (length && length <= 80 &&
	    strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789._-") == length)
		return true;
	return yaml_refuse(member(map, "id"), error,
	                   "'id' must be 1 to 80 of a-z, 0-9, '.', '_' and '-', not '%.*s'",
	                   (int)text_cut(id, 64), id);
}

static bool check_practice(const struct yaml *map, const char *id, struct error *error)
{
	static const char *const known[] = { "key-kept", "key-shared", "wildcard-critical",
		                             "one-person", "unexpected-certificate" };
	const size_t count = sizeof(known) / sizeof(known[0]);
	TEXT(names);
	for (size_t i = 0; i < count; i++) {
		if (text_equal(known[i], id))
			return true;
		text_print(&names, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " and ", known[i]);
	}
	return yaml_refuse(member(map, "id"), error,
	                   "there is no practice '%.*s': the ones that are looked for are %s",
	                   (int)text_cut(id, 64), id, text_string(&names));
}

static bool check_key(const struct yaml *map, const struct trust_rule *rule, struct error *error)
{
	if (rule->exponent && !text_equal(rule->type, "rsa"))
		return yaml_refuse(member(map, "exponent"), error,
		                   "only keys of type rsa have an exponent");
	if (rule->curves.count && !text_equal(rule->type, "ec"))
		return yaml_refuse(member(map, "curves"), error,
		                   "only keys of type ec have curves");
	if (rule->bits || rule->exponent || rule->curves.count)
		return true;
	return yaml_refuse(map, error, "'%s' asks for nothing: give 'bits', 'exponent' or 'curves'",
	                   rule->id);
}

static bool check_source(const struct yaml *map, const char *source, struct error *error)
{
	return !text_is_empty(source) ||
	       yaml_refuse(member(map, "source"), error,
	                   "'source' is empty: say where this can be checked, by an address or the "
	                   "name of your rule");
}

static bool check(enum trust_section section, const struct yaml *map, const struct trust_rule *rule,
                  struct error *error)
{
	switch (section) {
	case TRUST_KEYS:
		return check_key(map, rule, error);
	case TRUST_PRACTICES:
		return check_practice(map, rule->id, error);
	case TRUST_DISTRUSTED:
		return rule->issued_after || rule->removed_on ||
		       yaml_refuse(map, error,
		                   "'%s' says not when: give 'issued_after' or 'removed_on'",
		                   rule->id);
	default:
		return true;
	}
}

bool trust_section_read(struct arena *arena, enum trust_section section, const struct yaml *map,
                        struct trust_rule *rule, struct error *error)
{
	struct entry entry = { 0 };
	if (map->type != YAML_MAP)
		return yaml_refuse(map, error, "an entry of '%s' must be a map: {id: …}",
		                   trust_section_name(section));
	/* What is to be dropped has lost its meaning, so that nothing else is asked of it. */
	const struct yaml *drop = yaml_get(map, "drop");
	bool dropped = drop && drop->type == YAML_SCALAR &&
	               (text_equal(drop->text, "yes") || text_equal(drop->text, "true"));
	if (!setting_read(dropped ? drops : tables[section], map, NULL, &entry, arena, error) ||
	    !check_id(map, entry.rule.id, error))
		return false;
	*rule = entry.rule;
	rule->by_sct = text_equal(entry.dated_by, "sct");
	return dropped ||
	       (read_time(map, "issued_from", entry.issued_from, false, &rule->issued_from,
	                  error) &&
	        read_time(map, "issued_after", entry.issued_after, true, &rule->issued_after,
	                  error) &&
	        read_time(map, "removed_on", entry.removed_on, false, &rule->removed_on, error) &&
	        read_authorities(arena, entry.authorities, "authorities", &rule->authorities,
	                         &rule->authority_count, error) &&
	        read_authorities(arena, entry.except, "except", &rule->except, &rule->except_count,
	                         error) &&
	        check_source(map, rule->source, error) && check(section, map, rule, error));
}
