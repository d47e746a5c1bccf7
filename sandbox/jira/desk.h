/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the endpoints of the service desk share. */
#pragma once

#include "issue.h"
#include "site.h"

#include <stdbool.h>

/* {"start", "limit", "size", "isLastPage", "values", "_links"}; takes the list. */
json_t *desk_page(struct site *site, json_t *values);
/* {"errorMessage", "i18nErrorMessage"}: another shape than the platform's. */
void desk_refuse(struct site *site, int status, const char *message);
/* Ends in a 404 when there is no such service desk. */
bool desk_is_known(struct site *site, const char *id);
/* The request that the path names; ends in a 404 when there is none. */
bool desk_open(struct site *site, struct issue *issue);
