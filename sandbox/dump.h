/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The content of the instance as one JSON value, for tests and for looking at. */
#pragma once

#include "dictionary.h"
#include "session.h"

#include <jansson.h>

/* {"cis", "certificates", "relations", "domains", "tickets", "users", "groups"}; a ticket holds its
 * notes, tasks, affected CIs, approvals and attachments. At most limit rows of each. */
json_t *dump_all(struct session *session, long limit);
/* The filled columns of one record; NULL when there is none. */
json_t *dump_record(struct session *session, const struct table *table, const char *sys_id);
/* What hangs on one ticket, as in dump_all. */
json_t *dump_ticket(struct session *session, const char *sys_id);
