/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One owner, told to each far side in its own ids. */
#include "flow/derive_record_owner.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_record.h"
#include "store/store_mirror.h"

struct named {
	const char *id, *name;
};

/* The only active one of this name there. */
static bool find(const struct flow *flow, struct arena *arena, const char *target,
                 enum ci_kind kind, const char *name, struct named *found, struct error *error)
{
	struct ci *rows;
	size_t count, hits = 0;
	if (!store_mirror_by_name(flow->store, arena, target, name, &rows, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (rows[i].kind == kind && rows[i].active) {
			*found = (struct named){ rows[i].id, rows[i].name };
			hits++;
		}
	if (hits != 1)
		*found = (struct named){ NULL, NULL };
	return true;
}

static bool translate(const struct flow *flow, struct arena *arena, const struct subject *subject,
                      const char *target, enum ci_kind kind, const char *id, struct named *result,
                      struct error *error)
{
	bool elsewhere = !text_equal(subject->owner_target, target);
	*result = (struct named){ id, NULL };
	if (!derive_record_name(flow, arena, elsewhere ? subject->owner_target : target, kind, id,
	                        &result->name, NULL, error))
		return false;
	/* A rule may name a group that its far side does not show. */
	const char *name = text_is_empty(result->name) ? id : result->name;
	return !elsewhere || text_is_empty(name) ||
	       find(flow, arena, target, kind, name, result, error);
}

bool derive_record_owner(const struct flow *flow, struct arena *arena,
                         const struct subject *subject, const char *target, struct json **result,
                         struct error *error)
{
	struct named group, user, backup;
	if (!translate(flow, arena, subject, target, CI_GROUP, subject->owner_group, &group,
	               error) ||
	    !translate(flow, arena, subject, target, CI_USER, subject->owner, &user, error) ||
	    !translate(flow, arena, subject, target, CI_USER, subject->backup, &backup, error))
		return false;
	struct json *owner = json_new(arena, JSON_OBJECT);
	derive_record_set(arena, owner, "group", group.id);
	derive_record_set(arena, owner, "group_name", group.name);
	derive_record_set(arena, owner, "user", user.id);
	derive_record_set(arena, owner, "user_name", user.name);
	derive_record_set(arena, owner, "backup", backup.id);
	derive_record_set(arena, owner, "backup_name", backup.name);
	json_set_string(arena, owner, "why", subject->owner_why);
	json_set_bool(arena, owner, "guess", subject->owner_guess);
	*result = owner;
	return true;
}
