/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of `show` and `explain`. */
#include "service/lines.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "service/table.h"
#include <stdarg.h>
#include <stdio.h>

enum { NAME_WIDTH = 14 };

void lines_heading(const struct command_line *line, const char *title)
{
	printf("%s%s%s\n", table_colour_start(line, TABLE_DIM), title, table_colour_end(line));
}

void lines_text(const char *name, const char *value)
{
	ARENA(arena);
	if (!text_is_empty(value))
		printf("  %-*s %s\n", NAME_WIDTH, name, text_visible(&arena, value));
}

void lines_print(const char *name, const char *format, ...)
{
	ARENA(arena);
	va_list list;
	va_start(list, format);
	const char *value = arena_print_list(&arena, format, list);
	va_end(list);
	lines_text(name, value);
}

void lines_time(const char *name, int64_t time)
{
	char at[24], span[32];
	int64_t left = time - clock_now();
	if (time == 0)
		return;
	if (time >= CLOCK_NO_END) {
		lines_text(name, "no end");
		return;
	}
	clock_format_human(time, at);
	clock_format_duration(left < 0 ? -left : left, span);
	lines_print(name, left < 0 ? "%s (%s ago)" : "%s (in %s)", at, span);
}
