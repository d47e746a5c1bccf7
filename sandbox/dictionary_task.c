/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of tickets: task, incident, problem, change and what hangs on them. */

#include "dictionary.h"

static const struct column task_columns[] = {
	{ .name = "number",
	  .label = "Number",
	  .type = COLUMN_STRING,
	  .length = 40,
	  .read_only = true },
	STRING("short_description", 160, "Short description"),
	STRING("description", 4000, "Description"),
	NUMBER_IS("state", "State", "1"),
	FLAG("active", "Active", "true"),
	STRING_IS("approval", 40, "Approval", "not requested"),
	TIME("approval_set", "Approval set"),
	STRING("approval_history", 4000, "Approval history"),
	REFERS("assignment_group", "sys_user_group", "Assignment group"),
	REFERS("assigned_to", "sys_user", "Assigned to"),
	TIME("opened_at", "Opened"),
	REFERS("opened_by", "sys_user", "Opened by"),
	TIME("closed_at", "Closed"),
	REFERS("closed_by", "sys_user", "Closed by"),
	STRING("close_notes", 4000, "Close notes"),
	REFERS("cmdb_ci", "cmdb_ci", "Configuration item"),
	REFERS("business_service", "cmdb_ci_service", "Service"),
	REFERS("service_offering", "service_offering", "Service offering"),
	NUMBER_IS("priority", "Priority", "4"),
	NUMBER_IS("impact", "Impact", "3"),
	NUMBER_IS("urgency", "Urgency", "3"),
	REFERS("parent", "task", "Parent"),
	STRING("correlation_id", 100, "Correlation ID"),
	STRING("correlation_display", 100, "Correlation display"),
	JOURNAL("work_notes", "Work notes"),
	JOURNAL("comments", "Additional comments"),
	JOURNAL("comments_and_work_notes", "Comments and Work notes"),
	STRING("contact_type", 40, "Channel"),
	TIME("due_date", "Due date"),
	TIME("follow_up", "Follow up"),
	TIME("expected_start", "Expected start"),
	TIME("work_start", "Actual start"),
	TIME("work_end", "Actual end"),
	NUMBER_IS("escalation", "Escalation", "0"),
	NUMBER_IS("reassignment_count", "Reassignment count", "0"),
	STRING_IS("upon_approval", 40, "Upon approval", "proceed"),
	STRING_IS("upon_reject", 40, "Upon reject", "cancel"),
	LISTS("watch_list", "sys_user", "Watch list"),
	LISTS("work_notes_list", "sys_user", "Work notes list"),
	LISTS("additional_assignee_list", "sys_user", "Additional assignee list"),
	LISTS("group_list", "sys_user_group", "Group list"),
	REFERS("location", "cmn_location", "Location"),
	REFERS("company", "core_company", "Company"),
	FLAG("made_sla", "Made SLA", "true"),
	TIME("sla_due", "SLA due"),
	TIME("activity_due", "Activity due"),
	FLAG("knowledge", "Knowledge", "false"),
	NUMBER("order", "Order"),
	STRING("time_worked", 40, "Time worked"),
	STRING("user_input", 4000, "User input"),
	STRING("business_duration", 40, "Business duration"),
	STRING("calendar_duration", 40, "Duration"),
	STRING("delivery_plan", 32, "Delivery plan"),
	STRING("delivery_task", 32, "Delivery task"),
	STRING("rejection_goto", 32, "Rejection goto"),
	STRING("wf_activity", 32, "Workflow activity"),
	STRING("sys_domain_path", 255, "Domain Path"),
};

static const struct column incident_columns[] = {
	NUMBER_IS("incident_state", "Incident state", "1"),
	{ .name = "caller_id",
	  .label = "Caller",
	  .type = COLUMN_REFERENCE,
	  .length = 32,
	  .reference = "sys_user",
	  .mandatory = true },
	STRING_IS("category", 40, "Category", "inquiry"),
	STRING("subcategory", 40, "Subcategory"),
	NUMBER_IS("severity", "Severity", "3"),
	NUMBER_IS("notify", "Notify", "1"),
	STRING("close_code", 40, "Resolution code"),
	TIME("resolved_at", "Resolved"),
	REFERS("resolved_by", "sys_user", "Resolved by"),
	NUMBER_IS("reopen_count", "Reopen count", "0"),
	NUMBER("hold_reason", "On hold reason"),
	REFERS("rfc", "change_request", "Change Request"),
	REFERS("caused_by", "change_request", "Caused by Change"),
	REFERS("problem_id", "problem", "Problem"),
	REFERS("parent_incident", "incident", "Parent Incident"),
	NUMBER_IS("child_incidents", "Child Incidents", "0"),
	NUMBER("calendar_stc", "Resolve time"),
	NUMBER("business_stc", "Business resolve time"),
};

