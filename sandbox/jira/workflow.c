/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Projects, issue types, statuses and the transitions between them. */

#include "workflow.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ON(status) (1U << (status))
#define OF(type)   (1U << (type))

static const unsigned support = OF(WORKFLOW_INCIDENT) | OF(WORKFLOW_PROBLEM) | OF(WORKFLOW_REQUEST);

static const struct workflow_project projects[] = {
	{ "ITSM", "IT service management", "service_desk", 0,
	  OF(WORKFLOW_CHANGE) | OF(WORKFLOW_INCIDENT) | OF(WORKFLOW_PROBLEM) |
	          OF(WORKFLOW_REQUEST) | OF(WORKFLOW_SUBTASK) },
	{ "OPS", "Operations", "business", 1, OF(WORKFLOW_TASK) | OF(WORKFLOW_SUBTASK) },
};

static const char *const type_names[WORKFLOW_TYPE_END] = {
	[WORKFLOW_CHANGE] = "[System] Change",
	[WORKFLOW_INCIDENT] = "[System] Incident",
	[WORKFLOW_PROBLEM] = "[System] Problem",
	[WORKFLOW_REQUEST] = "[System] Service request",
	[WORKFLOW_TASK] = "Task",
	[WORKFLOW_SUBTASK] = "Sub-task",
};

static const struct {
	const char *name;
	enum workflow_category category;
} statuses[STATUS_END] = {
	[STATUS_OPEN] = { "Open", CATEGORY_NEW },
	[STATUS_PLANNING] = { "Planning", CATEGORY_BUSY },
	[STATUS_AWAITING_APPROVAL] = { "Awaiting approval", CATEGORY_BUSY },
	[STATUS_AWAITING_IMPLEMENTATION] = { "Awaiting implementation", CATEGORY_BUSY },
	[STATUS_IMPLEMENTING] = { "Implementing", CATEGORY_BUSY },
	[STATUS_REVIEW] = { "In review", CATEGORY_BUSY },
	[STATUS_COMPLETED] = { "Completed", CATEGORY_DONE },
	[STATUS_DECLINED] = { "Declined", CATEGORY_DONE },
	[STATUS_CANCELED] = { "Canceled", CATEGORY_DONE },
	[STATUS_WORKING] = { "Work in progress", CATEGORY_BUSY },
	[STATUS_PENDING] = { "Pending", CATEGORY_BUSY },
	[STATUS_RESOLVED] = { "Resolved", CATEGORY_DONE },
	[STATUS_CLOSED] = { "Closed", CATEGORY_DONE },
	[STATUS_TO_DO] = { "To Do", CATEGORY_NEW },
	[STATUS_IN_PROGRESS] = { "In Progress", CATEGORY_BUSY },
	[STATUS_DONE] = { "Done", CATEGORY_DONE },
};

#define CHANGE    OF(WORKFLOW_CHANGE)
#define TASKS     (OF(WORKFLOW_TASK) | OF(WORKFLOW_SUBTASK))
#define OPEN_TASK (ON(STATUS_TO_DO) | ON(STATUS_IN_PROGRESS) | ON(STATUS_DONE))
#define OPEN_CHANGE                                                             \
	(ON(STATUS_OPEN) | ON(STATUS_PLANNING) | ON(STATUS_AWAITING_APPROVAL) | \
	 ON(STATUS_AWAITING_IMPLEMENTATION) | ON(STATUS_IMPLEMENTING) | ON(STATUS_REVIEW))

