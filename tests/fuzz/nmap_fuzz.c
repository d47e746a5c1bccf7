/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a file of nmap. */
#include "adapters/discovery/nmap/nmap_read.h"
#include "fuzz/import_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return import_fuzz_run(data, size, nmap_read);
}
