/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* JSON lines of tlsx (-json -cert) and of zgrab2. */
#pragma once
#include "base/json.h"
#include "contract/import.h"

/* Puts a look for each line that says something; each line may be of either. */
CHECKED bool tlsx_read(struct import *import, int64_t port, struct error *error);

/* tlsx_zgrab.c: one record of zgrab2. port: where the record names none and its protocol has no usual
 * one; 0 = 443. */
CHECKED bool tlsx_zgrab(struct import *import, const struct json *record, int64_t port,
                        struct error *error);
