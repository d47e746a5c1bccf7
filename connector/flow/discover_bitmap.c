/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Bitmaps of deployment ids: bit id % 8 of byte id / 8, as the scan table keeps them. */
#include "base/memory.h"
#include "flow/discover_parts.h"

#include <string.h>

bool discover_bit(const unsigned char *bitmap, size_t bytes, int64_t id)
{
	size_t at = (size_t)id / 8;
	return at < bytes && (bitmap[at] >> (id % 8) & 1);
}

void discover_bit_set(unsigned char **bitmap, size_t *bytes, int64_t id)
{
	size_t at = (size_t)id / 8;
	if (at >= *bytes) {
		size_t larger = at + at / 4 + 64;
		*bitmap = memory_resize(*bitmap, larger);
		memset(*bitmap + *bytes, 0, larger - *bytes);
		*bytes = larger;
	}
	(*bitmap)[at] |= (unsigned char)(1u << (id % 8));
}
