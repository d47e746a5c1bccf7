/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Discovery by nmap: takes the files that it wrote. */
#include "nmap_read.h"

#include <stddef.h>

extern const struct discovery_type nmap_discovery;

struct nmap_settings {
	struct setting_list paths;
};

static const struct setting settings[] = {
	IMPORT_PATHS(struct nmap_settings, paths),
	{ .name = NULL },
};

static const struct import_format format = {
	.paths = offsetof(struct nmap_settings, paths),
	.endings = ".xml",
	.bare = "scan with --script ssl-cert of nmap 6 or later",
	.read = nmap_read,
};

const struct discovery_type nmap_discovery = {
	.name = "nmap",
	.summary = "Takes over what 'nmap -oX --script ssl-cert' wrote to files",
	.setting_table = settings,
	.settings_size = sizeof(struct nmap_settings),
	.imports = &format,
	.open = import_open,
	.scan = import_scan,
	.look = import_look,
	.covers = import_covers,
	.close = import_close,
};
