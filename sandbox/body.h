/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON body of a call. */
#pragma once

#include "request.h"
#include "session.h"

#include <jansson.h>
#include <stdbool.h>

/* Parses the body, also in the loose spelling of the vendor's own examples (single quotes,
 * bare names). NULL with the reply set when it is missing, too deep, or no JSON object. */
json_t *body_object(struct session *session, const struct request *request, struct reply *reply);
/* The same text with double quotes. Pooled. */
char *body_tighten(struct pool *pool, const char *body, size_t length);
