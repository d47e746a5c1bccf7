/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Places that serve certificates, as objects of a type of their own: only with `assets: objects`. */
#pragma once
#include "jira_assets_object.h"
#include "jira_check.h"

/* Names that the mapping deployment.jq writes by. The key is the SHA-256 of the place's, as text of others may
 * stand in no AQL. */
#define JIRA_ASSETS_PLACE "Deployment key"

/* Setting `assets` is "objects". */
bool jira_uses_deployments(const struct itsm *itsm);
/* The type of places with its attributes. */
CHECKED bool jira_assets_deployments(struct itsm *itsm, struct arena *arena,
                                     struct jira_assets_type **type, struct error *error);
/* All that can be written of an object of that type, {name: text}: several values in lines, in one order
 * whatever Assets gives them in. What of it is ours the engine knows by what it wrote. */
struct json *jira_assets_deployment_fields(struct arena *arena, const struct json *object,
                                           const struct jira_assets_type *type);
/* A run of STEP_DEPLOYMENT steps; as jira_assets_push. */
CHECKED bool jira_assets_push_deployments(struct itsm *itsm, struct arena *arena,
                                          const struct step *steps, size_t count,
                                          struct receipt *receipts, struct error *error);
/* As jira_assets_find. */
CHECKED bool jira_assets_find_deployments(struct itsm *itsm, struct arena *arena,
                                          const struct step *steps, size_t count,
                                          struct receipt *receipts, struct error *error);
/* Tells whether that type has what we write, and a unique key. False only for ERROR_CANCELLED. */
CHECKED bool jira_assets_check_deployments(const struct jira_checking *checking,
                                           struct error *error);
/* The step of `init --target` that makes the type. */
void jira_assets_prepare_deployments(const struct itsm *itsm, struct text *out);
