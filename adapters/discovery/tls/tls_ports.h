/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The `ports` of a source: single ones and ranges. */
#pragma once
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Sorted, without overlap. */
struct tls_ports {
	struct tls_port_range {
		int low, high;
	} * ranges;
	size_t count;
	uint64_t total;
};

/* 1 to 65535, digits only. */
bool tls_ports_parse_one(const char *text, int *port);
/* "443" or "8000-8010". */
bool tls_ports_parse_range(const char *text, struct tls_port_range *range);
/* Reads entries like "443" and "8000-8010". ERROR_LOCAL names the entry. */
CHECKED bool tls_ports_parse(struct arena *arena, const char *const *items, size_t count,
                             struct tls_ports *ports, struct error *error);
/* The port at an index below total. */
int tls_ports_at(const struct tls_ports *ports, uint64_t index);
bool tls_ports_hold(const struct tls_ports *ports, int port);
