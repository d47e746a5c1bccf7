/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One compiled mapping program: text in, one value out for one value in. */
#pragma once
#include "base/error.h"
#include <jq.h>
#include <jv.h>
#include <stddef.h>

struct text;

/* How the process ends when jq gets no more memory, told from the other ends by its parent. */
enum { WORKER_EXIT_MEMORY = 71 };

enum { WORKER_PARTS = 24 };

struct worker_part {
	const char *name; /* as people know it: "servicenow/common.jq" */
	const char *text;
	size_t length;
};

/* Borrowed texts: what the program includes, in that order, and itself last. */
struct worker_source {
	const char *name; /* "servicenow/change.jq" */
	struct worker_part parts[WORKER_PARTS];
	size_t count;
};

struct worker_program {
	char *name;
	jq_state *jq;
};

#define WORKER_PROGRAM(name) \
	struct worker_program name __attribute__((cleanup(worker_program_release))) = { 0 }

/* Screens and compiles. ERROR_LOCAL "name:line: what jq says", where name is that of the part in
 * which the fault stands. The caller has cleared the environment: jq reads it while compiling. */
CHECKED bool worker_program_compile(struct worker_program *program,
                                    const struct worker_source *source, struct error *error);
/* Runs on input (borrowed) and appends the one output of at most ceiling bytes. ERROR_ITEM with
 * jq's message, or when there was no output, or a second one. Never returns from an endless loop:
 * somebody outside watches the time. */
CHECKED bool worker_program_run(struct worker_program *program, jv input, size_t ceiling,
                                struct text *out, struct error *error);
void worker_program_release(struct worker_program *program);
