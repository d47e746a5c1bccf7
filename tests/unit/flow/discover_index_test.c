/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The table of known places in memory. */
#include "support/check.h"

#include "base/arena.h"
#include "flow/discover_index.h"

#include <stdio.h>
#include <string.h>

static struct deployment_place at(const char *host, int port)
{
	return (struct deployment_place){ .kind = DEPLOYMENT_ADDRESS,
		                          .zone = "",
		                          .host = host,
		                          .port = port,
		                          .server_name = "",
		                          .path = "",
		                          .alias = "" };
}

static void many_places_are_found_again(void **state)
{
	enum { MANY = 20000 };
	struct discover_index index;
	ARENA(arena);
	(void)state;
	discover_index_start(&index, 10);
	for (int i = 1; i <= MANY; i++) {
		struct deployment_place place =
			at(arena_print(&arena, "10.0.%d.%d", i / 256, i % 256), 443);
		assert_null(discover_index_find(&index, &place));
		assert_int_equal(discover_index_add(&index, &place, i)->id, i);
	}
	for (int i = 1; i <= MANY; i++) {
		struct deployment_place place =
			at(arena_print(&arena, "10.0.%d.%d", i / 256, i % 256), 443);
		assert_int_equal(discover_index_find(&index, &place)->id, i);
		place.port = 444;
		assert_null(discover_index_find(&index, &place));
	}
	assert_int_equal(index.count, MANY);
	assert_int_equal(index.top, MANY);
	assert_true(index.capacity < MANY * 2);
	discover_index_release(&index);
}

/* Two places are one exactly when their keys are equal. */
static void it_tells_places_apart_as_their_keys_do(void **state)
{
	static const char longer[] = "/a/very/long/path/";
	char path[2000];
	ARENA(arena);
	(void)state;
	memset(path, 'x', sizeof(path));
	memcpy(path, longer, sizeof(longer) - 1);
	path[sizeof(path) - 1] = '\0';
	struct deployment_place places[] = {
		at("a", 1), at("a", 2), at("b", 1), at("a", 1), at("a", 1),  at("a", 1), at("a", 1),
		at("a", 1), at("a", 1), at("a", 1), at("a", 1), at("ab", 1), at("a", 1), at("a", 1),
	};
	places[3].zone = "a";
	places[4].server_name = "a";
	places[5].server_name = "b";
	places[6].kind = DEPLOYMENT_NAME;
	places[7].kind = DEPLOYMENT_FILE, places[7].path = "/p";
	places[8].kind = DEPLOYMENT_FILE, places[8].path = "/p", places[8].alias = "x";
	places[9].kind = DEPLOYMENT_FILE, places[9].path = "/p", places[9].port = 5;
	places[10].kind = DEPLOYMENT_FILE, places[10].path = path;
	places[11].zone = "a";
	places[12].kind = DEPLOYMENT_RESOURCE, places[12].path = "/p";
	places[13].path = "/p";
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		struct discover_index index;
		discover_index_start(&index, 1);
		discover_index_add(&index, &places[i], 1);
		for (size_t j = 0; j < COUNT_OF(places); j++) {
			bool same = strcmp(deployment_key(&arena, &places[i]),
			                   deployment_key(&arena, &places[j])) == 0;
			assert_int_equal(discover_index_find(&index, &places[j]) != NULL, same);
		}
		discover_index_release(&index);
	}
}

static void digests_go_to_text_and_back(void **state)
{
	char text[DISCOVER_INDEX_TEXT];
	uint64_t digest, mark;
	(void)state;
	static const uint64_t digests[] = { 0, 1, 2, UINT64_MAX, UINT64_C(0x0123456789ABCDEF) };
	for (size_t i = 0; i < COUNT_OF(digests); i++) {
		discover_index_print(digests[i], ~digests[i], text);
		discover_index_parse(text, &digest, &mark);
		assert_int_equal(digest, digests[i]);
		assert_int_equal(mark, digests[i] ? ~digests[i] : 0);
	}
	static const char *const broken[] = { "nonsense", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "" };
	for (size_t i = 0; i < COUNT_OF(broken); i++) {
		discover_index_parse(broken[i], &digest, &mark);
		assert_int_equal(digest, 0);
	}
	assert_int_equal(discover_state_parse("gone"), DISCOVER_GONE);
	assert_int_equal(discover_state_parse("nonsense"), DISCOVER_SERVED);
	assert_string_equal(discover_state_name(DISCOVER_FROZEN), "frozen");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_places_are_found_again),
		cmocka_unit_test(it_tells_places_apart_as_their_keys_do),
		cmocka_unit_test(digests_go_to_text_and_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
