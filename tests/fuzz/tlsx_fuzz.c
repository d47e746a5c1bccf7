/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as JSON lines of tlsx and zgrab2. */
#include "adapters/discovery/tlsx/tlsx_read.h"
#include "fuzz/import_fuzz.h"

static bool read_lines(struct import *import, struct error *error)
{
	return tlsx_read(import, 0, error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return import_fuzz_run(data, size, read_lines);
}
