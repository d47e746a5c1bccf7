/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A real Request Tracker as a child of a test, set up by what `prepare` prints. */
#pragma once
#include "model/ci.h"
#include "model/ticket.h"
#include "support/request_tracker_fixture.h"
#include <sys/types.h>

enum { REQUEST_TRACKER_LAB_ROWS = 64 };

struct request_tracker_lab {
	pid_t pid;
	int input; /* the lab ends with it */
	char url[64];
	struct request_tracker_fixture fixture;
	struct itsm *itsm;
	struct arena *arena;
	struct error error;
};

struct request_tracker_lab_rows {
	struct request_tracker_lab *lab;
	struct ci items[REQUEST_TRACKER_LAB_ROWS];
	size_t count;
};

/* False when there is no RT on this machine and none can be had: the reason is printed. */
bool request_tracker_lab_open(struct request_tracker_lab *lab);
void request_tracker_lab_close(struct request_tracker_lab *lab);
/* A call as a person, whose password is the name twice; body NULL = GET. */
struct json *request_tracker_lab_act(struct request_tracker_lab *lab, const char *person,
                                     const char *method, const char *path, const char *body);
/* All rows of a kind that changed since then, copied. */
struct request_tracker_lab_rows *request_tracker_lab_fetch(struct request_tracker_lab *lab,
                                                           enum ci_kind kind, int64_t since);
/* The row of that name; fails the test when there is none. */
const struct ci *request_tracker_lab_named(const struct request_tracker_lab_rows *rows,
                                           const char *name);
struct receipt request_tracker_lab_find(struct request_tracker_lab *lab, struct step step);
struct receipt request_tracker_lab_move(struct request_tracker_lab *lab, const char *ticket,
                                        const char *kind, const char *goal);
/* The ticket with approvals and notes. */
struct ticket_seen request_tracker_lab_look(struct request_tracker_lab *lab, const char *ticket);
/* "ticket/12": the one approval that waits. */
const char *request_tracker_lab_approval(struct request_tracker_lab *lab);
/* Comments and correspondence on a ticket. */
size_t request_tracker_lab_said(struct request_tracker_lab *lab, const char *ticket);
