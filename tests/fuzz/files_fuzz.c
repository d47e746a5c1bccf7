/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a certificate file: entries lie inside bounds, names are unique, keys are not entries. */
#include "adapters/discovery/files/files_content.h"
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);
	SECRET(password);
	secret_set(&password, "secret", 6);
	struct files_content content;
	files_content_read(&arena, data, size, &password, &content);
	insist(content.kind != FILES_NOTHING || (!content.count && !content.problem));
	size_t sum = 0;
	for (size_t index = 0; index < content.count; index++) {
		const struct files_entry *entry = &content.items[index];
		insist(entry->alias[0] && text_is_utf8(entry->alias, strlen(entry->alias)));
		insist(entry->problem ? !entry->length : entry->length > 0);
		for (size_t at = 0; at < entry->length; at++)
			sum += entry->der[at];
		if (index && index < 50)
			insist(strcmp(entry->alias, content.items[index - 1].alias) != 0);
	}
	return sum == SIZE_MAX;
}
