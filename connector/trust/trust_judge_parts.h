/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that judge by trust facts share; nothing outside connector/trust/ sees it. */
#pragma once
#include "trust/trust_judge.h"

/* Is the profile ("public", "internal", …) among those the rule names? A rule that names none is for
 * all. */
bool trust_judge_applies(const struct trust_rule *rule, const char *profile);
/* Fills the fault with the rule's severity and source; `text` is borrowed. Always true, for the judge
 * to return. */
bool trust_judge_tell(const struct trust_rule *rule, const char *text, struct trust_fault *fault);
