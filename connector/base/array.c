/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Growth of arrays in an arena. */
#include "base/array.h"

#include <stdint.h>

void array_grow(struct arena *arena, void **items, size_t *count, size_t *capacity, size_t size)
{
	if (*count == *capacity) {
		size_t wider = *capacity ? *capacity * 2 : 8;
		void *moved = arena_allocate_array(arena, wider, size);
		if (*count)
			memcpy(moved, *items, *count * size);
		*items = moved;
		*capacity = wider;
	}
	(*count)++;
}
