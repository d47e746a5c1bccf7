/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* /_sandbox/jira/…: people at work on the Jira sites, and what the sites hold. */
#pragma once

#include "sandbox/request.h"
#include "sandbox/session.h"
#include "site.h"

/* The site of that name, seeded, for work outside its own API. Inside a transaction. */
struct site jira_control_site(struct session *session, const char *name);
void jira_control_act(struct session *session, const struct request *request, struct reply *reply);
/* ?site=cloud or dc, ?limit= */
void jira_control_dump(struct session *session, const struct request *request, struct reply *reply);
