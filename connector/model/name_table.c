/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names of enumeration values, for texts and for reading them back. */
#include "model/name_table.h"

#include <string.h>

int name_table_find(const char *const *names, size_t count, const char *name)
{
	for (size_t index = 0; name && index < count; index++) {
		if (names[index] && strcmp(names[index], name) == 0)
			return (int)index;
	}
	return -1;
}

const char *name_table_get(const char *const *names, size_t count, size_t index)
{
	return index < count && names[index] ? names[index] : "unknown";
}
