/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Attachments of issues. */
#pragma once

#include "issue.h"

#include <stddef.h>

json_t *file_show_all(const struct site *site, long long issue);
/* Keeps one; issue 0 and a token: uploaded for the service desk, not yet attached. Its id. */
long long file_store(const struct site *site, long long issue, const char *name, const char *type,
                     const char *bytes, size_t length, const char *token);
json_t *file_show(const struct site *site, long long id);
/* The bytes as an answer; false when there is no such file. */
bool file_send(struct site *site, long long id);
