/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which roles may do what: a small part of the access controls of a real instance. */
#pragma once

#include "dictionary.h"
#include "session.h"

#include <stdbool.h>

bool access_reads(struct session *session, const struct table *table, struct failure *failure);
bool access_writes(struct session *session, const struct table *table, struct failure *failure);
/* Tickets and CIs are deleted by administrators only; relations and files by who may write them. */
bool access_deletes(struct session *session, const struct table *table, struct failure *failure);
/* Rows hidden from the caller after the limit was applied (switch "trimmed-pages"). */
bool access_hides(struct session *session, const struct table *table, const char *sys_id);
