/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the engine knows and a source may ask for, as contract/discovery.h says. */
#pragma once
#include "contract/discovery.h"

/* context is the discover stage. */
CHECKED bool discover_known_hosts(void *context,
                                  void (*each)(void *own, const struct discovery_host *host),
                                  void *own, struct error *error);
CHECKED bool discover_known_places(void *context,
                                   void (*each)(void *own, const struct deployment_place *place),
                                   void *own, struct error *error);
