/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The part of `init` that speaks of one far side. */
#pragma once

struct command_line;

/* Prints what must be set up on the far side of that name in the configuration, else of that type with
 * its default settings. */
int command_init_target(const struct command_line *line, const char *target);
