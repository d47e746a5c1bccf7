/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The reasons behind what was decided about one certificate. */
#pragma once
#include "flow/derive_subject.h"
#include "service/session.h"

struct command_line;
struct json;

/* An object with members "certificate", "state", "class", "owner", "places", "window",
 * "findings", "records", "cases", each with its why. */
CHECKED bool explanation_make(struct session *session, struct arena *arena,
                              const struct subject *subject, struct json **explanation,
                              struct error *error);
/* The same for people. */
void explanation_print(const struct command_line *line, const struct json *explanation);
