/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that read trust facts share; nothing outside connector/trust/ sees it. */
#pragma once
#include "trust/trust_facts.h"

/* Reads one entry of a section into the rule; refuses what the section does not know. */
CHECKED bool trust_section_read(struct arena *arena, enum trust_section section,
                                const struct yaml *entry, struct trust_rule *rule,
                                struct error *error);
