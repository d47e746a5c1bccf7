/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The organisation's people and groups as Jira names them. */
#pragma once

#include "site.h"

#include <stdbool.h>

/* accountId of the Cloud, name of the Data Center. Pooled; "" for nobody. */
const char *people_id(const struct site *site, const char *user_name);
/* A user object of the platform; null for nobody. */
json_t *people_show(const struct site *site, const char *user_name);
/* The user object of the service desk API, which is another one. */
json_t *people_show_desk(const struct site *site, const char *user_name);
/* The user name that a caller's {"accountId"} or {"name"} means; NULL when there is none. */
const char *people_read(const struct site *site, const json_t *value);
/* The same for a bare id. */
const char *people_find(const struct site *site, const char *id);
bool people_is_active(const struct site *site, const char *user_name);

/* {"name", "groupId", "self"}; */
json_t *people_show_group(const struct site *site, const char *name);
/* The name that {"name"} or {"groupId"} means; NULL when there is none. */
const char *people_read_group(const struct site *site, const json_t *value);
