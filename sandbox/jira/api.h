/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which function answers which path: rows of method and pattern. */
#pragma once

#include "site.h"

#include <stdbool.h>
#include <stddef.h>

struct api_row {
	const char *method;
	const char *pattern; /* "issue/" with braces for what varies: "issue/{}/comment" */
	void (*handle)(struct site *site);
	bool anonymous;  /* answers without a login too */
	bool cloud_only; /* the Data Center has no such endpoint */
};

struct api_table {
	const struct api_row *rows;
	size_t count;
};

/* Platform, service desk and Assets in the files of their names. */
struct api_table issue_api(void);
struct api_table comment_api(void);
struct api_table property_api(void);
struct api_table changelog_api(void);
struct api_table link_api(void);
struct api_table file_api(void);
struct api_table file_desk_api(void);
struct api_table transition_api(void);
struct api_table search_api(void);
struct api_table site_api(void);
struct api_table createmeta_api(void);
struct api_table people_api(void);
struct api_table desk_api(void);
struct api_table desk_request_api(void);
struct api_table approval_api(void);
struct api_table assets_api(void);
struct api_table assets_object_api(void);
struct api_table assets_search_api(void);
struct api_table assets_search_dc_api(void);
struct api_table assets_import_api(void);

/* Finds the row for method and path ("issue/10000/comment") and fills in the site's parts.
 * NULL when there is none; *other then tells whether another method would have fitted. */
const struct api_row *api_find(const struct api_table *table, struct site *site, const char *path,
                               bool *other);
