/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Can tickets go their way: statuses, links, request types, approvers, the stop switch. */
#include "base/text.h"
#include "jira.h"
#include "jira_call.h"
#include "jira_check.h"
#include "jira_request.h"
#include "jira_ticket.h"
#include <string.h>

static const struct {
	enum ticket_phase phase;
	bool change, incident; /* needed for */
	const char *use;
} needed[] = {
	{ TICKET_PHASE_NEW, true, true, "new tickets" },
	{ TICKET_PHASE_AUTHORIZE, true, false, "approval being asked" },
	{ TICKET_PHASE_SCHEDULED, true, false, "approved changes" },
	{ TICKET_PHASE_IMPLEMENT, true, true, "work under way" },
	{ TICKET_PHASE_REVIEW, true, true, "work that is done" },
	{ TICKET_PHASE_CANCELLED, true, true, "what is not needed" },
};

static void check_phases(const struct jira_checking *checking, const char *type, bool change,
                         const struct json *statuses)
{
	bool has[TICKET_PHASE_GONE + 1] = { false };
	const char *subject = arena_print(checking->arena, "workflow of '%s'", type);

	JSON_EACH(status, statuses)
	{
		enum ticket_phase phase = jira_ticket_phase(checking->itsm, status);
		has[phase] = true;
		if (phase == TICKET_PHASE_UNKNOWN)
			jira_check_tell(
				checking, ITSM_WARNING, subject,
				arena_print(checking->arena, "status '%s' belongs to no phase",
			                    text_visible(checking->arena,
			                                 json_member_text(status, "name", "?"))),
				"name it in one of the settings phases.*");
	}
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		const char *name = ticket_phase_name(needed[i].phase);
		bool wanted = change ? needed[i].change : needed[i].incident;
		if (wanted && !has[needed[i].phase])
			jira_check_tell(
				checking,
				needed[i].phase == TICKET_PHASE_NEW ? ITSM_FAILED : ITSM_WARNING,
				subject,
				arena_print(checking->arena, "no status stands for %s",
			                    needed[i].use),
				arena_print(checking->arena, "name one in phases.%s", name));
	}
}

static bool check_statuses(const struct jira_checking *checking, struct error *error)
{
	const struct jira_settings *settings = jira_settings(checking->itsm);
	struct json *types;

	if (!jira_check_read(
		    checking, "workflow",
		    arena_print(checking->arena, "/project/%s/statuses", settings->project),
		    "let our account browse the project", &types, error))
		return false;
	JSON_EACH(type, types)
	{
		const char *id = json_member_text(type, "id", "");
		const char *name = json_member_text(type, "name", "");
		bool change = text_equal(settings->change_type, id) ||
		              text_equal(settings->change_type, name);
		bool incident = text_equal(settings->incident_type, id) ||
		                text_equal(settings->incident_type, name);
		if (change || incident)
			check_phases(checking, name, change, json_get(type, "statuses"));
	}
	return true;
}

static bool check_links(const struct jira_checking *checking, struct error *error)
{
	const struct jira_settings *settings = jira_settings(checking->itsm);
	const char *wanted[] = { settings->change_link, settings->incident_link };
	struct json *root;

	if (!jira_check_read(checking, "link types", "/issueLinkType", "switch issue linking on",
	                     &root, error))
		return false;
	for (size_t i = 0; root != NULL && i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		bool found = false;
		JSON_EACH(type, json_get(root, "issueLinkTypes"))
		found = found || text_equal(json_member_text(type, "name", ""), wanted[i]);
		if (!found)
			jira_check_tell(
				checking, ITSM_FAILED, "link types",
				arena_print(checking->arena, "there is no '%s'", wanted[i]),
				"set links.change and links.incident to a name that exists");
	}
	return true;
}

