/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* fork and execve; after the fork only calls that are safe there. */
#include "hook_job.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/memory.h"
#include "hook_settings.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Ends of the pipes: what the program reads, what it writes, and why it did not start. */
struct pipes {
	int input[2];
	int output[2];
	int failure[2];
};

static void close_pipes(struct pipes *pipes)
{
	int *ends[] = { pipes->input, pipes->output, pipes->failure };
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		memory_close_descriptor(&ends[i][0]);
		memory_close_descriptor(&ends[i][1]);
	}
}

static bool open_pipes(struct pipes *pipes, struct error *error)
{
	if (pipe2(pipes->input, O_CLOEXEC) == 0 && pipe2(pipes->output, O_CLOEXEC) == 0 &&
	    pipe2(pipes->failure, O_CLOEXEC) == 0)
		return true;
	return error_set(error, ERROR_ITEM, "pipe: %s", strerror(errno));
}

static bool become(const struct hook_account *account)
{
	if (!account->other)
		return true;
	return setgroups((size_t)account->group_count, account->groups) == 0 &&
	       setgid(account->group) == 0 && setuid(account->user) == 0;
}

static void reset_signals(void)
{
	sigset_t none;
	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child; returns only if something failed, with errno. */
static void execute(const struct pipes *pipes, const struct hook_settings_entry *entry,
                    char *const *arguments, char *const *environment)
{
	static const struct rlimit no_core = { 0, 0 };
	setpgid(0, 0);
	reset_signals();
	if (dup2(pipes->input[0], STDIN_FILENO) < 0 || dup2(pipes->output[1], STDOUT_FILENO) < 0 ||
	    dup2(pipes->output[1], STDERR_FILENO) < 0 || setrlimit(RLIMIT_CORE, &no_core) != 0 ||
	    close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC) != 0 ||
	    !become(&entry->account) || chdir("/") != 0)
		return;
	execve(arguments[0], arguments, environment);
}

static void run_child(const struct pipes *pipes, const struct hook_settings_entry *entry,
                      char *const *arguments, char *const *environment)
{
	execute(pipes, entry, arguments, environment);
	int reason = errno;
	(void)!write(pipes->failure[1], &reason, sizeof(reason));
	_exit(127);
}

/* Waits until the program runs (the pipe closes) or tells why it does not. */
static bool has_started(struct pipes *pipes, pid_t pid, const char *program, struct error *error)
{
	int reason = 0;
	memory_close_descriptor(&pipes->failure[1]);
	pipes->failure[1] = -1;
	while (read(pipes->failure[0], &reason, sizeof(reason)) < 0 && errno == EINTR)
		continue;
	if (reason == 0)
		return true;
	waitpid(pid, NULL, 0);
	return error_set(error, ERROR_ITEM, "program '%s' does not start: %s", program,
	                 strerror(reason));
}

static int take_end(int *end)
{
	int taken = *end;
	*end = -1;
	fcntl(taken, F_SETFL, O_NONBLOCK);
	return taken;
}

bool hook_job_start(struct hook_job *job, const struct hook_settings_entry *entry,
                    char *const *arguments, const char *input, struct error *error)
{
	ARENA(arena);
	struct pipes pipes CLEANUP(close_pipes) = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
	const char *const environment[] = {
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"LANG=C.UTF-8",
		arena_print(&arena, "HOME=%s", entry->account.home),
		NULL,
	};
	if (!open_pipes(&pipes, error))
		return false;
	pid_t pid = fork();
	if (pid == 0)
		run_child(&pipes, entry, arguments, (char *const *)environment);
	if (pid < 0)
		return error_set(error, ERROR_ITEM, "fork: %s", strerror(errno));
	setpgid(pid, pid);
	if (!has_started(&pipes, pid, arguments[0], error))
		return false;
	int64_t now = clock_monotonic_ms();
	*job = (struct hook_job){
		.pid = pid,
		.input = take_end(&pipes.input[1]),
		.output = take_end(&pipes.output[0]),
		.text = input,
		.text_left = strlen(input),
		.started = now,
		.deadline = now + entry->timeout * 1000,
	};
	return true;
}

