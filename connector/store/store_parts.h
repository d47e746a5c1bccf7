/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the store share; nothing outside connector/store/ sees it. */
#pragma once
#include "store/store.h"
#include <sqlite3.h>
#include <stddef.h>

/* "cert" in the file's header: tells our file from another program's SQLite file. */
enum { STORE_APPLICATION = 0x63657274 };

struct statement_slot;

struct store {
	sqlite3 *database;
	char *path;
	char *identity;
	int64_t epoch;
	enum store_mode mode;
	bool trial;
	int lock;                     /* descriptor of the lock file, -1 = none */
	bool died;                    /* a process died while parsing something */
	size_t depth;                 /* of nested transactions */
	bool durable;                 /* an inner commit asked for the disk */
	bool doomed;                  /* an inner part rolled back: the outer ones cannot go on */
	struct statement_slot *slots; /* prepared statements by the address of their text */
	size_t slot_count, slot_capacity;
};

/* Fills error from SQLite's code for this store: what a person or the caller does next. */
bool store_fail(const struct store *store, int code, struct error *error);

/* store_lock.c: a lock file of its own, because closing any descriptor of the database file would
 * drop SQLite's POSIX locks. ERROR_LOCAL names the process that holds it. */
CHECKED bool store_lock_take(const char *path, int *descriptor, struct error *error);
void store_lock_release(int *descriptor);

/* store_upgrade.c: makes or upgrades the tables in one transaction; refuses what is not ours. */
CHECKED bool store_upgrade(struct store *store, bool trial, struct error *error);

/* store_trying.c: remembers what the process before died on. */
CHECKED bool store_trying_open(struct store *store, struct error *error);

/* statement.c */
void statement_forget(struct store *store); /* finalises all */
