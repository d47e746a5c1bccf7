/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a source reads beside its settings decides what it covers: the engine learns when that changes. */
#include "adapters/discovery/tls/tls_scope.h"
#include "adapters/discovery/tls/tls_settings.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/yaml.h"
#include "contract/discovery.h"

#include "support/check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct discovery_type tls_discovery;

/* The sum that an opened source tells. */
static uint64_t sum_of(const char *text)
{
	ARENA(arena);
	struct error error = ERROR_INIT;
	struct discovery source = { .type = &tls_discovery, .name = "tls", .zone = "" };
	source.settings = arena_allocate(&arena, tls_discovery.settings_size);
	source.state = arena_allocate(&arena, tls_discovery.state_size);
	const struct yaml *map = yaml_parse(&arena, "test", text, strlen(text), &error);
	if (!map ||
	    !setting_read(tls_discovery.setting_table, map, NULL, source.settings, &arena,
	                  &error) ||
	    !tls_discovery.open(&source, &error))
		fail_msg("%s", error.message);
	uint64_t sum = tls_discovery.scope_sum(&source);
	tls_discovery.close(&source);
	return sum;
}

/* The same with %s in the settings being a file of this content. */
static uint64_t sum_with(const char *settings, const char *content)
{
	ARENA(arena);
	char path[] = "/tmp/certsteward-list-XXXXXX";
	struct error error = ERROR_INIT;
	close(mkstemp(path));
	assert_true(file_replace(path, content, strlen(content), 0644, &error));
	const char *at = strstr(settings, "%s");
	uint64_t sum = sum_of(
		arena_print(&arena, "%.*s%s%s", (int)(at - settings), settings, path, at + 2));
	unlink(path);
	return sum;
}

static void a_list_in_a_file_is_summed_up(void **state)
{
	(void)state;
	static const char *const lists[] = {
		"targets: [\"@%s\"]\n",
		"targets: [10.0.0.0/24]\nexclude: [\"@%s\"]\n",
		"targets: [10.0.0.9]\ntargets_from: [cmdb]\nallow: [\"@%s\"]\n",
	};
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		uint64_t both = sum_with(lists[i], "10.0.0.1\nshop.example:8443\n");
		assert_true(both != sum_with(lists[i], "10.0.0.1\n"));
		assert_true(both != sum_with(lists[i], "10.0.0.1\nshop.example\n"));
		assert_true(both != sum_with(lists[i], "10.0.0.0/31\nshop.example:8443\n"));
		/* Written in another way it is the same. */
		assert_true(both ==
		            sum_with(lists[i], "# ours\nshop.example:8443\n10.0.0.1 # one"));
	}
	/* An entry that goes from one list to the other is another scope. */
	assert_true(sum_of("targets: [10.0.0.1, 10.0.0.2]\n") !=
	            sum_of("targets: [10.0.0.1]\nexclude: [10.0.0.2]\n"));
}

static void a_zone_file_is_summed_up(void **state)
{
	(void)state;
	const char settings[] = "targets: [10.0.0.9, \"zone:example.com@%s\"]\n";
	const char two[] = "$TTL 60\n@ SOA a b 1 1 1 1 1\nwww A 127.0.0.1\nshop A 127.0.0.2\n";
	const char one[] = "$TTL 60\n@ SOA a b 1 1 1 1 1\nwww A 127.0.0.1\n";
	const char moved[] = "$TTL 60\n@ SOA a b 2 1 1 1 1\nshop A 127.0.0.3\nwww A 127.0.0.1\n";
	assert_true(sum_with(settings, two) != sum_with(settings, one));
	/* Where a name leads to today is not what is covered. */
	assert_true(sum_with(settings, two) == sum_with(settings, moved));
}

/* The standard input of this test becomes what a pipe would hold. */
static uint64_t sum_piped(const char *text)
{
	int ends[2], before = dup(STDIN_FILENO);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], text, strlen(text)), strlen(text));
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	uint64_t sum = sum_of("targets: [\"@-\", 10.0.0.9]\n");
	dup2(before, STDIN_FILENO);
	close(before);
	close(ends[0]);
	return sum;
}

static void what_is_piped_in_is_summed_up(void **state)
{
	(void)state;
	assert_true(sum_piped("10.0.0.1\n10.0.0.2\n") != sum_piped("10.0.0.1\n"));
	assert_true(sum_piped("10.0.0.1\n10.0.0.2\n") == sum_piped("10.0.0.2\n10.0.0.1\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_in_a_file_is_summed_up),
		cmocka_unit_test(a_zone_file_is_summed_up),
		cmocka_unit_test(what_is_piped_in_is_summed_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
