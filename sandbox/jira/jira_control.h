/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* /_sandbox/jira/…: people at work on the Jira sites, and what the sites hold. */
#pragma once

#include "sandbox/request.h"
#include "sandbox/session.h"

void jira_control_act(struct session *session, const struct request *request, struct reply *reply);
/* ?site=cloud or dc, ?limit= */
void jira_control_dump(struct session *session, const struct request *request, struct reply *reply);
