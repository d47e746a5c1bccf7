/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Attachments of issues. */
#pragma once

#include "issue.h"

#include <stddef.h>

json_t *file_show_all(const struct site *site, long long issue);
/* The bytes as an answer; false when there is no such file. */
bool file_send(struct site *site, long long id);
