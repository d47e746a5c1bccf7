/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks, and on which instance: passed to everything that reads or writes records. */
#pragma once

#include "database.h"
#include "pool.h"

#include <stdbool.h>
#include <time.h>

struct sandbox;

struct user {
	const char *sys_id, *user_name, *name, *time_zone;
	bool admin, itil, reader, approver, change_manager;
};

struct session {
	struct sandbox *sandbox;
	struct database *database;
	struct pool *pool;
	struct user user;
	time_t now;
	const char *now_text;
	const char *base; /* address of the instance, for links */
	bool system;      /* the instance's own rules at work: no write is refused */
};

/* Why something was refused: an HTTP status and the two texts of an error body. */
struct failure {
	int status;
	const char *message, *detail;
};

/* Always false. detail is a format; the text lives in the session's pool. */
bool session_refuse(const struct session *session, struct failure *failure, int status,
                    const char *message, const char *detail, ...)
	__attribute__((format(printf, 5, 6)));

/* A 32-digit hexadecimal id: random, or the same for the same words. */
const char *session_new_id(struct pool *pool);
const char *session_id_of(struct pool *pool, const char *kind, const char *name);

/* Fills in the user of that name; false when there is none or it may not log in. */
bool session_become(struct session *session, const char *user_name);
/* The instance itself ("system"), for jobs and rules. */
void session_become_system(struct session *session);
bool session_has_role(struct session *session, const char *role);
/* Value of a system property, or the text given. */
const char *session_property(struct session *session, const char *name, const char *absent);
