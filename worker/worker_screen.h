/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Refuses jq programs that would read anything but their input, before they are compiled. */
#pragma once
#include "base/error.h"
#include <stddef.h>

/* A mapping must give the same output for the same input, else "nothing changed" could never be
 * said. So calls of now, env, input, debug, halt, localtime and their like, $ENV, and modules are
 * refused as ERROR_LOCAL "name:line: ...". The same words as field names (.now) and as keys ({now})
 * stay allowed. Follows the lexical rules of jq 1.6 (src/lexer.l); what jq itself would not
 * tokenise is left for its own syntax error. */
CHECKED bool worker_screen(const char *name, const char *text, size_t length, struct error *error);
