/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The engine's side of a scan: feeds places in random order, hands over what came of them. */
#pragma once
#include "base/arena.h"
#include "contract/discovery.h"
#include "tls_scope.h"

/* What open prepares and close frees. */
struct tls_state {
	struct arena arena;
	struct tls_scope scope;
};

/* discovery_type.scan: all of the scope, from scan->cursor on. */
CHECKED bool tls_scan_all(struct discovery *discovery, struct discovery_scan *scan,
                          struct error *error);
/* discovery_type.look: these places, fully, as far as they lie in the scope. */
CHECKED bool tls_scan_places(struct discovery *discovery, const struct deployment_place *places,
                             size_t count, struct discovery_scan *scan, struct error *error);
