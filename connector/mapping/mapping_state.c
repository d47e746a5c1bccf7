/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Programs by name. */
#include "mapping/mapping_state.h"

#include "base/text.h"

struct mapping_entry *mapping_state_find(struct mapping *mapping, const char *program)
{
	for (size_t i = 0; i < mapping->count; i++) {
		if (text_equal(mapping->entries[i].name, program))
			return &mapping->entries[i];
	}
	return NULL;
}
