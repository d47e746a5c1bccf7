/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* People at work on a Jira site: what tests and the pages' buttons let somebody do. */
#pragma once

#include "site.h"

#include <stdbool.h>

/* {"site": "cloud" or "dc", "action", "user", "issue" or "object", …}. What it did it to,
 * afterwards, owned by the caller; NULL with the problem told. */
json_t *jira_act_perform(struct session *session, const json_t *wish, json_t *problem);
/* The site that a word names; the Cloud when it names none. */
struct site jira_act_site(struct session *session, const char *name);
