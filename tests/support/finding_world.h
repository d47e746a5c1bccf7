/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A ticket world that goes by trust facts, with two authorities: "Old Root", whose key is weak, and
 * "Middle" below it. */
#pragma once
#include "store/store_standing.h"
#include "support/issue.h"
#include "support/ticket_world.h"

int finding_world_setup(void **state);
/* Once, after the last test. */
int finding_world_end(void **state);
/* The shipped facts are in force, and these behind them; everything is judged anew. */
void finding_world_extend(struct ticket_world *world, const char *text);
/* New ones; those before are forgotten. */
void finding_world_authorities(const char *key_of_middle);
void finding_world_put(struct ticket_world *world, struct look_certificate *certificate,
                       const struct issued *issued);
/* The chain of a leaf below both, root included. */
struct look_certificate *finding_world_below(struct ticket_world *world, const char *name,
                                             const char *key, long ends);
/* Such a leaf at a host; the root is sent as well, or not. Index of the place in the source. */
size_t finding_world_serve(struct ticket_world *world, const char *host, const char *group,
                           const char *name, const char *key, long ends, bool with_root);
/* Of the newest certificate of this subject. */
int64_t finding_world_id(struct ticket_world *world, const char *subject);
/* NULL when it has no such finding. */
const struct store_finding *finding_world_find(struct ticket_world *world, const char *subject,
                                               const char *rule);
