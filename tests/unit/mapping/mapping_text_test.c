/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a program includes comes first, once, from its own folder before the shared one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "mapping/mapping.h"
#include "mapping/mapping_text.h"

static const char *const folders[] = { "own", "shared/words", "shared" };

struct bench {
	struct arena arena;
	char root[64];
	struct mapping_text text;
	struct error error;
};

static const char *path_of(struct bench *bench, const char *name)
{
	return file_join(&bench->arena, bench->root, name);
}

static void put(struct bench *bench, const char *name, const char *text)
{
	if (!file_replace(path_of(bench, name), text, strlen(text), 0644, &bench->error))
		fail_msg("%s", bench->error.message);
}

static bool read_program(struct bench *bench)
{
	const struct mapping_program program = { "product/a.jq", path_of(bench, "own/a.jq") };
	bench->error = (struct error){ .kind = ERROR_NONE };
	return mapping_text_read(&bench->arena, &program, path_of(bench, "shared"), &bench->text,
	                         &bench->error);
}

static void assert_parts(struct bench *bench, const char *const *names, size_t count)
{
	if (!read_program(bench))
		fail_msg("%s", bench->error.message);
	assert_int_equal(bench->text.count, count);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(bench->text.parts[i].name, names[i]);
}

static void assert_refused(struct bench *bench, const char *message)
{
	assert_false(read_program(bench));
	assert_int_equal(bench->error.kind, ERROR_LOCAL);
	if (!strstr(bench->error.message, message))
		fail_msg("'%s' lacks '%s'", bench->error.message, message);
}

static int begin(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	*state = bench;
	snprintf(bench->root, sizeof(bench->root), "/tmp/mapping_text_test.XXXXXX");
	return mkdtemp(bench->root) && mkdir(path_of(bench, "own"), 0700) == 0 &&
	                       mkdir(path_of(bench, "shared"), 0700) == 0 &&
	                       mkdir(path_of(bench, "shared/words"), 0700) == 0
	               ? 0
	               : -1;
}

static void empty_folder(const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	while (folder && (entry = readdir(folder)))
		unlinkat(dirfd(folder), entry->d_name, 0);
	if (folder)
		closedir(folder);
	rmdir(path);
}

static int end(void **state)
{
	struct bench *bench = *state;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		empty_folder(path_of(bench, folders[i]));
	rmdir(bench->root);
	arena_release(&bench->arena);
	free(bench);
	return 0;
}

static void what_is_included_stands_before_and_once(void **state)
{
	struct bench *bench = *state;
	static const char *const names[] = { "words/text.jq", "product/common.jq",
		                             "words/ticket.jq", "product/a.jq" };
	put(bench, "own/a.jq", "# purpose\n\ninclude \"common\";\ninclude \"words/ticket\";\n.\n");
	put(bench, "own/common.jq", "include \"words/text\";\ndef a: 1;\n");
	put(bench, "shared/words/text.jq", "def t: 1;\n");
	put(bench, "shared/words/ticket.jq", "include \"words/text\";\ndef k: 1;\n");
	assert_parts(bench, names, 4);
}

static void lines_keep_their_numbers(void **state)
{
	struct bench *bench = *state;
	put(bench, "own/a.jq", "include \"common\";\n.a");
	put(bench, "own/common.jq", "def f: 1;");
	assert_true(read_program(bench));
	assert_string_equal(bench->text.parts[1].text, "                 \n.a");
}

static void the_own_folder_goes_before_the_shared_one(void **state)
{
	struct bench *bench = *state;
	put(bench, "own/a.jq", "include \"common\";\n.");
	put(bench, "shared/common.jq", "def f: 2;");
	assert_true(read_program(bench));
	assert_string_equal(bench->text.parts[0].text, "def f: 2;");
	put(bench, "own/common.jq", "def f: 1;");
	assert_true(read_program(bench));
	assert_string_equal(bench->text.parts[0].text, "def f: 1;");
}

static void a_circle_ends(void **state)
{
	struct bench *bench = *state;
	static const char *const names[] = { "product/two.jq", "product/one.jq", "product/a.jq" };
	put(bench, "own/a.jq", "include \"one\";\n.");
	put(bench, "own/one.jq", "include \"two\";\n");
	put(bench, "own/two.jq", "include \"one\";\n");
	assert_parts(bench, names, 3);
}

static void what_is_missing_is_named_with_its_line(void **state)
{
	struct bench *bench = *state;
	put(bench, "own/a.jq", "# x\ninclude \"words/nosuch\";\n.");
	assert_refused(bench, "product/a.jq:2: there is no 'words/nosuch.jq' in '");
}

/* Left as they are, for the worker to refuse by name: only the plain form of a head is known here. */
static void nothing_leaves_the_two_folders(void **state)
{
	struct bench *bench = *state;
	static const char *const lines[] = {
		"include \"../a\";\n.",     "include \"/etc/passwd\";\n.",
		"include \"a.jq\";\n.",     "import \"common\" as $c;\n.",
		".\ninclude \"common\";\n", "include \"\";\n.",
	};
	put(bench, "own/common.jq", "def f: 1;");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		put(bench, "own/a.jq", lines[i]);
		assert_true(read_program(bench));
		assert_int_equal(bench->text.count, 1);
		assert_string_equal(bench->text.parts[0].text, lines[i]);
	}
}

static void too_many_files_are_refused(void **state)
{
	struct bench *bench = *state;
	put(bench, "own/a.jq", "include \"n0\";\n.");
	for (int i = 0; i < 40; i++)
		put(bench, arena_print(&bench->arena, "own/n%d.jq", i),
		    arena_print(&bench->arena, "include \"n%d\";\n", i + 1));
	assert_refused(bench, "more than 23 files in one program");
}

#define IN_FOLDERS(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDERS(what_is_included_stands_before_and_once),
		IN_FOLDERS(lines_keep_their_numbers),
		IN_FOLDERS(the_own_folder_goes_before_the_shared_one),
		IN_FOLDERS(a_circle_ends),
		IN_FOLDERS(what_is_missing_is_named_with_its_line),
		IN_FOLDERS(nothing_leaves_the_two_folders),
		IN_FOLDERS(too_many_files_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
