/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who owns a certificate: one ladder, best rung first. */
#include "flow/owner.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_record.h"
#include "store/store_mirror.h"
#include "store/store_record.h"

struct ladder {
	const struct flow *flow;
	struct arena *arena;
	struct subject *subject;
	const char *target;
	const char *skipped; /* ", skipping the inactive 'x'" */
};

/* Takes a rung if its group is active (or not in the mirror at all: then it is the default). */
static bool take(struct ladder *ladder, const char *group, const char *user, const char *backup,
                 const char *why, bool *taken, struct error *error)
{
	const char *name;
	bool active;
	*taken = false;
	if (text_is_empty(group))
		return true;
	if (!derive_record_name(ladder->flow, ladder->arena, ladder->target, CI_GROUP, group, &name,
	                        &active, error))
		return false;
	if (name && !active) {
		ladder->skipped =
			arena_print(ladder->arena, "; skipped the inactive group '%s'", name);
		return true;
	}
	struct subject *subject = ladder->subject;
	subject->owner_group = group;
	subject->owner = text_is_empty(user) ? "" : user;
	subject->backup = text_is_empty(backup) ? "" : backup;
	subject->owner_why = arena_print(ladder->arena, "%s%s", why, ladder->skipped);
	*taken = true;
	return true;
}

const char *owner_mark(struct arena *arena, const char *target, const char *remote_id)
{
	return arena_print(arena, "owner:%s:%s", target, remote_id);
}

/* On a CI that we made stands our own guess, unless it was seen to change behind us. */
static bool is_guess(const struct ladder *ladder, const struct ci *row, bool *guess,
                     struct error *error)
{
	const char *name = owner_mark(ladder->arena, ladder->target, row->id), *group = NULL;
	*guess = false;
	if (!row->ours)
		return true;
	if (!store_meta_get(ladder->flow->store, ladder->arena, name, &group, error))
		return false;
	*guess = !text_equal(group, row->group);
	return true;
}

/* A value that a person set on the certificate's own CI wins over every guess. */
static bool by_person(struct ladder *ladder, bool *taken, struct error *error)
{
	struct store_record *record = NULL;
	struct ci *row = NULL;
	bool guess;
	const char *key =
		arena_print(ladder->arena, "certificate:%s", ladder->subject->row->sha256);
	if (!store_record_get(ladder->flow->store, ladder->arena, ladder->target, key, &record,
	                      error))
		return false;
	if (!record || text_is_empty(record->remote_id))
		return true;
	if (!store_mirror_get(ladder->flow->store, ladder->arena, ladder->target, CI_CERTIFICATE,
	                      record->remote_id, &row, error))
		return false;
	if (!row || text_is_empty(row->group))
		return true;
	if (!is_guess(ladder, row, &guess, error))
		return false;
	if (guess)
		return true;
	ladder->subject->owner_guess = false;
	return take(ladder, row->group, row->owner, NULL, "set by a person on the certificate's CI",
	            taken, error);
}

static bool by_service(struct ladder *ladder, size_t side_index, bool *taken, struct error *error)
{
	for (size_t i = 0; i < ladder->subject->places.count && !*taken; i++) {
		const struct ci *ci = ladder->subject->places.items[i].matches[side_index].ci;
		struct ci *service = NULL;
		if (!ci || text_is_empty(ci->service))
			continue;
		if (!store_mirror_get(ladder->flow->store, ladder->arena, ladder->target,
		                      CI_SERVICE, ci->service, &service, error))
			return false;
		if (service && !take(ladder, service->group, service->owner, NULL,
		                     arena_print(ladder->arena, "support group of the service '%s'",
		                                 service->name),
		                     taken, error))
			return false;
	}
	return true;
}

static bool by_ci(struct ladder *ladder, size_t side_index, bool *taken, struct error *error)
{
	for (size_t i = 0; i < ladder->subject->places.count && !*taken; i++) {
		const struct ci *ci = ladder->subject->places.items[i].matches[side_index].ci;
		if (ci && !take(ladder, ci->group, ci->owner, NULL,
		                arena_print(ladder->arena, "support group of the %s '%s'",
		                            ci_kind_name(ci->kind), ci->name),
		                taken, error))
			return false;
	}
	return true;
}

static bool by_predecessor(struct ladder *ladder, bool *taken, struct error *error)
{
	struct store_standing *before = NULL;
	if (ladder->subject->predecessor_id == 0)
		return true;
	if (!store_standing_get(ladder->flow->store, ladder->arena, ladder->subject->predecessor_id,
	                        &before, error))
		return false;
	return !before || take(ladder, before->owner_group, before->owner, before->backup,
	                       "owner of the certificate before it", taken, error);
}

/* The setting is a group's name, or its id where names are not unique. */
static bool by_default(struct ladder *ladder, bool *taken, struct error *error)
{
	const char *group = ladder->flow->rules->default_group;
	struct ci *rows = NULL;
	size_t count = 0;
	if (!text_is_empty(group) &&
	    !store_mirror_by_name(ladder->flow->store, ladder->arena, ladder->target, group, &rows,
	                          &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (rows[i].kind == CI_GROUP)
			group = rows[i].id;
	return take(ladder, group, NULL, NULL, "default group", taken, error);
}

bool owner_decide(const struct flow *flow, struct arena *arena, struct subject *subject,
                  size_t side_index, const struct json *rule, struct error *error)
{
	struct ladder ladder = { flow, arena, subject, flow->sides[side_index].name, "" };
	bool taken = false;
	subject->owner_guess = true;
	subject->owner_target = ladder.target;
	if (!by_person(&ladder, &taken, error))
		return false;
	if (!taken && rule &&
	    !take(&ladder, json_member_text(rule, "group", NULL),
	          json_member_text(rule, "user", NULL), json_member_text(rule, "backup", NULL),
	          arena_print(arena, "rule owner.jq: %s", json_member_text(rule, "why", "")),
	          &taken, error))
		return false;
	if (!taken && !by_service(&ladder, side_index, &taken, error))
		return false;
	if (!taken && !by_ci(&ladder, side_index, &taken, error))
		return false;
	if (!taken && !by_predecessor(&ladder, &taken, error))
		return false;
	if (!taken && !by_default(&ladder, &taken, error))
		return false;
	if (!taken)
		subject->owner_why = arena_print(arena, "nobody was found%s", ladder.skipped);
	return true;
}
