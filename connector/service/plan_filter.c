/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which items of a plan a person asked for. */
#include "service/plan_filter.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/permit.h"
#include "store/store_case.h"
#include "store/store_mirror.h"
#include "store/store_record.h"
#include "store/store_standing.h"
#include "store/store_step.h"
#include <string.h>

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
	if (filter->class &&
	    !text_equal(flow_class_name(flow_class_parse(filter->class)), filter->class)) {
		command_complain("there is no class '%.40s': use critical, important, low or "
		                 "unclassified",
		                 filter->class);
		return false;
	}
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

/* What is asked of an item of the plan and of a step of the outbox alike. */
struct asked {
	const char *target, *key, *ticket_key; /* ticket_key NULL = no ticket's */
};

static int64_t subject_of(const struct plan_filter *filter, struct arena *arena,
                          const struct asked *asked)
{
	struct error ignored = ERROR_INIT;
	struct store_ticket *ticket = NULL;
	struct store_record *record = NULL;
	struct store *store = filter->session->store;
	if (asked->ticket_key)
		return store_ticket_get(store, arena, asked->ticket_key, &ticket, &ignored) &&
		                       ticket
		               ? ticket->certificate_id
		               : 0;
	return store_record_get(store, arena, asked->target, asked->key, &record, &ignored) &&
	                       record
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

static bool fits(const struct plan_filter *filter, const struct asked *asked)
{
	ARENA(arena);
	struct error ignored = ERROR_INIT;
	struct store_standing *standing = NULL;
	if ((filter->tickets && !asked->ticket_key) || (filter->cis && asked->ticket_key))
		return false;
	/* A name belongs to nobody, and a certificate waits for its names. */
	if ((!filter->owner && !filter->class) || text_starts_with(asked->key, "domain:"))
		return true;
	int64_t subject = subject_of(filter, &arena, asked);
	if (subject == 0 ||
	    !store_standing_get(filter->session->store, &arena, subject, &standing, &ignored))
		return false;
	return standing && (!filter->class || text_equal(standing->class, filter->class)) &&
	       (!filter->owner || is_group(filter, &arena, asked->target, standing->owner_group));
}

/* One that was taken before is not counted again: it is asked for when it is planned, and each time
 * that it might go. */
static bool take(struct plan_filter *filter, const struct asked *asked)
{
	if (!fits(filter, asked))
		return false;
	if (!filter->limit)
		return true;
	if (!filter->keys)
		filter->keys = json_new(&filter->arena, JSON_OBJECT);
	const char *name = arena_print(&filter->arena, "%s\n%s", asked->target, asked->key);
	if (json_get(filter->keys, name))
		return true;
	if (filter->taken >= filter->limit)
		return false;
	filter->taken++;
	json_set_bool(&filter->arena, filter->keys, name, true);
	return true;
}

bool plan_filter_allow(void *context, const struct plan_item *item)
{
	struct plan_filter *filter = context;
	const struct asked asked = {
		.target = item->target,
		.key = item->key,
		.ticket_key = item->kind == STEP_TICKET ? item->key + strlen("ticket:")
		                                        : item->ticket_key,
	};
	return (!item->held || !filter->sends) && take(filter, &asked);
}

bool plan_filter_send(void *context, const struct store_step *step)
{
	ARENA(arena);
	struct error ignored = ERROR_INIT;
	struct asked asked = { .target = step->target, .key = step->key };
	return permit_ticket_of(&arena, step, &asked.ticket_key, &ignored) && take(context, &asked);
}

void plan_filter_close(struct plan_filter *filter)
{
	arena_release(&filter->arena);
}
