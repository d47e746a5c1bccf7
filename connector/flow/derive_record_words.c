/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Words in C: for jq, going through them one by one is the larger part of a rule. */
#include "flow/derive_record_words.h"
#include "base/array.h"
#include "base/json.h"
#include <stdlib.h>
#include <string.h>

enum { WORDS_NAMES = 100, WORDS_TRIMMED = 2 };

struct words {
	ARRAY(const char *) items;
};

/* "sso1" and "login02" are "sso" and "login": digits sort before ':', letters after it. */
static void add_word(struct arena *arena, struct words *words, const char *text, size_t length)
{
	for (int i = 0; i < WORDS_TRIMMED && length && (unsigned char)text[length - 1] < ':'; i++)
		length--;
	if (length)
		ARRAY_PUSH(arena, &words->items, arena_copy_bytes(arena, text, length));
}

static void add_words(struct arena *arena, struct words *words, const struct json *text,
                      const char *separators)
{
	if (!text || text->type != JSON_STRING)
		return;
	for (const char *at = text->text; *at;) {
		size_t length = strcspn(at, separators);
		add_word(arena, words, at, length);
		at += length + (at[length] != '\0');
	}
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void derive_record_words(struct arena *arena, struct json *record)
{
	struct words words = { 0 };
	struct json *list = json_new(arena, JSON_ARRAY);
	size_t names = 0;
	JSON_EACH(name, json_at(record, "certificate", "names", NULL))
	if (names++ < WORDS_NAMES)
		add_words(arena, &words, json_get(name, "folded"), ".-");
	JSON_EACH(ci, json_at(record, "cis", "items", NULL))
	add_words(arena, &words, json_get(ci, "folded"), ".- ");
	if (words.items.count)
		qsort(words.items.items, words.items.count, sizeof(const char *), by_bytes);
	for (size_t i = 0; i < words.items.count; i++)
		if (i == 0 || strcmp(words.items.items[i - 1], words.items.items[i]) != 0)
			json_push_string(arena, list, words.items.items[i]);
	json_set(arena, record, "words", list);
}
