/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the engine knows beside the settings: addresses and names of far sides, places seen before. */
#pragma once
#include "contract/discovery.h"
#include "tls_scope.h"

/* A name to ask for at an address. */
struct tls_known_name {
	struct tls_address address;
	int port; /* 0 = any */
	const char *name;
	bool is_place; /* a certificate was served there for it */
};

struct tls_known {
	struct tls_known_name *names; /* by address */
	size_t name_count, name_capacity;
	/* Names met anywhere, each once, by what stands behind their first dot. */
	const char **words;
	size_t word_count, word_capacity;
	struct tls_target *targets; /* beside those of the scope */
	size_t target_count, target_capacity;
};

/* Asks the engine for what the scope wants to know of it. */
CHECKED bool tls_known_gather(struct discovery_scan *scan, const struct tls_scope *scope,
                              struct tls_known *known, struct error *error);
/* Adds a target that the scope does not hold; its name must stay. */
void tls_known_target(struct tls_known *known, const struct tls_target *target);
void tls_known_release(struct tls_known *known);
/* The names at an address, of any port: the first one, and how many. */
size_t tls_known_names(const struct tls_known *known, const struct tls_address *address,
                       const struct tls_known_name **first);
/* The words that "*.example.com" stands for. */
size_t tls_known_under(const struct tls_known *known, const char *wildcard,
                       const char *const **first);
