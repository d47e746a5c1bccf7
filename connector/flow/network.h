/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Networks as people write them. */
#pragma once
#include <stdbool.h>

/* Is the host meant? A network ("10.20.0.0/24", "2001:db8::/32") holds addresses; an address or name
 * is meant itself. What is neither holds nothing. */
bool network_holds(const char *network, const char *host);
