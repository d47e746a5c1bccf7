/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Creating and editing issues: from the body of a call to the stored issue. */
#pragma once

#include "issue.h"

#include <stdbool.h>

struct issue_write {
	struct issue *issue;
	json_t *problem;    /* what does not fit; fields by the ids of the site */
	json_t *items;      /* changelog entries are added here; NULL for none */
	const char *screen; /* only these keys may be set, NULL: what the issue type shows */
};

/* Applies "fields" and "update" of a body to the document. False when something does not fit. */
bool issue_write_fields(struct site *site, struct issue_write *write, const json_t *body);
/* Comments that come inside "update". */
void issue_write_comments(struct site *site, const struct issue *issue, const json_t *body);
/* Makes an issue of {"fields", "update", "properties", "transition"}. The nested outcome of the
 * transition goes into *moved (NULL without one), owned by the caller. */
bool issue_write_create(struct site *site, const json_t *body, struct issue *issue, json_t **moved,
                        json_t *problem);
