/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* certsteward-mapper: runs mapping programs for certsteward, away from its files and secrets. */
#include "worker_serve.h"

#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1 || isatty(STDIN_FILENO)) {
		fputs("certsteward-mapper is started by certsteward and speaks frames on its input\n",
		      stderr);
		return 2;
	}
	return worker_serve(STDIN_FILENO, STDOUT_FILENO);
}
