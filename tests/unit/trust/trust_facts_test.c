/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Files of trust facts: what is shipped, how people's own files change it, and that everything else is
 * refused where it stands. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "support/check.h"
#include "trust/trust_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SHIPPED CERTSTEWARD_SOURCE_DIR "/mappings/rules/trust.yaml"
#define HEAD    "schema: 1\nversion: test\n"
#define SPKI    "6dbfae00d37b9cd73f8fb47de65917af00e0dddf42dbceac20c17c0275ee2095"

struct world {
	struct arena arena;
	char folder[40];
	struct trust_facts facts;
	struct error error;
};

static int setup(void **state)
{
	struct world *world = calloc(1, sizeof(*world));
	*world = (struct world){ .folder = "/tmp/certsteward_trust_XXXXXX" };
	*state = world;
	return !mkdtemp(world->folder);
}

static int teardown(void **state)
{
	struct world *world = *state;
	for (int i = 0; i < 3; i++)
		unlink(arena_print(&world->arena, "%s/%d.yaml", world->folder, i));
	rmdir(world->folder);
	arena_release(&world->arena);
	free(world);
	return 0;
}

static const char *put(struct world *world, int number, const char *text, size_t length)
{
	const char *path = arena_print(&world->arena, "%s/%d.yaml", world->folder, number);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	fclose(file);
	return path;
}

/* Reads what is shipped, if asked for, and these texts behind it. */
static bool read_texts(struct world *world, bool shipped, const char *first, const char *second)
{
	const char *files[3];
	size_t count = 0;
	if (shipped)
		files[count++] = SHIPPED;
	if (first)
		files[count++] = put(world, 0, first, strlen(first));
	if (second)
		files[count++] = put(world, 1, second, strlen(second));
	world->error = ERROR_INIT;
	return trust_facts_read(&world->arena, files, count, &world->facts, &world->error);
}

static void read_good(struct world *world, bool shipped, const char *first, const char *second)
{
	if (!read_texts(world, shipped, first, second))
		fail_msg("%s", world->error.message);
}

static const struct trust_rule *rule(struct world *world, enum trust_section section,
                                     const char *id)
{
	const struct trust_rules *rules = &world->facts.sections[section];
	for (size_t i = 0; i < rules->count; i++)
		if (text_equal(rules->items[i].id, id))
			return &rules->items[i];
	return NULL;
}

static void what_is_shipped_is_read_and_sourced(void **state)
{
	struct world *world = *state;
	read_good(world, true, NULL, NULL);
	for (int section = 0; section < TRUST_SECTIONS; section++)
		for (size_t i = 0; i < world->facts.sections[section].count; i++)
			assert_false(text_is_empty(world->facts.sections[section].items[i].source));
	assert_int_equal(rule(world, TRUST_LIFETIMES, "days-47")->days, 47);
	const struct trust_rule *entrust = rule(world, TRUST_DISTRUSTED, "chrome-entrust-2024");
	assert_int_equal(entrust->issued_after, 1731369599);
	assert_true(entrust->by_sct);
	assert_int_equal(entrust->authority_count, 9);
	assert_string_equal(entrust->authorities[0].spki_sha256, SPKI);
	assert_int_equal(rule(world, TRUST_DISTRUSTED, "chrome-symantec-2018")->except_count, 9);
	/* Nobody is approved or sorted into a profile before people say so. */
	assert_int_equal(world->facts.sections[TRUST_APPROVED].count, 0);
	assert_int_equal(world->facts.sections[TRUST_PROFILES].count, 0);
}

static void an_own_file_replaces_drops_and_adds_by_id(void **state)
{
	struct world *world = *state;
	read_good(world, true, NULL, NULL);
	size_t before = world->facts.sections[TRUST_KEYS].count;
	char digest[DIGEST_HEX];
	memcpy(digest, world->facts.digest, sizeof(digest));

	read_good(world, true,
	          HEAD "keys:\n"
	               "  - {id: rsa-internal, type: rsa, profiles: [internal], bits: 3072, "
	               "source: ours}\n"
	               "  - {id: dsa, drop: yes}\n"
	               "  - {id: plant, type: ec, profiles: [plant], bits: 256, source: ours}\n",
	          NULL);
	assert_int_equal(world->facts.sections[TRUST_KEYS].count, before);
	assert_int_equal(rule(world, TRUST_KEYS, "rsa-internal")->bits, 3072);
	assert_null(rule(world, TRUST_KEYS, "dsa"));
	assert_non_null(rule(world, TRUST_KEYS, "plant"));
	assert_string_not_equal(world->facts.digest, digest);
	check_contains(world->facts.versions, ", test");

	/* The last file has the last word, also about what one before it took away. */
	read_good(world, true, HEAD "keys:\n  - {id: dsa, drop: yes}\n",
	          HEAD "keys:\n  - {id: dsa, type: dsa, bits: 3072, source: again}\n");
	assert_int_equal(rule(world, TRUST_KEYS, "dsa")->bits, 3072);
}

