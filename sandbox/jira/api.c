/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which function answers which path. */

#include "api.h"

#include <string.h>

/* Whether the path fits; the pieces that stand for "{}" go into the site's parts. */
static bool fits(const char *pattern, const char *path, struct site *site)
{
	site->part_count = 0;
	for (;;) {
		size_t wanted = strcspn(pattern, "/"), found = strcspn(path, "/");
		if (wanted == 2 && strncmp(pattern, "{}", 2) == 0) {
			if (!found || site->part_count == SITE_PART_MAX)
				return false;
			site->parts[site->part_count++] =
				pool_copy_length(site->session->pool, path, found);
		} else if (wanted != found || strncmp(pattern, path, wanted) != 0) {
			return false;
		}
		pattern += wanted;
		path += found;
		if (!*pattern || !*path)
			return !*pattern && !*path;
		pattern++;
		path++;
	}
}

const struct api_row *api_find(const struct api_table *table, struct site *site, const char *path,
                               bool *other)
{
	for (size_t i = 0; i < table->count; i++) {
		bool here = site->kind == SITE_CLOUD || !table->rows[i].cloud_only;
		if (!here || !fits(table->rows[i].pattern, path, site))
			continue;
		if (request_method_is(site->request, table->rows[i].method))
			return &table->rows[i];
		*other = true;
	}
	return NULL;
}
