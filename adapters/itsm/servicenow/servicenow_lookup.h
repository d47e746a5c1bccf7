/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names from the settings as ids of the instance. */
#pragma once
#include "contract/itsm.h"
#include "servicenow_request_ticket.h"

/* Caller of incidents, requester of changes; "" where the setting is empty. ERROR_PEER when a name
 * is not there or not active. */
CHECKED bool servicenow_lookup_people(struct itsm *itsm, struct arena *arena, enum ticket_kind kind,
                                      struct servicenow_request_people *people,
                                      struct error *error);
/* One active user by user name; a sys_id stands for itself. *id in the state's memory. */
CHECKED bool servicenow_lookup_user(struct itsm *itsm, struct arena *arena, const char *name,
                                    const char **id, struct error *error);
/* A standard change template by name or id; "" when there is none. */
CHECKED bool servicenow_lookup_template(struct itsm *itsm, struct arena *arena, const char *name,
                                        const char **id, struct error *error);
/* Table of a ticket by its id: "incident", "change_request", ...; "" when it cannot be seen. */
CHECKED bool servicenow_lookup_table(struct itsm *itsm, struct arena *arena, const char *ticket_id,
                                     const char **table, struct error *error);
