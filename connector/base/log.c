/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Log lines: one write each, so that threads do not mix theirs. */
#include "base/log.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static _Atomic enum log_level threshold = LOG_WARNING;

static const char *const names[] = {
	[LOG_ERROR] = "error",
	[LOG_WARNING] = "warning",
	[LOG_INFO] = "info",
	[LOG_DEBUG] = "debug",
};

/* syslog(3)'s numbers, which the journal reads from "<N>" (sd-daemon(3)). */
static const char *const priorities[] = {
	[LOG_ERROR] = "<3>",
	[LOG_WARNING] = "<4>",
	[LOG_INFO] = "<6>",
	[LOG_DEBUG] = "<7>",
};

void log_set_level(enum log_level level)
{
	atomic_store_explicit(&threshold, level, memory_order_relaxed);
}

/* The variable names the journal's end; a child whose output was redirected inherits it as well. */
static bool writes_to_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	struct stat status;
	if (!stream || fstat(STDERR_FILENO, &status) != 0)
		return false;
	char own[64];
	snprintf(own, sizeof(own), "%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
	return text_equal(stream, own);
}

void log_write(enum log_level level, const char *subject, const char *format, ...)
{
	if (level > atomic_load_explicit(&threshold, memory_order_relaxed))
		return;
	ARENA(arena);
	va_list arguments;
	va_start(arguments, format);
	const char *message = arena_print_list(&arena, format, arguments);
	va_end(arguments);
	const char *separator = text_is_empty(subject) ? "" : ": ";
	const char *line =
		arena_print(&arena, "%s%s%s", subject ? subject : "", separator, message);
	char now[24];
	clock_format(clock_now(), now);
	TEXT(out);
	if (writes_to_journal())
		text_append(&out, priorities[level]);
	else
		text_print(&out, "%s %s ", now, names[level]);
	text_append(&out, text_visible(&arena, line));
	text_append(&out, "\n");
	/* A log that cannot be written has nowhere to say so. */
	ssize_t ignored = write(STDERR_FILENO, out.data, out.length);
	(void)ignored;
}
