/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Edit screens and transitions can be seen on issues only: so on the newest change of ours, where there is
 * one. */
#include "base/text.h"
#include "jira.h"
#include "jira_call.h"
#include "jira_check.h"
#include "jira_field.h"
#include "jira_move.h"
#include "jira_request.h"
#include "jira_search.h"
#include "jira_ticket.h"

struct sample {
	const char *id, *key, *type;
	const struct json *status;
};

/* By our label: what search does not show yet is not needed here. */
static bool find(const struct jira_checking *checking, struct sample *sample, bool *found,
                 struct error *error)
{
	struct itsm *itsm = checking->itsm;
	struct jira_search search = { .fields = "status,issuetype", .most = 1 };
	struct json *issues;

	search.jql =
		arena_print(checking->arena,
	                    "project = %s AND labels = %s AND issuetype = %s ORDER BY created DESC",
	                    jira_request_jql(checking->arena, jira_settings(itsm)->project),
	                    jira_request_jql(checking->arena, JIRA_LABEL),
	                    jira_request_jql(checking->arena, jira_settings(itsm)->change_type));
	if (!jira_search(itsm, checking->arena, &search, &issues, error)) {
		*found = false;
		/* Who may not search has been told so already. */
		return error->kind == ERROR_PEER;
	}
	const struct json *issue = issues->first;
	*sample = (struct sample){
		.id = json_member_text(issue, "id", ""),
		.key = json_member_text(issue, "key", ""),
		.type = jira_settings(itsm)->change_type,
		.status = json_at(issue, "fields", "status", NULL),
	};
	*found = jira_request_is_id(sample->id);
	return true;
}

/* Fields that drafts are brought up to date with. */
static bool check_edit(const struct jira_checking *checking, const struct sample *sample,
                       struct error *error)
{
	struct json *root;

	if (!jira_check_read(checking, "edit screen",
	                     arena_print(checking->arena, "/issue/%s/editmeta", sample->id),
	                     "give our account the right EDIT_ISSUES", &root, error))
		return false;
	for (const struct jira_field *row = jira_field_table; root != NULL && row->name; row++) {
		const char *id = jira_field_id(checking->itsm, row);
		bool fixed = row->fixed != NULL && !text_equal(row->name, "summary") &&
		             !text_equal(row->name, "description");
		if (*id == '\0' || fixed || text_equal(row->name, "severity") ||
		    jira_check_fields_wrong(checking, row->name) ||
		    json_at(root, "fields", id, NULL) != NULL)
			continue;
		jira_check_tell(
			checking, ITSM_FAILED,
			arena_print(checking->arena, "field %s of '%s'", row->name, sample->type),
			arena_print(checking->arena,
		                    "%s cannot be edited on %s: Jira refuses what brings a draft "
		                    "up to date",
		                    id, text_visible(checking->arena, sample->key)),
			arena_print(checking->arena,
		                    "add it to the edit screen of this issue type, or leave "
		                    "fields.%s empty",
		                    row->name));
	}
	return true;
}

/* The moves that certsteward makes from where the sample stands, and towards the end that cancels it. */
static bool check_transitions(const struct jira_checking *checking, const struct sample *sample,
                              struct error *error)
{
	struct itsm *itsm = checking->itsm;
	const struct jira_move_from from = {
		.kind = TICKET_CHANGE_NORMAL,
		.phase = jira_ticket_phase(itsm, sample->status),
		.has_review = jira_settings(itsm)->phases.review.count > 0,
	};
	static const enum ticket_goal goals[] = { TICKET_GOAL_APPROVAL_ASKED,
		                                  TICKET_GOAL_IMPLEMENTING, TICKET_GOAL_DONE,
		                                  TICKET_GOAL_NOT_NEEDED };
	struct json *root;
	enum ticket_phase told = TICKET_PHASE_UNKNOWN, phase;

	if (!jira_check_read(checking, "transitions",
	                     arena_print(checking->arena, "/issue/%s/transitions", sample->id),
	                     "give our account the right TRANSITION_ISSUES", &root, error))
		return false;
	const struct json *list = json_get(root, "transitions");
	for (size_t i = 0; root != NULL && i < sizeof(goals) / sizeof(goals[0]); i++) {
		struct jira_move move = jira_move_decide(&from, goals[i]);
		if (move.kind != JIRA_MOVE_GO || move.targets[0] == told ||
		    jira_move_choose(itsm, list, &move, sample->status, &phase) != NULL)
			continue;
		told = move.targets[0];
		jira_check_tell(
			checking, ITSM_WARNING,
			arena_print(checking->arena, "workflow of '%s'", sample->type),
			arena_print(checking->arena,
		                    "no transition to the phase %s is open to our account from "
		                    "'%s' (seen on %s; open are: %s)",
		                    jira_move_wanted(checking->arena, "", &move),
		                    text_visible(checking->arena,
		                                 json_member_text(sample->status, "name", "?")),
		                    text_visible(checking->arena, sample->key),
		                    jira_move_offered(checking->arena, list)),
			arena_print(checking->arena,
		                    "add one that our account may use, or name its status in "
		                    "phases.%s",
		                    ticket_phase_name(told)));
	}
	return true;
}

bool jira_check_sample(const struct jira_checking *checking, struct error *error)
{
	struct sample sample;
	bool found;

	if (text_is_empty(jira_settings(checking->itsm)->change_type))
		return true;
	if (!find(checking, &sample, &found, error))
		return false;
	return !found || (check_edit(checking, &sample, error) &&
	                  check_transitions(checking, &sample, error));
}
