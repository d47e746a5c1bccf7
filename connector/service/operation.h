/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a person can order: carried out at once by a command that has the store, or by a running
 * daemon for which the command leaves it as a request. Same code both ways. */
#pragma once
#include "base/json.h"
#include "service/pass.h"

/* An order by its kind: "apply", "sync", "release", "retry", "drop", "hook retry", "stage". The
 * members of `body` are texts, each kind's own; `by` is who gave it. */
struct operation {
	const char *kind;
	const struct json *body;
	const char *by;
	char answer[600]; /* one line for people */
	int status;       /* enum command_status */
};

/* Carries it out in this session, which needs what the kind needs. */
void operation_run(struct operation *operation, struct pass *pass);

/* Runs it here, or beside a daemon leaves the request and waits for the answer at most `wait`
 * seconds. Gives the status to end with; what happened was told. */
int operation_order(struct command_line *line, const char *kind, const struct json *body,
                    int64_t wait);
/* Is the store held by a daemon, so that an order goes to it? */
bool operation_is_beside(const struct command_line *line);
/* For the daemon: all requests that wait. */
CHECKED bool operation_serve(struct pass *pass, struct error *error);

/* operation_step.c: the outbox, and hook runs. */
void operation_step_retry(struct operation *operation, struct session *session);
void operation_step_drop(struct operation *operation, struct session *session);
void operation_step_hook(struct operation *operation, struct session *session);
/* operation_stage.c */
void operation_stage(struct operation *operation, struct session *session);

/* Sets the answer and gives the status. */
int operation_answer(struct operation *operation, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
