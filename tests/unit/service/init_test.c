/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The starter configuration: reads as it is, reads with every remark taken away, is the one shipped,
 * and never replaces a file. */
#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"
#include "service/command.h"
#include "service/settings.h"
#include "support/check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/certsteward_init_XXXXXX";
static char path[80], open_path[80], secret[80];

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/c.yaml", folder);
	snprintf(open_path, sizeof(open_path), "%s/open.yaml", folder);
	snprintf(secret, sizeof(secret), "%s/sandbox-password", folder);
	return 0;
}

static int forget(void **state)
{
	(void)state;
	unlink(path);
	unlink(open_path);
	unlink(secret);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	return rmdir(folder);
}

static int init(const char *option)
{
	char *words[] = { path, (char *)(option ? option : "--quiet") };
	struct command_line line = { .config = "", .words = words, .word_count = 2, .quiet = true };
	return command_init.run(&line);
}

static const char *content(struct arena *arena, const char *file)
{
	struct error error = ERROR_INIT;
	size_t length;
	const char *text = file_read(arena, file, LIMIT_YAML_BYTES, &length, &error);
	if (!text)
		fail_msg("%s", error.message);
	return text;
}

static void reads(const char *file)
{
	struct settings settings;
	struct error error = ERROR_INIT;
	setenv("SN_SECRET", "geheim", 1);
	if (!settings_read(&settings, file, SETTINGS_WHOLE, &error))
		fail_msg("%s", error.message);
	assert_int_equal(settings.source_count, 1);
	assert_int_equal(settings.side_count, 1);
	settings_release(&settings);
}

static void test_reads_as_it_is(void **state)
{
	(void)state;
	assert_int_equal(init(NULL), COMMAND_DONE);
	reads(path);
	forget(NULL);
	assert_int_equal(init("--trial"), COMMAND_DONE);
	reads(path);
	assert_int_equal(access(secret, F_OK), 0);
}

/* "#name: value" and "#  name: value" come alive; "# words" stay remarks. */
static void test_reads_with_all_settings_alive(void **state)
{
	(void)state;
	ARENA(arena);
	TEXT(open);
	struct error error;
	assert_int_equal(init(NULL), COMMAND_DONE);
	for (const char *line = content(&arena, path); *line;) {
		size_t length = strcspn(line, "\n"), blanks = strspn(line, " ");
		const char *name = line + blanks + 1;
		size_t deeper = strspn(name, " ");
		bool held = line[blanks] == '#' && name[deeper] != '#' && deeper != 1;
		if (held) {
			text_append_bytes(&open, line, blanks);
			text_append_bytes(&open, name, length - blanks - 1);
		} else if (line[blanks] != '#') {
			text_append_bytes(&open, line, length);
		}
		text_append(&open, "\n");
		line += length + (line[length] == '\n');
	}
	assert_true(file_replace(open_path, open.data, open.length, 0600, &error));
	struct settings settings;
	if (!settings_read(&settings, open_path, SETTINGS_OFFLINE, &error)) {
		/* What a path names need not be there. */
		check_contains(error.message, "/path");
	}
	assert_int_equal(settings.flow.window[FLOW_CRITICAL].days, 45);
	settings_release(&settings);
}

static void test_is_the_one_shipped(void **state)
{
	(void)state;
	ARENA(arena);
	assert_int_equal(init(NULL), COMMAND_DONE);
	const char *shipped = content(&arena, CERTSTEWARD_SOURCE_DIR "/config/certsteward.yaml");
	const char *made = content(&arena, path);
	size_t above = strlen(shipped) - strlen(made);
	if (strlen(shipped) < strlen(made) || strcmp(shipped + above, made) != 0)
		fail_msg("config/certsteward.yaml is not what 'certsteward init' writes: make it "
		         "again");
}

static void test_leaves_a_file_alone(void **state)
{
	(void)state;
	ARENA(arena);
	struct error error;
	assert_true(file_replace(path, "mine", 4, 0600, &error));
	assert_int_equal(init(NULL), COMMAND_USAGE);
	assert_string_equal(content(&arena, path), "mine");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_reads_as_it_is, forget),
		cmocka_unit_test_teardown(test_reads_with_all_settings_alive, forget),
		cmocka_unit_test_teardown(test_is_the_one_shipped, forget),
		cmocka_unit_test_teardown(test_leaves_a_file_alone, forget),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
