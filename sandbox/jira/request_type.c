/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Request types of the service desk. */

#include "request_type.h"

#include "workflow.h"

#include <string.h>
#include <strings.h>

static const struct {
	const char *name, *portal_key, *description;
	int type;
	const char *fields;
} types[] = {
	{ "Report a system problem", "itsm/incident", "Let us know if something is not working.",
	  WORKFLOW_INCIDENT, "summary|description|impact|urgency|objects|labels" },
	{ "Request a change", "itsm/change", "Ask for a change of a system.", WORKFLOW_CHANGE,
	  "summary|description|change_type|change_risk|change_reason|impact|urgency|"
	  "planned_start|planned_end|implementation_plan|backout_plan|test_plan|approvers|"
	  "approver_groups|"
	  "objects|group|labels|correlation" },
	{ "Get IT help", "itsm/help", "Ask for anything else.", WORKFLOW_REQUEST,
	  "summary|description|objects" },
};

enum { TYPE_COUNT = sizeof(types) / sizeof(types[0]) };

const char *request_type_name(int number)
{
	return number >= 1 && number <= TYPE_COUNT ? types[number - 1].name : NULL;
}

static const char *description_of(int number)
{
	return types[number - 1].description;
}

int request_type_issue_type(int number)
{
	return types[number - 1].type;
}

const char *request_type_fields(int number)
{
	return types[number - 1].fields;
}

const char *request_type_id(const struct site *site, int number)
{
	return site_print_number(site, number + (site->kind == SITE_DC ? 30 : 10));
}

int request_type_find(const struct site *site, const char *id)
{
	for (int number = 1; number <= TYPE_COUNT; number++)
		if (strcmp(request_type_id(site, number), id) == 0 ||
		    strcasecmp(types[number - 1].name, id) == 0 ||
		    strcmp(types[number - 1].portal_key, id) == 0)
			return number;
	return 0;
}

json_t *request_type_show(const struct site *site, int number)
{
	struct pool *pool = site->session->pool;
	const char *id = request_type_id(site, number);
	const char *self = pool_print(pool, "%s/rest/servicedeskapi/servicedesk/1/requesttype/%s",
	                              site->base, id);
	json_t *shown = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:s, s:[s], s:{s:s, s:{s:{s:s}}}, s:{s:s}}", "id", id,
		"name", request_type_name(number), "description", description_of(number),
		"helpText", "", "issueTypeId",
		site_print_number(site, workflow_type_id(site, request_type_issue_type(number))),
		"serviceDeskId", "1", "groupIds", "1", "icon", "id", "10519", "_links", "iconUrls",
		"48x48", pool_print(pool, "%s/request-type.svg", site->base), "_links", "self",
		self);
	if (site->kind == SITE_CLOUD)
		json_object_set_new(shown, "portalId", json_string("1"));
	return shown;
}

json_t *request_type_show_value(const struct site *site, int number)
{
	return json_pack(
		"{s:{s:s}, s:o}", "_links", "self",
		pool_print(site->session->pool, "%s/rest/servicedeskapi/request", site->base),
		"requestType", request_type_show(site, number));
}
