/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A store, a clock that is moved by hand, and certificates, for tests of the discover stage. */
#pragma once
#include "flow/discover.h"
#include "support/fake_discovery.h"
#include "support/store_folder.h"

struct discover_world {
	struct store_folder *folder;
	struct store *store; /* of the folder */
	struct discover_options options;
	struct discover_result result; /* of the newest call */
	struct flow_watch watch;
	struct error error;
	struct discovery *sources[4];
	size_t source_count;
};

#define DISCOVER_DAY 86400

int discover_world_setup(void **state);
int discover_world_teardown(void **state);
/* One more source for all scans that follow. */
void discover_world_source(struct discover_world *world, struct fake_discovery *fake);
/* A scan that must end well. */
void discover_world_scan(struct discover_world *world, struct fake_discovery *fake);
/* A scan that may stop; the error stands in world->error. */
bool discover_world_try(struct discover_world *world, struct fake_discovery *fake);
/* Scans so many times, so many seconds apart. */
void discover_world_scans(struct discover_world *world, struct fake_discovery *fake, int times,
                          int64_t seconds);
void discover_world_look(struct discover_world *world, int64_t deployment_id);
void discover_world_pass(int64_t seconds);
int64_t discover_world_number(struct discover_world *world, const char *sql);
int64_t discover_world_in_state(struct discover_world *world, const char *state);
/* Places of one network, all served: "10.0.0." and a count. */
void discover_world_fill(struct fake_discovery *fake, struct arena *arena, const char *network,
                         int count);
/* A stored file. */
void discover_world_file(struct fake_discovery *fake, const char *path);
/* Empties dirty, as derive would. */
void discover_world_derive(struct discover_world *world);

/* The leaf of this number with its issuer behind it; made once, P-256. */
const struct look_certificate *discover_world_chain(int number);
/* An RSA leaf. */
struct look_certificate discover_world_rsa(void);