/* Id of our project's service desk, "" when it has none. */
static bool find_desk(const struct jira_checking *checking, const char **desk, struct error *error)
{
	*desk = "";
	for (int start = 0; start < 1000; start += 50) {
		struct json *root;
		if (!jira_check_read(
			    checking, "service desk",
			    arena_print(checking->arena,
		                        "/rest/servicedeskapi/servicedesk?start=%d&limit=50",
		                        start),
			    "give our account an agent's licence and the scope "
			    "read:servicedesk-request",
			    &root, error))
			return false;
		JSON_EACH(item, json_get(root, "values"))
		if (text_equal(json_member_text(item, "projectKey", ""),
		               jira_settings(checking->itsm)->project))
			*desk = json_member_text(item, "id", "");
		if (root == NULL || **desk || json_get(root, "isLastPage") == NULL ||
		    json_is_true(json_get(root, "isLastPage")))
			break;
	}
	return true;
}

/* One request type that the settings name; types: those of the desk, in words. */
static void judge_request_type(const struct jira_checking *checking, const char *setting,
                               const char *value, const struct json *desk, const char *types)
{
	/* Data Center takes "portal/key", and its lists show ids alone. */
	bool hidden = !jira_dialect(checking->itsm)->adf && strchr(value, '/') != NULL;
	bool found = false;

	JSON_EACH(type, json_get(desk, "values"))
	found = found || text_equal(json_member_text(type, "id", ""), value);
	if (*value == '\0' || *jira_settings(checking->itsm)->fields.request_type == '\0')
		jira_check_tell(checking, ITSM_WARNING, setting,
		                arena_print(checking->arena,
		                            "not set: such tickets are no requests, and notes "
		                            "need notes: platform; there are %s",
		                            types),
		                "set it and fields.request_type");
	else if (hidden)
		jira_check_tell(
			checking, ITSM_WARNING, setting,
			arena_print(checking->arena,
		                    "%s cannot be looked up: Jira lists no keys; there are %s",
		                    value, types),
			"hold it against the request type of an existing request, as its "
			"issue shows it");
	else if (!found)
		jira_check_tell(checking, ITSM_FAILED, setting,
		                arena_print(checking->arena, "%s does not exist; there are %s",
		                            value, types),
		                "correct the id");
}

/* The request types of a desk, NULL when they could not be read. */
static bool read_request_types(const struct jira_checking *checking, struct json **root,
                               struct error *error)
{
	const char *desk;

	*root = NULL;
	if (!find_desk(checking, &desk, error))
		return false;
	return *desk == '\0' ||
	       jira_check_read(
		       checking, "request types",
		       arena_print(checking->arena,
	                           "/rest/servicedeskapi/servicedesk/%s/requesttype?limit=100",
	                           desk),
		       "let our account see the service desk", root, error);
}

