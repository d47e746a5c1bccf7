/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates by fingerprint or place. */
#include "service/target.h"
#include "base/text.h"
#include "store/store_certificate.h"
#include "store/store_deployment.h"
#include "store/store_list.h"

enum { PREFIX_LEAST = 6, FOUND_MOST = 200 };

/* Hex digits without colons in lower case; NULL for what is no fingerprint. */
static const char *as_prefix(struct arena *arena, const char *word)
{
	TEXT(digits);
	for (const char *at = word; *at; at++) {
		if (*at == ':')
			continue;
		if (!strchr("0123456789abcdefABCDEF", *at))
			return NULL;
		text_append_character(&digits, *at);
	}
	if (digits.length < PREFIX_LEAST || digits.length > 64)
		return NULL;
	return text_lower(arena, text_string(&digits));
}

struct search {
	const char *host;
	int port; /* 0 = any */
	struct arena *arena;
	ARRAY(int64_t) places;
};

/* "host", "host:443", "[::1]:443", "::1". */
static void split(struct search *search, const char *word)
{
	const char *colon = strrchr(word, ':');
	int64_t port = 0;
	size_t length = strlen(word);
	bool bracketed = word[0] == '[' && strchr(word, ']');
	bool several = colon && strchr(word, ':') != colon;
	if (colon && (!several || (bracketed && colon[-1] == ']')) &&
	    text_parse_integer(colon + 1, &port) && port > 0 && port < 65536) {
		search->port = (int)port;
		length = (size_t)(colon - word);
	}
	if (bracketed && length > 2)
		search->host = arena_copy_bytes(search->arena, word + 1, length - 2);
	else
		search->host = arena_copy_bytes(search->arena, word, length);
}

static bool take_place(void *context, const struct store_deployment *row)
{
	struct search *search = context;
	const struct deployment_place *place = &row->place;
	bool host = text_equal_folded(place->host, search->host) ||
	            text_equal_folded(place->server_name, search->host);
	if (host && (search->port == 0 || search->port == place->port))
		ARRAY_PUSH(search->arena, &search->places, row->id);
	return search->places.count < FOUND_MOST;
}

static void add_once(struct arena *arena, struct target_list *list, int64_t id)
{
	for (size_t i = 0; i < list->ids.count; i++)
		if (list->ids.items[i] == id)
			return;
	ARRAY_PUSH(arena, &list->ids, id);
}

static bool by_place(struct session *session, struct arena *arena, const char *word,
                     struct target_list *list, struct error *error)
{
	struct search search = { .arena = arena };
	split(&search, word);
	/* Places without a server name have "", and are not meant. */
	if (text_is_empty(search.host))
		return true;
	if (!store_deployment_each(session->store, take_place, &search, error))
		return false;
	for (size_t i = 0; i < search.places.count; i++) {
		struct store_slot *slots;
		size_t count;
		if (!store_slot_list(session->store, arena, search.places.items[i], &slots, &count,
		                     error))
			return false;
		for (size_t s = 0; s < count; s++)
			add_once(arena, list, slots[s].certificate_id);
	}
	return true;
}

struct naming {
	const char *name;
	struct arena *arena;
	struct target_list *list;
};

static bool take_named(void *context, const struct store_list_row *row)
{
	struct naming *naming = context;
	if (text_equal_folded(row->subject, naming->name))
		ARRAY_PUSH(naming->arena, &naming->list->ids, row->id);
	return naming->list->ids.count < FOUND_MOST;
}

/* The name that `list` shows. */
static bool by_name(struct session *session, struct arena *arena, const char *word,
                    struct target_list *list, struct error *error)
{
	struct naming naming = { word, arena, list };
	const struct store_list_filter all = { 0 };
	return store_list(session->store, &all, take_named, &naming, error);
}

bool target_find(struct session *session, struct arena *arena, const char *word,
                 struct target_list *list, struct error *error)
{
	const char *prefix = as_prefix(arena, word);
	int64_t *ids;
	size_t count = 0;
	if (prefix && !store_certificate_by_prefix(session->store, arena, prefix, FOUND_MOST, &ids,
	                                           &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		add_once(arena, list, ids[i]);
	if (list->ids.count == 0 && !by_place(session, arena, word, list, error))
		return false;
	if (list->ids.count == 0 && !by_name(session, arena, word, list, error))
		return false;
	if (list->ids.count)
		return true;
	return error_set(error, ERROR_ITEM,
	                 "no certificate has the fingerprint, place or name '%.100s'; a "
	                 "fingerprint's beginning needs %d digits, see 'certsteward list'",
	                 word, PREFIX_LEAST);
}
