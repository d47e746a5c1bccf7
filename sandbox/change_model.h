/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The state model of changes: which move is possible from where, and under which conditions. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum change_state {
	CHANGE_NEW = -5,
	CHANGE_ASSESS = -4,
	CHANGE_AUTHORIZE = -3,
	CHANGE_SCHEDULED = -2,
	CHANGE_IMPLEMENT = -1,
	CHANGE_REVIEW = 0,
	CHANGE_CLOSED = 3,
	CHANGE_CANCELED = 4
};

enum change_type { CHANGE_NORMAL = 1, CHANGE_STANDARD = 2, CHANGE_EMERGENCY = 4 };

/* Conditions, as bits. */
enum {
	CHANGE_NOT_ON_HOLD = 1,
	CHANGE_HAS_GROUP = 2,
	CHANGE_HAS_SUMMARY = 4,
	CHANGE_IS_APPROVED = 8,
	CHANGE_IS_REJECTED = 16,
	CHANGE_NO_TASKS = 32,
	CHANGE_HAS_CLOSURE = 64,
	CHANGE_CONDITION_END = 128
};

struct change_transition {
	unsigned types;
	int from, to;
	bool automatic;
	unsigned conditions;
};

size_t change_model_transitions(const struct change_transition **list);
const char *change_model_condition(unsigned bit);
const char *change_model_state(int state);
/* CHANGE_NORMAL for what is neither standard nor emergency. */
enum change_type change_model_type(const char *type);
/* Whether a caller may move the change there by hand; the message names the condition or rule
 * that is broken. met: the conditions that hold. */
bool change_model_allows(enum change_type type, int from, int to, unsigned met,
                         const char **message);
