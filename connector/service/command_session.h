/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Opens the session of a command, with the rules of --now. */
#pragma once
#include "service/command.h"
#include "service/session.h"

/* Obeys --verbose and --now; false when the time was refused with a complaint. */
bool command_session_prepare(const struct command_line *line);
/* -1 = open; else the status to end with, told already. */
int command_session_open(struct session *session, const struct command_line *line, unsigned parts);
/* For deciding without anything staying that should not: the store itself where nobody else writes,
 * a copy of it that goes away where --now must not write, else (*alone is false) for reading beside
 * whoever writes. */
int command_session_open_either(struct session *session, const struct command_line *line,
                                unsigned parts, bool *alone);
/* The index of a far side by its name; -1 with a complaint that names those there are. */
int command_session_side(const struct session *session, const char *name);
