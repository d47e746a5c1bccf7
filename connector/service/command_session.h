/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Opens the session of a command, with the rules of --now. */
#pragma once
#include "service/command.h"
#include "service/session.h"

/* -1 = open; else the status to end with, told already. */
int command_session_open(struct session *session, const struct command_line *line, unsigned parts);
/* For writing where nobody else does, else for reading beside whoever does: *alone tells. */
int command_session_open_either(struct session *session, const struct command_line *line,
                                unsigned parts, bool *alone);
/* The index of a far side by its name; -1 with a complaint that names those there are. */
int command_session_side(const struct session *session, const char *name);
