/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Raising and lowering a stage. */
#include "base/clock.h"
#include "base/text.h"
#include "service/operation.h"
#include "store/store_audit.h"
#include "store/store_side.h"
#include "store/store_step.h"

static bool tell(struct session *session, struct arena *arena, const struct store_side *row,
                 const struct store_side *known, const struct itsm_identity *identity,
                 struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "target", row->target);
	json_set_string(arena, body, "stage", row->stage);
	json_set_string(arena, body, "stage_before", known ? known->stage : "");
	json_set_string(arena, body, "instance", row->instance);
	json_set_string(arena, body, "instance_before", known ? known->instance : "");
	json_set_bool(arena, body, "production", identity->production);
	json_set_string(arena, body, "mark_before", identity->store_id);
	json_set_integer(arena, body, "epoch_before", identity->epoch);
	json_set_string(arena, body, "by", row->raised_by);
	json_set_string(arena, body, "reason", row->reason);
	return store_audit_append(session->store, "stage", body, error);
}

static bool keep(struct session *session, const struct store_side *row,
                 const struct store_side *known, const struct itsm_identity *identity,
                 struct error *error)
{
	ARENA(arena);
	STORE_SCOPE(scope, session->store);
	return store_begin(session->store, error) && store_side_save(session->store, row, error) &&
	       tell(session, &arena, row, known, identity, error) &&
	       store_commit(session->store, true, error);
}

/* The far side was written by a later state of this store, or by another one: what we are about to
 * make may stand there. For so long each name, ticket and note is looked for by its key first. */
static bool look_first(struct session *session, const struct flow_side *side, struct error *error)
{
	enum { LOOK_SECONDS = 90 * CLOCK_DAY, STEPS = 100000 };
	ARENA(arena);
	struct store_step *steps;
	size_t count;
	int64_t until = clock_now() + LOOK_SECONDS;
	STORE_SCOPE(scope, session->store);
	if (!store_begin(session->store, error) ||
	    !store_meta_set(session->store, arena_print(&arena, "look_first:%s", side->name),
	                    arena_print(&arena, "%lld", (long long)until), error) ||
	    !store_step_list(session->store, &arena, side->name, step_state_name(STEP_WAITING),
	                     STEPS, &steps, &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		bool twice = text_equal(steps[i].kind, step_kind_name(STEP_DOMAIN)) ||
		             text_equal(steps[i].kind, step_kind_name(STEP_TICKET)) ||
		             text_equal(steps[i].kind, step_kind_name(STEP_EVENT));
		if (!twice || !text_equal(steps[i].verb, step_verb_name(STEP_CREATE)))
			continue;
		steps[i].state = step_state_name(STEP_UNKNOWN);
		if (!store_step_save(session->store, &steps[i], error))
			return false;
	}
	return store_commit(session->store, true, error);
}

/* Did the newest writer there know less than, or something else than, this store? */
static bool is_behind(const struct session *session, const struct itsm_identity *identity)
{
	return !text_is_empty(identity->store_id) &&
	       (!text_equal(identity->store_id, store_identity(session->store)) ||
	        identity->epoch > store_epoch(session->store));
}

/* Who the far side is now counts from here on; our mark goes there, so that a copy of this store or
 * of that instance is noticed. */
static bool change(struct session *session, struct flow_side *side, enum flow_stage stage,
                   const struct operation *operation, struct itsm_identity *identity,
                   struct error *error)
{
	ARENA(arena);
	struct itsm *itsm = side->itsm;
	bool lowered = stage < side->stage;
	struct store_side *known;
	*identity = (struct itsm_identity){ .instance = "", .store_id = "" };
	if (!store_side_get(session->store, &session->arena, side->name, &known, error))
		return false;
	/* Lowering works also while the far side does not answer, and confirms nothing about who it
	 * is: a clone must not come in that way. */
	if (lowered)
		identity->instance = known ? known->instance : "";
	else if (!itsm->type->identify(itsm, &session->arena, identity, error))
		return false;
	struct store_side row = {
		.target = side->name,
		.stage = flow_stage_name(stage),
		.instance = identity->instance,
		.raised_by = operation->by,
		.reason = json_member_text(operation->body, "reason", ""),
		.problem = "",
		.since = clock_now(),
	};
	if ((is_behind(session, identity) && !look_first(session, side, error)) ||
	    !keep(session, &row, known, identity, error))
		return false;
	if (stage == FLOW_OBSERVE || lowered)
		return true;
	/* A person has confirmed this instance: the mark is ours from here on, newer than any. */
	struct itsm_identity mark = *identity;
	if (!store_epoch_raise(session->store, identity->epoch, error))
		return false;
	mark.store_id = store_identity(session->store);
	mark.epoch = store_epoch(session->store);
	return itsm->type->sign(itsm, &arena, &mark, error) &&
	       store_meta_set(session->store, arena_print(&arena, "signed:%s", side->name), "yes",
	                      error);
}

void operation_stage(struct operation *operation, struct session *session)
{
	struct error error = ERROR_INIT;
	struct itsm_identity identity;
	const char *name = json_member_text(operation->body, "name", "");
	struct flow_side *side = flow_side_by_name(&session->flow, name);
	if (!side) {
		operation_answer(operation, COMMAND_USAGE,
		                 "there is no far side '%.64s': 'certsteward stage' lists them",
		                 name);
		return;
	}
	size_t index = (size_t)(side - session->sides);
	enum flow_stage wished = session_side_settings(session, index)->stage, stage = wished;
	const char *word = json_member_text(operation->body, "stage", NULL);
	if (word && !flow_stage_parse(word, &stage)) {
		operation_answer(operation, COMMAND_USAGE,
		                 "there is no stage '%.40s': use observe, inventory, pilot, "
		                 "tickets or automate",
		                 word);
		return;
	}
	/* At an equal stage it confirms a clone, a restored backup or a lost mark: no less a decision. */
	if (stage >= side->stage &&
	    text_is_empty(json_member_text(operation->body, "reason", ""))) {
		operation_answer(operation, COMMAND_USAGE,
		                 "%s '%s' %s %s needs --reason TEXT: it stands in the audit",
		                 stage > side->stage ? "raising" : "confirming", name,
		                 stage > side->stage ? "to" : "at", flow_stage_name(stage));
		return;
	}
	if (!change(session, side, stage, operation, &identity, &error) ||
	    !session_stages(session, &error)) {
		operation_answer(operation, COMMAND_FAILED, "%s", error.message);
		return;
	}
	session->guarded[index] = false;
	operation_answer(
		operation, COMMAND_DONE, "stage of '%s' at '%s'%s: %s%s", name, identity.instance,
		identity.production ? " (production)" : "", flow_stage_name(side->stage),
		side->stage < stage ? "; the configuration allows no more: set 'stage' there" : "");
}
