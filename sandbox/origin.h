/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Guards what a browser could be made to send by another site. */
#pragma once

#include "request.h"

#include <stdbool.h>

/* False when the Host is no loopback name, or Origin or Sec-Fetch-Site name another site. */
bool origin_is_own(const struct request *request);
