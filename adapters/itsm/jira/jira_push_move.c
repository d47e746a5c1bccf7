/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Moves a ticket by one transition: looks where it stands, asks what is offered, then moves. */
#include "base/text.h"
#include "jira.h"
#include "jira_approval.h"
#include "jira_call.h"
#include "jira_move.h"
#include "jira_push.h"
#include "jira_request.h"
#include "jira_ticket.h"

enum {
	WAIT_DELAY = 900, /* seconds; people answer in hours */
	TOLD_MOST = 8,    /* fields in one line */
};

struct moving {
	struct itsm *itsm;
	struct arena *arena;
	const struct step *step;
	struct receipt *receipt;
	enum ticket_goal goal;
	const struct json *issue; /* as it stood last */
};

static struct jira_move decide(const struct moving *moving)
{
	struct jira_move_from from = {
		.kind = jira_ticket_kind(moving->step),
		.phase = jira_ticket_phase(moving->itsm,
		                           json_at(moving->issue, "fields", "status", NULL)),
		.may_close = json_is_true(json_get(moving->step->body, "close")),
		.has_review = jira_settings(moving->itsm)->phases.review.count > 0,
	};

	return jira_move_decide(&from, moving->goal);
}

static bool look(struct moving *moving, struct error *error)
{
	const char *fields = arena_print(moving->arena, "status,updated,reporter,assignee%s",
	                                 jira_approval_fields(moving->itsm, moving->arena));

	return jira_push_look(moving->itsm, moving->arena, moving->step, moving->step->remote_id,
	                      fields, &moving->issue, moving->receipt, error);
}

static const char *status(const struct moving *moving)
{
	return json_text(json_at(moving->issue, "fields", "status", "name", NULL), "?");
}

static void describe(const struct moving *moving)
{
	struct receipt *receipt = moving->receipt;
	const struct json *updated = json_at(moving->issue, "fields", "updated", NULL);

	receipt->remote_id = moving->step->remote_id;
	receipt->number = json_member_text(moving->issue, "key", "");
	receipt->version = json_text(updated, "");
	receipt->at = jira_ticket_time(moving->arena, updated);
}

static bool stay(const struct moving *moving, const struct jira_move *move)
{
	struct receipt *receipt = moving->receipt;

	describe(moving);
	receipt->reason = *move->reason ? arena_print(moving->arena, "it stands in '%s': %s",
	                                              text_visible(moving->arena, status(moving)),
	                                              move->reason)
	                                : "";
	receipt->outcome = move->kind == JIRA_MOVE_ARRIVED ? RECEIPT_DONE
	                   : move->kind == JIRA_MOVE_WAIT  ? RECEIPT_POSTPONED
	                                                   : RECEIPT_REFUSED;
	receipt->delay = move->kind == JIRA_MOVE_WAIT ? WAIT_DELAY : 0;
	return true;
}

/* Ending asks for a resolution on many workflows, and a site for fields of its own. */
static struct json *compose(const struct moving *moving, const struct json *transition)
{
	const struct jira_settings *settings = jira_settings(moving->itsm);
	const char *resolution = moving->goal == TICKET_GOAL_DONE ? settings->done_resolution
	                                                          : settings->cancelled_resolution;
	const struct json *screen = json_get(transition, "fields");
	struct json *body = json_new(moving->arena, JSON_OBJECT);
	struct json *fields = json_new(moving->arena, JSON_OBJECT);

	json_set(moving->arena, body, "transition",
	         jira_request_member(moving->arena, "id", json_member_text(transition, "id", "")));
	if (json_get(screen, "resolution") != NULL && *resolution)
		json_set(moving->arena, fields, "resolution",
		         jira_request_choice(moving->arena, resolution, "name"));
	if (screen != NULL)
		jira_ticket_add_constants(moving->arena, settings, screen, fields);
	if (json_count(fields) > 0)
		json_set(moving->arena, body, "fields", fields);
	return body;
}

/* Where it came to, read back. */
static bool moved(struct moving *moving, struct error *error)
{
	const char *before = status(moving);
	const struct json *old = moving->issue;

	moving->receipt->outcome = RECEIPT_DONE;
	if (!look(moving, error))
		return false;
	if (moving->issue == NULL) {
		/* The move was taken; how it stands is read with the next pass. */
		moving->issue = old;
		describe(moving);
		moving->receipt->outcome = RECEIPT_DONE;
		return true;
	}
	describe(moving);
	if (text_equal(before, status(moving))) {
		moving->receipt->outcome = RECEIPT_POSTPONED;
		moving->receipt->delay = WAIT_DELAY;
		moving->receipt->reason = arena_print(
			moving->arena, "Jira took the move but it stands in '%s'", before);
		return true;
	}
	moving->receipt->more = decide(moving).kind == JIRA_MOVE_GO;
	return true;
}

