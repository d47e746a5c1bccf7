/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Takes from this process what a mapping program has no use for. None of it can be given back. */
#pragma once
#include "base/error.h"
#include <stddef.h>

/* Before anything is read: clears the environment (jq keeps a copy of it while compiling), sets the
 * time zone to UTC, ends this process with its parent, forbids core dumps, new privileges, files
 * and allocation above memory bytes. */
CHECKED bool worker_confine_process(size_t memory, struct error *error);

/* After the programs are compiled: from here only reading and writing of open descriptors, memory
 * and the end of the process; any other system call kills it (seccomp). */
CHECKED bool worker_confine_calls(struct error *error);
