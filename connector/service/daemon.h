/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The service: passes by schedule, requests of commands, a new configuration on SIGHUP. */
#pragma once

struct command_line;

/* Runs until SIGTERM or SIGINT, which end it after the batch under way. Gives the status to end
 * with. */
int daemon_run(struct command_line *line);
