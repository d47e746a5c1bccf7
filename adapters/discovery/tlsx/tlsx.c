/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Discovery by tlsx and zgrab2: takes the JSON lines that they wrote. */
#include "tlsx_read.h"

#include <stddef.h>

extern const struct discovery_type tlsx_discovery;

struct tlsx_settings {
	struct setting_list paths;
	int64_t port;
};

static const struct setting settings[] = {
	IMPORT_PATHS(struct tlsx_settings, paths),
	{ .name = "port",
	  .type = SETTING_INTEGER,
	  .offset = offsetof(struct tlsx_settings, port),
	  .fallback = "0",
	  .high = 65535,
	  .help = "Port that zgrab2 was told to use, if its records do not name it; 0 = the "
	          "protocol's own" },
	{ .name = NULL },
};

static bool read_lines(struct import *import, struct error *error)
{
	const struct tlsx_settings *own = import->discovery->settings;
	return tlsx_read(import, own->port, error);
}

static const struct import_format format = {
	.paths = offsetof(struct tlsx_settings, paths),
	.endings = ".json .jsonl .ndjson",
	.bare = "run tlsx with -json -cert (and -tls-chain)",
	.read = read_lines,
};

const struct discovery_type tlsx_discovery = {
	.name = "tlsx",
	.summary = "Takes over JSON lines of tlsx (-json -cert) and of zgrab2",
	.setting_table = settings,
	.settings_size = sizeof(struct tlsx_settings),
	.imports = &format,
	.open = import_open,
	.scan = import_scan,
	.look = import_look,
	.covers = import_covers,
	.close = import_close,
};
