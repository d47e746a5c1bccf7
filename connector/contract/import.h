/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What sources share that hand over what other scanners wrote to files.
 *
 * A plug-in knows one format: it reads bytes, makes looks of them, and puts them. All that a file says
 * waits in a temporary file until its end was read well; then it is handed over, else none of it. */
#pragma once
#include "base/arena.h"
#include "contract/discovery.h"

/* One file being read. */
struct import {
	const struct discovery *discovery;
	const char *file;   /* its path, or "standard input" */
	const char *folder; /* that it lies in; NULL = standard input */
	int64_t now;
	int64_t changed_at; /* last change of the file: the time of looks that bear none */
	struct arena arena; /* of one look: reset when it was put */
	/* Where bytes come from and looks go to. */
	bool (*fill)(struct import *import, void *buffer, size_t size, size_t *length,
	             struct error *error);
	bool (*put)(struct import *import, const struct look *look, struct error *error);
	void *context;
	int64_t places; /* looks put */
	int64_t bare;   /* places with a certificate whose bytes the file does not hold */
};

/* What a type of import gives as its 'imports'. */
struct import_format {
	size_t paths;        /* offset in the settings of the list that IMPORT_PATHS fills */
	const char *endings; /* of files in folders, blank-separated: ".xml .nmap" */
	const char *bare;    /* what to do about files without certificates' bytes, for people */
	/* Reads the file to its end. ERROR_ITEM sets it aside whole. */
	bool (*read)(struct import *import, struct error *error);
};

/* The row for a plug-in's table: list of files, folders, patterns; "-" is standard input. */
#define IMPORT_PATHS(holder, member)                                                                   \
	{                                                                                              \
		.name = "paths", .type = SETTING_LIST, .offset = offsetof(holder, member),             \
		.required = true,                                                                      \
		.help = "Files, folders and patterns like /srv/scans/*.xml, from the root; '-' reads " \
			"standard input"                                                               \
	}

/* What the contract asks for, the same for every import; the type's table names these. */

/* ERROR_LOCAL: a path that does not start at the root. */
CHECKED bool import_open(struct discovery *discovery, struct error *error);
CHECKED bool import_scan(struct discovery *discovery, struct discovery_scan *scan,
                         struct error *error);
/* Nothing can be looked at anew in a file. */
CHECKED bool import_look(struct discovery *discovery, const struct deployment_place *places,
                         size_t count, struct discovery_scan *scan, struct error *error);
bool import_covers(const struct discovery *discovery, const struct deployment_place *place);
void import_close(struct discovery *discovery);

/* For read functions. Text that stands in a file goes into messages as import_shown gives it. */

/* The place of a look. An address makes it a place of that address; any other host a named one, asked
 * for by its name if server_name is NULL or "". ERROR_ITEM: host, name or port is none. */
CHECKED bool import_place(struct import *import, const char *host, int64_t port,
                          const char *server_name, struct look *look, struct error *error);
/* Its time; 0 = the file's own. ERROR_RETRY: it lies in the future. */
CHECKED bool import_time(struct import *import, int64_t at, struct look *look, struct error *error);
bool import_is_address(const char *text);
/* Puts a look that saw these certificates, the leaf first. protocol and cipher may be NULL. */
CHECKED bool import_served(struct import *import, const struct look *look,
                           const struct look_certificate *chain, size_t count, const char *protocol,
                           const char *cipher, struct error *error);
/* Puts one that met no answer. */
CHECKED bool import_unreachable(struct import *import, struct look *look, enum look_reason reason,
                                const char *detail, struct error *error);
/* From another program's words about a failed connection: "connection refused", "i/o timeout". */
enum look_reason import_reason(const char *words);
/* Certificates of a PEM text in order; other blocks, keys too, are stepped over. ERROR_ITEM: none, too
 * many, or one that is no base64. In the arena of the look. */
CHECKED bool import_pem(struct import *import, const char *text, struct look_certificate *chain,
                        size_t most, size_t *count, struct error *error);
/* One certificate as base64 of its DER; blanks and line ends are stepped over. */
CHECKED bool import_base64(struct import *import, const char *text, size_t length,
                           struct look_certificate *certificate, struct error *error);
/* At most 60 bytes of text, safe to show. */
const char *import_shown(struct import *import, const char *text);
