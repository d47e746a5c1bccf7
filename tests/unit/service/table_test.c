/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The same rows aligned, as JSON and as CSV. */
#include "base/json.h"
#include "base/text.h"
#include "service/table.h"
#include "support/check.h"
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct table_column columns[] = {
	{ .name = "name" },      { .name = "places", .right = true, .number = true },
	{ .name = "not_after" }, { .name = "key", .hidden = true },
	{ .name = NULL },
};

/* What is printed while standard output is a file. */
static const char *printed(struct arena *arena, const struct table *table,
                           const struct command_line *line, const char *nothing)
{
	FILE *file = tmpfile();
	fflush(stdout);
	int kept = dup(STDOUT_FILENO);
	assert_true(file && kept >= 0 && dup2(fileno(file), STDOUT_FILENO) >= 0);
	table_print(table, line, nothing);
	fflush(stdout);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	long size = ftell(file);
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	rewind(file);
	char *text = arena_allocate(arena, (size_t)size + 1);
	assert_int_equal(fread(text, 1, (size_t)size, file), size);
	fclose(file);
	return text;
}

static void fill(struct table *table, const struct command_line *line)
{
	table_add(table, "shop.example.com");
	table_add_number(table, 12);
	table_add_time(table, line, 1798156799);
	table_add(table, "k1");
	table_add(table, "=cmd|' /C calc'!A0, \"x\"");
	table_add_number(table, 7);
	table_add_time(table, line, 0);
	table_add(table, NULL);
}

static void test_aligned(void **state)
{
	(void)state;
	ARENA(arena);
	struct command_line line = { .config = "" };
	TABLE(table, columns);
	fill(&table, &line);
	assert_string_equal(printed(&arena, &table, &line, NULL),
	                    "NAME                     PLACES  NOT AFTER\n"
	                    "shop.example.com             12  2026-12-24 23:59 UTC\n"
	                    "=cmd|' /C calc'!A0, \"x\"       7  -\n");
}

static void test_json(void **state)
{
	(void)state;
	ARENA(arena);
	struct command_line line = { .json = true };
	struct error error = ERROR_INIT;
	TABLE(table, columns);
	fill(&table, &line);
	const char *text = printed(&arena, &table, &line, NULL);
	struct json *rows = json_parse(&arena, text, strlen(text), NULL, &error);
	if (!rows)
		fail_msg("%s in %s", error.message, text);
	assert_int_equal(json_count(rows), 2);
	assert_int_equal(json_get(rows->first, "places")->type, JSON_NUMBER);
	assert_string_equal(json_member_text(rows->first, "not_after", ""), "2026-12-24T23:59:59Z");
	assert_string_equal(json_member_text(rows->first, "key", ""), "k1");
	assert_int_equal(json_get(rows->last, "key")->type, JSON_NULL);
	TABLE(empty, columns);
	assert_string_equal(printed(&arena, &empty, &line, "nothing"), "[]\n");
}

/* Rows that were printed on the way make one list with the rest. */
static void test_long_list(void **state)
{
	(void)state;
	enum { ROWS = 2500 };
	ARENA(arena);
	struct command_line line = { .json = true, .csv = false };
	struct error error = ERROR_INIT;
	static const struct table_column one[] = { { .name = "n", .number = true },
		                                   { .name = NULL } };
	FILE *file = tmpfile();
	fflush(stdout);
	int kept = dup(STDOUT_FILENO);
	assert_true(file && kept >= 0 && dup2(fileno(file), STDOUT_FILENO) >= 0);
	TABLE(table, one);
	for (int i = 0; i < ROWS; i++) {
		table_add_number(&table, i);
		table_row_done(&table, &line);
	}
	size_t left = table_rows(&table);
	table_print(&table, &line, NULL);
	fflush(stdout);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	assert_int_equal(left, 500);
	char *text = arena_allocate(&arena, 200000);
	rewind(file);
	size_t length = fread(text, 1, 199999, file);
	fclose(file);
	struct json *rows = json_parse(&arena, text, length, NULL, &error);
	if (!rows)
		fail_msg("%s", error.message);
	assert_int_equal(json_count(rows), ROWS);
	assert_int_equal(json_integer(json_get(rows->last, "n"), 0), ROWS - 1);
}

static void test_csv(void **state)
{
	(void)state;
	ARENA(arena);
	struct command_line line = { .csv = true };
	TABLE(table, columns);
	fill(&table, &line);
	assert_string_equal(printed(&arena, &table, &line, NULL),
	                    "name,places,not_after,key\r\n"
	                    "shop.example.com,12,2026-12-24T23:59:59Z,k1\r\n"
	                    "\"'=cmd|' /C calc'!A0, \"\"x\"\"\",7,,\r\n");
}

static void test_hostile_text_is_shown(void **state)
{
	(void)state;
	ARENA(arena);
	struct command_line line = { .config = "" };
	static const struct table_column one[] = { { .name = "name" }, { .name = NULL } };
	TABLE(table, one);
	table_add(&table, "a\033[31mb\nc");
	const char *text = printed(&arena, &table, &line, NULL);
	assert_null(strchr(text, '\033'));
	assert_string_equal(strrchr(text, 'c'), "c\n");
}

static void test_nothing(void **state)
{
	(void)state;
	ARENA(arena);
	struct command_line line = { .config = "" };
	TABLE(table, columns);
	assert_string_equal(printed(&arena, &table, &line, "no certificate fits"),
	                    "no certificate fits\n");
}

static void test_width(void **state)
{
	(void)state;
	assert_int_equal(table_width("abc"), 3);
	assert_int_equal(table_width("m\u00fcller"), 6);
	if (setlocale(LC_CTYPE, "C.UTF-8")) {
		assert_int_equal(table_width("\u8a3c\u660e"), 4);
		assert_int_equal(table_width("e\u0301"), 1);
		setlocale(LC_CTYPE, "C");
	}
	assert_int_equal(table_width("\xff\xfe"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_aligned),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_long_list),
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_hostile_text_is_shown),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_width),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
