/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Where a certificate stands, and what is wrong with it. */
#pragma once
#include "flow/derive_subject.h"

/* All states that there are, ended by NULL. */
extern const char *const derive_state_names[];

/* Decides state, window, retired and findings of a matched, classified subject at this moment. */
void derive_state(const struct flow *flow, struct arena *arena, struct subject *subject,
                  int64_t now);
/* Sets the clock mark at which that changes next. */
CHECKED bool derive_state_marks(const struct flow *flow, struct arena *arena,
                                const struct subject *subject, int64_t now, struct error *error);
/* Is a certificate of this issuer told to renew itself? */
bool derive_state_self_renewing(const struct flow *flow, const struct subject *subject);
/* Where the window would open for it. */
struct window derive_state_window(const struct flow *flow, const struct subject *subject);
