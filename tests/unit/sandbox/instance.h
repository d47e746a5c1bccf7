/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A seeded instance in memory for the sandbox's unit tests. */
#pragma once

#include "sandbox/database.h"
#include "sandbox/dictionary.h"
#include "sandbox/moment.h"
#include "sandbox/record.h"
#include "sandbox/sandbox.h"
#include "sandbox/schema.h"
#include "sandbox/seed.h"
#include "sandbox/session.h"

#include <assert.h>
#include <stdlib.h>

struct instance {
	struct sandbox sandbox;
	struct pool *pool;
	struct session session;
};

static inline int instance_open(void **state)
{
	struct instance *instance = calloc(1, sizeof(*instance));
	assert(instance);
	dictionary_prepare();
	instance->pool = pool_open();
	const char *message = "";
	instance->sandbox = (struct sandbox){ .faults = fault_open(1),
		                              .stats = stats_open(),
		                              .token_life = 1800 };
	instance->sandbox.database = database_open(instance->pool, ":memory:", &message);
	assert(instance->sandbox.database && schema_create(instance->sandbox.database));
	bool seeded = seed_all(&instance->sandbox, 20);
	assert(seeded);
	instance->session = (struct session){ .sandbox = &instance->sandbox,
		                              .database = instance->sandbox.database,
		                              .pool = instance->pool,
		                              .now = sandbox_now(&instance->sandbox),
		                              .base = "http://127.0.0.1" };
	instance->session.now_text = moment_print(instance->pool, instance->session.now);
	bool known = session_become(&instance->session, "certsteward");
	assert(known);
	database_begin(instance->sandbox.database);
	*state = instance;
	return 0;
}

static inline int instance_close(void **state)
{
	struct instance *instance = *state;
	database_rollback(instance->sandbox.database);
	database_close(instance->sandbox.database);
	fault_close(instance->sandbox.faults);
	stats_close(instance->sandbox.stats);
	pool_close(instance->pool);
	dictionary_release();
	free(instance);
	return 0;
}