static const struct column change_columns[] = {
	NUMBER_IS("state", "State", "-5"),
	STRING_IS("type", 40, "Type", "normal"),
	REFERS("chg_model", "chg_model", "Model"),
	STRING_IS("category", 40, "Category", "Other"),
	NUMBER_IS("risk", "Risk", "3"),
	NUMBER("risk_value", "Risk value"),
	TIME("start_date", "Planned start date"),
	TIME("end_date", "Planned end date"),
	STRING("justification", 4000, "Justification"),
	STRING("implementation_plan", 4000, "Implementation plan"),
	STRING("backout_plan", 4000, "Backout plan"),
	STRING("test_plan", 4000, "Test plan"),
	STRING("risk_impact_analysis", 4000, "Risk and impact analysis"),
	REFERS("requested_by", "sys_user", "Requested by"),
	TIME("requested_by_date", "Requested by date"),
	FLAG("on_hold", "On hold", "false"),
	STRING("on_hold_reason", 4000, "On hold reason"),
	REFERS("on_hold_task", "change_task", "On hold Change Tasks"),
	STRING_IS("conflict_status", 40, "Conflict status", "Not Run"),
	TIME("conflict_last_run", "Conflict last run"),
	STRING("close_code", 40, "Close code"),
	REFERS("std_change_producer_version", "std_change_producer_version",
	       "Standard Change Template version"),
	FLAG("cab_required", "CAB required", "false"),
	TIME("cab_date", "CAB date/time"),
	REFERS("cab_delegate", "sys_user", "CAB delegate"),
	STRING("cab_recommendation", 4000, "CAB recommendation"),
	STRING("reason", 40, "Reason"),
	STRING_IS("phase", 40, "Phase", "requested"),
	STRING_IS("phase_state", 40, "Phase state", "open"),
	FLAG("production_system", "Production System", "false"),
	FLAG("outside_maintenance_schedule", "Outside maintenance schedule", "false"),
	FLAG("unauthorized", "Unauthorized", "false"),
	NUMBER_IS("scope", "Scope", "3"),
	FLAG("is_bulk", "Is Bulk", "false"),
	STRING_IS("ci_class", 80, "CI Class", "cmdb_ci"),
	TIME("review_date", "Review date"),
	STRING("review_comments", 4000, "Review comments"),
	NUMBER("review_status", "Review status"),
	STRING("change_plan", 4000, "Change plan"),
	STRING("proposed_change", 4000, "Proposed change"),
};

static const struct column change_task_columns[] = {
	NUMBER_IS("state", "State", "-5"),
	REFERS("change_request", "change_request", "Change request"),
	STRING_IS("change_task_type", 40, "Type", "planning"),
	TIME("planned_start_date", "Planned start date"),
	TIME("planned_end_date", "Planned end date"),
	STRING("close_code", 40, "Close code"),
	FLAG("on_hold", "On hold", "false"),
	STRING("on_hold_reason", 4000, "On hold reason"),
	STRING_IS("created_from", 40, "Created from", "manual"),
};

static const struct column certificate_task_columns[] = {
	REFERS("certificate", "cmdb_ci_certificate", "Certificate"),
	REFERS("requested_for", "sys_user", "Requested for"),
	STRING("task_type", 40, "Type"),
};

static const struct column approval_columns[] = {
	REFERS("sysapproval", "task", "Approval for"),
	REFERS("document_id", "task", "Approving"),
	STRING("source_table", 80, "Source table"),
	REFERS("approver", "sys_user", "Approver"),
	STRING_IS("state", 40, "State", "not requested"),
	JOURNAL("comments", "Comments"),
	REFERS("group", "sysapproval_group", "Group"),
	TIME("due_date", "Due date"),
	TIME("expected_start", "Expected start"),
	NUMBER("iteration", "Iteration"),
};

static const struct column approval_group_columns[] = {
	REFERS("parent", "task", "Parent"),
	REFERS("assignment_group", "sys_user_group", "Assignment group"),
	STRING_IS("approval", 40, "Approval", "requested"),
	STRING_IS("wait_for", 40, "Wait for", "any"),
};

static const struct column task_ci_columns[] = {
	REFERS("task", "task", "Task"),
	REFERS("ci_item", "cmdb_ci", "Configuration Item"),
	FLAG("applied", "Applied", "false"),
};

