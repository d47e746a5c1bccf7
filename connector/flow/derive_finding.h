/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a certificate, or with how it is used (docs/findings.md). Each part adds to the
 * findings of the subject. */
#pragma once
#include "flow/derive_subject.h"
#include "trust/trust_judge.h"

/* One more; the texts are borrowed. source NULL = the rule needs none. */
void derive_finding_add(struct arena *arena, struct subject *subject, const char *rule,
                        const struct trust_fault *fault);

/* derive_finding_rules.c: the ids of all findings that there are, ended by NULL. */
extern const char *const derive_finding_rules[];
bool derive_finding_exists(const char *rule);

/* A name out of a certificate, as a finding may show it: strangers write it, of any length. */
const char *derive_finding_name(struct arena *arena, const char *name);

/* derive_finding.c: what stands in the certificate alone, and how it is served and owned. */
void derive_finding_plain(const struct flow *flow, struct arena *arena, struct subject *subject);
/* derive_finding_place.c: places and what stands beside them; says until when places count as
 * flapping. */
CHECKED bool derive_finding_places(const struct flow *flow, struct arena *arena,
                                   struct subject *subject, int64_t now, struct error *error);
/* derive_finding_trust.c: by trust facts; says when they may say something else. Nothing without facts
 * to go by. */
CHECKED bool derive_finding_trust(const struct flow *flow, struct arena *arena,
                                  struct subject *subject, int64_t now, struct error *error);
/* derive_finding_key.c: who else has its key, by the practices of the profile. Needs the owner. */
CHECKED bool derive_finding_key(const struct flow *flow, struct arena *arena,
                                struct subject *subject, const char *profile, struct error *error);
/* derive_finding_new.c: did it come where another was good for long yet? */
CHECKED bool derive_finding_new(const struct flow *flow, struct arena *arena,
                                struct subject *subject, const char *profile, int64_t now,
                                struct error *error);
/* Enqueues those when what they may tell of this one has changed. */
CHECKED bool derive_finding_key_touch(const struct flow *flow, const struct subject *subject,
                                      struct error *error);
