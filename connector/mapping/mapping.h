/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Runs jq mapping programs on records, in a worker process that can be lost without harm. */
#pragma once
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

struct answer_form;
struct arena;
struct json;
struct mapping;

enum {
	MAPPING_TIMEOUT_MS = 5000,
	MAPPING_MEMORY_BYTES = 512 << 20,
	/* Programs of one mapping, and of one run. */
	MAPPING_PROGRAMS = 64,
};

/* What it includes at its head is put before its text (mapping_text.h). */
struct mapping_program {
	const char *name; /* as messages and mapping_run name it: "mappings/rules/class.jq" */
	const char *path; /* where it is read from; NULL = name */
	/* What its answers are held to (mapping_check.h), as long as the mapping is open; NULL = they
	 * are not looked at. */
	const struct answer_form *form;
};

/* Only `programs` and `program_count` are needed. */
struct mapping_options {
	const char
		*worker; /* path of certsteward-mapper; NULL = beside our own program or libexec */
	const struct mapping_program *programs;
	size_t program_count;
	const char *shared;  /* folder of what programs of all folders include; NULL = none */
	int timeout_ms;      /* for one record; 0 = MAPPING_TIMEOUT_MS */
	size_t memory_bytes; /* of the worker; 0 = MAPPING_MEMORY_BYTES */
	bool later;          /* the worker starts with the first run or mapping_start */
};

/* A record that the worker may hold on to between two runs; zero-initialised before the first. */
struct mapping_hold {
	uint64_t mark; /* 0 = not held */
};

/* One of both is set, output checked and clean; both live in the caller's arena. */
struct mapping_result {
	struct json *output;
	const char *error; /* "mapping 'name': why", for one line to people */
};

#define MAPPING(name) struct mapping *name __attribute__((cleanup(mapping_close))) = NULL

/* Reads the programs, starts the worker and has them compiled. ERROR_LOCAL with "file:line: ..."
 * for a program that does not compile or is not allowed, and when the worker does not start.
 * Files are read here only: a changed program takes effect at the next open.
 * The kernel ends the worker together with the thread that started it: one mapping per thread,
 * opened, used and closed by that thread.
 * Compiling takes half a second for ten programs. Who knows that these very texts have compiled
 * before asks for it later: a command that maps nothing then pays nothing. */
CHECKED bool mapping_open(struct mapping **mapping, const struct mapping_options *options,
                          struct error *error);
void mapping_close(struct mapping **mapping);

/* Starts the worker and has the programs compiled, unless that was done. Errors as of mapping_open. */
CHECKED bool mapping_start(struct mapping *mapping, struct error *error);

/* Digest (64 hex digits) of the program's text and all it includes: what the output depends on beside
 * the input. NULL for a name that was not opened. Borrowed. */
const char *mapping_version(const struct mapping *mapping, const char *program);

/* One program on one record; the output is checked and clean. ERROR_ITEM "mapping 'name': why" sets
 * this record aside. */
CHECKED bool mapping_run(struct mapping *mapping, struct arena *arena, const char *program,
                         const struct json *input, struct json **output, struct error *error);

/* Each program on each record; results[i * program_count + p]. Each record is parsed once for all
 * programs, and records are sent ahead, so that worker and caller both stay busy: hand over
 * hundreds at a time. A record that ends or stalls the worker is found, set aside for the program
 * that did it, and the rest goes on with a new worker. false only as ERROR_LOCAL: the worker cannot
 * be started again, a program's name is unknown, or one has lost the worker on the first
 * MAPPING_LOSSES records that it ever saw. */
CHECKED bool mapping_run_many(struct mapping *mapping, struct arena *arena,
                              const char *const *programs, size_t program_count,
                              const struct json *const *inputs, size_t input_count,
                              struct mapping_result *results, struct error *error);

/* Records that are run on twice, with a decision in between. */
struct mapping_records {
	const struct json *const *inputs;
	size_t count;
	/* Where the worker's hold of each is kept; NULL as a whole or for one = not held. */
	struct mapping_hold *const *holds;
	/* NULL the first time, when the worker is asked to hold them. Then the members (a list that ends
	 * with NULL) that were set since; nothing else may have changed, and only they are sent. */
	const char *const *changed;
};

/* mapping_run_many on those. A record that the worker does not hold (too large, too long ago, lost with
 * a worker) is sent whole. */
CHECKED bool mapping_run_held(struct mapping *mapping, struct arena *arena,
                              const char *const *programs, size_t program_count,
                              const struct mapping_records *records, struct mapping_result *results,
                              struct error *error);

enum { MAPPING_LOSSES = 20 };
