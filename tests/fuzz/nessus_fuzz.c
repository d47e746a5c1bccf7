/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a report of Nessus. */
#include "adapters/discovery/nessus/nessus_read.h"
#include "fuzz/import_fuzz.h"

static bool read_report(struct import *import, struct error *error)
{
	const char *plugin = "10863";
	const struct setting_list plugins = { .items = &plugin, .count = 1 };
	return nessus_read(import, &plugins, error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return import_fuzz_run(data, size, read_report);
}