static void days_end_with_their_last_second(void **state)
{
	struct world *world = *state;
	int64_t day, second;
	read_good(world, false,
	          HEAD "distrusted:\n"
	               "  - {id: a, program: us, source: s, issued_after: 2026-03-15, "
	               "removed_on: 2026-04-01, authorities: [{name: n, subject: CN=n}]}\n"
	               "  - {id: b, program: us, source: s, issued_after: 2026-03-15T12:00:00Z, "
	               "authorities: [{name: n, sha256: " SPKI "}]}\n",
	          NULL);
	assert_true(clock_parse("2026-03-15T23:59:59Z", &second));
	assert_int_equal(rule(world, TRUST_DISTRUSTED, "a")->issued_after, second);
	assert_true(clock_parse("2026-04-01", &day));
	assert_int_equal(rule(world, TRUST_DISTRUSTED, "a")->removed_on, day);
	assert_true(clock_parse("2026-03-15T12:00:00Z", &second));
	assert_int_equal(rule(world, TRUST_DISTRUSTED, "b")->issued_after, second);
	assert_false(rule(world, TRUST_DISTRUSTED, "b")->by_sct);
}

static void the_documented_example_is_read(void **state)
{
	struct world *world = *state;
	struct error error = ERROR_INIT;
	size_t length;
	const char *page = file_read(&world->arena, CERTSTEWARD_SOURCE_DIR "/docs/findings.md",
	                             1 << 20, &length, &error);
	assert_non_null(page);
	const char *start = strstr(page, "```yaml\nschema: 1");
	assert_non_null(start);
	start += strlen("```yaml\n");
	const char *end = strstr(start, "```");
	assert_non_null(end);
	read_good(world, true, arena_copy_bytes(&world->arena, start, (size_t)(end - start)), NULL);
	assert_int_equal(rule(world, TRUST_KEYS, "rsa-internal")->bits, 3072);
	assert_null(rule(world, TRUST_PRACTICES, "one-person"));
	assert_string_equal(rule(world, TRUST_PROFILES, "plant")->profile, "plant");
	assert_int_equal(rule(world, TRUST_APPROVED, "ours")->authority_count, 1);
}

static void refuses(struct world *world, const char *text, const char *place, const char *words)
{
	if (read_texts(world, false, text, NULL))
		fail_msg("accepted: %s", text);
	check_contains(world->error.message,
	               arena_print(&world->arena, "%s/0.yaml:%s", world->folder, place));
	check_contains(world->error.message, words);
	assert_int_equal(world->error.kind, ERROR_LOCAL);
}

