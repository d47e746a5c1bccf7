/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A pass: the stages one after another, each telling what it did. A command runs the parts that it
 * is about; `sync` and the daemon run all. */
#pragma once
#include "base/json.h"
#include "flow/plan.h"
#include "service/command.h"
#include "service/session.h"

struct plan_filter;
struct store_step;

struct pass {
	struct session *session;
	const struct command_line *line;
	struct arena arena;
	struct json *report; /* one object per thing done, for --json */
	bool part;           /* something was set aside; told already */
	bool unread;         /* a far side was never read: nothing could be decided */
	bool refused;        /* a far side would not let us write; told already */
	bool held;           /* by the clock: nothing was decided, nothing is sent; told already */
	int64_t changed;     /* tickets that moved while following */
	int64_t wait;        /* seconds that sending may wait for what is put off */
	bool complete;       /* what still waits after that counts as set aside */
	bool silent;         /* prints nothing: the daemon logs instead */
};

#define PASS(name) struct pass name __attribute__((cleanup(pass_close))) = { 0 }
/* Session and line are borrowed until it is closed. */
void pass_open(struct pass *pass, struct session *session, const struct command_line *line);
void pass_close(struct pass *pass);

/* What may go out; NULL = all. */
struct pass_choice {
	bool (*allow)(void *context, const struct plan_item *item); /* into the outbox */
	bool (*send)(void *context, const struct store_step *step); /* and out of it */
	void *context;
	bool refresh; /* confirm CIs as well */
};

/* What a person chose by --only and --limit, for sending. */
struct pass_choice pass_choose(struct plan_filter *filter);

/* False only for what ends the command (ERROR_LOCAL, ERROR_CANCELLED); what one far side or source
 * could not do is told, and the rest goes on. */
/* Mirrors each far side; `full` reads all of it again instead of what changed. */
CHECKED bool pass_read(struct pass *pass, bool full, struct error *error);
/* Sources by name, or (count 0) all; `forced` also those whose time has not come. Outside its hours a
 * source is left alone, unless a person named it; a scan that they end goes on when they come. */
CHECKED bool pass_scan(struct pass *pass, const char *const *names, size_t count, bool forced,
                       struct error *error);
/* Looks once more at the places that open tickets wait for. */
CHECKED bool pass_look(struct pass *pass, struct error *error);
/* Asks responders and lists for what is due, within its limits. */
CHECKED bool pass_revocation(struct pass *pass, struct error *error);
/* Would that ask anybody now? */
CHECKED bool pass_revocation_due(struct pass *pass, bool *due, struct error *error);
/* Decides about what is dirty; not at all (`unread`, `held`) while a far side was never read, or under a
 * clock that nobody may decide by. */
CHECKED bool pass_derive(struct pass *pass, struct error *error);
/* Plans and sends, far side by far side, above stage observe. */
CHECKED bool pass_send(struct pass *pass, const struct pass_choice *choice, struct error *error);
/* Reads our tickets back and acts on what people decided; `changed` counts those that moved. */
CHECKED bool pass_follow(struct pass *pass, struct error *error);
/* All of it, once. */
/* `forced`: sources whose time has not come, too. */
CHECKED bool pass_whole(struct pass *pass, bool forced, struct error *error);

/* A person ordered something: their name in the audit. */
CHECKED bool pass_order(struct pass *pass, const char *by, const char *what, struct error *error);

/* The status a command ends with, after printing --json's report. */
int pass_end(struct pass *pass, bool done, const struct error *error);
/* When the next scan of a source is due (UTC seconds), within its hours. */
CHECKED bool pass_next_scan(struct pass *pass, size_t source, int64_t *at, struct error *error);

/* For the files of pass*.c: one thing done, as line for people and members for programs. */
struct json *pass_members(struct pass *pass, const char *stage, const char *subject);
void pass_set(struct pass *pass, struct json *members, const char *name, int64_t value);
void pass_tell(struct pass *pass, struct json *members, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Something that is set aside: a warning line, and status 3 at the end. */
void pass_warn(struct pass *pass, const char *subject, const char *message);
/* True when a far side's or source's fault lets the rest go on; told then. */
bool pass_survives(struct pass *pass, const char *subject, const struct error *error);
