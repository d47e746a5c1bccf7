/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The clocks, and calendar dates without the C library's time zone. */
#include "base/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t offset; /* clock_now minus the system's time */

static int64_t system_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec;
}

int64_t clock_now(void)
{
	return system_now() + atomic_load_explicit(&offset, memory_order_relaxed);
}

void clock_set(int64_t now)
{
	atomic_store(&offset, now ? now - system_now() : 0);
}

int64_t clock_monotonic_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Years are counted from March, so that the leap day comes last; 400 years make an era. */
enum { ERA_DAYS = 146097, DAYS_TO_1970 = 719468 };

int64_t clock_join(const struct clock_date *date)
{
	int64_t month = (int64_t)date->month - 1;
	int64_t year = (int64_t)date->year + month / 12;
	month %= 12;
	if (month < 0) {
		month += 12;
		year--;
	}
	if (month < 2)
		year--;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t year_of_era = year - era * 400;
	int64_t day_of_year = (153 * ((month + 10) % 12) + 2) / 5 + date->day - 1;
	int64_t days = era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	               day_of_year - DAYS_TO_1970;
	return days * CLOCK_DAY + (int64_t)date->hour * CLOCK_HOUR +
	       (int64_t)date->minute * CLOCK_MINUTE + date->second;
}

void clock_split(int64_t time, struct clock_date *date)
{
	/* Beyond these the year would not fit into four digits. */
	const int64_t first = INT64_C(-62167219200);
	if (time < first)
		time = first;
	if (time > CLOCK_NO_END)
		time = CLOCK_NO_END;
	int64_t day = time / CLOCK_DAY;
	int64_t second = time % CLOCK_DAY;
	if (second < 0) {
		second += CLOCK_DAY;
		day--;
	}
	int64_t since = day + DAYS_TO_1970;
	int64_t era = (since >= 0 ? since : since - (ERA_DAYS - 1)) / ERA_DAYS;
	int64_t day_of_era = since - era * ERA_DAYS;
	int64_t year =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * day_of_year + 2) / 153;
	int64_t weekday = (day + 3) % 7;
	*date = (struct clock_date){
		.year = (int)(year + era * 400 + (month >= 10)),
		.month = (int)(month < 10 ? month + 3 : month - 9),
		.day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
		.hour = (int)(second / CLOCK_HOUR),
		.minute = (int)(second % CLOCK_HOUR / CLOCK_MINUTE),
		.second = (int)(second % CLOCK_MINUTE),
		.weekday = (int)(weekday < 0 ? weekday + 7 : weekday),
	};
}
