/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* JSON trees: asking, building, comparing, the canonical form and its digest. */
#include "base/arena.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"

#include "support/check.h"

#include <stdio.h>
#include <string.h>

static struct json *parse(struct arena *arena, const char *text)
{
	struct error error = ERROR_INIT;
	struct json *value = json_parse(arena, text, strlen(text), NULL, &error);
	if (!value)
		fail_msg("%s: %s", text, error.message);
	return value;
}

static void asking_never_trips(void **state)
{
	(void)state;
	ARENA(arena);
	struct json *value =
		parse(&arena, "{\"a\":{\"b\":[1,\"2\",true,1.5,1e3]},\"n\":null,\"a.b\":7}");
	const struct json *list = json_at(value, "a", "b", NULL);
	assert_int_equal(json_count(list), 5);
	const struct json *item = list->first;
	assert_int_equal(json_integer(item, -1), 1);
	item = item->next;
	assert_int_equal(json_integer(item, -1), 2);
	item = item->next;
	assert_int_equal(json_integer(item, -1), -1);
	assert_string_equal(json_text(item, "x"), "true");
	assert_true(json_is_true(item));
	item = item->next;
	assert_int_equal(json_integer(item, -1), -1);
	assert_string_equal(json_text(item, "x"), "1.5");
	assert_int_equal(json_integer(item->next, -1), -1);
	assert_null(json_at(value, "a", "x", "y", NULL));
	assert_null(json_get(list, "a"));
	assert_null(json_get(NULL, "a"));
	assert_string_equal(json_member_text(value, "n", "none"), "none");
	assert_string_equal(json_member_text(value, "a", "none"), "none");
	assert_string_equal(json_member_text(value, "a.b", "none"), "7");
	assert_int_equal(json_count(NULL), 0);
	assert_int_equal(json_count(json_get(value, "a.b")), 0);
	assert_false(json_is_true(NULL));
}

static void building_replaces_and_orders(void **state)
{
	(void)state;
	ARENA(arena);
	struct json *object = json_new(&arena, JSON_OBJECT);
	json_set_string(&arena, object, "z", "last");
	json_set_integer(&arena, object, "a", INT64_MIN);
	json_set_bool(&arena, object, "m", true);
	json_set_string(&arena, object, "none", NULL);
	json_set(&arena, object, "null", NULL);
	json_set_string(&arena, object, "z", "again");
	json_set_string(&arena, object, "none", "some");
	json_set_string(&arena, object, "end", "x");
	assert_string_equal(
		json_print(&arena, object),
		"{\"a\":-9223372036854775808,\"end\":\"x\",\"m\":true,\"none\":\"some\",\"null\":null,"
		"\"z\":\"again\"}");
	assert_int_equal(json_count(object), 6);
	TEXT(pretty);
	struct json *list =
		json_set(&arena, json_new(&arena, JSON_OBJECT), "x", json_new(&arena, JSON_ARRAY));
	json_push_string(&arena, list, "y");
	json_push(list, json_new(&arena, JSON_OBJECT));
	json_write_pretty(&pretty, list);
	assert_string_equal(text_string(&pretty), "[\n  \"y\",\n  {}\n]");
}

static void bad_bytes_are_cleaned(void **state)
{
	(void)state;
	ARENA(arena);
	struct json *object = json_new(&arena, JSON_OBJECT);
	json_set_string(&arena, object, "bad\xFF", "a\xC3");
	assert_string_equal(json_print(&arena, object), "{\"bad\uFFFD\":\"a\uFFFD\"}");
	json_set_string(&arena, object, "bad\xFF", "b");
	assert_int_equal(json_count(object), 1);
	TEXT(text);
	json_write_string(&text, "\xFF\"\n\x01é\xE2\x82");
	assert_string_equal(text_string(&text), "\"\uFFFD\\\"\\n\\u0001é\uFFFD\uFFFD\"");
	text_clear(&text);
	json_write_string(&text, NULL);
	json_write(&text, NULL);
	assert_string_equal(text_string(&text), "\"\"null");
}

static void any_text_is_written_as_it_was_read(void **state)
{
	(void)state;
	static const char *const pieces[] = { "plain words ", "\"",
		                              "\\",           "\xc3\xa9",
		                              "\xe4\xb8\xad", "\xf0\x9f\x94\x92",
		                              "\x7f\n\t\x01", "/" };
	ARENA(arena);
	TEXT(text);
	/* Longer than the writer's buffer, and each piece at each place of an eight-byte word. */
	for (size_t i = 0; i < 4000; i++)
		text_append(&text, pieces[(i * i + i / 7) % (sizeof(pieces) / sizeof(pieces[0]))]);
	struct json *object = json_new(&arena, JSON_OBJECT);
	json_set_string(&arena, object, text_string(&text), text_string(&text));
	const char *printed = json_print(&arena, object);
	struct json *again = parse(&arena, printed);
	assert_string_equal(json_member_text(again, text_string(&text), ""), text_string(&text));
	assert_string_equal(json_print(&arena, again), printed);
	char digest[65], same[65];
	json_digest(object, digest);
	digest_hex(printed, strlen(printed), same);
	assert_string_equal(digest, same);
}

