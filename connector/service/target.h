/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From what a person types to certificates: a fingerprint's beginning, or HOST[:PORT]. */
#pragma once
#include "base/array.h"
#include "service/session.h"

struct target_list {
	ARRAY(int64_t) ids;
};

/* ERROR_ITEM when nothing fits. Fingerprints with colons and in capitals are understood. A host gives
 * the certificates in its slots now, by name, address or server name; else those of this subject. */
CHECKED bool target_find(struct session *session, struct arena *arena, const char *word,
                         struct target_list *list, struct error *error);
