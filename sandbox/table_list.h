/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of the Table API: queries, pages, counts, links. */
#pragma once

#include "dictionary.h"
#include "request.h"
#include "session.h"

void table_list_handle(struct session *session, const struct request *request,
                       const struct table *table, const char *version, struct reply *reply);
