/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Wiki markup of Data Center and of comments of Jira Service Management. Pure. */
#pragma once
#include <stdbool.h>

struct arena;

/* Plain text as markup: what others wrote can be no macro, mention, link, image or emphasis. `summons`
 * puts the first paragraph into a panel. */
char *jira_wiki_write(struct arena *arena, const char *text, bool summons);
