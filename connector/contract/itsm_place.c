/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Fields that people fill in by hand, taken apart. */
#include "contract/itsm_place.h"
#include "base/arena.h"
#include "base/array.h"
#include "base/text.h"
#include <arpa/inet.h>
#include <string.h>

static void add_once(struct arena *arena, struct itsm_place_texts *texts, const char *text)
{
	for (size_t i = 0; i < texts->count; i++)
		if (strcmp(texts->items[i], text) == 0)
			return;
	ARRAY_PUSH(arena, texts, text);
}

static void add_address(struct arena *arena, struct itsm_place_texts *texts, const char *piece)
{
	unsigned char bytes[sizeof(struct in6_addr)];
	char shown[INET6_ADDRSTRLEN];
	int family = strchr(piece, ':') != NULL ? AF_INET6 : AF_INET;

	if (inet_pton(family, piece, bytes) == 1 &&
	    inet_ntop(family, bytes, shown, sizeof(shown)) != NULL)
		add_once(arena, texts, arena_copy(arena, shown));
}

void itsm_place_add_name(struct arena *arena, struct itsm_place_texts *texts, const char *name)
{
	char *folded = text_lower(arena, name);
	size_t length = strlen(folded);

	if (length > 0 && folded[length - 1] == '.')
		folded[--length] = '\0';
	if (length > 0 && strpbrk(folded, " \t/") == NULL)
		add_once(arena, texts, folded);
}

static void add_pieces(struct arena *arena, struct itsm_place_texts *texts, const char *text,
                       void (*add)(struct arena *arena, struct itsm_place_texts *texts,
                                   const char *piece))
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n\r ,;");
		if (length > 0)
			add(arena, texts, arena_copy_bytes(arena, text, length));
		text += length;
		text += strspn(text, "\n\r ,;");
	}
}

void itsm_place_add_names(struct arena *arena, struct itsm_place_texts *texts, const char *field)
{
	add_pieces(arena, texts, field, itsm_place_add_name);
}

void itsm_place_add_addresses(struct arena *arena, struct itsm_place_texts *texts,
                              const char *field)
{
	add_pieces(arena, texts, field, add_address);
}
