/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The real runner on a socket of its own, with real programs, killed and started again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/frame.h"
#include "base/json.h"
#include "support/hook_runner.h"

enum { PATIENCE_MS = 30000 };

static const char config[] =
	"hooks:\n"
	"  yes: {command: [/bin/true]}\n"
	"  no: {command: [/bin/sh, -c, \"exit 3\"]}\n"
	"  echo: {command: [/bin/echo, \"$(id) `id`\", \"{fingerprint}\", \"--case={case}\"]}\n"
	"  cat: {command: [/bin/cat]}\n"
	"  env: {command: [/usr/bin/env]}\n"
	"  where: {command: [/bin/pwd]}\n"
	"  missing: {command: [/nonexistent/program]}\n"
	"  slow: {command: [/bin/sh, -c, \"(trap '' TERM; exec sleep 600) & echo $!; wait\"], "
	"timeout: 1}\n"
	"  polite: {command: [/bin/sh, -c, \"sh -c 'trap \\\"echo told; exit\\\" TERM; sleep 600 & wait' & "
	"trap 'wait; exit 7' TERM; wait\"], timeout: 1}\n"
	"  stubborn: {command: [/bin/sh, -c, \"trap '' TERM; sleep 600 & echo $!; wait; wait\"], "
	"timeout: 1}\n"
	"  long: {command: [/bin/sh, -c, \"echo $$ > %s/$0; exec sleep 600\", \"{case}\"]}\n"
	"  pem: {command: [/bin/echo, \"-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----"
	"\\npassword=hunter2\"]}\n"
	"  last: {command: [/bin/true]}\n";

static int begin(void **state)
{
	return hook_runner_begin(state, config);
}

static void start(struct hook_runner *runner)
{
	if (!hook_runner_start(runner))
		fail_msg("the runner does not listen");
}

static int ask(const struct hook_runner *runner, const char *request)
{
	struct error error = ERROR_INIT;
	int descriptor = hook_runner_connect(runner);
	assert_true(descriptor >= 0);
	if (!frame_write(descriptor, request, strlen(request), PATIENCE_MS, &error))
		fail_msg("%s", error.message);
	return descriptor;
}

static const struct json *read_answer(struct hook_runner *runner, int descriptor)
{
	struct error error = ERROR_INIT;
	size_t length = 0;
	const char *bytes =
		frame_read(descriptor, &runner->arena, 1 << 20, PATIENCE_MS, &length, &error);
	close(descriptor);
	if (!bytes)
		return NULL;
	const struct json *answer = json_parse(&runner->arena, bytes, length, NULL, &error);
	if (!answer)
		fail_msg("%s", error.message);
	return answer;
}

static const struct json *call(struct hook_runner *runner, const char *request)
{
	const struct json *answer = read_answer(runner, ask(runner, request));
	if (!answer)
		fail_msg("no answer to %s", request);
	return answer;
}

static const struct json *run(struct hook_runner *runner, const char *hook, const char *id)
{
	return call(runner,
	            arena_print(&runner->arena,
	                        "{\"hook\":\"%s\",\"run\":\"%s\",\"arguments\":{\"fingerprint\":"
	                        "\"5d41\",\"case\":\"renewal:5d41:1\"},\"input\":{\"n\":[1]}}",
	                        hook, id));
}

static const char *state_of(struct hook_runner *runner, const char *id)
{
	return json_member_text(call(runner, arena_print(&runner->arena, "{\"query\":\"%s\"}", id)),
	                        "state", "");
}

static void assert_output(const struct json *answer, const char *expected)
{
	assert_string_equal(json_member_text(answer, "output", "(none)"), expected);
}

static void assert_contains(const char *text, const char *part)
{
	if (!text || !strstr(text, part))
		fail_msg("'%s' lacks '%s'", text ? text : "(nothing)", part);
}

static bool is_gone(pid_t pid)
{
	int64_t give_up = clock_monotonic_ms() + PATIENCE_MS;
	char path[64], status[1024];
	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	while (clock_monotonic_ms() < give_up) {
		FILE *file = fopen(path, "r");
		if (!file)
			return true;
		status[fread(status, 1, sizeof(status) - 1, file)] = '\0';
		fclose(file);
		if (strstr(status, "State:\tZ") || strstr(status, "State:\tX"))
			return true;
		usleep(5000);
	}
	return false;
}

