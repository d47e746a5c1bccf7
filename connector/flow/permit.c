/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What may go out at a far side's stage and inside its pilot. */
#include "flow/permit.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_match.h"
#include "flow/network.h"
#include "store/store_case.h"
#include "store/store_mirror.h"
#include "store/store_mirror_name.h"
#include "store/store_step.h"
#include <string.h>

void permit_close(struct permit *permit)
{
	arena_release(&permit->arena);
}

static bool holds(const struct setting_list *list, const char *value)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_equal(list->items[i], value))
			return true;
	return false;
}

/* Groups and services are written as people know them: by name; by id where a name is not unique. */
static bool holds_group(const struct flow *flow, struct arena *arena, const struct flow_side *side,
                        const char *id, bool *inside, struct error *error)
{
	const char *name = NULL;
	bool active;
	if (*inside || text_is_empty(id) || side->pilot.groups.count == 0)
		return true;
	if (!store_mirror_name(flow->store, arena, side->name, CI_GROUP, id, &name, &active, error))
		return false;
	*inside = holds(&side->pilot.groups, id) || (name && holds(&side->pilot.groups, name));
	return true;
}

static bool holds_service(const struct flow *flow, struct arena *arena,
                          const struct flow_side *side, const struct ci *ci, bool *inside,
                          struct error *error)
{
	struct ci *service = NULL;
	if (*inside || !ci || text_is_empty(ci->service) || side->pilot.services.count == 0)
		return true;
	if (!store_mirror_get(flow->store, arena, side->name, CI_SERVICE, ci->service, &service,
	                      error))
		return false;
	*inside = holds(&side->pilot.services, ci->service) ||
	          (service && holds(&side->pilot.services, service->name));
	return true;
}

/* A named place is in the networks of the addresses it was seen at, too. */
static bool in_networks(const struct setting_list *networks, const struct subject_place *place)
{
	for (size_t i = 0; i < networks->count; i++) {
		if (network_holds(networks->items[i], place->deployment->place.host))
			return true;
		for (size_t a = 0; a < place->address_count; a++)
			if (network_holds(networks->items[i], place->addresses[a]))
				return true;
	}
	return false;
}

bool permit_pilot(const struct flow *flow, struct arena *arena, size_t side_index,
                  const struct subject *subject, const char *group, bool *inside,
                  struct error *error)
{
	const struct flow_side *side = &flow->sides[side_index];
	*inside = holds(&side->pilot.classes, flow_class_name(subject->class));
	if (!holds_group(flow, arena, side, subject->owner_group, inside, error) ||
	    !holds_group(flow, arena, side, group, inside, error))
		return false;
	for (size_t i = 0; i < subject->places.count && !*inside; i++) {
		const struct subject_place *place = &subject->places.items[i];
		*inside = in_networks(&side->pilot.networks, place);
		if (!holds_service(flow, arena, side, place->matches[side_index].ci, inside, error))
			return false;
	}
	return true;
}

/* As it stands decided: what is to be sent was decided before. */
static bool ticket_in_pilot(struct permit *permit, const char *key, bool *inside,
                            struct error *error)
{
	ARENA(arena);
	struct store_ticket *ticket = NULL;
	struct subject *subject = NULL;
	const struct flow *flow = permit->flow;
	*inside = false;
	if (!store_ticket_get(flow->store, &arena, key, &ticket, error))
		return false;
	if (!ticket)
		return true;
	if (!derive_subject_load(flow, &arena, ticket->certificate_id, &subject, error))
		return false;
	if (!subject)
		return true;
	if (!derive_match(flow, &arena, subject, error))
		return false;
	subject->class = flow_class_parse(subject->old ? subject->old->class : "");
	subject->owner_group = subject->old ? subject->old->owner_group : "";
	return permit_pilot(flow, &arena, (size_t)(permit->side - flow->sides), subject,
	                    ticket->owner_group, inside, error);
}

static bool is_inside(struct permit *permit, const char *key, bool *inside, struct error *error)
{
	if (!permit->answers)
		permit->answers = json_new(&permit->arena, JSON_OBJECT);
	const struct json *known = json_get(permit->answers, key);
	*inside = json_is_true(known);
	if (known)
		return true;
	if (!ticket_in_pilot(permit, key, inside, error))
		return false;
	json_set_bool(&permit->arena, permit->answers, key, *inside);
	return true;
}

bool permit_write(struct permit *permit, enum step_kind kind, const char *ticket_key,
                  const char *goal, const char **why, struct error *error)
{
	enum flow_stage stage = permit->side->stage;
	bool ticket = kind == STEP_TICKET || kind == STEP_EVENT, inside = true;
	*why = NULL;
	if (stage == FLOW_OBSERVE)
		*why = "stage observe writes nothing";
	else if (ticket && stage < FLOW_PILOT)
		*why = "stage inventory writes no tickets";
	else if (kind == STEP_TICKET && stage < FLOW_AUTOMATE &&
	         text_equal(goal, ticket_goal_name(TICKET_GOAL_IMPLEMENTING)))
		*why = "only stage automate begins planned work";
	if (*why || !ticket || stage != FLOW_PILOT)
		return true;
	if (!is_inside(permit, ticket_key ? ticket_key : "", &inside, error))
		return false;
	*why = inside ? NULL : "outside the pilot";
	return true;
}

/* A link also needs the ticket it leads to; an event's own one is named last. */
bool permit_ticket_of(struct arena *arena, const struct store_step *step, const char **key,
                      struct error *error)
{
	*key = NULL;
	if (text_equal(step->kind, step_kind_name(STEP_TICKET)))
		*key = step->key + strlen("ticket:");
	if (!text_equal(step->kind, step_kind_name(STEP_EVENT)))
		return true;
	struct json *needs = json_parse(arena, step->needs, strlen(step->needs), NULL, error);
	JSON_EACH(need, needs)
	if (text_starts_with(json_text(need, ""), "ticket:"))
		*key = json_text(need, "") + strlen("ticket:");
	return needs != NULL;
}

bool permit_step(struct permit *permit, const struct store_step *step, const char **why,
                 struct error *error)
{
	ARENA(arena);
	enum step_kind kind = STEP_EVENT;
	const char *key = NULL, *goal = NULL;
	(void)step_parse_kind(step->kind, &kind);
	/* Only moves begin planned work. */
	if (text_equal(step->verb, step_verb_name(STEP_MOVE))) {
		const struct json *payload =
			json_parse(&arena, step->payload, strlen(step->payload), NULL, error);
		if (!payload)
			return false;
		goal = json_member_text(payload, "goal", NULL);
	}
	return permit_ticket_of(&arena, step, &key, error) &&
	       permit_write(permit, kind, key, goal, why, error);
}
