/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: what is refused and with which nearest name; that manual and completion know
 * every command, subcommand and option. */
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

/* Manual page markup as people read it: without fonts, "\\-" as "-". */
static const char *plain(struct arena *arena, const char *markup, size_t length)
{
	char *out = arena_allocate(arena, length + 1);
	size_t kept = 0;
	for (size_t i = 0; i < length; i++) {
		if (markup[i] == '\\' && markup[i + 1] == 'f')
			i += 2;
		else if (markup[i] != '\\')
			out[kept++] = markup[i];
	}
	out[kept] = '\0';
	return out;
}

static bool is_part(char byte)
{
	return byte == '-' || (byte >= 'a' && byte <= 'z');
}

/* Stands this command, subcommand or option in the text as a word of its own? */
static bool has_word(const char *text, const char *word)
{
	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
		if ((at == text || !is_part(at[-1])) && !is_part(at[strlen(word)]))
			return true;
	return false;
}

/* All entries of the manual that begin with this command's name; "" when there is none. */
static const char *manual_of(struct arena *arena, const char *manual, const char *name)
{
	const char *all = "";
	const char *last = strstr(manual, "\n.SH OPTIONS");
	for (const char *at = strstr(manual, "\n.TP\n"); at && at < last;
	     at = strstr(at + 1, "\n.TP\n")) {
		const char *head = at + strlen("\n.TP\n");
		const char *end = strstr(head, "\n.TP\n"), *section = strstr(head, "\n.S");
		end = !end || section < end ? section : end;
		const char *first = head + strcspn(head, " ");
		first += strspn(first, " \"");
		if (strncmp(first, name, strlen(name)) == 0 && !is_part(first[strlen(name)]))
			all = arena_print(arena, "%s\n%s", all,
			                  plain(arena, head, (size_t)(end - head)));
	}
	return all;
}

/* What the completion does for this word of its case; "" for nothing. */
static const char *completion_of(struct arena *arena, const char *completion, const char *word)
{
	const char *at = strstr(completion, arena_print(arena, "\n\t%s)", word));
	return at ? arena_copy_bytes(arena, at, (size_t)(strstr(at, ";;") - at)) : "";
}

/* Words that the usage begins an alternative with: "verify|head|export [FILE]" has three. */
static void check_subcommands(struct arena *arena, const struct command *command,
                              const char *manual, const char *completion)
{
	const char *completed = completion_of(arena, completion, command->name);
	for (const char *at = command->usage; at && *at;) {
		size_t length = 0;
		while (is_part(at[length]))
			length++;
		const char *word = arena_copy_bytes(arena, at, length);
		if (length && !has_word(manual, word))
			fail_msg("the manual does not tell of '%s %s'", command->name, word);
		if (length && !has_word(completed, word))
			fail_msg("the completion does not know '%s %s'", command->name, word);
		at = strchr(at, '|');
		at = at ? at + 1 : NULL;
	}
}

/* Every option of the command's help stands in its manual entry, and none beside them. */
static void check_options(struct arena *arena, const struct command *command, const char *manual)
{
	const char *help;
	run_words(arena, WORDS(command->name, "--help"), STDOUT_FILENO, &help);
	const char *own = strstr(help, "\nOptions:\n");
	const char *global = strstr(help, "\nOptions of every command:\n");
	assert_non_null(global);
	for (const char *at = own; at && at < global; at = strchr(at + 1, '\n')) {
		const char *option = at + 1 + strspn(at + 1, " ");
		option += *option == '-' && option[1] != '-' ? strlen("-o, ") : 0;
		if (strncmp(option, "--", 2) != 0)
			continue;
		const char *name = arena_copy_bytes(arena, option, strcspn(option, " \n"));
		if (!has_word(manual, name))
			fail_msg("the manual does not tell of '%s %s'", command->name, name);
	}
	for (const char *at = strstr(manual, "--"); at; at = strstr(at + 2, "--")) {
		size_t length = 0;
		while (is_part(at[length]))
			length++;
		const char *name = arena_copy_bytes(arena, at, length);
		if (!has_word(help, name))
			fail_msg("the manual tells of '%s %s', which there is not", command->name,
			         name);
	}
}

static void test_documents_know_every_command(void **state)
{
	(void)state;
	ARENA(arena);
	const char *manual = source(&arena, CERTSTEWARD_SOURCE_DIR "/docs/man/certsteward.1");
	const char *completion =
		source(&arena, CERTSTEWARD_SOURCE_DIR "/config/bash-completion/certsteward");
	const char *list = strstr(completion, "local commands=");
	assert_non_null(list);
	const char *names = arena_copy_bytes(&arena, list, (size_t)(strstr(list, "'\n") - list));
	for (size_t i = 0; commands[i]; i++) {
		const char *told = manual_of(&arena, manual, commands[i]->name);
		if (!*told)
			fail_msg("the manual does not tell of '%s'", commands[i]->name);
		assert_true(has_word(names, commands[i]->name));
		check_subcommands(&arena, commands[i], told, completion);
		check_options(&arena, commands[i], told);
	}
}

/* Options with a set of words: the completion and, where the set is small, the help know all. */
static void test_documents_know_every_choice(void **state)
{
	(void)state;
	ARENA(arena);
	static const char *const options[] = { "--state", "--class", "--finding" };
	const char *completion =
		source(&arena, CERTSTEWARD_SOURCE_DIR "/config/bash-completion/certsteward");
	const char *help, *said;
	run_words(&arena, WORDS("list", "--help"), STDOUT_FILENO, &help);
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		const char *completed = completion_of(&arena, completion, options[i]);
		size_t known = 0;
		run_words(&arena, WORDS("list", options[i], "????????"), STDERR_FILENO, &said);
		const char *at = strstr(said, "there are ");
		assert_non_null(at);
		for (at += strlen("there are "); is_part(*at); known++) {
			size_t length = strcspn(at, ",\n");
			const char *word = arena_copy_bytes(&arena, at, length);
			if (!has_word(completed, word))
				fail_msg("the completion does not know '%s %s'", options[i], word);
			if (i < 2 && !has_word(help, word))
				fail_msg("the help does not tell of '%s %s'", options[i], word);
			at += length + strspn(at + length, ", ");
		}
		assert_true(known > 3);
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
		cmocka_unit_test(test_documents_know_every_choice),
		cmocka_unit_test(test_documents_know_every_finding),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