static bool check_request_types(const struct jira_checking *checking, struct error *error)
{
	const struct jira_settings *settings = jira_settings(checking->itsm);
	const struct {
		const char *setting, *value, *type;
	} wanted[] = {
		{ "request_types.change", settings->request_types.change, settings->change_type },
		{ "request_types.incident", settings->request_types.incident,
		  settings->incident_type },
		{ "request_types.task", settings->request_types.task, settings->task_type },
	};
	struct json *root;
	TEXT(names);

	if (!settings->service_management)
		return true;
	if (!read_request_types(checking, &root, error))
		return false;
	JSON_EACH(type, json_get(root, "values"))
	text_print(&names, "%s'%s'=%s", names.length > 0 ? ", " : "",
	           text_visible(checking->arena, json_member_text(type, "name", "?")),
	           json_member_text(type, "id", "?"));
	for (size_t i = 0; root != NULL && i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (*wanted[i].type != '\0')
			judge_request_type(checking, wanted[i].setting, wanted[i].value, root,
			                   text_string(&names));
	return true;
}

static bool check_approver_groups(const struct jira_checking *checking, struct error *error)
{
	const struct setting_list *wanted = &jira_settings(checking->itsm)->approver_groups;

	for (size_t i = 0; i < wanted->count; i++) {
		bool found = false;
		struct json *root;
		if (!jira_check_read(checking, "approver groups",
		                     arena_print(checking->arena,
		                                 "/groups/picker?maxResults=100&query=%s",
		                                 http_escape(checking->arena, wanted->items[i])),
		                     "give our account the global right Browse users and groups",
		                     &root, error))
			return false;
		JSON_EACH(group, json_get(root, "groups"))
		found = found || text_equal(json_member_text(group, "name", ""), wanted->items[i]);
		if (root != NULL && !found)
			jira_check_tell(
				checking, ITSM_FAILED,
				arena_print(checking->arena, "approver group '%s'",
			                    wanted->items[i]),
				"does not exist, or is hidden from our account",
				"correct approver_groups, or give our account the global right Browse "
				"users and groups");
	}
	return true;
}

static bool check_approvers(const struct jira_checking *checking, struct error *error)
{
	const struct jira_settings *settings = jira_settings(checking->itsm);
	const struct jira_dialect *dialect = jira_dialect(checking->itsm);

	if (!*settings->fields.approvers && !*settings->fields.approver_groups)
		return true;
	for (size_t i = 0; i < settings->approvers.count; i++) {
		const char *wanted = settings->approvers.items[i];
		const char *subject = arena_print(checking->arena, "approver '%s'", wanted);
		bool ours = text_equal(wanted, jira_state(checking->itsm)->account);
		struct json *user;
		if (!jira_check_read(checking, subject,
		                     arena_print(checking->arena, "/user?%s=%s",
		                                 dialect->user_query,
		                                 http_escape(checking->arena, wanted)),
		                     dialect->adf ? "correct approvers: an account id, which the "
		                                    "address of that person's profile ends with"
		                                  : "correct approvers: a user name",
		                     &user, error))
			return false;
		if (ours)
			jira_check_tell(checking, ITSM_FAILED, subject,
			                "is our own account, which reports the tickets and never "
			                "decides about them",
			                "name another account in approvers");
		else if (user != NULL &&
		         text_equal(json_member_text(user, "active", "true"), "false"))
			jira_check_tell(checking, ITSM_FAILED, subject, "is not active",
			                "name another account in approvers");
	}
	if (settings->approvers.count == 0 && settings->approver_groups.count == 0)
		jira_check_tell(checking, ITSM_FAILED, "approvers",
		                "nobody could approve a change whose mapping names nobody",
		                "set approvers or approver_groups");
	if (*settings->fields.approvals == '\0')
		jira_check_tell(checking, ITSM_WARNING, "fields.approvals",
		                "not set: approvals are read ticket by ticket",
		                "set it to the field of type sd-approvals");
	return check_approver_groups(checking, error);
}

static bool check_mark(const struct jira_checking *checking, struct error *error)
{
	struct itsm_identity identity;

	if (!jira_identify(checking->itsm, checking->arena, &identity, error)) {
		if (error->kind != ERROR_PEER)
			return false;
		jira_check_tell(checking, ITSM_FAILED, "stop switch",
		                arena_copy(checking->arena, error->message),
		                "let our account search and read the project, or name the issue "
		                "in mark_issue");
		return true;
	}
	if (identity.paused)
		jira_check_tell(checking, ITSM_WARNING, "stop switch",
		                "certsteward is paused here: its own issue carries the label "
		                "certsteward-paused, or cannot be read",
		                "take the label away when work shall go on");
	else
		jira_check_tell(checking, ITSM_OK, "stop switch",
		                jira_state(checking->itsm)->mark_id
		                        ? "its own issue is there"
		                        : "its own issue is not made yet",
		                "");
	return identity.paused || jira_state(checking->itsm)->mark_id != NULL ||
	       jira_check_mark_type(checking, error);
}

bool jira_check_flow(const struct jira_checking *checking, struct error *error)
{
	return check_statuses(checking, error) && check_links(checking, error) &&
	       check_request_types(checking, error) && check_approvers(checking, error) &&
	       check_mark(checking, error);
}
