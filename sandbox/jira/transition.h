/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Moving issues through their workflows. */
#pragma once

#include "issue.h"
#include "workflow.h"

#include <stdbool.h>

/* Fields of the body are read into the issue first. False with the problem told. */
bool transition_carry_out(struct site *site, struct issue *issue, const char *id,
                          const json_t *body, json_t *problem);
/* What an approval's decision does to the issue, and notes it as the session's user. */
void transition_decide(struct site *site, struct issue *issue, bool approved);
/* Straight into a status, as people with rights can do by hand. */
void transition_force(struct site *site, struct issue *issue, int status);
/* {"transitions": [...]}'s list; fields: with what their screens ask for. */
json_t *transition_show(const struct site *site, const struct issue *issue, bool fields);
