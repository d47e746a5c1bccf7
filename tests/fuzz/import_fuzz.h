/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the file of another scanner: what every look of it must hold. */
#pragma once
#include "base/limits.h"
#include "base/text.h"
#include "contract/import.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { IMPORT_FUZZ_NOW = 1800000000 };

struct import_fuzz {
	const uint8_t *data;
	size_t size, at;
	size_t sum; /* of all certificates, so that each byte is touched */
};

static inline void insist(bool holds)
{
	if (!holds)
		abort();
}

/* Small pieces, so that everything lies across their edges once. */
static inline bool import_fuzz_fill(struct import *import, void *buffer, size_t size,
                                    size_t *length, struct error *error)
{
	struct import_fuzz *fuzz = import->context;
	(void)error;
	*length = fuzz->size - fuzz->at;
	if (*length > size)
		*length = size;
	if (*length > 173)
		*length = 173;
	memcpy(buffer, fuzz->data + fuzz->at, *length);
	fuzz->at += *length;
	return true;
}

static inline bool import_fuzz_put(struct import *import, const struct look *look,
                                   struct error *error)
{
	struct import_fuzz *fuzz = import->context;
	(void)error;
	insist(look->place.port >= 1 && look->place.port <= 65535);
	insist(look->place.host[0] && strlen(look->place.host) < LIMIT_NAME);
	insist(strlen(look->place.server_name) < LIMIT_NAME && !look->full);
	insist(look->at > 0 && look->at <= IMPORT_FUZZ_NOW);
	insist(text_is_utf8(look->detail, strlen(look->detail)));
	insist(!*look->address || import_is_address(look->address));
	insist((look->outcome == LOOK_SERVED) == (look->slot_count == 1));
	for (size_t i = 0; i < look->slot_count; i++) {
		const struct look_slot *slot = &look->slots[i];
		insist(slot->chain_length > 0 && slot->chain_length <= LIMIT_CHAIN_CERTIFICATES);
		for (size_t c = 0; c < slot->chain_length; c++) {
			insist(slot->chain[c].length > 0);
			for (size_t b = 0; b < slot->chain[c].length; b++)
				fuzz->sum += slot->chain[c].der[b];
		}
	}
	return true;
}

static inline int import_fuzz_run(const uint8_t *data, size_t size,
                                  bool (*read)(struct import *import, struct error *error))
{
	struct discovery discovery = { .name = "fuzz", .zone = "" };
	struct import_fuzz fuzz = { .data = data, .size = size };
	struct import import = { .discovery = &discovery,
		                 .file = "input",
		                 .now = IMPORT_FUZZ_NOW,
		                 .changed_at = IMPORT_FUZZ_NOW - 60,
		                 .fill = import_fuzz_fill,
		                 .put = import_fuzz_put,
		                 .context = &fuzz };
	struct error error = ERROR_INIT;
	if (!read(&import, &error)) {
		insist(error.kind == ERROR_ITEM || error.kind == ERROR_RETRY);
		insist(error.message[0] && text_is_utf8(error.message, strlen(error.message)));
	}
	arena_release(&import.arena);
	return fuzz.sum == SIZE_MAX;
}