static void a_shared_value_stands_in_two_places(void **state)
{
	(void)state;
	ARENA(arena);
	struct json *source = parse(&arena, "{\"a\":{\"b\":[1,{\"c\":2}]},\"z\":0}");
	struct json *target = json_new(&arena, JSON_OBJECT), *list = json_new(&arena, JSON_ARRAY);
	json_set(&arena, target, "twin", json_share(&arena, json_get(source, "a")));
	json_push(list, json_share(&arena, json_get(source, "a")));
	json_push(list, json_share(&arena, json_get(source, "z")));
	assert_string_equal(json_print(&arena, target), "{\"twin\":{\"b\":[1,{\"c\":2}]}}");
	assert_string_equal(json_print(&arena, list), "[{\"b\":[1,{\"c\":2}]},0]");
	assert_string_equal(json_print(&arena, source), "{\"a\":{\"b\":[1,{\"c\":2}]},\"z\":0}");
	assert_null(json_share(&arena, NULL));
}

static void a_placed_value_is_copied(void **state)
{
	(void)state;
	ARENA(arena);
	struct json *source = parse(&arena, "{\"list\":[1,{\"deep\":[2]}],\"other\":3}");
	struct json *target = json_new(&arena, JSON_OBJECT);
	struct json *copy = json_set(&arena, target, "taken", json_get(source, "list"));
	json_push_string(&arena, copy, "more");
	assert_string_equal(json_print(&arena, source),
	                    "{\"list\":[1,{\"deep\":[2]}],\"other\":3}");
	assert_string_equal(json_print(&arena, target), "{\"taken\":[1,{\"deep\":[2]},\"more\"]}");
}

static void large_objects_stay_quick_and_true(void **state)
{
	(void)state;
	enum { MEMBERS = 50000 };
	ARENA(arena);
	struct json *object = json_new(&arena, JSON_OBJECT);
	char name[16];
	for (int member = 0; member < MEMBERS; member++) {
		snprintf(name, sizeof(name), "k%d", member * 7919 % MEMBERS);
		json_set_integer(&arena, object, name, member);
	}
	assert_int_equal(json_count(object), MEMBERS);
	json_set_string(&arena, object, "k0", "first");
	snprintf(name, sizeof(name), "k%d", (MEMBERS - 1) * 7919 % MEMBERS);
	json_set_string(&arena, object, name, "last");
	json_set_string(&arena, object, "behind", "x");
	assert_int_equal(json_count(object), MEMBERS + 1);
	assert_string_equal(json_member_text(object, "k0", ""), "first");
	assert_string_equal(json_member_text(object, name, ""), "last");
	assert_null(json_get(object, "k"));
	struct json *again = parse(&arena, json_print(&arena, object));
	assert_true(json_equal(object, again));
	assert_true(json_equal(json_copy(&arena, object), object));
	json_set_string(&arena, again, "k77", "other");
	assert_false(json_equal(object, again));
}

static void equality_ignores_order_only(void **state)
{
	(void)state;
	ARENA(arena);
	static const struct {
		const char *a, *b;
		bool equal;
	} cases[] = {
		{ "{\"a\":1,\"b\":[2,{}]}", "{\"b\":[2,{}],\"a\":1}", true },
		{ "[1,2]", "[2,1]", false },
		{ "{\"a\":1}", "{\"a\":1,\"b\":1}", false },
		{ "{\"a\":1}", "{\"b\":1}", false },
		{ "1", "1.0", false },
		{ "1", "\"1\"", false },
		{ "true", "false", false },
		{ "null", "null", true },
	};
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		struct json *a = parse(&arena, cases[index].a);
		struct json *b = parse(&arena, cases[index].b);
		assert_int_equal(json_equal(a, b), cases[index].equal);
		char first[DIGEST_HEX], second[DIGEST_HEX];
		json_digest(a, first);
		json_digest(b, second);
		assert_int_equal(strcmp(first, second) == 0, cases[index].equal);
	}
	assert_true(json_equal(NULL, NULL));
	assert_false(json_equal(NULL, parse(&arena, "null")));
}

/* Around the size where the digest stops fitting into its buffer. */
static void digest_is_that_of_the_canonical_text(void **state)
{
	(void)state;
	ARENA(arena);
	for (size_t size = 4070; size < 4110; size++) {
		char *filler = arena_allocate(&arena, size + 1);
		memset(filler, 'f', size);
		struct json *object = json_new(&arena, JSON_OBJECT);
		json_set_string(&arena, object, "b", filler);
		json_set_string(&arena, object, "a", size % 2 ? "short" : filler);
		const char *text = json_print(&arena, object);
		char expected[DIGEST_HEX], found[DIGEST_HEX];
		digest_hex(text, strlen(text), expected);
		json_digest(object, found);
		assert_string_equal(found, expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asking_never_trips),
		cmocka_unit_test(building_replaces_and_orders),
		cmocka_unit_test(bad_bytes_are_cleaned),
		cmocka_unit_test(any_text_is_written_as_it_was_read),
		cmocka_unit_test(a_shared_value_stands_in_two_places),
		cmocka_unit_test(a_placed_value_is_copied),
		cmocka_unit_test(large_objects_stay_quick_and_true),
		cmocka_unit_test(equality_ignores_order_only),
		cmocka_unit_test(digest_is_that_of_the_canonical_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
