/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: what is refused and with which nearest name; that manual and completion know
 * every command. */
#include "base/arena.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"
#include "flow/derive_finding.h"
#include "service/arguments.h"
#include "service/command.h"
#include "support/check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct command *const commands[] = {
	&command_init,  &command_check,  &command_discover, &command_plan,
	&command_apply, &command_follow, &command_sync,     &command_run,
	&command_stage, &command_brake,  &command_outbox,   &command_hook,
	&command_list,  &command_show,   &command_explain,  &command_tickets,
	&command_audit, &command_map,    &command_plugins,  &command_backup,
	NULL,
};

/* Runs the program on words and gives what it printed on a stream. */
static int run_words(struct arena *arena, const char *const *words, int stream, const char **said)
{
	char *all[16] = { (char *)"certsteward" };
	int count = 1;
	for (; *words; words++)
		all[count++] = (char *)*words;
	FILE *file = tmpfile();
	assert_non_null(file);
	fflush(NULL);
	int kept = dup(stream);
	dup2(fileno(file), stream);
	int status = command_main(commands, count, all);
	fflush(NULL);
	dup2(kept, stream);
	close(kept);
	fseek(file, 0, SEEK_END);
	long size = ftell(file);
	rewind(file);
	char *text = arena_allocate(arena, (size_t)size + 1);
	assert_int_equal(fread(text, 1, (size_t)size, file), size);
	fclose(file);
	*said = text;
	return status;
}

static void refuses(const char *const *words, const char *part)
{
	ARENA(arena);
	const char *said;
	assert_int_equal(run_words(&arena, words, STDERR_FILENO, &said), COMMAND_USAGE);
	check_contains(said, part);
	assert_true(text_starts_with(said, "certsteward: "));
	/* One line. */
	assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
}

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void test_wrong_words(void **state)
{
	(void)state;
	refuses(WORDS("plna"), "did you mean 'plan'");
	refuses(WORDS("xyzzy"), "see 'certsteward --help'");
	refuses(WORDS("--jsn", "list"), "did you mean '--json'");
	refuses(WORDS("list", "--expirng", "3d"), "did you mean '--expiring'");
	refuses(WORDS("list", "--expiring", "soon"), "must be a duration");
	refuses(WORDS("list", "--expiring"), "needs a value");
	refuses(WORDS("list", "--limit", "-1"), "must be a whole number");
	refuses(WORDS("list", "--state", "expird"), "did you mean 'expired'");
	refuses(WORDS("list", "--state", "gone"), "there are valid, window, expired");
	refuses(WORDS("list", "--class", "high"), "there are critical, important");
	refuses(WORDS("list", "--finding=weak_key"), "did you mean 'weak-key'");
	refuses(WORDS("list", "--finding", "x"), "there are weak-key, weak-signature");
	refuses(WORDS("list", "a\033[31m"), "a\\u001b[31m");
	refuses(WORDS("list", "--expiring", "30"), "say 30d");
	refuses(WORDS("plan", "--only", "class", "high"), "there is no class 'high'");
	refuses(WORDS("plan", "--only=class=low", "extra"), "'extra' is one word too many");
	refuses(WORDS("run", "extra"), "too many: certsteward run\n");
	refuses(WORDS("list", "extra"), "one word too many");
	refuses(WORDS("list", "--json=yes"), "there is no option");
	refuses(WORDS("list", "--json", "--csv"), "exclude each other");
	refuses(WORDS("show", "abcdef", "--csv"), "use --json");
	refuses(WORDS("plan", "--only", "everything"), "use tickets, cis");
	refuses(WORDS("audit", "sing"), "audit verify");
	refuses(WORDS("brake", "release", "x", "--reason", "y"), "no brake's number");
	refuses(WORDS("brake", "release", "1"), "needs --reason");
	refuses(WORDS("hook", "retry"), "hook retry TICKET");
	refuses(WORDS("-c", "/nonexistent/c.yaml", "list"), "/nonexistent/c.yaml");
	refuses(WORDS("list", "-c/nonexistent/d.yaml"), "/nonexistent/d.yaml");
}

static void test_help_of_each(void **state)
{
	(void)state;
	ARENA(arena);
	const char *said;
	for (size_t i = 0; commands[i]; i++) {
		assert_int_equal(
			run_words(&arena, WORDS(commands[i]->name, "--help"), STDOUT_FILENO, &said),
			COMMAND_DONE);
		check_contains(said, commands[i]->help);
		check_contains(said, "--now TIME");
	}
	assert_int_equal(run_words(&arena, WORDS("--help"), STDOUT_FILENO, &said), COMMAND_DONE);
	for (size_t i = 0; commands[i]; i++)
		check_contains(said, commands[i]->summary);
	assert_int_equal(run_words(&arena, WORDS("--version"), STDOUT_FILENO, &said), COMMAND_DONE);
	assert_true(text_starts_with(said, "certsteward "));
}

static const char *source(struct arena *arena, const char *path)
{
	struct error error = ERROR_INIT;
	size_t length;
	const char *text = file_read(arena, path, LIMIT_FILE_BYTES, &length, &error);
	if (!text)
		fail_msg("%s", error.message);
	return text;
}

static void test_documents_know_every_command(void **state)
{
	(void)state;
	ARENA(arena);
	const char *manual = source(&arena, CERTSTEWARD_SOURCE_DIR "/docs/man/certsteward.1");
	const char *completion =
		source(&arena, CERTSTEWARD_SOURCE_DIR "/config/bash-completion/certsteward");
	for (size_t i = 0; commands[i]; i++) {
		const char *name = commands[i]->name;
		check_contains(completion, name);
		bool known = strstr(manual, arena_print(&arena, ".BR %s ", name)) ||
		             strstr(manual, arena_print(&arena, ".B %s\n", name)) ||
		             strstr(manual, arena_print(&arena, ".BI %s ", name)) ||
		             strstr(manual, arena_print(&arena, ".BI \"%s ", name));
		if (!known)
			fail_msg("the manual does not tell of '%s'", name);
	}
}

/* `list --finding` takes the ids that docs/findings.md explains, and no others. */
static void test_documents_know_every_finding(void **state)
{
	(void)state;
	ARENA(arena);
	const char *page = source(&arena, CERTSTEWARD_SOURCE_DIR "/docs/findings.md");
	const char *table = strstr(page, "| id | severity |");
	assert_non_null(table);
	const char *text = arena_copy_bytes(&arena, table, (size_t)(strstr(table, "\n\n") - table));
	for (const char *const *rule = derive_finding_rules; *rule; rule++)
		check_contains(text, arena_print(&arena, "`%s`", *rule));
	size_t told = 0, known = 0;
	for (const char *row = strstr(text, "\n| `"); row; row = strstr(row + 1, "\n| `")) {
		const char *end = strstr(row, " | ");
		for (const char *at = strchr(row, '`'); at && at < end; at = strchr(at, '`')) {
			size_t length = strcspn(at + 1, "`");
			const char *id = arena_copy_bytes(&arena, at + 1, length);
			if (!derive_finding_exists(id))
				fail_msg("'%s' is explained, but no finding has this id", id);
			at += length + 2;
			told++;
		}
	}
	while (derive_finding_rules[known])
		known++;
	assert_int_equal(told, known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrong_words),
		cmocka_unit_test(test_help_of_each),
		cmocka_unit_test(test_documents_know_every_command),
		cmocka_unit_test(test_documents_know_every_finding),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
