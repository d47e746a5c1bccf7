/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The organisation that a fresh sandbox holds. */
#pragma once

#include "sandbox.h"

#include <stdbool.h>

/* Fills an empty database, leaves a filled one as it is. */
bool seed_all(struct sandbox *sandbox, unsigned long hosts);

struct session;
/* Parts, in the order in which they run. */
void seed_people(struct session *session);
void seed_platform(struct session *session);
void seed_changes(struct session *session);
void seed_cis(struct session *session, unsigned long hosts);
/* One row; pairs of column and value, ended by NULL. The id follows from table and name. */
const char *seed_row(struct session *session, const char *table, const char *name, ...)
	__attribute__((sentinel));
/* The id that seed_row gives, for references. */
const char *seed_id(struct session *session, const char *table, const char *name);
