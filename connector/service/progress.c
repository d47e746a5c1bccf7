/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The progress line and the signals that end a command. */
#include "service/progress.h"
#include "base/clock.h"
#include "base/text.h"
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { EVERY_MS = 250, SHOW_AFTER_MS = 400 };

static volatile sig_atomic_t stopped;

static struct {
	bool enabled, shown;
	char stage[24], subject[64];
	int64_t started, printed, first;
} bar;

static void on_stop(int signal)
{
	(void)signal;
	stopped = 1;
}

bool progress_is_stopped(void)
{
	return stopped != 0;
}

static bool is_cancelled(void *context)
{
	(void)context;
	return progress_is_stopped();
}

void progress_clear(void)
{
	if (bar.shown)
		fputs("\r\033[K", stderr);
	bar.shown = false;
}

static void print_line(int64_t done, int64_t total, int64_t spent)
{
	char left[32];
	double rate = spent > 0 ? (double)(done - bar.first) * 1000.0 / (double)spent : 0;
	fprintf(stderr, "\r\033[K%s%s%s: %lld", bar.stage, *bar.subject ? " " : "", bar.subject,
	        (long long)done);
	if (total > 0)
		fprintf(stderr, " of %lld (%lld%%)", (long long)total,
		        (long long)(done * 100 / total));
	if (rate >= 0.5)
		fprintf(stderr, ", %.0f/s", rate);
	if (total > done && rate > 0.01) {
		clock_format_duration((int64_t)((double)(total - done) / rate), left);
		fprintf(stderr, ", %s left", left);
	}
	fflush(stderr);
	bar.shown = true;
}

static void on_progress(void *context, const char *stage, const char *subject, int64_t done,
                        int64_t total)
{
	int64_t now = clock_monotonic_ms();
	(void)context;
	if (!bar.enabled)
		return;
	if (strncmp(bar.stage, stage, sizeof(bar.stage) - 1) != 0 ||
	    strncmp(bar.subject, subject, sizeof(bar.subject) - 1) != 0 || done < bar.first) {
		snprintf(bar.stage, sizeof(bar.stage), "%s", stage);
		snprintf(bar.subject, sizeof(bar.subject), "%s", subject);
		bar.started = now;
		bar.first = done;
	}
	if (now - bar.started < SHOW_AFTER_MS || now - bar.printed < EVERY_MS)
		return;
	bar.printed = now;
	print_line(done, total, now - bar.started);
}

struct flow_watch progress_watch(const struct command_line *line)
{
	struct sigaction action = { .sa_handler = on_stop };
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	bar.enabled = !line->quiet && isatty(STDERR_FILENO);
	return (struct flow_watch){ .progress = on_progress, .cancelled = is_cancelled };
}

void progress_sleep(int64_t milliseconds)
{
	int64_t end = clock_monotonic_ms() + milliseconds;
	/* In short turns: a signal just before poll would else be slept over. */
	for (int64_t left = milliseconds; left > 0 && !stopped; left = end - clock_monotonic_ms())
		poll(NULL, 0, (int)(left < EVERY_MS ? left : EVERY_MS));
}
