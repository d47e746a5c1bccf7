/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Nessus reports in the format "Nessus v2" (.nessus). */
#pragma once
#include "contract/import.h"

/* Puts a look for each item of these plug-ins whose output carries certificates in PEM. */
CHECKED bool nessus_read(struct import *import, const struct setting_list *plugins,
                         struct error *error);
