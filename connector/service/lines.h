/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* "name   value" lines for people, long values folded below each other. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct command_line;

/* Columns of the terminal that is written to; 0 = no terminal, where lines stay as long as they are. */
size_t lines_room(void);
/* The rest of a line whose first `column` columns are written, and its line feed: on a terminal folded
 * between words, further lines begin below its own beginning. */
void lines_fold(const char *text, size_t column);

/* A heading, and lines below it. Control characters in values are shown, not sent. */
void lines_heading(const struct command_line *line, const char *title);
void lines_text(const char *name, const char *value); /* nothing for NULL and "" */
void lines_print(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lines_time(const char *name, int64_t time); /* with what is left or how long ago */
