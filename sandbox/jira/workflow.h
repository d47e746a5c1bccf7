/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Projects, issue types, statuses and the transitions between them. Numbers are the sandbox's
 * own; ids differ between the sites. */
#pragma once

#include "site.h"

#include <stdbool.h>
#include <stddef.h>

enum workflow_type {
	WORKFLOW_CHANGE = 1,
	WORKFLOW_INCIDENT,
	WORKFLOW_PROBLEM,
	WORKFLOW_REQUEST,
	WORKFLOW_TASK,
	WORKFLOW_SUBTASK,
	WORKFLOW_TYPE_END
};

enum workflow_status {
	STATUS_OPEN = 1,
	STATUS_PLANNING,
	STATUS_AWAITING_APPROVAL,
	STATUS_AWAITING_IMPLEMENTATION,
	STATUS_IMPLEMENTING,
	STATUS_REVIEW,
	STATUS_COMPLETED,
	STATUS_DECLINED,
	STATUS_CANCELED,
	STATUS_WORKING,
	STATUS_PENDING,
	STATUS_RESOLVED,
	STATUS_CLOSED,
	STATUS_TO_DO,
	STATUS_IN_PROGRESS,
	STATUS_DONE,
	STATUS_END
};

enum workflow_category { CATEGORY_NEW = 2, CATEGORY_DONE = 3, CATEGORY_BUSY = 4 };

struct workflow_project {
	const char *key, *name, *kind; /* "service_desk" or "business" */
	int number;
	unsigned types;
};

struct workflow_move {
	int number; /* of the transition in its workflow; ids follow from it */
	const char *name;
	unsigned types, from; /* bits */
	enum workflow_status to;
	const char *required;  /* keys of fields that must be filled, separated by '|' */
	const char *when_type; /* only for this "Change type" */
	bool hidden;           /* only the approval itself moves it */
	const char *screen;    /* further fields that may be set on the way */
};

const struct workflow_project *workflow_project(const char *id_or_key, const struct site *site);
const struct workflow_project *workflow_project_at(size_t index); /* NULL past the end */
int workflow_project_id(const struct site *site, const struct workflow_project *project);
json_t *workflow_show_project(const struct site *site, const struct workflow_project *project);

const char *workflow_type_name(int type);
int workflow_type_id(const struct site *site, int type);
/* By id or name; 0 when unknown. */
int workflow_type(const struct site *site, const char *id, const char *name);
json_t *workflow_show_type(const struct site *site, int type);
enum workflow_status workflow_first(int type);

const char *workflow_status_name(int status);
int workflow_status_id(const struct site *site, int status);
/* By id or name; 0 when unknown. */
int workflow_status(const struct site *site, const char *id_or_name);
enum workflow_category workflow_category(int status);
const char *workflow_category_name(enum workflow_category category);
json_t *workflow_show_status(const struct site *site, int status);
json_t *workflow_show_category(const struct site *site, enum workflow_category category);

/* Transitions that leave a status of a type; NULL past the end. */
const struct workflow_move *workflow_moves(int type, int status, size_t index);
int workflow_move_id(const struct site *site, const struct workflow_move *move, int type);
/* What an approval's decision does. */
const struct workflow_move *workflow_decision(int type, bool approved);