static const struct workflow_move moves[] = {
	{ 11, "Plan", CHANGE, ON(STATUS_OPEN), STATUS_PLANNING, NULL, NULL, false, NULL },
	{ 21, "Request approval", CHANGE, ON(STATUS_OPEN) | ON(STATUS_PLANNING),
	  STATUS_AWAITING_APPROVAL, "planned_start|planned_end", NULL, false,
	  "planned_start|planned_end|approvers|approver_groups" },
	{ 31, "Approve", CHANGE, ON(STATUS_AWAITING_APPROVAL), STATUS_AWAITING_IMPLEMENTATION, NULL,
	  NULL, true, NULL },
	{ 41, "Decline", CHANGE, ON(STATUS_AWAITING_APPROVAL), STATUS_DECLINED, NULL, NULL, true,
	  NULL },
	{ 51, "Implement", CHANGE, ON(STATUS_AWAITING_IMPLEMENTATION), STATUS_IMPLEMENTING, NULL,
	  NULL, false, NULL },
	{ 61, "Review", CHANGE, ON(STATUS_IMPLEMENTING), STATUS_REVIEW, NULL, NULL, false, NULL },
	{ 71, "Complete", CHANGE, ON(STATUS_REVIEW), STATUS_COMPLETED, "resolution", NULL, false,
	  "resolution" },
	{ 81, "Cancel", CHANGE, OPEN_CHANGE, STATUS_CANCELED, NULL, NULL, false, "resolution" },
	{ 91, "Revise", CHANGE, ON(STATUS_DECLINED), STATUS_PLANNING, NULL, NULL, false, NULL },
	{ 101, "Authorize standard change", CHANGE, ON(STATUS_OPEN) | ON(STATUS_PLANNING),
	  STATUS_AWAITING_IMPLEMENTATION, NULL, "Standard", false, NULL },
	{ 111, "Implement emergency change", CHANGE, ON(STATUS_OPEN) | ON(STATUS_PLANNING),
	  STATUS_IMPLEMENTING, NULL, "Emergency", false, NULL },
	{ 12, "Start work", support, ON(STATUS_OPEN), STATUS_WORKING, NULL, NULL, false, NULL },
	{ 22, "Pend", support, ON(STATUS_WORKING), STATUS_PENDING, NULL, NULL, false, NULL },
	{ 32, "Resume", support, ON(STATUS_PENDING), STATUS_WORKING, NULL, NULL, false, NULL },
	{ 42, "Resolve", support, ON(STATUS_OPEN) | ON(STATUS_WORKING) | ON(STATUS_PENDING),
	  STATUS_RESOLVED, "resolution", NULL, false, "resolution" },
	{ 52, "Close", support, ON(STATUS_RESOLVED), STATUS_CLOSED, NULL, NULL, false, NULL },
	{ 62, "Reopen", support, ON(STATUS_RESOLVED) | ON(STATUS_CLOSED) | ON(STATUS_CANCELED),
	  STATUS_WORKING, NULL, NULL, false, NULL },
	{ 72, "Cancel", support, ON(STATUS_OPEN) | ON(STATUS_WORKING) | ON(STATUS_PENDING),
	  STATUS_CANCELED, NULL, NULL, false, "resolution" },
	{ 13, "To Do", TASKS, OPEN_TASK, STATUS_TO_DO, NULL, NULL, false, NULL },
	{ 23, "In Progress", TASKS, OPEN_TASK, STATUS_IN_PROGRESS, NULL, NULL, false, NULL },
	{ 33, "Done", TASKS, OPEN_TASK, STATUS_DONE, NULL, NULL, false, "resolution" },
};

const struct workflow_project *workflow_project_at(size_t index)
{
	return index < sizeof(projects) / sizeof(projects[0]) ? &projects[index] : NULL;
}

int workflow_project_id(const struct site *site, const struct workflow_project *project)
{
	return (site->kind == SITE_CLOUD ? 10000 : 10100) + project->number;
}

const struct workflow_project *workflow_project(const char *id_or_key, const struct site *site)
{
	for (size_t i = 0; i < sizeof(projects) / sizeof(projects[0]); i++)
		if (strcasecmp(projects[i].key, id_or_key) == 0 ||
		    strcasecmp(projects[i].name, id_or_key) == 0 ||
		    strcmp(site_print_number(site, workflow_project_id(site, &projects[i])),
		           id_or_key) == 0)
			return &projects[i];
	return NULL;
}

json_t *workflow_show_project(const struct site *site, const struct workflow_project *project)
{
	struct pool *pool = site->session->pool;
	int id = workflow_project_id(site, project);
	const char *picture = pool_print(pool, "%s%s/universal_avatar/view/type/project/avatar/%d",
	                                 site->base, site->api, 10400 + project->number);
	json_t *shown =
		json_pack("{s:s, s:s, s:s, s:s, s:s, s:{s:s, s:s, s:s, s:s}}", "self",
	                  pool_print(pool, "%s%s/project/%d", site->base, site->api, id), "id",
	                  pool_print(pool, "%d", id), "key", project->key, "name", project->name,
	                  "projectTypeKey", project->kind, "avatarUrls", "48x48", picture, "24x24",
	                  picture, "16x16", picture, "32x32", picture);
	if (site->kind == SITE_CLOUD)
		json_object_set_new(shown, "simplified", json_false());
	return shown;
}

const char *workflow_type_name(int type)
{
	return type > 0 && type < WORKFLOW_TYPE_END ? type_names[type] : "";
}

