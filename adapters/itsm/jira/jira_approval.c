/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who is asked, and what they said. */
#include "jira_approval.h"
#include "base/array.h"
#include "base/text.h"
#include "jira.h"
#include "jira_call.h"
#include "jira_push.h"
#include "jira_request.h"
#include "jira_ticket.h"

struct asking {
	struct itsm *itsm;
	struct arena *arena;
	const struct step *step;
	const struct json *fields; /* of the issue */
	struct receipt *receipt;
};

const char *jira_approval_fields(struct itsm *itsm, struct arena *arena)
{
	const struct jira_settings *settings = jira_settings(itsm);

	return arena_print(arena, "%s%s%s%s", *settings->fields.approvers ? "," : "",
	                   settings->fields.approvers, *settings->fields.approver_groups ? "," : "",
	                   settings->fields.approver_groups);
}

static bool is_excluded(const struct asking *asking, const char *user)
{
	const struct setting_list *exclude = &jira_settings(asking->itsm)->exclude;
	const char *member = jira_dialect(asking->itsm)->user;

	for (size_t i = 0; i < exclude->count; i++)
		if (text_equal(
			    json_text(json_at(asking->fields, exclude->items[i], member, NULL), ""),
			    user))
			return true;
	return false;
}

/* An account that is gone or switched off would make the approval wait for ever. */
static bool look_up(const struct asking *asking, const char *user, bool *usable,
                    struct error *error)
{
	const struct jira_dialect *dialect = jira_dialect(asking->itsm);
	struct jira_request request = {
		.method = "GET",
		.path = arena_print(asking->arena, "%s/user?%s=%s", dialect->api,
		                    dialect->user_query, http_escape(asking->arena, user)),
	};
	struct itsm_reply reply;

	*usable = jira_call(asking->itsm, asking->arena, &request, &reply) &&
	          text_equal(json_member_text(reply.root, "active", "true"), "true");
	if (reply.verdict == ITSM_REPLY_OK || reply.verdict == ITSM_REPLY_GONE ||
	    reply.verdict == ITSM_REPLY_REFUSED)
		return true;
	return itsm_reply_error(&reply, "approvers", error);
}

static bool choose_users(const struct asking *asking, struct json **users, struct error *error)
{
	const struct setting_list *wanted = &jira_settings(asking->itsm)->approvers;
	const char *member = jira_dialect(asking->itsm)->user;

	*users = json_new(asking->arena, JSON_ARRAY);
	for (size_t i = 0; i < wanted->count; i++) {
		bool usable;
		if (is_excluded(asking, wanted->items[i]))
			continue;
		if (!look_up(asking, wanted->items[i], &usable, error))
			return false;
		if (usable)
			json_push(*users,
			          jira_request_member(asking->arena, member, wanted->items[i]));
	}
	return true;
}

/* Jira refuses a ticket for a group that is gone. Where we may not look it is believed. */
static bool look_up_group(const struct asking *asking, const char *group, bool *usable,
                          struct error *error)
{
	struct jira_request request = {
		.method = "GET",
		.path = arena_print(asking->arena, "%s/groups/picker?maxResults=100&query=%s",
		                    jira_dialect(asking->itsm)->api,
		                    http_escape(asking->arena, group)),
	};
	struct itsm_reply reply;

	*usable = !jira_call(asking->itsm, asking->arena, &request, &reply);
	JSON_EACH(found, json_get(reply.root, "groups"))
	*usable = *usable || text_equal(json_member_text(found, "name", ""), group);
	if (reply.verdict == ITSM_REPLY_OK || reply.verdict == ITSM_REPLY_GONE ||
	    reply.verdict == ITSM_REPLY_REFUSED)
		return true;
	return itsm_reply_error(&reply, "approver groups", error);
}

static bool choose_groups(const struct asking *asking, struct json **groups, struct error *error)
{
	const struct setting_list *wanted = &jira_settings(asking->itsm)->approver_groups;

	*groups = json_new(asking->arena, JSON_ARRAY);
	for (size_t i = 0; i < wanted->count; i++) {
		bool usable;
		if (!look_up_group(asking, wanted->items[i], &usable, error))
			return false;
		if (usable)
			json_push(*groups,
			          jira_request_member(asking->arena, "name", wanted->items[i]));
	}
	return true;
}

