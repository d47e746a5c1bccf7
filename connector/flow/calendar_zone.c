/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Local time of a named zone, read from the system's TZif files (RFC 8536) without touching the C
 * library's global time zone. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "flow/calendar.h"
#include <ctype.h>
#include <string.h>

enum { TZIF_CEILING = 256 << 10, HEADER = 44, NAME_LENGTH = 64 };

struct tzif {
	const unsigned char *data;
	size_t times, types, characters;
	const unsigned char *at; /* transition times, 8 bytes each */
};

static uint32_t read32(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

static int64_t read64(const unsigned char *bytes)
{
	return (int64_t)((uint64_t)read32(bytes) << 32 | read32(bytes + 4));
}

/* Zone names come from a far side: only what a zone can be called reaches the file system. */
static bool is_zone_name(const char *zone)
{
	size_t length = strlen(zone);
	if (length == 0 || length > NAME_LENGTH || zone[0] == '/' || strstr(zone, ".."))
		return false;
	for (const char *p = zone; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("/_+-", *p))
			return false;
	return true;
}

static size_t block_size(const unsigned char *header, size_t time_size)
{
	return (size_t)read32(header + 32) * (time_size + 1) + (size_t)read32(header + 36) * 6 +
	       read32(header + 40) + (size_t)read32(header + 28) * (time_size + 4) +
	       read32(header + 24) + read32(header + 20);
}

/* Version 2 files hold the 64-bit block behind the 32-bit one. */
static bool open_block(const char *bytes, size_t length, struct tzif *tzif)
{
	const unsigned char *data = (const unsigned char *)bytes;
	if (length < 2 * HEADER || memcmp(data, "TZif", 4) != 0 || data[4] < '2')
		return false;
	size_t skip = HEADER + block_size(data, 4);
	if (skip > length || length - skip < HEADER || memcmp(data + skip, "TZif", 4) != 0)
		return false;
	const unsigned char *header = data + skip;
	if (block_size(header, 8) > length - skip - HEADER)
		return false;
	tzif->data = header + HEADER;
	tzif->times = read32(header + 32);
	tzif->types = read32(header + 36);
	tzif->characters = read32(header + 40);
	tzif->at = tzif->data;
	return tzif->types > 0 && tzif->characters > 0;
}

static size_t type_at(const struct tzif *tzif, int64_t at)
{
	const unsigned char *kinds = tzif->at + tzif->times * 8;
	size_t type = 0;
	for (size_t i = 0; i < tzif->times && read64(tzif->at + i * 8) <= at; i++)
		type = kinds[i];
	return type < tzif->types ? type : 0;
}

char *calendar_local(struct arena *arena, int64_t at, const char *zone)
{
	struct tzif tzif = { 0 };
	struct error ignored;
	struct clock_date date;
	size_t length = 0;
	if (!is_zone_name(zone) || text_equal(zone, "UTC") || text_equal(zone, "Etc/UTC"))
		return NULL;
	char *path = arena_print(arena, "/usr/share/zoneinfo/%s", zone);
	char *bytes = file_read(arena, path, TZIF_CEILING, &length, &ignored);
	if (!bytes || !open_block(bytes, length, &tzif))
		return NULL;
	const unsigned char *type = tzif.at + tzif.times * 9 + type_at(&tzif, at) * 6;
	const char *names = (const char *)tzif.at + tzif.times * 9 + tzif.types * 6;
	size_t name = type[5] < tzif.characters ? type[5] : 0;
	clock_split(at + (int32_t)read32(type), &date);
	return arena_print(arena, "%04d-%02d-%02d %02d:%02d %.*s", date.year, date.month, date.day,
	                   date.hour, date.minute,
	                   (int)strnlen(names + name, tzif.characters - name), names + name);
}