int workflow_type_id(const struct site *site, int type)
{
	return (site->kind == SITE_CLOUD ? 10000 : 10200) + type;
}

int workflow_type(const struct site *site, const char *id, const char *name)
{
	for (int type = 1; type < WORKFLOW_TYPE_END; type++)
		if (*id ? (int)site_number(id) == workflow_type_id(site, type)
		        : strcasecmp(name, type_names[type]) == 0)
			return type;
	return 0;
}

json_t *workflow_show_type(const struct site *site, int type)
{
	struct pool *pool = site->session->pool;
	int id = workflow_type_id(site, type);
	bool subtask = type == WORKFLOW_SUBTASK;
	json_t *shown =
		json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:i}", "self",
	                  pool_print(pool, "%s%s/issuetype/%d", site->base, site->api, id), "id",
	                  pool_print(pool, "%d", id), "description", "", "iconUrl",
	                  pool_print(pool, "%s%s/universal_avatar/view/type/issuetype/avatar/%d",
	                             site->base, site->api, 10500 + type),
	                  "name", type_names[type], "subtask", subtask, "avatarId", 10500 + type);
	if (site->kind == SITE_CLOUD)
		json_object_set_new(shown, "hierarchyLevel", json_integer(subtask ? -1 : 0));
	return shown;
}

enum workflow_status workflow_first(int type)
{
	return type == WORKFLOW_TASK || type == WORKFLOW_SUBTASK ? STATUS_TO_DO : STATUS_OPEN;
}

const char *workflow_status_name(int status)
{
	return status > 0 && status < STATUS_END ? statuses[status].name : "";
}

int workflow_status_id(const struct site *site, int status)
{
	return (site->kind == SITE_CLOUD ? 10010 : 10300) + status;
}

int workflow_status(const struct site *site, const char *id_or_name)
{
	for (int status = 1; status < STATUS_END; status++)
		if (strcasecmp(statuses[status].name, id_or_name) == 0 ||
		    strcmp(site_print_number(site, workflow_status_id(site, status)), id_or_name) ==
		            0)
			return status;
	return 0;
}

enum workflow_category workflow_category(int status)
{
	return status > 0 && status < STATUS_END ? statuses[status].category : CATEGORY_NEW;
}

const char *workflow_category_name(enum workflow_category category)
{
	return category == CATEGORY_NEW    ? "To Do"
	       : category == CATEGORY_DONE ? "Done"
	                                   : "In Progress";
}

json_t *workflow_show_category(const struct site *site, enum workflow_category category)
{
	static const char *const keys[] = {
		[CATEGORY_NEW] = "new", [CATEGORY_DONE] = "done", [CATEGORY_BUSY] = "indeterminate"
	};
	static const char *const colours[] = {
		[CATEGORY_NEW] = "blue-gray", [CATEGORY_DONE] = "green", [CATEGORY_BUSY] = "yellow"
	};
	return json_pack("{s:s, s:i, s:s, s:s, s:s}", "self",
	                 pool_print(site->session->pool, "%s%s/statuscategory/%d", site->base,
	                            site->api, (int)category),
	                 "id", (int)category, "key", keys[category], "colorName", colours[category],
	                 "name", workflow_category_name(category));
}

json_t *workflow_show_status(const struct site *site, int status)
{
	struct pool *pool = site->session->pool;
	int id = workflow_status_id(site, status);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "self",
	                 pool_print(pool, "%s%s/status/%d", site->base, site->api, id),
	                 "description", "", "iconUrl",
	                 pool_print(pool, "%s/images/icons/status_generic.gif", site->base), "name",
	                 statuses[status].name, "id", pool_print(pool, "%d", id), "statusCategory",
	                 workflow_show_category(site, statuses[status].category));
}

const struct workflow_move *workflow_moves(int type, int status, size_t index)
{
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++)
		if ((moves[i].types & OF(type)) && (moves[i].from & ON(status)) && index-- == 0)
			return &moves[i];
	return NULL;
}

int workflow_move_id(const struct site *site, const struct workflow_move *move, int type)
{
	/* Each type has a workflow of its own, so that the same step has different ids. */
	return move->number + (type - 1) * 200 + (site->kind == SITE_DC ? 3 : 0);
}

const struct workflow_move *workflow_decision(int type, bool approved)
{
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++)
		if (moves[i].hidden && (moves[i].types & OF(type)) &&
		    (moves[i].to == STATUS_DECLINED) != approved)
			return &moves[i];
	return NULL;
}
