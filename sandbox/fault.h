/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Switches for what goes wrong between a client and a real instance. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct fault_set;

/* What a switch needs to know about a call. */
struct fault_call {
	const char *method, *path;
};

/* The same seed makes the same sequence of faults. */
struct fault_set *fault_open(unsigned long seed);
void fault_close(struct fault_set *faults);

/* Rate 0..1. False for an unknown name or a rate outside. */
bool fault_set_rate(struct fault_set *faults, const char *name, double rate);
double fault_rate(const struct fault_set *faults, const char *name);
/* Whether the switch strikes this time. Counts it. */
bool fault_strikes(struct fault_set *faults, const char *name, const struct fault_call *call);
/* Counts a strike of a switch that is a state and throws no dice. */
void fault_count(struct fault_set *faults, const char *name);
/* A number below the limit from the same sequence. */
unsigned long fault_pick(struct fault_set *faults, unsigned long limit);
/* Milliseconds that go with "latency" and "timeout". */
long fault_milliseconds(const struct fault_set *faults, const char *name);

/* {"name", "rate", "count", "path", "method", "ms"} as POST /_sandbox/fault takes it; the message
 * says what is wrong. */
bool fault_apply(struct fault_set *faults, const json_t *wish, const char **message);
/* All switches off. */
void fault_clear(struct fault_set *faults);
/* Every switch with rate, count and how often it struck. The caller owns it. */
json_t *fault_list(const struct fault_set *faults);
/* Lines for --help. */
const char *fault_name(size_t index);
const char *fault_help(size_t index);
