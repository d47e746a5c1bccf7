/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the instance does by itself with a change: approvals, tasks, holds, affected CIs. */
#pragma once

#include "session.h"

#include <jansson.h>
#include <stdbool.h>

/* Plans and description of the standard change template that the record names. */
void change_flow_apply_template(struct session *session, json_t *values);
/* Adds to the affected CIs unless it is there. False when it was. */
bool change_flow_add_ci(struct session *session, const char *change, const char *ci);
/* After a change of state: approval requests, tasks, cancellations, lockdown. */
void change_flow_entered(struct session *session, const json_t *before, const json_t *after);
void change_flow_hold(struct session *session, const json_t *change, bool holds);
/* Moves from Implement to Review when no task is active any more. */
void change_flow_tasks_done(struct session *session, const char *change);
/* After a decision on an approval of the change. */
void change_flow_decided(struct session *session, const char *change, bool approved);
/* Moves by the instance itself; takes the reference of changes. */
void change_flow_move(struct session *session, const char *change, json_t *changes);
