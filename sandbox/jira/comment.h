/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Comments, public and internal. */
#pragma once

#include "issue.h"

/* {"comments": [...], "total", ...} of the platform; embedded: as inside the issue's fields. */
json_t *comment_show_all(const struct site *site, long long issue, bool embedded);
extern const char comment_too_long[]; /* what is said where it does not fit */
/* Is it short enough, ADF or a text? */
bool comment_fits(const struct site *site, const json_t *body);
/* Adds one; body is ADF or a text and is taken over. Its id. */
long long comment_add(const struct site *site, long long issue, json_t *body, bool public,
                      const json_t *properties);
/* The service desk's view: pages of CommentDTO. public_only: what customers see. */
json_t *comment_show_desk(const struct site *site, long long issue, long long id);
