/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong, told so that the caller knows what to do next. */
#pragma once
#include <stdbool.h>

/* Marks a function whose result must be looked at. */
#define CHECKED __attribute__((warn_unused_result))

/* A kind says what the caller does next, not where it happened. */
enum error_kind {
	ERROR_NONE,
	ERROR_RETRY,     /* the same thing again later may work: time-out, 429, locked */
	ERROR_ITEM,      /* set this one item aside with the message and go on */
	ERROR_PEER,      /* this far side or source waits for a person: login, rights, set-up */
	ERROR_LOCAL,     /* our own store, disk or configuration: stop */
	ERROR_CANCELLED, /* asked to stop; nothing is wrong */
};

/* Lives on the caller's stack; no allocation, nothing to free. */
struct error {
	enum error_kind kind;
	int retry_after; /* seconds the far side asked us to wait; 0 = not said */
	char message[480];
};

#define ERROR_INIT ((struct error){ .kind = ERROR_NONE })

/* Fills error (may be NULL) and returns false, so that a failing function is one line.
 * Messages: lower case, no full stop, subject in quotes, the rule broken, the mend. */
bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts "subject: " before the message already there; returns false. Kind stays. */
bool error_wrap(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
