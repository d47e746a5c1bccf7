/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One condition of JQL: field, operator, value. */
#pragma once

#include "jql.h"
#include "token.h"

#include <stdbool.h>

struct jql_reader {
	struct site *site;
	struct jql *query;
	json_t *problem;
	struct token_reader tokens;
};

bool jql_clause_parse(struct jql_reader *reader);
/* SQL to order by this field; NULL when there is none of that name. */
const char *jql_clause_order(struct jql_reader *reader, const char *name);
/* Always false. The message may hold one "%s" for the current word; NULL: what is expected. */
bool jql_clause_refuse(struct jql_reader *reader, const char *message);