/* Starts the hook "long" and waits until its program has written its process id. */
static int start_long(struct hook_runner *runner, const char *id, pid_t *program)
{
	int asked = ask(runner, arena_print(&runner->arena,
	                                    "{\"hook\":\"long\",\"run\":\"%s\",\"arguments\":"
	                                    "{\"case\":\"%s\"}}",
	                                    id, id));
	*program = hook_runner_wait_for_pid(runner, id);
	assert_true(*program > 0);
	return asked;
}

static void ping_names_the_hooks(void **state)
{
	struct hook_runner *runner = *state;
	start(runner);
	const struct json *answer = call(runner, "{\"ping\":true}");
	assert_int_equal(json_count(json_get(answer, "hooks")), 13);
	assert_string_equal(json_text(json_get(answer, "hooks")->first, ""), "yes");
	assert_false(json_is_true(json_get(answer, "busy")));
}

static void programs_run_and_tell_how_they_ended(void **state)
{
	struct hook_runner *runner = *state;
	start(runner);
	const struct json *answer = run(runner, "yes", "r-1");
	assert_string_equal(json_member_text(answer, "run", ""), "r-1");
	assert_string_equal(json_member_text(answer, "state", ""), "ended");
	assert_true(json_is_true(json_get(answer, "started")));
	assert_int_equal(json_integer(json_get(answer, "exit"), -1), 0);
	assert_int_equal(json_integer(json_get(run(runner, "no", "r-2"), "exit"), -1), 3);
	answer = run(runner, "missing", "r-3");
	assert_false(json_is_true(json_get(answer, "started")));
	assert_contains(json_member_text(answer, "reason", ""), "No such file");
	answer = run(runner, "absent", "r-4");
	assert_contains(json_member_text(answer, "reason", ""), "'absent' is not configured");
	answer = call(runner, "{\"hook\":\"echo\",\"run\":\"r-5\"}");
	assert_contains(json_member_text(answer, "reason", ""), "needs {fingerprint}");
}

static void programs_see_only_what_they_are_given(void **state)
{
	struct hook_runner *runner = *state;
	setenv("SECRET_OF_OURS", "x", 1);
	start(runner);
	unsetenv("SECRET_OF_OURS");
	assert_output(run(runner, "echo", "r-1"), "$(id) `id` 5d41 --case=renewal:5d41:1\n");
	assert_output(run(runner, "cat", "r-2"), "{\"n\":[1]}");
	assert_output(run(runner, "env", "r-3"),
	              "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
	              "LANG=C.UTF-8\nHOME=/\n");
	assert_output(run(runner, "where", "r-4"), "/\n");
}

static void a_hook_runs_as_its_user(void **state)
{
	static const char text[] = "hooks: {id: {command: [/usr/bin/id, -un], user: nobody}}\n";
	struct hook_runner *runner = *state;
	struct error error;
	if (geteuid() != 0)
		skip();
	assert_true(file_replace(runner->config, text, strlen(text), 0644, &error));
	start(runner);
	assert_output(run(runner, "id", "r-1"), "nobody\n");
}

static void what_looks_secret_is_masked(void **state)
{
	struct hook_runner *runner = *state;
	start(runner);
	assert_output(run(runner, "pem", "r-1"), "[PEM block]\npassword=***\n");
}

static void a_run_id_starts_one_program_only(void **state)
{
	struct hook_runner *runner = *state;
	start(runner);
	assert_int_equal(json_integer(json_get(run(runner, "no", "r-1"), "exit"), -1), 3);
	for (int round = 0; round < 2; round++) {
		const struct json *again = run(runner, "yes", "r-1");
		assert_false(json_is_true(json_get(again, "started")));
		assert_contains(json_member_text(again, "reason", ""), "was asked for before");
		const struct json *known = call(runner, "{\"query\":\"r-1\"}");
		assert_string_equal(json_member_text(known, "state", ""), "ended");
		assert_int_equal(json_integer(json_get(known, "exit"), -1), 3);
		hook_runner_stop(runner, SIGKILL);
		start(runner);
	}
	assert_string_equal(state_of(runner, "r-2"), "unknown");
}

