/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Request types of the service desk. */
#pragma once

#include "site.h"

#include <stdbool.h>

/* Numbers from 1; 0 ends or means unknown. By id, by name or by "itsm/portal-key". */
int request_type_find(const struct site *site, const char *id);
const char *request_type_name(int number); /* NULL past the end */
int request_type_issue_type(int number);
const char *request_type_id(const struct site *site, int number);
/* Keys of its fields, separated by '|'; the first one is required. */
const char *request_type_fields(int number);
/* The field "Request Type" as the platform shows it. */
json_t *request_type_show_value(const struct site *site, int number);
json_t *request_type_show(const struct site *site, int number);