size_t hook_job_polls(const struct hook_job *job, struct pollfd *polls)
{
	size_t count = 0;
	if (job->pid == 0)
		return 0;
	if (job->input >= 0)
		polls[count++] = (struct pollfd){ .fd = job->input, .events = POLLOUT };
	if (job->output >= 0)
		polls[count++] = (struct pollfd){ .fd = job->output, .events = POLLIN };
	return count;
}

int hook_job_wait_ms(const struct hook_job *job, int64_t now)
{
	int64_t until = job->kill_at ? job->kill_at : job->deadline;
	if (job->pid == 0)
		return -1;
	return until <= now ? 0 : until - now > 60000 ? 60000 : (int)(until - now);
}

static void close_end(int *end)
{
	memory_close_descriptor(end);
	*end = -1;
}

static void feed(struct hook_job *job)
{
	if (job->input < 0)
		return;
	ssize_t sent = job->text_left ? write(job->input, job->text, job->text_left) : 0;
	if (sent > 0) {
		job->text += sent;
		job->text_left -= (size_t)sent;
	}
	/* A program that does not read its input is none the worse for it. */
	if (job->text_left == 0 || (sent < 0 && errno != EAGAIN && errno != EINTR))
		close_end(&job->input);
}

static void listen_to(struct hook_job *job)
{
	char bytes[16 << 10];
	while (job->output >= 0) {
		ssize_t got = read(job->output, bytes, sizeof(bytes));
		if (got > 0)
			hook_output_add(&job->captured, bytes, (size_t)got);
		else if (got == 0 || (errno != EAGAIN && errno != EINTR))
			close_end(&job->output);
		else if (errno == EAGAIN)
			return;
	}
}

static void end_late(struct hook_job *job, int64_t now)
{
	if (job->kill_at && now >= job->kill_at) {
		kill(-job->pid, SIGKILL);
		job->kill_at = now + HOOK_JOB_GRACE_MS;
	} else if (!job->kill_at && now >= job->deadline) {
		job->timed_out = !job->stopped;
		kill(-job->pid, SIGTERM);
		job->kill_at = now + HOOK_JOB_GRACE_MS;
	}
}

/* The group is swept while its leader still waits to be collected: its number is taken until then. */
static bool collect(struct hook_job *job, int64_t now)
{
	siginfo_t information = { .si_pid = 0 };
	if (waitid(P_PID, (id_t)job->pid, &information, WEXITED | WNOHANG | WNOWAIT) != 0 ||
	    information.si_pid == 0)
		return false;
	if (job->kill_at)
		kill(-job->pid, SIGKILL);
	waitpid(job->pid, &job->status, 0);
	job->ended = true;
	job->ended_at = now;
	return true;
}

bool hook_job_turn(struct hook_job *job, int64_t now)
{
	if (job->pid == 0)
		return false;
	feed(job);
	listen_to(job);
	end_late(job, now);
	if (!collect(job, now))
		return false;
	/* What it wrote last; a child left behind may keep the pipe open, and is not waited for. */
	listen_to(job);
	close_end(&job->input);
	close_end(&job->output);
	job->pid = 0;
	return true;
}

void hook_job_hurry(struct hook_job *job, int64_t now, int64_t ms)
{
	if (job->pid == 0 || job->kill_at || job->deadline <= now + ms)
		return;
	job->deadline = now + ms;
	job->stopped = true;
}

void hook_job_describe(const struct hook_job *job, struct arena *arena, struct json *result)
{
	if (WIFSIGNALED(job->status))
		json_set_integer(arena, result, "signal", WTERMSIG(job->status));
	else
		json_set_integer(arena, result, "exit", WEXITSTATUS(job->status));
	json_set_bool(arena, result, "timed_out", job->timed_out);
	json_set_bool(arena, result, "stopped", job->stopped && job->kill_at);
	json_set_integer(arena, result, "seconds", (job->ended_at - job->started + 999) / 1000);
	json_set_string(arena, result, "output", hook_output_text(&job->captured, arena));
}
