/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The same rows aligned, as JSON and as CSV. */
#include "base/json.h"
#include "base/text.h"
#include "service/table.h"
#include "support/check.h"
#include "support/terminal.h"
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
	line.csv = true;
	assert_string_equal(printed(&arena, &table, &line, NULL),
	                    "name\r\na\\u001b[31mb\\u000ac\r\n");
}

/* A negative number is none, a name that begins like one is a formula to a spreadsheet. */
static void test_csv_holds_no_formula(void **state)
{
	(void)state;
	ARENA(arena);
	struct command_line line = { .csv = true };
	static const struct table_column two[] = { { .name = "name" },
		                                   { .name = "left", .number = true },
		                                   { .name = NULL } };
	TABLE(table, two);
	table_add(&table, "-2+3+cmd|' /C calc'!A0");
	table_add_number(&table, -5);
	assert_string_equal(printed(&arena, &table, &line, NULL),
	                    "name,left\r\n\"'-2+3+cmd|' /C calc'!A0\",-5\r\n");
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

static const struct table_column narrow[] = {
	{ .name = "fingerprint", .most = 12, .begins = true, .least = 8 },
	{ .name = "subject", .most = 64, .least = 20 },
	{ .name = "not_after", .yields = 2 },
	{ .name = "owner", .least = 8, .yields = 3 },
	{ .name = "places", .right = true, .yields = 1 },
	{ .name = "key", .hidden = true },
	{ .name = NULL },
};

static void fill_narrow(struct table *table)
{
	static const char *const rows[] = {
		"0123456789abcdef",
		"a-name-of-some-length.department.example.com",
		"2026-12-24 23:59 UTC",
		"a group of many people",
		"7",
		"k1",
		"fedcba9876543210",
		"\u8a3c\u660e\u8a3c\u660e\u8a3c\u660e\u8a3c\u660e\u8a3c\u660e\u8a3c\u660e.example",
		"2027-01-01 00:00 UTC",
		"web",
		"12345",
		"k2",
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		table_add(table, rows[i]);
}

/* Of the longest line, without its line feed. */
static size_t widest(const char *text)
{
	ARENA(arena);
	size_t most = 0;
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		size_t own = table_width(arena_copy_bytes(&arena, text, strcspn(text, "\n")));
		most = own > most ? own : most;
	}
	return most;
}

static void show_narrow(unsigned short columns_of_terminal, char printed_there[static 2048])
{
	struct command_line line = { .no_color = true };
	struct terminal terminal = terminal_open(columns_of_terminal);
	TABLE(table, narrow);
	fill_narrow(&table);
	int own = terminal_begin(terminal.slave);
	table_print(&table, &line, NULL);
	terminal_end(own, terminal.master, printed_there, 2048);
	terminal_close(&terminal);
}

static void test_no_line_is_longer_than_the_terminal(void **state)
{
	(void)state;
	char text[2048];
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	for (unsigned short width = 30; width <= 200; width++) {
		show_narrow(width, text);
		assert_in_range(widest(text), 1, width);
		check_contains(text, "FINGERP");
		check_contains(text, "SUBJECT");
	}
	show_narrow(30, text);
	assert_null(strstr(text, "OWNER"));
	check_contains(text, "\n01234567  a-name");
	/* The first to yield goes, the next are shortened, what cannot be stays whole. */
	show_narrow(64, text);
	assert_null(strstr(text, "PLACES"));
	check_contains(text, "2026-12-24 23:59 UTC");
	check_contains(text, "\u2026");
	show_narrow(200, text);
	check_contains(text, "PLACES");
	check_contains(text, "a-name-of-some-length.department.example.com");
	setlocale(LC_CTYPE, "C");
}

/* Nobody can read a name of a megabyte: it must not cost its square, either. */
static void test_a_long_name_is_cut(void **state)
{
	(void)state;
	enum { BYTES = 1 << 20 };
	ARENA(arena);
	char text[2048];
	struct command_line line = { .no_color = true };
	struct terminal terminal = terminal_open(80);
	char *name = arena_allocate(&arena, BYTES + 1);
	memset(name, 'x', BYTES);
	TABLE(table, narrow);
	for (int i = 0; i < 6; i++)
		table_add(&table, name);
	int own = terminal_begin(terminal.slave);
	table_print(&table, &line, NULL);
	terminal_end(own, terminal.master, text, sizeof(text));
	terminal_close(&terminal);
	assert_in_range(widest(text), 20, 80);
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
		cmocka_unit_test(test_csv_holds_no_formula),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_no_line_is_longer_than_the_terminal),
		cmocka_unit_test(test_a_long_name_is_cut),
		cmocka_unit_test(test_width),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
