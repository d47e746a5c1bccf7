/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The plug-ins that this program was built with; the lists are written by the build from adapters/. */

#pragma once

struct discovery_type;
struct itsm_type;

/* Discovery sources, in the order of their folders' names; the last entry is NULL. */
extern const struct discovery_type *const plugin_discovery_types[];

/* ITSM products, in the order of their folders' names; the last entry is NULL. */
extern const struct itsm_type *const plugin_itsm_types[];
