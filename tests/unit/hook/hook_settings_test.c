/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a hook is told with its line, before anything listens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../../hook/hook_settings.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"

static bool read_text(struct hook_settings *settings, struct arena *arena, const char *text,
                      struct error *error)
{
	char path[] = "/tmp/hook_settings_test.XXXXXX";
	int descriptor = mkstemp(path);
	assert_true(descriptor >= 0);
	assert_int_equal(write(descriptor, text, strlen(text)), strlen(text));
	close(descriptor);
	*settings = (struct hook_settings){ .count = 0 };
	*error = ERROR_INIT;
	bool done = hook_settings_read(settings, arena, path, error);
	unlink(path);
	return done;
}

static void assert_refused(const char *text, const char *part)
{
	ARENA(arena);
	struct hook_settings settings;
	struct error error;
	if (read_text(&settings, &arena, text, &error))
		fail_msg("not refused: %s", text);
	if (!strstr(error.message, part))
		fail_msg("message '%s' lacks '%s'", error.message, part);
}

static void hooks_are_read_and_the_rest_is_left(void **state)
{
	ARENA(arena);
	struct hook_settings settings;
	struct error error;
	(void)state;
	if (!read_text(
		    &settings, &arena,
		    "store: {path: /var/lib/x}\n"
		    "hooks:\n"
		    "  renew: {command: [/bin/true, \"{fingerprint}\"], timeout: 2m, repeatable: yes}\n"
		    "  check: {command: /bin/false}\n"
		    "  socket: /run/x.sock\n"
		    "anything: [else]\n",
		    &error))
		fail_msg("%s", error.message);
	assert_int_equal(settings.count, 2);
	assert_non_null(settings.socket);
	assert_string_equal(settings.socket, "/run/x.sock");
	const struct hook_settings_entry *renew = hook_settings_find(&settings, "renew");
	assert_non_null(renew);
	assert_int_equal(renew->command.count, 2);
	assert_string_equal(renew->command.items[1], "{fingerprint}");
	assert_int_equal(renew->timeout, 120);
	assert_true(renew->repeatable);
	const struct hook_settings_entry *check = hook_settings_find(&settings, "check");
	assert_non_null(check);
	assert_int_equal(check->timeout, 300);
	assert_false(check->account.other);
	assert_null(hook_settings_find(&settings, "other"));
}

static void a_file_without_hooks_is_fine(void **state)
{
	ARENA(arena);
	struct hook_settings settings;
	struct error error;
	(void)state;
	assert_true(read_text(&settings, &arena, "store: {path: /x}\n", &error));
	assert_int_equal(settings.count, 0);
}

static void mistakes_name_their_line(void **state)
{
	(void)state;
	assert_refused("hooks:\n  renew: {command: [renew.sh]}\n", ":2:");
	assert_refused("hooks:\n  renew: {command: [renew.sh]}\n", "absolute path");
	assert_refused("hooks:\n  renew: {command: []}\n", "");
	assert_refused("hooks:\n  renew: {command: [\"/bin/{case}\"]}\n", "absolute path");
	assert_refused("hooks:\n  renew: {command: [/bin/true, \"{name}\"]}\n",
	               "'{name}' is no placeholder");
	assert_refused("hooks:\n  renew: {comand: [/bin/true]}\n", "command");
	assert_refused("hooks:\n  renew: {timeout: 5}\n", "command");
	assert_refused("hooks:\n  renew: {command: /bin/true, timeout: 0}\n", "timeout");
	assert_refused("hooks:\n  renew: {command: /bin/true, user: no-such-user-here}\n",
	               "there is no user 'no-such-user-here'");
	assert_refused("hooks:\n  \"re new\": {command: /bin/true}\n", "names are made of");
	assert_refused("hooks: {socket: hook.sock}\n", "'hooks.socket' must be an absolute path");
	assert_refused("hooks: [x]\n", "must be a map");
	assert_refused("hooks: {renew: x}\n", "");
}

static void only_root_runs_hooks_as_others(void **state)
{
	ARENA(arena);
	struct hook_settings settings;
	struct error error;
	(void)state;
	bool done = read_text(&settings, &arena,
	                      "hooks: {renew: {command: /bin/true, user: nobody}}\n", &error);
	if (geteuid() == 0) {
		assert_true(done);
		assert_true(settings.entries[0].account.other);
		assert_true(settings.entries[0].account.group_count >= 1);
	} else {
		assert_false(done);
		assert_non_null(strstr(error.message, "only a runner started as root"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hooks_are_read_and_the_rest_is_left),
		cmocka_unit_test(a_file_without_hooks_is_fine),
		cmocka_unit_test(mistakes_name_their_line),
		cmocka_unit_test(only_root_runs_hooks_as_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
