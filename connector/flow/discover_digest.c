/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One number for what a look says: equal numbers, nothing new. */
#include "base/text.h"
#include "flow/discover_parts.h"

#include <string.h>

static uint64_t first_half(const void *bytes, size_t length)
{
	unsigned char raw[DIGEST_BYTES];
	uint64_t number;
	digest_raw(bytes, length, raw);
	memcpy(&number, raw, sizeof(number));
	return number;
}

static char *put_text(char *at, const char *end, const char *text)
{
	size_t size = strlen(text ? text : "") + 1;
	size_t fits = (size_t)(end - at) < size ? (size_t)(end - at) : size;
	memcpy(at, text ? text : "", fits);
	return at + fits;
}

static uint64_t digest_slot(const struct look_slot *slot)
{
	enum { CERTIFICATES = LIMIT_CHAIN_CERTIFICATES * DIGEST_BYTES, TEXTS = 768 };
	char bytes[CERTIFICATES + TEXTS];
	char *at = bytes;
	size_t length = slot->chain_length < LIMIT_CHAIN_CERTIFICATES ? slot->chain_length
	                                                              : LIMIT_CHAIN_CERTIFICATES;
	for (size_t i = 0; i < length; i++, at += DIGEST_BYTES)
		digest_raw(slot->chain[i].der, slot->chain[i].length, (unsigned char *)at);
	*at++ = (char)(slot->chain_complete | slot->chain_trusted << 1 | slot->name_matches << 2 |
	               slot->staple_missing << 3);
	const char *end = bytes + sizeof(bytes);
	at = put_text(at, end, slot->key_type);
	at = put_text(at, end, slot->protocol);
	at = put_text(at, end, slot->cipher);
	at = put_text(at, end, slot->verdict);
	return first_half(bytes, (size_t)(at - bytes));
}

uint64_t discover_digest(const struct look *look)
{
	/* Slots come in any order, so they are added. */
	uint64_t sum = ((uint64_t)look->outcome << 8 | (uint64_t)look->evidence) << 8;
	if (look->outcome != LOOK_SERVED)
		sum += (uint64_t)look->reason + 1;
	for (size_t i = 0; look->outcome == LOOK_SERVED && i < look->slot_count; i++)
		sum += digest_slot(&look->slots[i]);
	/* Only a named place can answer from several addresses. */
	if (look->place.kind == DEPLOYMENT_NAME && !text_is_empty(look->address))
		sum += first_half(look->address, strlen(look->address));
	uint64_t digest = (sum & ~UINT64_C(1)) | look->full;
	return digest ? digest : 2;
}

bool discover_digest_settles(uint64_t stored, uint64_t fresh)
{
	bool only_faster = (stored & 1) && !(fresh & 1);
	return stored && (stored == fresh || (only_faster && (stored ^ fresh) == 1));
}
