/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which items of a plan a person asked for. */
#include "service/plan_filter.h"
#include "base/text.h"
#include "store/store_case.h"
#include "store/store_mirror.h"
#include "store/store_record.h"
#include "store/store_standing.h"

static const char *value_of(const char *only, const char *word, struct arguments *words)
{
	size_t length = strlen(word);
	if (only[length] == '=' || only[length] == ' ')
		return only + length + 1;
	if (only[length] != '\0' || words->count == 0)
		return NULL;
	return words->words[--words->count];
}

bool plan_filter_read(struct plan_filter *filter, const char *only, struct arguments *words)
{
	if (!only)
		return true;
	if (text_equal(only, "tickets"))
		return filter->tickets = true;
	if (text_equal(only, "cis"))
		return filter->cis = true;
	if (text_starts_with(only, "owner"))
		filter->owner = value_of(only, "owner", words);
	else if (text_starts_with(only, "class"))
		filter->class = value_of(only, "class", words);
	if (filter->owner || filter->class)
		return true;
	command_complain("'--only %.40s': use tickets, cis, 'owner GROUP' or 'class CLASS'", only);
	return false;
}

bool plan_filter_is_set(const struct plan_filter *filter)
{
	return filter->tickets || filter->cis || filter->owner || filter->class || filter->limit;
}

size_t plan_filter_reach(const struct plan_filter *filter)
{
	bool only_limit = !filter->tickets && !filter->cis && !filter->owner && !filter->class;
	return only_limit ? (size_t)filter->limit : 0;
}

static int64_t subject_of(const struct plan_filter *filter, struct arena *arena,
                          const struct plan_item *item)
{
	struct error ignored = ERROR_INIT;
	struct store_ticket *ticket = NULL;
	struct store_record *record = NULL;
	struct store *store = filter->session->store;
	const char *key = item->ticket_key;
	if (!key && item->kind == STEP_TICKET && text_starts_with(item->key, "ticket:"))
		key = item->key + strlen("ticket:");
	if (key)
		return store_ticket_get(store, arena, key, &ticket, &ignored) && ticket
		               ? ticket->certificate_id
		               : 0;
	return store_record_get(store, arena, item->target, item->key, &record, &ignored) && record
	               ? record->subject_id
	               : 0;
}

static bool is_group(const struct plan_filter *filter, struct arena *arena, const char *target,
                     const char *id)
{
	struct error ignored = ERROR_INIT;
	struct ci *row = NULL;
	if (text_equal(id, filter->owner))
		return true;
	return !text_is_empty(id) &&
	       store_mirror_get(filter->session->store, arena, target, CI_GROUP, id, &row,
	                        &ignored) &&
	       row && text_equal_folded(row->name, filter->owner);
}

static bool fits(const struct plan_filter *filter, const struct plan_item *item)
{
	ARENA(arena);
	struct error ignored = ERROR_INIT;
	struct store_standing *standing = NULL;
	bool ticket = item->kind == STEP_TICKET || item->kind == STEP_EVENT;
	if ((filter->tickets && !ticket) || (filter->cis && ticket))
		return false;
	if (!filter->owner && !filter->class)
		return true;
	int64_t subject = subject_of(filter, &arena, item);
	if (subject == 0 ||
	    !store_standing_get(filter->session->store, &arena, subject, &standing, &ignored))
		return false;
	return standing && (!filter->class || text_equal(standing->class, filter->class)) &&
	       (!filter->owner || is_group(filter, &arena, item->target, standing->owner_group));
}

bool plan_filter_allow(void *context, const struct plan_item *item)
{
	struct plan_filter *filter = context;
	if (filter->limit && filter->taken >= filter->limit)
		return false;
	if (!fits(filter, item))
		return false;
	filter->taken++;
	return true;
}
