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
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
	NAME_WIDTH = 14,
	USUAL_ROOM = 80,
	MOST_ROOM = 10000,
	LEAST_ROOM = 24 /* columns below which folding helps nobody */
};

size_t lines_room(void)
{
	struct winsize size = { 0 };
	int64_t columns;

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	/* Serial lines and recorders do not tell; then people may. */
	const char *told = getenv("COLUMNS");
	bool known = told && text_parse_integer(told, &columns);
	return known && columns > 0 && columns <= MOST_ROOM ? (size_t)columns : USUAL_ROOM;
}

void lines_fold(const char *text, size_t column)
{
	ARENA(arena);
	size_t room = lines_room(), at = column;

	if (room < column + LEAST_ROOM) {
		printf("%s\n", text);
		return;
	}
	while (*text) {
		size_t length = strcspn(text, " "), gap = strspn(text + length, " ");
		const char *word = arena_copy_bytes(&arena, text, length);
		size_t width = table_width(word);
		if (at > column && at + 1 + width > room) {
			printf("\n%*s", (int)column, "");
			at = column;
		}
		printf("%s%s", at > column ? " " : "", word);
		at += width + (at > column);
		text += length + gap;
	}
	putchar('\n');
}

void lines_heading(const struct command_line *line, const char *title)
{
	ARENA(arena);
	printf("%s%s%s\n", table_colour_start(line, TABLE_DIM), text_visible(&arena, title),
	       table_colour_end(line));
}

void lines_text(const char *name, const char *value)
{
	ARENA(arena);
	if (text_is_empty(value))
		return;
	printf("  %-*s ", NAME_WIDTH, text_visible(&arena, name));
	lines_fold(text_visible(&arena, value), NAME_WIDTH + 3);
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
