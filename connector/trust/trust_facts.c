/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Files of trust facts: read in order, entries put together by their ids. */
#include "trust/trust_facts.h"
#include "base/arena.h"
#include "base/array.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"
#include "trust/trust_facts_parts.h"

struct head {
	const char *schema, *version;
	const struct yaml *sections[TRUST_SECTIONS];
};

#define SECTION(section, text)                                                 \
	{                                                                      \
		.name = (text), .type = SETTING_TREE,                          \
		.offset = offsetof(struct head, sections) +                    \
		          (section) * sizeof(((struct head *)0)->sections[0]), \
	}

static const struct setting head_table[] = {
	[TRUST_KEYS] = SECTION(TRUST_KEYS, "keys"),
	[TRUST_SIGNATURES] = SECTION(TRUST_SIGNATURES, "signatures"),
	[TRUST_LIFETIMES] = SECTION(TRUST_LIFETIMES, "lifetimes"),
	[TRUST_PROTOCOLS] = SECTION(TRUST_PROTOCOLS, "protocols"),
	[TRUST_CIPHERS] = SECTION(TRUST_CIPHERS, "ciphers"),
	[TRUST_PRACTICES] = SECTION(TRUST_PRACTICES, "practices"),
	[TRUST_PROFILES] = SECTION(TRUST_PROFILES, "profiles"),
	[TRUST_APPROVED] = SECTION(TRUST_APPROVED, "approved"),
	[TRUST_DISTRUSTED] = SECTION(TRUST_DISTRUSTED, "distrusted"),
	{ .name = "schema",
	  .type = SETTING_CHOICE,
	  .offset = offsetof(struct head, schema),
	  .choices = "1",
	  .required = true,
	  .help = "write 'schema: 1'" },
	{ .name = "version",
	  .type = SETTING_TEXT,
	  .offset = offsetof(struct head, version),
	  .required = true,
	  .help = "name this state of the file, for example by its date; the audit tells it" },
	{ .name = NULL },
};

typedef ARRAY(struct trust_rule) rule_array;

struct reading {
	struct arena *arena;
	rule_array sections[TRUST_SECTIONS];
	struct digest digest;
};

const char *trust_section_name(enum trust_section section)
{
	return head_table[section].name;
}

static struct trust_rule *find(const rule_array *rules, const char *id)
{
	for (size_t i = 0; i < rules->count; i++)
		if (text_equal(rules->items[i].id, id))
			return &rules->items[i];
	return NULL;
}

static bool is_among(const struct setting_list *ids, const char *id)
{
	for (size_t i = 0; i < ids->count; i++)
		if (text_equal(ids->items[i], id))
			return true;
	return false;
}

/* An entry stands for itself, instead of an earlier file's, or takes that one away. */
static bool put(struct reading *reading, rule_array *rules, const struct yaml *entry,
                const struct trust_rule *rule, struct error *error)
{
	struct trust_rule *old = find(rules, rule->id);
	if (!old && rule->drop)
		return yaml_refuse(entry, error,
		                   "there is no '%s' to drop: mend its id, or take the line out",
		                   rule->id);
	if (old)
		*old = *rule;
	else
		ARRAY_PUSH(reading->arena, rules, *rule);
	return true;
}

static bool read_section(struct reading *reading, enum trust_section section,
                         const struct yaml *list, struct error *error)
{
	struct setting_list ids = { 0 };
	if (list->type != YAML_LIST)
		return yaml_refuse(list, error,
		                   "'%s' must be a list: write each entry as '- {id: NAME, ...}'",
		                   trust_section_name(section));
	ids.items = ARENA_ARRAY(reading->arena, const char *, list->count + 1);
	YAML_EACH(entry, list)
	{
		struct trust_rule rule;
		if (!trust_section_read(reading->arena, section, entry, &rule, error))
			return false;
		if (is_among(&ids, rule.id))
			return yaml_refuse(entry, error,
			                   "'%s' stands twice in this file: give each entry its "
			                   "own id",
			                   rule.id);
		ids.items[ids.count++] = rule.id;
		if (!put(reading, &reading->sections[section], entry, &rule, error))
			return false;
	}
	return true;
}

static bool read_file(struct reading *reading, const char *file, struct text *versions,
                      struct error *error)
{
	struct head *head = ARENA_NEW(reading->arena, struct head);
	size_t length;
	const char *text = file_read(reading->arena, file, LIMIT_YAML_BYTES, &length, error);
	if (!text) {
		error->kind = ERROR_LOCAL;
		return error_wrap(error, "trust facts");
	}
	const struct yaml *tree = yaml_parse(reading->arena, file, text, length, error);
	if (!tree || !setting_read(head_table, tree, NULL, head, reading->arena, error))
		return false;
	digest_add(&reading->digest, text, length);
	text_print(versions, "%s%s", versions->length ? ", " : "", head->version);
	for (int section = 0; section < TRUST_SECTIONS; section++)
		if (head->sections[section] && !read_section(reading, (enum trust_section)section,
		                                             head->sections[section], error))
			return false;
	return true;
}

static struct trust_rules without_dropped(struct arena *arena, const rule_array *rules)
{
	struct trust_rules kept = { ARENA_ARRAY(arena, struct trust_rule, rules->count + 1), 0 };
	for (size_t i = 0; i < rules->count; i++)
		if (!rules->items[i].drop)
			kept.items[kept.count++] = rules->items[i];
	return kept;
}

bool trust_facts_read(struct arena *arena, const char *const *files, size_t count,
                      struct trust_facts *facts, struct error *error)
{
	struct reading reading = { .arena = arena };
	TEXT(versions);
	bool good = true;
	*facts = (struct trust_facts){ 0 };
	digest_start(&reading.digest);
	for (size_t i = 0; good && i < count; i++)
		good = read_file(&reading, files[i], &versions, error);
	digest_finish(&reading.digest, facts->digest);
	facts->versions = arena_copy(arena, text_string(&versions));
	for (int section = 0; section < TRUST_SECTIONS; section++)
		facts->sections[section] = without_dropped(arena, &reading.sections[section]);
	return good;
}
