/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A pseudo terminal of a chosen width, and what a program prints on it. */
#pragma once
#include "support/check.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { TERMINAL_END = 1 /* behind all that is printed */ };

struct terminal {
	int master, slave;
};

/* Skips the test where none can be had. columns 0 = the terminal does not tell. */
static inline struct terminal terminal_open(unsigned short columns)
{
	struct winsize size = { .ws_row = 24, .ws_col = columns };
	struct terminal made = { .master = posix_openpt(O_RDWR | O_NOCTTY) };
	if (made.master < 0 || grantpt(made.master) != 0 || unlockpt(made.master) != 0) {
		print_message("skipped: no pseudo terminal can be had here\n");
		skip();
	}
	made.slave = open(ptsname(made.master), O_RDWR | O_NOCTTY);
	assert_true(made.slave >= 0);
	assert_int_equal(ioctl(made.slave, TIOCSWINSZ, &size), 0);
	return made;
}

static inline void terminal_close(const struct terminal *terminal)
{
	close(terminal->slave);
	close(terminal->master);
}

/* What goes to `file` instead of standard output, until terminal_end. */
static inline int terminal_begin(int file)
{
	fflush(stdout);
	int own = dup(STDOUT_FILENO);
	assert_true(own >= 0 && dup2(file, STDOUT_FILENO) >= 0);
	return own;
}

/* Reads it from the other end, carriage returns left out; it may come in parts. No more than a terminal
 * buffers (4096 bytes) may have been printed. */
static inline void terminal_end(int own, int reader, char *printed, size_t size)
{
	putchar(TERMINAL_END);
	fflush(stdout);
	assert_true(dup2(own, STDOUT_FILENO) >= 0);
	close(own);
	size_t at = 0;
	for (char one = 0; read(reader, &one, 1) == 1 && one != TERMINAL_END;)
		if (one != '\r' && at + 1 < size)
			printed[at++] = one;
	printed[at] = '\0';
}