/* Fields that we did not send: before approval people plan, and then it goes. */
static bool is_for_people(const struct moving *moving, const struct itsm_reply *reply,
                          const struct json *sent)
{
	const struct json *errors = json_get(reply->root, "errors");

	if (moving->goal != TICKET_GOAL_APPROVAL_ASKED || reply->status != 400 ||
	    json_count(errors) == 0)
		return false;
	JSON_EACH(error, errors)
	if (!jira_request_is_field(error->key) || json_get(sent, error->key) != NULL)
		return false;
	return true;
}

static bool wait_for_people(const struct moving *moving, const struct json *transition,
                            const struct itsm_reply *reply)
{
	size_t count = 0;
	TEXT(told);

	JSON_EACH(error, json_get(reply->root, "errors"))
	if (++count <= TOLD_MOST)
		text_print(&told, "%s%s", count > 1 ? "; " : "",
		           text_visible(moving->arena, json_text(error, error->key)));
	describe(moving);
	moving->receipt->outcome = RECEIPT_POSTPONED;
	moving->receipt->delay = WAIT_DELAY;
	moving->receipt->reason =
		arena_print(moving->arena,
	                    "it stands in '%s': transition '%s' waits for what people fill in (%s)",
	                    text_visible(moving->arena, status(moving)),
	                    text_visible(moving->arena, json_member_text(transition, "name", "?")),
	                    text_string(&told));
	return true;
}

static bool make_move(struct moving *moving, const struct json *transition, struct error *error)
{
	struct jira_request request = {
		.method = "POST",
		.path = arena_print(moving->arena, "%s/issue/%s/transitions",
		                    jira_dialect(moving->itsm)->api, moving->step->remote_id),
		.body = compose(moving, transition),
	};
	struct itsm_reply reply;

	if (jira_call(moving->itsm, moving->arena, &request, &reply))
		return moved(moving, error);
	if (is_for_people(moving, &reply, json_get(request.body, "fields")))
		return wait_for_people(moving, transition, &reply);
	if (!itsm_reply_settle(&reply, true, moving->step->key, moving->receipt, error))
		return false;
	moving->receipt->reason =
		arena_print(moving->arena, "transition '%s': %s",
	                    text_visible(moving->arena, json_member_text(transition, "name", "?")),
	                    reply.reason);
	return true;
}

static bool ask_and_move(struct moving *moving, const struct jira_move *move, struct error *error)
{
	struct jira_request request = {
		.method = "GET",
		.path = arena_print(moving->arena,
		                    "%s/issue/%s/transitions?expand=transitions.fields",
		                    jira_dialect(moving->itsm)->api, moving->step->remote_id),
	};
	struct itsm_reply reply;
	enum ticket_phase phase;
	bool ready = true;

	if (!jira_call(moving->itsm, moving->arena, &request, &reply))
		return itsm_reply_settle(&reply, true, moving->step->key, moving->receipt, error);
	const struct json *list = json_get(reply.root, "transitions");
	const struct json *transition = jira_move_choose(
		moving->itsm, list, move, json_at(moving->issue, "fields", "status", NULL), &phase);
	if (transition == NULL) {
		describe(moving);
		return receipt_refuse(
			moving->receipt,
			arena_print(
				moving->arena,
				"from '%s' no transition to the phase %s is open to our account "
				"(open are: %s); add one to the workflow, or name its status in %s",
				text_visible(moving->arena, status(moving)),
				jira_move_wanted(moving->arena, "", move),
				jira_move_offered(moving->arena, list),
				jira_move_wanted(moving->arena, "phases.", move)));
	}
	if ((phase == TICKET_PHASE_AUTHORIZE || phase == TICKET_PHASE_ASSESS) &&
	    !jira_approval_ask(moving->itsm, moving->arena, moving->step, moving->issue, &ready,
	                       moving->receipt, error))
		return false;
	return !ready || make_move(moving, transition, error);
}

bool jira_push_move(struct itsm *itsm, struct arena *arena, const struct step *step,
                    struct receipt *receipt, struct error *error)
{
	struct moving moving = { itsm, arena, step, receipt, TICKET_GOAL_OPEN, NULL };
	struct jira_move move;

	if (jira_ticket_kind(step) == TICKET_NONE || !jira_request_is_id(step->remote_id))
		return receipt_refuse(receipt, "the step names no ticket that could be moved");
	if (!ticket_parse_goal(json_member_text(step->body, "goal", ""), &moving.goal))
		return receipt_refuse(receipt, "the step names no goal");
	if (!look(&moving, error))
		return false;
	if (moving.issue == NULL)
		return true;
	move = decide(&moving);
	if (move.kind == JIRA_MOVE_GO)
		return ask_and_move(&moving, &move, error);
	return stay(&moving, &move);
}
