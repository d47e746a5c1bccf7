/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The settings of a Jira site. Ids of fields, types and options differ from site to site: what is not
 * set here is left out, and `check` lists what it found. */
#include "base/text.h"
#include "jira.h"

#define TEXT_SETTING(setting_name, member, default_text, help_text)                           \
	{                                                                                     \
		.name = (setting_name), .type = SETTING_TEXT,                                 \
		.offset = offsetof(struct jira_settings, member), .fallback = (default_text), \
		.help = (help_text)                                                           \
	}
#define LIST_SETTING(setting_name, member, default_text, help_text)                           \
	{                                                                                     \
		.name = (setting_name), .type = SETTING_LIST,                                 \
		.offset = offsetof(struct jira_settings, member), .fallback = (default_text), \
		.help = (help_text)                                                           \
	}
#define FIELD_SETTING(member, help_text) \
	TEXT_SETTING("fields." #member, fields.member, "", help_text)
/* Beside the ids stand the constants that mappings see as target.fields. */
#define KIND_SETTING(kind, help_text)                                                   \
	{                                                                               \
		.name = "fields." #kind, .type = SETTING_TREE,                          \
		.offset = offsetof(struct jira_settings, kinds.kind), .fallback = "{}", \
		.help = (help_text)                                                     \
	}

const struct setting jira_setting_table[] = {
	{ .name = "dialect",
	  .type = SETTING_CHOICE,
	  .offset = offsetof(struct jira_settings, dialect),
	  .fallback = "cloud",
	  .choices = "cloud|datacenter",
	  .help = "Jira Cloud, or Jira Data Center on a host of your own" },
	TEXT_SETTING("auth.user", user, "",
	             "E-mail address of the account; with auth.token it means Basic"),
	{ .name = "auth.token",
	  .type = SETTING_SECRET,
	  .offset = offsetof(struct jira_settings, token),
	  .help = "API token; without auth.user it is sent as Bearer (personal access token of Data "
	          "Center, token of a service account)" },
	TEXT_SETTING("auth.client_id", client_id, "",
	             "OAuth client of a service account, by client_credentials"),
	{ .name = "auth.client_secret",
	  .type = SETTING_SECRET,
	  .offset = offsetof(struct jira_settings, client_secret),
	  .help = "Its secret" },
	TEXT_SETTING(
		"auth.token_url", token_url, "",
		"Where a token is asked for; empty = https://auth.atlassian.com/oauth/token, on "
		"Data Center /rest/oauth2/latest/token of the url"),
	TEXT_SETTING("auth.scope", scope, "",
	             "Scopes to ask for, with blanks between; empty = those of the client"),
	TEXT_SETTING("cloud_id", cloud_id, "",
	             "Cloud id of the site: scoped tokens and OAuth reach Jira only through the "
	             "gateway. It stands at https://NAME.atlassian.net/_edge/tenant_info"),
	TEXT_SETTING("gateway", gateway, "https://api.atlassian.com", "Atlassian's API gateway"),
	TEXT_SETTING("project", project, "", "Key of the project that holds our tickets"),
	{ .name = "service_management",
	  .type = SETTING_BOOL,
	  .offset = offsetof(struct jira_settings, service_management),
	  .fallback = "yes",
	  .help = "The project belongs to Jira Service Management" },
	{ .name = "production",
	  .type = SETTING_BOOL,
	  .offset = offsetof(struct jira_settings, production),
	  .fallback = "yes",
	  .help = "Jira does not tell whether a site is productive" },
	{ .name = "notes",
	  .type = SETTING_CHOICE,
	  .offset = offsetof(struct jira_settings, notes),
	  .fallback = "request",
	  .choices = "request|platform",
	  .help = "How notes are kept from customers: request = the comment call of Jira Service "
	          "Management with public: false; platform = a comment of the platform with property "
	          "sd.public.comment, for issues without a request type" },
	TEXT_SETTING("types.change", change_type, "[System] Change",
	             "Issue type of changes, by id or name; empty = no changes are opened here"),
	TEXT_SETTING("types.incident", incident_type, "[System] Incident",
	             "Issue type of incidents; empty = none are opened here"),
	TEXT_SETTING("types.task", task_type, "Task", "Issue type of tasks; empty = none"),
	TEXT_SETTING("types.subtask", subtask_type, "",
	             "Issue type of sub-tasks, one for each owner group; empty = none"),
	TEXT_SETTING("types.mark", mark_type, "[System] Service request",
	             "Issue type of certsteward's own issue, which carries its mark"),
	TEXT_SETTING("mark_issue", mark_issue, "",
	             "Key of certsteward's own issue; empty = found by its label, made if absent"),
	FIELD_SETTING(change_type, "Field id (customfield_10010) of the change's type"),
	FIELD_SETTING(change_risk, "Field id of the change's risk"),
	FIELD_SETTING(impact, "Field id of the impact"),
	FIELD_SETTING(urgency, "Field id of the urgency"),
	FIELD_SETTING(severity, "Field id of an incident's severity"),
	FIELD_SETTING(justification, "Field id of the justification; a text without a field of its "
	                             "own goes into the description"),
	FIELD_SETTING(risk_impact, "Field id of the risk and impact analysis"),
	FIELD_SETTING(implementation_plan, "Field id of the implementation plan"),
	FIELD_SETTING(test_plan, "Field id of the test plan"),
	FIELD_SETTING(backout_plan, "Field id of the back-out plan"),
	FIELD_SETTING(planned_start, "Field id of the planned start"),
	FIELD_SETTING(planned_end, "Field id of the planned end"),
	TEXT_SETTING(
		"fields.due", fields.due, "duedate",
		"Field id of the due date of changes; empty where it stands on no create screen"),
	FIELD_SETTING(group, "Field id of the owner group"),
	FIELD_SETTING(services, "Field id of the affected services"),
	FIELD_SETTING(objects, "Field id of the Assets objects"),
	FIELD_SETTING(approvers, "Field id of the approvers"),
	FIELD_SETTING(approver_groups, "Field id of the approver groups"),
	FIELD_SETTING(approvals, "Field id of the approvals (type sd-approvals, read only)"),
	FIELD_SETTING(request_type, "Field id of the request type"),
	KIND_SETTING(change, "Fields that every change carries besides: {customfield_10099: "
	                     "id:10001}; id:N is an option of a select list, other texts stay"),
	KIND_SETTING(incident, "The same of incidents"),
	KIND_SETTING(certificate, "Attributes that every certificate's object carries besides, by "
	                          "name: {Team: PKI}"),
	KIND_SETTING(retired, "The same of certificates that are retired"),
	TEXT_SETTING("request_types.change", request_types.change, "",
	             "Value of the request type field for changes"),
	TEXT_SETTING("request_types.incident", request_types.incident, "",
	             "Value of the request type field for incidents"),
	TEXT_SETTING("request_types.task", request_types.task, "",
	             "Value of the request type field for tasks"),
	{ .name = "group_form",
	  .type = SETTING_CHOICE,
	  .offset = offsetof(struct jira_settings, group_form),
	  .fallback = "group",
	  .choices = "group|team|option",
	  .help = "What the field of the owner group is: group picker, team, or select list" },
	{ .name = "services_form",
	  .type = SETTING_CHOICE,
	  .offset = offsetof(struct jira_settings, services_form),
	  .fallback = "objects",
	  .choices = "objects|service",
	  .help = "What the field of the affected services holds: objects of Assets, or the services "
	          "of Jira Cloud by their ids" },
	LIST_SETTING("options", options, "[]",
	             "Options of select fields by id: field.word=id, for example impact.2=10102, "
	             "change_type.normal=10201"),
	LIST_SETTING(
		"approvers", approvers, "[]",
		"Account ids (Data Center: user names) asked to approve where the mapping names "
		"nobody"),
	LIST_SETTING("approver_groups", approver_groups, "[]",
	             "Groups asked to approve where the mapping names none"),
	LIST_SETTING("exclude", exclude, "[reporter]",
	             "Who may not approve by the workflow's approval step: reporter, assignee"),
	LIST_SETTING(
		"constants", constants, "[]",
		"Fields that every new ticket carries: customfield_10099=text, or =id:10001 for an "
		"option of a select list; what only changes or incidents have belongs into "
		"fields.change or fields.incident"),
	LIST_SETTING(
		"phases.new", phases.new,
		"[Open, To Do, New, Draft, Waiting for support, Planning, Declined]",
		"Statuses, by name or id, in which a ticket is new, in the order in which it passes "
		"them"),
	LIST_SETTING("phases.assess", phases.assess, "[Review, Under review, Peer review]",
	             "Statuses of a change whose risk is assessed"),
	LIST_SETTING("phases.authorize", phases.authorize,
	             "[Awaiting CAB approval, Awaiting approval, Waiting for approval]",
	             "Statuses in which approval is asked"),
	LIST_SETTING("phases.scheduled", phases.scheduled,
	             "[Awaiting implementation, Approved, Scheduled]",
	             "Statuses of a change that is approved and waits for its time"),
	LIST_SETTING("phases.implement", phases.implement,
	             "[Implementing, In Progress, Work in progress, Pending]",
	             "Statuses in which work is under way"),
	LIST_SETTING("phases.review", phases.review,
	             "[In review, Post implementation review, Resolved]",
	             "Statuses of work that is done, before it is closed"),
	LIST_SETTING("phases.closed", phases.closed, "[Completed, Closed, Done]",
	             "Statuses of the end"),
	LIST_SETTING(
		"phases.cancelled", phases.cancelled, "[Canceled, Cancelled, Failed]",
		"Statuses of what was given up or refused; the first that can be reached is used"),
	TEXT_SETTING("resolutions.done", done_resolution, "Done",
	             "Resolution where a transition asks for one at the end with proof"),
	TEXT_SETTING("resolutions.cancelled", cancelled_resolution, "Won't Do",
	             "Resolution where a transition asks for one when nothing is to be done"),
	TEXT_SETTING("links.change", change_link, "Relates",
	             "Name of the link type from an incident to the change"),
	TEXT_SETTING("links.incident", incident_link, "Relates",
	             "Name of the link type from our incident to somebody's open one"),
	{ .name = "settle",
	  .type = SETTING_DURATION,
	  .offset = offsetof(struct jira_settings, settle),
	  .fallback = "90s",
	  .low = 0,
	  .high = 900,
	  .help = "How long a create may still show up behind a lost answer" },
	{ .name = "search_lag",
	  .type = SETTING_DURATION,
	  .offset = offsetof(struct jira_settings, search_lag),
	  .fallback = "1h",
	  .low = 60,
	  .high = 86400,
	  .help = "How old an issue must be before search is believed about it; what is younger is "
	          "read key by key" },
	{ .name = "assets",
	  .type = SETTING_CHOICE,
	  .offset = offsetof(struct jira_settings, assets),
	  .fallback = "none",
	  .choices = "none|text|objects",
	  .help = "Certificates as objects of Assets: none; with their places as text; with their "
	          "places as objects of their own" },
	TEXT_SETTING("assets_workspace", assets_workspace, "",
	             "Id of the workspace on Cloud; empty = asked for once"),
	LIST_SETTING(
		"assets_schemas", assets_schemas, "[]",
		"Keys or names of the object schemas to look into; empty = all that our account "
		"sees"),
	TEXT_SETTING("assets_certificate_type", assets_certificate_type, "Certificate",
	             "Object type of certificates"),
	TEXT_SETTING("assets_deployment_type", assets_deployment_type, "Certificate deployment",
	             "Object type of places that serve certificates, with assets: objects"),
	LIST_SETTING("assets_relation_attributes", assets_relation_attributes,
	             "[Used by, Used by applications]",
	             "Its attributes that refer to the objects which use a certificate; the first "
	             "stands for those that the type does not have"),
	LIST_SETTING(
		"assets_certificate_attributes", assets_certificate_attributes,
		"[Name, Serial number, Subject, Issuer, Issued by, Names, Valid from, Valid to, "
		"Public key, Signature, Certificate status, Deployments]",
		"Its attributes that the mapping writes and that are put back when they differ"),
	LIST_SETTING("assets_host_types", assets_host_types, "[Hosts]",
	             "Object types of servers and load balancers, with all below them"),
	LIST_SETTING("assets_application_types", assets_application_types, "[Applications]",
	             "Object types of applications, with all below them"),
	LIST_SETTING("assets_service_types", assets_service_types, "[Services]",
	             "Object types of services, with all below them"),
	LIST_SETTING("assets_name_attributes", assets_name_attributes, "[FQDN]",
	             "Attributes with names in the network"),
	LIST_SETTING("assets_address_attributes", assets_address_attributes, "[IP Address]",
	             "Attributes with addresses"),
	TEXT_SETTING("assets_port_attribute", assets_port_attribute, "Port",
	             "Attribute with an application's port"),
	TEXT_SETTING("assets_owner_attribute", assets_owner_attribute, "Owner",
	             "Attribute of type user that says who owns an object"),
	TEXT_SETTING("assets_group_attribute", assets_group_attribute, "Support Group",
	             "Attribute of type group that says who supports it"),
	TEXT_SETTING("assets_status_attribute", assets_status_attribute, "Status",
	             "Attribute of type status"),
	LIST_SETTING("assets_retired", assets_retired, "[Retired, Disposed, Decommissioned]",
	             "Its values that mean: no longer in use"),
	TEXT_SETTING("assets_environment_attribute", assets_environment_attribute, "Environment",
	             "Attribute that tells production from test"),
	TEXT_SETTING("assets_criticality_attribute", assets_criticality_attribute, "Criticality",
	             "Attribute that tells how much an object matters"),
	LIST_SETTING("assets_criticality_words", assets_criticality_words,
	             "[Tier 1=1, Tier 2=2, Tier 3=3, Tier 4=4, Mission critical=1, Business "
	             "critical=1, Critical=1, High=1, Medium=2, Low=3]",
	             "Its words and their ranks: 1 = critical, 2 = important, 3 and 4 = low; words "
	             "that begin with their rank, as \"1 - most critical\", need no entry"),
	TEXT_SETTING("assets_runbook_attribute", assets_runbook_attribute, "Runbook",
	             "Attribute with the web address of a runbook, of hosts and applications"),
	LIST_SETTING("assets_reference_attributes", assets_reference_attributes,
	             "[Depends on hosts, Depends on applications, Runs on]",
	             "Attributes by which services and applications refer to what they stand on: "
	             "importance and owners are found by walking up"),
	TEXT_SETTING(
		"assets_service_id_attribute", assets_service_id_attribute, "Service ID",
		"Attribute of a service's object with the id that services_form: service needs"),
	TEXT_SETTING(
		"assets_import_source", assets_import_source, "",
		"Id of an import source on Cloud, made for certsteward alone: a first fill goes "
		"through it; empty = objects are made one by one"),
	{ .name = "assets_import_token",
	  .type = SETTING_SECRET,
	  .offset = offsetof(struct jira_settings, assets_import_token),
	  .help = "The import source's own token; without it our account needs the scope "
	          "import:import-configuration:cmdb" },
	{ .name = "assets_import_from",
	  .type = SETTING_INTEGER,
	  .offset = offsetof(struct jira_settings, assets_import_from),
	  .fallback = "200",
	  .low = 1,
	  .high = 500,
	  .help = "So many new certificates waiting at once are a first fill; fewer are made one by "
	          "one, which takes less time than an import" },
	{ .name = "assets_limit",
	  .type = SETTING_INTEGER,
	  .offset = offsetof(struct jira_settings, assets_limit),
	  .fallback = "50000",
	  .low = 0,
	  .high = 100000000,
	  .help = "On Cloud no object is made beyond this number of all in the workspace: more cost "
	          "extra; 0 = no limit" },
	{ .name = NULL },
};

bool jira_setting_is_field(const struct setting *row)
{
	return row->type == SETTING_TEXT && text_starts_with(row->name, "fields.");
}
