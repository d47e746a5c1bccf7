/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which mapping programs a session runs, and where they lie. */
#pragma once
#include "flow/flow.h"
#include "mapping/mapping.h"
#include "service/settings.h"

struct session_programs {
	struct mapping_program programs[MAPPING_PROGRAMS];
	size_t count;
	const char *shared; /* folder of what programs of all folders include */
};

/* The folder with rules/ and one folder per product: as set, else beside our own program, else as
 * installed. ERROR_LOCAL when it is in none of these. */
CHECKED bool session_programs_folder(struct arena *arena, const struct settings *settings,
                                     const char **folder, struct error *error);
/* Fills the list: two rules, and five to eight programs for each folder of a far side:
 * relation.jq, task.jq and deployment.jq only where they stand there. */
CHECKED bool session_programs_list(struct arena *arena, const struct settings *settings,
                                   struct session_programs *list, struct error *error);
/* The folder by which a far side's programs are named: its type, or its own name where it has
 * programs of its own. */
const char *session_programs_of(const struct settings_side *side);