static bool has_left(const struct json *user)
{
	return text_equal(json_member_text(user, "active", "true"), "false");
}

/* As they stand on what our account reports and nobody is assigned to yet. */
static bool choose_for_new(struct itsm *itsm, struct arena *arena, struct jira_approvers *approvers,
                           struct error *error)
{
	const struct jira_settings *settings = jira_settings(itsm);
	struct json *issue = json_new(arena, JSON_OBJECT);
	const struct asking asking = { itsm, arena, NULL, issue, NULL };
	const char *account;

	if (approvers->known)
		return true;
	if (!jira_call_account(itsm, arena, &account, error))
		return false;
	json_set(arena, issue, "reporter",
	         jira_request_member(arena, jira_dialect(itsm)->user, account));
	if (*settings->fields.approvers && !choose_users(&asking, &approvers->users, error))
		return false;
	if (*settings->fields.approver_groups && !choose_groups(&asking, &approvers->groups, error))
		return false;
	approvers->known = true;
	return true;
}

static void fill(struct arena *arena, const char *field, const struct json *list,
                 struct json *fields)
{
	if (json_count(list) > 0 && json_get(fields, field) == NULL)
		json_set(arena, fields, field, json_copy(arena, list));
}

bool jira_approval_fill(struct itsm *itsm, struct arena *arena, enum ticket_kind kind,
                        struct jira_approvers *approvers, struct json *fields, struct error *error)
{
	const struct jira_settings *settings = jira_settings(itsm);
	bool named =
		(*settings->fields.approvers && json_get(fields, settings->fields.approvers)) ||
		(*settings->fields.approver_groups &&
	         json_get(fields, settings->fields.approver_groups));

	if (named || (kind != TICKET_CHANGE_NORMAL && kind != TICKET_CHANGE_EMERGENCY))
		return true;
	if (!choose_for_new(itsm, arena, approvers, error))
		return false;
	fill(arena, settings->fields.approvers, approvers->users, fields);
	fill(arena, settings->fields.approver_groups, approvers->groups, fields);
	return true;
}

/* Somebody named there by the mapping or by people who is not excluded and has not left; a group is
 * believed. */
static bool any_usable(const struct asking *asking)
{
	const struct jira_settings *settings = jira_settings(asking->itsm);
	const char *member = jira_dialect(asking->itsm)->user;

	if (*settings->fields.approver_groups &&
	    json_count(json_get(asking->fields, settings->fields.approver_groups)) > 0)
		return true;
	if (*settings->fields.approvers)
		JSON_EACH(user, json_get(asking->fields, settings->fields.approvers))
	if (!is_excluded(asking, json_member_text(user, member, "")) && !has_left(user))
		return true;
	return false;
}

/* Whom people named there stays, though none of them may decide; who has left would make Jira refuse the whole
 * list. */
static struct json *beside(const struct asking *asking, const char *field, const char *member,
                           const struct json *chosen)
{
	struct json *list = json_new(asking->arena, JSON_ARRAY);

	JSON_EACH(stands, json_get(asking->fields, field))
	if (*json_member_text(stands, member, "") != '\0' && !has_left(stands))
		json_push(list, jira_request_member(asking->arena, member,
		                                    json_member_text(stands, member, "")));
	JSON_EACH(one, chosen)
	json_push(list, json_copy(asking->arena, one));
	return list;
}

static bool write(const struct asking *asking, const struct json *users, const struct json *groups,
                  bool *ready, struct error *error)
{
	const struct jira_settings *settings = jira_settings(asking->itsm);
	struct json *body = json_new(asking->arena, JSON_OBJECT);
	struct json *fields =
		json_set(asking->arena, body, "fields", json_new(asking->arena, JSON_OBJECT));
	struct jira_request request = {
		.method = "PUT",
		.path = arena_print(asking->arena, "%s/issue/%s", jira_dialect(asking->itsm)->api,
		                    asking->step->remote_id),
		.body = body,
	};
	struct itsm_reply reply;

	if (json_count(users) > 0)
		json_set(asking->arena, fields, settings->fields.approvers,
		         beside(asking, settings->fields.approvers,
		                jira_dialect(asking->itsm)->user, users));
	if (json_count(groups) > 0)
		json_set(asking->arena, fields, settings->fields.approver_groups,
		         json_copy(asking->arena, groups));
	*ready = jira_call(asking->itsm, asking->arena, &request, &reply);
	return *ready || itsm_reply_settle(&reply, true, "approvers", asking->receipt, error);
}

