/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A store of a test's own, in a folder that goes away with it. */
#pragma once
#include "base/arena.h"
#include "store/store.h"

struct store_folder {
	char folder[64];
	char path[96]; /* of the store inside it */
	struct store *store;
	struct arena arena;
};

/* cmocka's setup and teardown: *state becomes a struct store_folder with the store open for
 * writing. */
int store_folder_setup(void **state);
/* The same without opening the store. */
int store_folder_setup_empty(void **state);
int store_folder_teardown(void **state);
/* Closes and opens it again, as a new start would. Ends the test when that fails. */
void store_folder_reopen(struct store_folder *folder, enum store_mode mode);
/* What most tests of the store begin with. */
#define STORE_HERE                          \
	struct store_folder *here = *state; \
	struct store *store = here->store;  \
	struct arena *arena __attribute__((unused)) = &here->arena
/* One number from a query, to see what the store's own calls don't show. */
int64_t store_folder_number(struct store_folder *folder, const char *sql);
