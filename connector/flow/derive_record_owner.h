/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The record's member "owner". */
#pragma once
#include "flow/derive_subject.h"

/* Who owns it, in the ids and names of this far side. The owner is decided where tickets are; for another
 * far side groups and people are those of the same name there, and left out where there is none, or more
 * than one: an id means nothing elsewhere. */
CHECKED bool derive_record_owner(const struct flow *flow, struct arena *arena,
                                 const struct subject *subject, const char *target,
                                 struct json **result, struct error *error);
