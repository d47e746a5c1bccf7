/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names that nobody configured: which to try at an address, and what an answer to one says. */
#pragma once
#include "tls_known.h"
#include "tls_pool.h"

enum { TLS_LEARN_MOST = 64 };

/* Names to try at the host after the look without a name, at most as many as the scope says; names of
 * places are not among them. from: any number; it says where a long list begins. Texts live in arena. */
size_t tls_learn_candidates(struct arena *arena, const struct tls_scope *scope,
                            const struct tls_known *known, const struct tls_host *host,
                            const struct look *look, uint64_t from,
                            const char *names[static TLS_LEARN_MOST]);
/* What the leaves of a look are known by, for tls_learn_judge. */
void tls_learn_shown(const struct look *look, uint64_t shown[static 2]);
/* Keeps of a report on a learned name what that name is served; false when that is nothing that is
 * worth telling. A place that shows only what does not cover its name is absent. */
bool tls_learn_judge(struct tls_report *report);
