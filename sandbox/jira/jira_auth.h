/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Logging in to a Jira site: Basic with an API token, Bearer, client credentials. */
#pragma once

#include "site.h"

#include <stdbool.h>

/* Fills in the session's user. False when nobody is logged in: then site->anonymous is set, and
 * the answer's headers say why when a login was tried. */
bool jira_auth_check(struct site *site);
/* 401 in the words of the site or of the gateway. */
void jira_auth_refuse(struct site *site);
/* Whether a token with few scopes may do this; else the gateway's 401 is answered. */
bool jira_auth_has_scope(struct site *site, enum site_area area);
/* POST of a token endpoint. */
void jira_auth_token(struct site *site);
