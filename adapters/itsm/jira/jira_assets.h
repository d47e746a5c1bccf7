/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Assets, the CMDB of Jira Service Management: certificates, their relations, CIs. With `assets: none`
 * none of this is called, but jira_assets_close and jira_assets_prepare, which then do nothing. */
#pragma once
#include "contract/itsm.h"

/* A run of STEP_CERTIFICATE, STEP_RELATION or STEP_DOMAIN steps; every receipt was cleared before.
 * False only when nothing more gets through. */
CHECKED bool jira_assets_push(struct itsm *itsm, struct arena *arena, const struct step *steps,
                              size_t count, struct receipt *receipts, struct error *error);
/* Are they there? Receipts come as RECEIPT_DONE with remote_id NULL; see itsm_type.find. */
CHECKED bool jira_assets_find(struct itsm *itsm, struct arena *arena, const struct step *steps,
                              size_t count, struct receipt *receipts, struct error *error);
/* Rows of one kind: hosts, applications, services, certificates, relations. */
CHECKED bool jira_assets_fetch(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                               struct error *error);
/* One finding for each thing that must hold. */
CHECKED bool jira_assets_check(struct itsm *itsm, struct arena *arena,
                               void (*tell)(void *context, const struct itsm_finding *finding),
                               void *context, struct error *error);
/* How many objects there are and may be; see itsm_type.room. */
CHECKED bool jira_assets_room(struct itsm *itsm, struct arena *arena, struct itsm_room *room,
                              struct error *error);
/* Steps for an administrator, numbered from *number on. */
CHECKED bool jira_assets_prepare(struct itsm *itsm, struct arena *arena, struct text *out,
                                 int *number, struct error *error);
/* The value of a ticket's Assets field for these remote ids (texts); NULL when none can be given. Not whole
 * when Assets could not be asked for all of them. */
struct json *jira_assets_value(struct itsm *itsm, struct arena *arena, const struct json *ids,
                               bool *whole);
/* Jira Cloud's own ids of the services with these remote ids; NULL when none is known. */
struct json *jira_assets_service_ids(struct itsm *itsm, struct arena *arena,
                                     const struct json *ids);
/* Room for what is learnt of Assets, where it is used. */
void jira_assets_open(struct itsm *itsm);
void jira_assets_close(struct itsm *itsm);