static void old_runs_are_forgotten_when_one_ends(void **state)
{
	static const char written[] = "{\"run\":\"r-0\",\"state\":\"ended\"}";
	static const struct timespec long_ago[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
	struct hook_runner *runner = *state;
	struct error error = ERROR_INIT;
	start(runner);
	const char *path = file_join(&runner->arena, runner->state, "r-0");
	assert_true(file_replace(path, written, strlen(written), 0600, &error));
	assert_int_equal(utimensat(AT_FDCWD, path, long_ago, 0), 0);
	assert_string_equal(state_of(runner, "r-0"), "ended");
	run(runner, "yes", "r-1");
	assert_string_equal(state_of(runner, "r-1"), "ended");
	assert_string_equal(state_of(runner, "r-0"), "unknown");
}

static void assert_timed_out(struct hook_runner *runner, const char *hook, int number)
{
	const struct json *answer = run(runner, hook, hook);
	assert_true(json_is_true(json_get(answer, "timed_out")));
	assert_int_equal(json_integer(json_get(answer, "signal"), 0), number);
	int child = (int)strtol(json_member_text(answer, "output", ""), NULL, 10);
	assert_true(child > 1);
	assert_true(is_gone(child));
}

static void time_out_ends_the_whole_group(void **state)
{
	struct hook_runner *runner = *state;
	start(runner);
	assert_timed_out(runner, "slow", SIGTERM);
	assert_timed_out(runner, "stubborn", SIGKILL);
	const struct json *answer = run(runner, "polite", "polite");
	assert_true(json_is_true(json_get(answer, "timed_out")));
	assert_int_equal(json_integer(json_get(answer, "exit"), -1), 7);
	assert_output(answer, "told\n");
}

static void runs_wait_for_each_other(void **state)
{
	struct hook_runner *runner = *state;
	pid_t program;
	start(runner);
	int first = start_long(runner, "r-1", &program);
	int second = ask(runner, "{\"hook\":\"yes\",\"run\":\"r-2\"}");
	assert_string_equal(state_of(runner, "r-1"), "running");
	assert_string_equal(state_of(runner, "r-2"), "waiting");
	assert_int_equal(json_integer(json_get(call(runner, "{\"ping\":true}"), "waiting"), -1), 1);
	assert_contains(json_member_text(run(runner, "yes", "r-2"), "reason", ""),
	                "asked for before");
	assert_int_equal(kill(program, SIGKILL), 0);
	const struct json *answer = read_answer(runner, first);
	assert_int_equal(json_integer(json_get(answer, "signal"), 0), SIGKILL);
	assert_false(json_is_true(json_get(answer, "timed_out")));
	answer = read_answer(runner, second);
	assert_int_equal(json_integer(json_get(answer, "exit"), -1), 0);
}

static void a_run_goes_on_without_its_client(void **state)
{
	struct hook_runner *runner = *state;
	pid_t program;
	start(runner);
	close(start_long(runner, "r-1", &program));
	assert_string_equal(state_of(runner, "r-1"), "running");
	assert_int_equal(kill(program, SIGTERM), 0);
	assert_int_equal(json_integer(json_get(run(runner, "yes", "r-2"), "exit"), -1), 0);
	assert_string_equal(state_of(runner, "r-1"), "ended");
}

static void a_killed_runner_knows_that_the_end_is_lost(void **state)
{
	struct hook_runner *runner = *state;
	pid_t program;
	start(runner);
	int asked = start_long(runner, "r-1", &program);
	int waiting = ask(runner, "{\"hook\":\"yes\",\"run\":\"r-2\"}");
	assert_string_equal(state_of(runner, "r-2"), "waiting");
	hook_runner_stop(runner, SIGKILL);
	assert_null(read_answer(runner, asked));
	assert_null(read_answer(runner, waiting));
	assert_int_equal(kill(program, SIGKILL), 0);
	start(runner);
	assert_string_equal(state_of(runner, "r-1"), "interrupted");
	assert_string_equal(state_of(runner, "r-2"), "unknown");
	assert_contains(json_member_text(run(runner, "yes", "r-1"), "reason", ""),
	                "asked for before");
	assert_int_equal(json_integer(json_get(run(runner, "yes", "r-2"), "exit"), -1), 0);
}

static void a_runner_asked_to_end_ends_its_program(void **state)
{
	struct hook_runner *runner = *state;
	pid_t program;
	start(runner);
	int asked = start_long(runner, "r-1", &program);
	int waiting = ask(runner, "{\"hook\":\"yes\",\"run\":\"r-2\"}");
	assert_string_equal(state_of(runner, "r-2"), "waiting");
	assert_int_equal(hook_runner_stop(runner, SIGTERM), 0);
	assert_true(is_gone(program));
	const struct json *answer = read_answer(runner, asked);
	assert_non_null(answer);
	assert_true(json_is_true(json_get(answer, "stopped")));
	assert_int_equal(json_integer(json_get(answer, "signal"), 0), SIGTERM);
	answer = read_answer(runner, waiting);
	assert_non_null(answer);
	assert_contains(json_member_text(answer, "reason", ""), "is ending");
	assert_int_not_equal(access(runner->socket, F_OK), 0);
	start(runner);
	assert_string_equal(state_of(runner, "r-1"), "ended");
	assert_string_equal(state_of(runner, "r-2"), "unknown");
}

static void garbage_harms_nobody(void **state)
{
	static const unsigned char huge[] = { 0x7f, 0xff, 0xff, 0xff, 'x' };
	struct hook_runner *runner = *state;
	start(runner);
	int half = hook_runner_connect(runner);
	assert_int_equal(write(half, "\0\0", 2), 2);
	int large = hook_runner_connect(runner);
	assert_int_equal(write(large, huge, sizeof(huge)), sizeof(huge));
	assert_null(read_answer(runner, large));
	const struct json *answer = call(runner, "no json");
	assert_false(json_is_true(json_get(answer, "started")));
	close(half);
	assert_int_equal(json_integer(json_get(run(runner, "yes", "r-1"), "exit"), -1), 0);
}

static void the_socket_is_for_owner_and_group(void **state)
{
	struct hook_runner *runner = *state;
	struct stat status;
	start(runner);
	assert_int_equal(stat(runner->socket, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0660);
	assert_int_equal(stat(runner->state, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0700);
}

static void other_users_are_turned_away(void **state)
{
	struct hook_runner *runner = *state;
	int status = -1;
	if (geteuid() != 0)
		skip();
	start(runner);
	assert_int_equal(chmod(runner->socket, 0666), 0);
	assert_int_equal(chmod(runner->folder, 0755), 0);
	pid_t other = fork();
	if (other == 0) {
		struct error error = ERROR_INIT;
		if (setgid(65534) != 0 || setuid(65534) != 0)
			_exit(2);
		int descriptor = hook_runner_connect(runner);
		size_t length = 0;
		(void)!frame_write(descriptor, "{\"ping\":true}", 13, PATIENCE_MS, &error);
		_exit(frame_read(descriptor, &runner->arena, 1000, PATIENCE_MS, &length, &error)
		              ? 1
		              : 0);
	}
	assert_int_equal(waitpid(other, &status, 0), other);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static int status_of_launch(const struct hook_runner *runner)
{
	int status = -1;
	pid_t pid = hook_runner_launch(runner);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void one_socket_has_one_runner(void **state)
{
	struct hook_runner *runner = *state;
	struct error error = ERROR_INIT;
	start(runner);
	assert_int_equal(status_of_launch(runner), 1);
	assert_int_equal(json_integer(json_get(run(runner, "yes", "r-1"), "exit"), -1), 0);
	hook_runner_stop(runner, SIGKILL);
	assert_int_equal(access(runner->socket, F_OK), 0);
	start(runner);
	hook_runner_stop(runner, SIGTERM);
	assert_true(file_replace(runner->socket, "x", 1, 0644, &error));
	assert_int_equal(status_of_launch(runner), 1);
	assert_true(file_replace(runner->config, "hooks: [x]\n", 11, 0644, &error));
	assert_int_equal(status_of_launch(runner), 2);
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, begin, hook_runner_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(ping_names_the_hooks),
		WITH_FOLDER(programs_run_and_tell_how_they_ended),
		WITH_FOLDER(programs_see_only_what_they_are_given),
		WITH_FOLDER(a_hook_runs_as_its_user),
		WITH_FOLDER(what_looks_secret_is_masked),
		WITH_FOLDER(a_run_id_starts_one_program_only),
		WITH_FOLDER(old_runs_are_forgotten_when_one_ends),
		WITH_FOLDER(time_out_ends_the_whole_group),
		WITH_FOLDER(runs_wait_for_each_other),
		WITH_FOLDER(a_run_goes_on_without_its_client),
		WITH_FOLDER(a_killed_runner_knows_that_the_end_is_lost),
		WITH_FOLDER(a_runner_asked_to_end_ends_its_program),
		WITH_FOLDER(garbage_harms_nobody),
		WITH_FOLDER(the_socket_is_for_owner_and_group),
		WITH_FOLDER(other_users_are_turned_away),
		WITH_FOLDER(one_socket_has_one_runner),
	};
	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
