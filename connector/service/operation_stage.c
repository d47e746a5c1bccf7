/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Raising and lowering a stage. */
#include "base/clock.h"
#include "base/text.h"
#include "service/operation.h"
#include "store/store_audit.h"
#include "store/store_side.h"

static bool tell(struct session *session, struct arena *arena, const struct store_side *row,
                 const struct itsm_identity *identity, struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "target", row->target);
	json_set_string(arena, body, "stage", row->stage);
	json_set_string(arena, body, "instance", row->instance);
	json_set_bool(arena, body, "production", identity->production);
	json_set_string(arena, body, "mark_before", identity->store_id);
	json_set_integer(arena, body, "epoch_before", identity->epoch);
	json_set_string(arena, body, "by", row->raised_by);
	json_set_string(arena, body, "reason", row->reason);
	return store_audit_append(session->store, "stage", body, error);
}

static bool keep(struct session *session, const struct store_side *row,
                 const struct itsm_identity *identity, struct error *error)
{
	ARENA(arena);
	STORE_SCOPE(scope, session->store);
	return store_begin(session->store, error) && store_side_save(session->store, row, error) &&
	       tell(session, &arena, row, identity, error) &&
	       store_commit(session->store, true, error);
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
	/* Lowering works also while the far side does not answer. */
	if (!store_side_get(session->store, &session->arena, side->name, &known, error) ||
	    (!itsm->type->identify(itsm, &session->arena, identity, error) && !lowered))
		return false;
	if (text_is_empty(identity->instance))
		identity->instance = known ? known->instance : "";
	struct store_side row = {
		.target = side->name,
		.stage = flow_stage_name(stage),
		.instance = identity->instance,
		.raised_by = operation->by,
		.reason = json_member_text(operation->body, "reason", ""),
		.problem = "",
		.since = clock_now(),
	};
	if (!keep(session, &row, identity, error))
		return false;
	struct itsm_identity mark = *identity;
	mark.store_id = store_identity(session->store);
	mark.epoch = store_epoch(session->store);
	return stage == FLOW_OBSERVE || lowered || itsm->type->sign(itsm, &arena, &mark, error);
}

void operation_stage(struct operation *operation, struct session *session)
{
	struct error error = ERROR_INIT;
	struct itsm_identity identity;
	const char *name = json_member_text(operation->body, "name", "");
	struct flow_side *side = flow_side_by_name(&session->flow, name);
	if (!side) {
		operation_answer(operation, COMMAND_USAGE, "there is no far side '%.64s'", name);
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
	if (stage > side->stage && text_is_empty(json_member_text(operation->body, "reason", ""))) {
		operation_answer(operation, COMMAND_USAGE,
		                 "raising '%s' to %s needs --reason TEXT: it stands in the audit",
		                 name, flow_stage_name(stage));
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
