/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What commands about one certificate, or about those at a place, have in common. */
#pragma once
#include "flow/derive_subject.h"
#include "service/command.h"
#include "service/session.h"

/* Tells about subjects decided now; some may be NULL. Gives the status to end with. */
typedef int (*command_certificate_fn)(struct command_line *line, struct session *session,
                                      struct arena *arena, struct subject **subjects, size_t count);

/* Reads FINGERPRINT|HOST[:PORT] from the command line, decides about what is meant, and has it told. */
int command_certificate(struct command_line *line, const struct command *command,
                        command_certificate_fn tell);