static const struct column task_service_columns[] = {
	REFERS("task", "task", "Task"),
	REFERS("cmdb_ci_service", "cmdb_ci_service", "Service"),
	FLAG("manually_added", "Manually added", "false"),
};

static const struct column task_offering_columns[] = {
	REFERS("task", "task", "Task"),
	REFERS("service_offering", "service_offering", "Service offering"),
};

static const struct column model_columns[] = {
	STRING("name", 80, "Name"),
	STRING("sys_name", 80, "Display name"),
	STRING("description", 4000, "Description"),
	FLAG("active", "Active", "true"),
	FLAG("available_in_ui", "Available in UI", "true"),
	FLAG("default_change_model", "Default change model", "false"),
	STRING("color", 40, "Color"),
	STRING("record_preset", 4000, "Record preset"),
	STRING_IS("state_field", 40, "State field", "state"),
	STRING_IS("table_name", 80, "Table name", "change_request"),
};

static const struct column template_columns[] = {
	STRING("name", 100, "Name"),
	STRING("sys_name", 100, "Display name"),
	STRING("short_description", 160, "Short description"),
	FLAG("active", "Active", "true"),
	REFERS("template", "sys_template", "Template"),
	REFERS("current_version", "std_change_producer_version", "Current version"),
	STRING("category", 40, "Category"),
};

static const struct column template_version_columns[] = {
	STRING("name", 100, "Name"),
	NUMBER("version", "Version"),
	REFERS("std_change_producer", "std_change_record_producer", "Standard change template"),
	FLAG("active", "Active", "true"),
	STRING("template_value", 8000, "Template value"),
};

static const struct column preset_columns[] = {
	STRING("name", 100, "Name"),
	STRING("table", 80, "Table"),
	STRING("template", 8000, "Template"),
	FLAG("active", "Active", "true"),
};

static const struct column worker_columns[] = {
	STRING("type", 40, "Type"),         STRING("request", 8000, "Request"),
	NUMBER_IS("state", "State", "1"),   STRING("messages", 8000, "Messages"),
	STRING("payload", 8000, "Payload"), REFERS("task", "task", "Task"),
};

static const struct column conflict_columns[] = {
	REFERS("change", "change_request", "Change"),
	REFERS("configuration_item", "cmdb_ci", "Affected CI"),
	REFERS("conflicting_change", "change_request", "Conflicting change"),
	STRING("type", 80, "Type"),
	REFERS("schedule", "cmn_schedule", "Schedule"),
	TIME("last_checked", "Last checked"),
};

#define TICKET(n, text, up, letters, list)                                                      \
	{                                                                                       \
		.name = n, .label = text, .parent = up, .display = "number", .prefix = letters, \
		.own = COLUMNS(list)                                                            \
	}
#define LINK(n, text, shown, list)                                               \
	{                                                                        \
		.name = n, .label = text, .display = shown, .own = COLUMNS(list) \
	}

static struct table task_tables[] = {
	TICKET("task", "Task", NULL, "TASK", task_columns),
	TICKET("incident", "Incident", "task", "INC", incident_columns),
	TICKET("change_request", "Change Request", "task", "CHG", change_columns),
	TICKET("change_task", "Change Task", "task", "CTASK", change_task_columns),
	TICKET("sn_disco_certmgmt_certificate_task", "Certificate Task", "task", "CERT",
	       certificate_task_columns),
	{ .name = "problem",
	  .label = "Problem",
	  .parent = "task",
	  .display = "number",
	  .prefix = "PRB" },
	LINK("sysapproval_approver", "Approval", "state", approval_columns),
	LINK("sysapproval_group", "Group approval", "approval", approval_group_columns),
	LINK("task_ci", "CIs Affected", "ci_item", task_ci_columns),
	LINK("task_cmdb_ci_service", "Impacted Services", "cmdb_ci_service", task_service_columns),
	LINK("task_service_offering", "Impacted Service Offerings", "service_offering",
	     task_offering_columns),
	LINK("chg_model", "Change Model", "name", model_columns),
	LINK("std_change_record_producer", "Standard Change Template", "name", template_columns),
	LINK("std_change_producer_version", "Standard Change Template Version", "name",
	     template_version_columns),
	LINK("sys_template", "Template", "name", preset_columns),
	LINK("chg_mgt_worker", "Change Management Worker", "type", worker_columns),
	LINK("conflict", "Conflict", "type", conflict_columns),
};

struct table_list dictionary_task_tables(void)
{
	return (struct table_list){ task_tables, sizeof(task_tables) / sizeof(task_tables[0]) };
}
