/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Times as the tables hold them, and as people see them. */

#include "moment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *print_parts(struct pool *pool, const struct tm *parts)
{
	char buffer[64];
	size_t length = strftime(buffer, sizeof(buffer), "%Y-%m-%d %H:%M:%S", parts);
	return pool_copy_length(pool, buffer, length);
}

char *moment_print(struct pool *pool, time_t time)
{
	struct tm parts;
	return gmtime_r(&time, &parts) ? print_parts(pool, &parts) : pool_copy(pool, "");
}

char *moment_print_schedule(struct pool *pool, time_t time)
{
	struct tm parts;
	char buffer[64];
	if (!gmtime_r(&time, &parts))
		return pool_copy(pool, "");
	size_t length = strftime(buffer, sizeof(buffer), "%Y%m%dT%H%M%SZ", &parts);
	return pool_copy_length(pool, buffer, length);
}

static bool read_parts(const char *text, const char *format, time_t *time)
{
	struct tm parts = { .tm_mday = 1 };
	const char *end = strptime(text, format, &parts);
	if (!end || *end)
		return false;
	*time = timegm(&parts);
	return true;
}

bool moment_read(const char *text, time_t *time)
{
	return read_parts(text, "%Y-%m-%d %H:%M:%S", time) || read_parts(text, "%Y-%m-%d", time);
}

bool moment_read_schedule(const char *text, time_t *time)
{
	return read_parts(text, "%Y%m%dT%H%M%SZ", time);
}

/* The zone is switched for the whole process: only called by the one request at work. */
char *moment_print_zone(struct pool *pool, time_t time, const char *zone)
{
	if (!zone || !*zone)
		return moment_print(pool, time);
	setenv("TZ", zone, 1);
	tzset();
	struct tm parts;
	bool known = localtime_r(&time, &parts) != NULL;
	setenv("TZ", "UTC", 1);
	tzset();
	return known ? print_parts(pool, &parts) : moment_print(pool, time);
}
