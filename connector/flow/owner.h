/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who owns a certificate: one ladder, best rung first. */
#pragma once
#include "flow/derive_subject.h"

/* Fills owner_group, owner, backup, owner_why of the subject. `rule` is the answer of owner.jq, or
 * NULL. Inactive groups and people are skipped and named in the reason. */
CHECKED bool owner_decide(const struct flow *flow, struct arena *arena, struct subject *subject,
                          size_t side_index, const struct json *rule, struct error *error);
/* Name, in the store's meta table, of the group that a person has set on a CI which we made. */
const char *owner_mark(struct arena *arena, const char *target, const char *remote_id);
