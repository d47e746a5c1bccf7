/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Output of `nmap -oX` with the script ssl-cert. */
#pragma once
#include "contract/import.h"

/* Puts a look for each port that says something: open with a certificate, closed, filtered. */
CHECKED bool nmap_read(struct import *import, struct error *error);
