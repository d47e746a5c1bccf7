/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Discovery by Nessus: takes the reports that it exported. */
#include "nessus_read.h"

#include <stddef.h>

extern const struct discovery_type nessus_discovery;

struct nessus_settings {
	struct setting_list paths;
	struct setting_list plugins;
};

static const struct setting settings[] = {
	IMPORT_PATHS(struct nessus_settings, paths),
	{ .name = "plugins",
	  .type = SETTING_LIST,
	  .offset = offsetof(struct nessus_settings, plugins),
	  .fallback = "[10863]",
	  .help = "Numbers of plug-ins whose output carries the certificate that the port served" },
	{ .name = NULL },
};

static bool read_report(struct import *import, struct error *error)
{
	const struct nessus_settings *own = import->discovery->settings;
	return nessus_read(import, &own->plugins, error);
}

static const struct import_format format = {
	.paths = offsetof(struct nessus_settings, paths),
	.endings = ".nessus",
	.bare = "export a report that holds the whole output of plug-in 10863",
	.read = read_report,
};

const struct discovery_type nessus_discovery = {
	.name = "nessus",
	.summary = "Takes over the certificates in exported Nessus v2 reports",
	.setting_table = settings,
	.settings_size = sizeof(struct nessus_settings),
	.imports = &format,
	.open = import_open,
	.scan = import_scan,
	.look = import_look,
	.covers = import_covers,
	.close = import_close,
};
