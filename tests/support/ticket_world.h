/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The stages around a fake source and a fake far side, with the shipped mappings: for tests of what
 * tickets come to. */
#pragma once
#include "flow/flow.h"
#include "mapping/mapping.h"
#include "support/discover_world.h"
#include "support/fake_itsm.h"

#include <openssl/evp.h>

struct ticket_world {
	struct discover_world *discover;
	struct store *store;
	struct fake_discovery source;
	struct fake_itsm far;
	struct flow_rules rules;
	struct flow_side side;
	struct mapping *mapping;
	struct flow flow;
	struct arena arena;
	EVP_PKEY *key;     /* of the newest certificate */
	bool keep_key;     /* the next ones have it, too */
	bool leaves_aside; /* a pass may set records aside */
};

int ticket_world_setup(void **state);
int ticket_world_teardown(void **state);
/* These programs in place of the shipped ones of the same name; without a path the shipped one. */
void ticket_world_programs(struct ticket_world *world, const struct mapping_program *own,
                           size_t count);
/* Discover, follow, derive, plan and apply until nothing is left to do, `seconds` after the last. */
void ticket_world_pass(struct ticket_world *world, int64_t seconds);
void ticket_world_passes(struct ticket_world *world, int times, int64_t seconds);
/* A certificate that ends so many days from now, and the chain it is served with. */
const struct look_certificate *ticket_world_chain(struct ticket_world *world, const char *name,
                                                  long starts, long ends);
/* A place in the source that serves it, on a host of this group ("" = no CI). */
struct fake_place *ticket_world_place(struct ticket_world *world, const char *host,
                                      const char *group, const struct look_certificate *chain);
/* The place serves this from now on, by a chain that is trusted. */
void ticket_world_serve(struct fake_place *place, const struct look_certificate *chain);
/* A row of the mirror; everything that is not given is "". */
void ticket_world_mirror(struct ticket_world *world, struct ci row);