bool jira_approval_ask(struct itsm *itsm, struct arena *arena, const struct step *step,
                       const struct json *issue, bool *ready, struct receipt *receipt,
                       struct error *error)
{
	const struct jira_settings *settings = jira_settings(itsm);
	struct asking asking = { itsm, arena, step, json_get(issue, "fields"), receipt };
	struct json *users = NULL, *groups = NULL;

	/* Without such fields the workflow asks by rules of its own. */
	*ready = (!*settings->fields.approvers && !*settings->fields.approver_groups) ||
	         any_usable(&asking);
	if (*ready)
		return true;
	if (*settings->fields.approvers && !choose_users(&asking, &users, error))
		return false;
	if (*settings->fields.approver_groups && !choose_groups(&asking, &groups, error))
		return false;
	if (json_count(users) + json_count(groups) > 0)
		return write(&asking, users, groups, ready, error);
	return receipt_refuse(
		receipt, "nobody could approve it: name an active account that is neither reporter "
			 "nor assignee in approvers, or a group in approver_groups");
}

static const char *word(const char *decision)
{
	if (text_equal(decision, "approved"))
		return "approved";
	return text_equal(decision, "declined") ? "rejected" : "requested";
}

static enum ticket_approval roll_up(const char *decision)
{
	if (text_equal(decision, "approved"))
		return TICKET_APPROVAL_APPROVED;
	return text_equal(decision, "declined") ? TICKET_APPROVAL_REJECTED
	                                        : TICKET_APPROVAL_REQUESTED;
}

/* {"iso8601", "epochMillis", ...} or a plain time. */
static int64_t moment(struct arena *arena, const struct json *value)
{
	int64_t millis = json_integer(json_get(value, "epochMillis"), 0);

	if (millis > 0)
		return millis / 1000;
	return jira_ticket_time(
		arena, value && value->type == JSON_OBJECT ? json_get(value, "iso8601") : value);
}

/* Rounds are entries of their own: the one that was asked last counts. */
static const struct json *newest(struct arena *arena, const struct json *approvals)
{
	const struct json *found = NULL;
	int64_t found_at = 0, found_id = 0;

	JSON_EACH(round, approvals)
	{
		int64_t at = moment(arena, json_get(round, "createdDate"));
		int64_t id = json_integer(json_get(round, "id"), 0);
		if (found == NULL || at > found_at || (at == found_at && id > found_id)) {
			found = round;
			found_at = at;
			found_id = id;
		}
	}
	return found;
}

void jira_approval_read(struct itsm *itsm, struct arena *arena, const struct json *approvals,
                        struct ticket_seen *seen)
{
	const struct json *last = newest(arena, approvals);
	const char *account = jira_state(itsm)->account, *member = jira_dialect(itsm)->user;
	ARRAY(struct ticket_decision) list = { 0 };

	if (last != NULL)
		seen->approval = roll_up(json_member_text(last, "finalDecision", "pending"));
	JSON_EACH(round, approvals)
	{
		int64_t asked = moment(arena, json_get(round, "createdDate"));
		int64_t ended = moment(arena, json_get(round, "completedDate"));
		JSON_EACH(entry, json_get(round, "approvers"))
		{
			const struct json *who = json_get(entry, "approver");
			const char *id = json_member_text(who, member, "");
			if (*id == '\0' || text_equal(id, account))
				continue;
			ARRAY_PUSH(arena, &list,
			           ((struct ticket_decision){
					   .id = arena_print(arena, "%s/%s",
			                                     json_member_text(round, "id", ""), id),
					   .who = id,
					   .name = json_member_text(who, "displayName", ""),
					   .state = word(json_member_text(entry, "approverDecision",
			                                                  "pending")),
					   .comment = "",
					   .at = ended > 0 ? ended : asked }));
		}
	}
	seen->decisions = list.items;
	seen->decision_count = list.count;
}
