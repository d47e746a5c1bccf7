/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The organisation as a Jira site holds it: its hosts, applications and services in Assets. */
#pragma once

#include "site.h"

/* Fills a site when it is first asked for anything: nobody waits for a face that nobody uses. */
void jira_seed_ensure(const struct site *site);
