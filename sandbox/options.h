/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The command line. */
#pragma once

#include "fault.h"

#include <stdbool.h>

struct options {
	char address[64];
	unsigned short port;
	const char *database;
	unsigned long seed_cis;
	unsigned long random_seed;
	long token_life;
};

enum options_result { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_WRONG };

/* Switches go into *faults, which is opened here. Help and version are printed; mistakes are told
 * on standard error. */
enum options_result options_read(int count, char **words, struct options *options,
                                 struct fault_set **faults);
