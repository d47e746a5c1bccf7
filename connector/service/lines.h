/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* "name   value" lines for people, long values folded below each other. */
#pragma once
#include <stdint.h>

struct command_line;

/* A heading, and lines below it. Control characters in values are shown, not sent. */
void lines_heading(const struct command_line *line, const char *title);
void lines_text(const char *name, const char *value); /* nothing for NULL and "" */
void lines_print(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lines_time(const char *name, int64_t time); /* with what is left or how long ago */
