/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Growing arrays in an arena: struct { T *items; size_t count, capacity; }. */
#pragma once
#include "base/arena.h"
#include <string.h>

#define ARRAY(type)              \
	struct {                 \
		type *items;     \
		size_t count;    \
		size_t capacity; \
	}

/* Adds one zeroed item and gives its address; older addresses go stale when it grows. */
#define ARRAY_ADD(arena, array)                                                               \
	(*(array_grow((arena), (void **)&(array)->items, &(array)->count, &(array)->capacity, \
	              sizeof(*(array)->items)),                                               \
	   &(array)->items[(array)->count - 1]))

#define ARRAY_PUSH(arena, array, value) (ARRAY_ADD(arena, array) = (value))

/* Makes room for one more and counts it. For the macros above. */
void array_grow(struct arena *arena, void **items, size_t *count, size_t *capacity, size_t size);
