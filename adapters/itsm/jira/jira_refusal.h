/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Refusals that a setting or a scope mends: says which one, beside Jira's own words. */
#pragma once
#include "contract/itsm_reply.h"

struct itsm;
struct jira_request;

/* The scope that a call needs on Cloud, by its path (Atlassian's OpenAPI files name one for each). */
const char *jira_refusal_scope(const char *path, bool read);
/* Did Cloud refuse because the token lacks a scope? */
bool jira_refusal_is_scope(const struct itsm_reply *reply);
/* Adds the scope, or the settings of the fields that Jira did not take, to the reason of a refusal. */
void jira_refusal_explain(struct itsm *itsm, struct arena *arena,
                          const struct jira_request *request, struct itsm_reply *reply);
