/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* iCalendar text: whatever is read lies between the asked ends, sorted, and never ends before it
 * begins; what is not understood is refused with the file's name. */
#include "base/arena.h"
#include "flow/calendar.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const int64_t from = INT64_C(1767225600), until = INT64_C(1830297600);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);
	struct calendar calendar = { 0 };
	struct error error = ERROR_INIT;
	char *text = arena_copy_bytes(&arena, data, size);
	if (!calendar_parse(&arena, "fuzz.ics", text, size, from, until, &calendar, &error)) {
		if (error.kind != ERROR_LOCAL || !strstr(error.message, "fuzz.ics"))
			abort();
		return 0;
	}
	for (size_t i = 0; i < calendar.count; i++) {
		const struct calendar_closed *closed = &calendar.closed[i];
		if (closed->end <= closed->start || closed->end <= from || closed->start >= until ||
		    (i && closed->start < calendar.closed[i - 1].start))
			abort();
	}
	return 0;
}
