/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Files of a scan that could not be read as a whole, and what was known in them: a rotated password takes no
 * certificate away. */
#pragma once
#include "base/array.h"
#include "contract/discovery.h"

struct files_unread_file {
	const char *path;
	enum look_reason reason;
	const char *detail;
	bool told; /* for a place of it */
};

struct files_unread {
	struct arena arena; /* for the owner to release */
	ARRAY(struct files_unread_file) files;
};

/* What tells one place: of the file, or of the entry with that alias. */
typedef bool (*files_unread_fn)(void *context, const struct files_unread_file *file,
                                const char *alias, struct error *error);

/* Keeps copies until the scan is over. False when there are too many: then the scan is not complete. */
bool files_unread_note(struct files_unread *unread, const char *path, enum look_reason reason,
                       const char *detail);
/* After the walk: tells each place that is known in one of them on this host, and a file where none is
 * known by the alias "". */
CHECKED bool files_unread_tell(struct files_unread *unread, const struct discovery_scan *scan,
                               const char *host, files_unread_fn tell, void *context,
                               struct error *error);