static void what_is_wrong_is_refused_where_it_stands(void **state)
{
	struct world *world = *state;
	static const struct {
		const char *text, *place, *words;
	} cases[] = {
		{ "version: x\n", "", "'schema' is missing" },
		{ "schema: 2\nversion: x\n", "1:", "'schema' must be" },
		{ "schema: 1\n", "", "'version' is missing" },
		{ HEAD "keyes: []\n", "3:1", "did you mean 'keys'" },
		{ HEAD "keys: {id: a}\n", "3:", "must be a list" },
		{ HEAD "keys:\n  - weak\n", "4:", "must be a map" },
		{ HEAD "keys:\n  - {type: rsa, bits: 1, source: s}\n", "4:", "'id' is missing" },
		{ HEAD "keys:\n  - {id: a, type: rsa, bits: 1}\n", "4:", "'source' is missing" },
		{ HEAD "keys:\n  - {id: a, type: rsa, bits: 1, source: \"\"}\n",
		  "4:", "'source' is empty" },
		{ HEAD "keys:\n  - {id: a, type: rsa, bit: 1, source: s}\n",
		  "4:", "did you mean 'bits'" },
		{ HEAD "keys:\n  - {id: a, type: rsa, bits: 2k, source: s}\n", "4:", "'2k'" },
		{ HEAD "keys:\n  - {id: a, type: rsa, source: s}\n", "4:", "asks for nothing" },
		{ HEAD "keys:\n  - {id: a, type: rsa, curves: [P-256], source: s}\n",
		  "4:", "only keys of type ec" },
		{ HEAD "keys:\n  - {id: a, type: ec, exponent: 3, source: s}\n",
		  "4:", "only keys of type rsa" },
		{ HEAD "keys:\n  - {id: A b, type: rsa, bits: 1, source: s}\n", "4:", "'A b'" },
		{ HEAD "keys:\n  - {id: a, type: rsa, bits: 1, source: s}\n"
		       "  - {id: a, type: rsa, bits: 2, source: s}\n",
		  "5:", "stands twice" },
		{ HEAD "keys:\n  - {id: a, drop: yes}\n", "4:", "no 'a' to drop" },
		{ HEAD "lifetimes:\n  - {id: a, issued_from: tomorrow, days: 1, source: s}\n",
		  "4:", "'tomorrow'" },
		{ HEAD "lifetimes:\n  - {id: a, issued_from: 2026-02-30, days: 1, source: s}\n",
		  "4:", "'2026-02-30'" },
		{ HEAD "protocols:\n  - {id: a, minimum: TLS1.2, source: s}\n", "4:", "'TLS1.2'" },
		{ HEAD "practices:\n  - {id: key-lost, source: s}\n",
		  "4:", "wildcard-critical, one-person and unexpected-certificate" },
		{ HEAD "profiles:\n  - {id: a, profile: plant, source: s}\n",
		  "4:", "'authorities' is missing" },
		{ HEAD "approved:\n  - {id: a, source: s, authorities: []}\n",
		  "4:", "at least one" },
		{ HEAD "approved:\n  - {id: a, source: s, authorities: [{name: n}]}\n",
		  "4:", "cannot be told in a chain" },
		{ HEAD "approved:\n  - {id: a, source: s, authorities: [{name: n, spki_sha256: "
		       "\"ab:cd\"}]}\n",
		  "4:", "64 hex digits" },
		{ HEAD "approved:\n  - {id: a, source: s, authorities: [{name: n, sha256: " SPKI
		       "00}]}\n",
		  "4:", "64 hex digits" },
		{ HEAD "distrusted:\n  - {id: a, program: us, source: s, authorities: [{name: n, "
		       "subject: CN=n}]}\n",
		  "4:", "says not when" },
		{ HEAD "distrusted:\n  - {id: a, program: us, source: s, removed_on: 1, "
		       "authorities: [{name: n, subject: CN=n}]}\n",
		  "4:", "must be a day" },
		{ HEAD "keys: &all []\n", "3:", "" },
		{ HEAD "keys: []\nkeys: []\n", "4:", "" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		refuses(world, cases[i].text, cases[i].place, cases[i].words);
}

static void hostile_files_are_refused(void **state)
{
	struct world *world = *state;
	const char *file = arena_print(&world->arena, "%s/none.yaml", world->folder);
	assert_false(trust_facts_read(&world->arena, &file, 1, &world->facts, &world->error));
	check_contains(world->error.message, "none.yaml");
	assert_int_equal(world->error.kind, ERROR_LOCAL);

	/* Every prefix of a good file is either good or refused; none ends the process. */
	static const char good[] = HEAD
		"distrusted:\n  - {id: a, program: us, source: s, removed_on: 2026-01-01, "
		"except: [{name: m, subject: 'CN=m'}], authorities: [{name: n, subject: CN=n}]}\n";
	for (size_t length = 0; length < sizeof(good) - 1; length++) {
		file = put(world, 2, good, length);
		world->error = ERROR_INIT;
		if (!trust_facts_read(&world->arena, &file, 1, &world->facts, &world->error))
			assert_int_equal(world->error.kind, ERROR_LOCAL);
	}
	static const char zeros[] =
		HEAD "keys:\n  - {id: \"a\0b\", type: rsa, bits: 1, source: s}\n";
	file = put(world, 2, zeros, sizeof(zeros) - 1);
	assert_false(trust_facts_read(&world->arena, &file, 1, &world->facts, &world->error));

	size_t length = (1 << 20) + 1;
	char *large = malloc(length);
	memset(large, '#', length);
	file = put(world, 2, large, length);
	free(large);
	assert_false(trust_facts_read(&world->arena, &file, 1, &world->facts, &world->error));
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(what_is_shipped_is_read_and_sourced),
		CASE(an_own_file_replaces_drops_and_adds_by_id),
		CASE(days_end_with_their_last_second),
		CASE(the_documented_example_is_read),
		CASE(what_is_wrong_is_refused_where_it_stands),
		CASE(hostile_files_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
