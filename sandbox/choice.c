/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Choice lists: which stored value is shown as which label. */

#include "choice.h"

#include "record.h"

#include <stdio.h>
#include <string.h>

struct choice {
	const char *table, *element, *value, *label;
};

static const struct choice choices[] = {
	{ "incident", "state", "1", "New" },
	{ "incident", "state", "2", "In Progress" },
	{ "incident", "state", "3", "On Hold" },
	{ "incident", "state", "6", "Resolved" },
	{ "incident", "state", "7", "Closed" },
	{ "incident", "state", "8", "Canceled" },
	{ "incident", "incident_state", "1", "New" },
	{ "incident", "incident_state", "2", "In Progress" },
	{ "incident", "incident_state", "3", "On Hold" },
	{ "incident", "incident_state", "6", "Resolved" },
	{ "incident", "incident_state", "7", "Closed" },
	{ "incident", "incident_state", "8", "Canceled" },
	{ "incident", "hold_reason", "1", "Awaiting Caller" },
	{ "incident", "hold_reason", "3", "Awaiting Problem" },
	{ "incident", "hold_reason", "4", "Awaiting Vendor" },
	{ "incident", "hold_reason", "5", "Awaiting Change" },
	{ "incident", "close_code", "Duplicate", "Duplicate" },
	{ "incident", "close_code", "Known error", "Known error" },
	{ "incident", "close_code", "Resolved by caller", "Resolved by caller" },
	{ "incident", "close_code", "Resolved by change", "Resolved by change" },
	{ "incident", "close_code", "Resolved by problem", "Resolved by problem" },
	{ "incident", "close_code", "Solution provided", "Solution provided" },
	{ "incident", "close_code", "Workaround provided", "Workaround provided" },
	{ "incident", "close_code", "User error", "User error" },
	{ "incident", "category", "inquiry", "Inquiry / Help" },
	{ "incident", "category", "software", "Software" },
	{ "incident", "category", "hardware", "Hardware" },
	{ "incident", "category", "network", "Network" },
	{ "incident", "category", "database", "Database" },
	{ "task", "state", "-5", "Pending" },
	{ "task", "state", "1", "Open" },
	{ "task", "state", "2", "Work in Progress" },
	{ "task", "state", "3", "Closed Complete" },
	{ "task", "state", "4", "Closed Incomplete" },
	{ "task", "state", "7", "Closed Skipped" },
	{ "task", "priority", "1", "1 - Critical" },
	{ "task", "priority", "2", "2 - High" },
	{ "task", "priority", "3", "3 - Moderate" },
	{ "task", "priority", "4", "4 - Low" },
	{ "task", "priority", "5", "5 - Planning" },
	{ "task", "impact", "1", "1 - High" },
	{ "task", "impact", "2", "2 - Medium" },
	{ "task", "impact", "3", "3 - Low" },
	{ "task", "urgency", "1", "1 - High" },
	{ "task", "urgency", "2", "2 - Medium" },
	{ "task", "urgency", "3", "3 - Low" },
	{ "task", "approval", "not requested", "Not Yet Requested" },
	{ "task", "approval", "requested", "Requested" },
	{ "task", "approval", "approved", "Approved" },
	{ "task", "approval", "rejected", "Rejected" },
	{ "task", "escalation", "0", "Normal" },
	{ "task", "upon_approval", "proceed", "Proceed to Next Task" },
	{ "task", "upon_reject", "cancel", "Cancel all future Tasks" },
	{ "task", "contact_type", "phone", "Phone" },
	{ "task", "contact_type", "email", "Email" },
	{ "task", "contact_type", "self-service", "Self-service" },
	{ "task", "contact_type", "monitoring", "Monitoring" },
	{ "change_request", "state", "-5", "New" },
	{ "change_request", "state", "-4", "Assess" },
	{ "change_request", "state", "-3", "Authorize" },
	{ "change_request", "state", "-2", "Scheduled" },
	{ "change_request", "state", "-1", "Implement" },
	{ "change_request", "state", "0", "Review" },
	{ "change_request", "state", "3", "Closed" },
	{ "change_request", "state", "4", "Canceled" },
	{ "change_request", "type", "normal", "Normal" },
	{ "change_request", "type", "standard", "Standard" },
	{ "change_request", "type", "emergency", "Emergency" },
	{ "change_request", "risk", "1", "Very High" },
	{ "change_request", "risk", "2", "High" },
	{ "change_request", "risk", "3", "Moderate" },
	{ "change_request", "risk", "4", "Low" },
	{ "change_request", "scope", "3", "Medium" },
	{ "change_request", "category", "Hardware", "Hardware" },
	{ "change_request", "category", "Software", "Software" },
	{ "change_request", "category", "Network", "Network" },
	{ "change_request", "category", "Service", "Service" },
	{ "change_request", "category", "Other", "Other" },
	{ "change_request", "close_code", "successful", "Successful" },
	{ "change_request", "close_code", "successful_issues", "Successful with issues" },
	{ "change_request", "close_code", "unsuccessful", "Unsuccessful" },
	{ "change_request", "conflict_status", "Not Run", "Not Run" },
	{ "change_request", "conflict_status", "Conflict", "Conflict" },
	{ "change_request", "conflict_status", "No Conflict", "No Conflict" },
	{ "change_request", "phase", "requested", "Requested" },
	{ "change_request", "phase_state", "open", "Open" },
	{ "change_task", "state", "-5", "Pending" },
	{ "change_task", "state", "1", "Open" },
	{ "change_task", "state", "2", "In Progress" },
	{ "change_task", "state", "3", "Closed" },
	{ "change_task", "state", "4", "Canceled" },
	{ "change_task", "change_task_type", "planning", "Planning" },
	{ "change_task", "change_task_type", "implementation", "Implementation" },
	{ "change_task", "change_task_type", "testing", "Testing" },
	{ "change_task", "change_task_type", "review", "Review" },
	{ "sysapproval_approver", "state", "not requested", "Not Yet Requested" },
	{ "sysapproval_approver", "state", "requested", "Requested" },
	{ "sysapproval_approver", "state", "approved", "Approved" },
	{ "sysapproval_approver", "state", "rejected", "Rejected" },
	{ "sysapproval_approver", "state", "cancelled", "Cancelled" },
	{ "sysapproval_approver", "state", "not_required", "No Longer Required" },
	{ "sysapproval_approver", "state", "duplicate", "Duplicate" },
	{ "chg_mgt_worker", "state", "1", "Waiting" },
	{ "chg_mgt_worker", "state", "2", "In-Progress" },
	{ "chg_mgt_worker", "state", "3", "Complete" },
	{ "chg_mgt_worker", "state", "4", "Error" },
	{ "conflict", "type", "blackout", "Blackout" },
	{ "conflict", "type", "not_in_maintenance_window", "Not In Maintenance Window" },
	{ "conflict", "type", "ci_already_scheduled", "CI Already Scheduled" },
	{ "cmdb_ci", "install_status", "1", "Installed" },
	{ "cmdb_ci", "install_status", "2", "On Order" },
	{ "cmdb_ci", "install_status", "3", "In Maintenance" },
	{ "cmdb_ci", "install_status", "4", "Pending Install" },
	{ "cmdb_ci", "install_status", "5", "Pending Repair" },
	{ "cmdb_ci", "install_status", "6", "In Stock" },
	{ "cmdb_ci", "install_status", "7", "Retired" },
	{ "cmdb_ci", "install_status", "8", "Stolen" },
	{ "cmdb_ci", "install_status", "100", "Absent" },
	{ "cmdb_ci", "operational_status", "1", "Operational" },
	{ "cmdb_ci", "operational_status", "2", "Non-Operational" },
	{ "cmdb_ci", "operational_status", "3", "Repair in Progress" },
	{ "cmdb_ci", "operational_status", "4", "DR Standby" },
	{ "cmdb_ci", "operational_status", "5", "Ready" },
	{ "cmdb_ci", "operational_status", "6", "Retired" },
	{ "cmdb_ci", "operational_status", "7", "Pipeline" },
	{ "cmdb_ci", "operational_status", "8", "Catalog" },
	{ "cmdb_ci", "discovery_source", "SG-certsteward", "SG-certsteward" },
	{ "cmdb_ci", "discovery_source", "ServiceNow", "ServiceNow" },
	{ "cmdb_ci", "discovery_source", "ServiceWatch", "ServiceWatch" },
	{ "cmdb_ci", "discovery_source", "Manual Entry", "Manual Entry" },
	{ "cmdb_ci", "discovery_source", "ImportSet", "ImportSet" },
	{ "cmdb_ci", "discovery_source", "Other Automated", "Other Automated" },
	{ "cmdb_ci", "environment", "Production", "Production" },
	{ "cmdb_ci", "environment", "Test", "Test" },
	{ "cmdb_ci", "environment", "Development", "Development" },
	{ "cmdb_ci_certificate", "state", "issued", "Issued" },
	{ "cmdb_ci_certificate", "state", "installed", "Installed" },
	{ "cmdb_ci_certificate", "state", "revoked", "Revoked" },
	{ "cmdb_ci_certificate", "state", "retired", "Retired" },
	{ "cmdb_ci_certificate", "state", "other", "Other" },
	{ "cmdb_ci_certificate", "renewal_tracking", "priority1", "Create Priority 1 tasks" },
	{ "cmdb_ci_certificate", "renewal_tracking", "priority3", "Create Priority 3 tasks" },
	{ "cmdb_ci_certificate", "renewal_tracking", "none", "Do not create tasks" },
	{ "cmdb_ci_certificate", "service_type", "External", "External" },
	{ "cmdb_ci_certificate", "service_type", "Internal", "Internal" },
	{ "cmdb_ci_service", "busines_criticality", "1 - most critical", "1 - most critical" },
	{ "cmdb_ci_service", "busines_criticality", "2 - somewhat critical",
	  "2 - somewhat critical" },
	{ "cmdb_ci_service", "busines_criticality", "3 - less critical", "3 - less critical" },
	{ "cmdb_ci_service", "busines_criticality", "4 - not critical", "4 - not critical" },
};

enum { CHOICE_COUNT = sizeof(choices) / sizeof(choices[0]) };

const char *choice_owner(const struct table *table, const char *element)
{
	for (; table; table = table->parent ? dictionary_table(table->parent) : NULL)
		for (size_t i = 0; i < CHOICE_COUNT; i++)
			if (strcmp(choices[i].element, element) == 0 &&
			    strcmp(choices[i].table, table->name) == 0)
				return table->name;
	return NULL;
}

const char *choice_label(const struct table *table, const char *element, const char *value)
{
	const char *owner = choice_owner(table, element);
	for (size_t i = 0; owner && i < CHOICE_COUNT; i++)
		if (strcmp(choices[i].table, owner) == 0 &&
		    strcmp(choices[i].element, element) == 0 &&
		    strcmp(choices[i].value, value) == 0)
			return choices[i].label;
	return value;
}

bool choice_known(struct session *session, const char *table, const char *element,
                  const char *value)
{
	return database_number(session->database,
	                       "SELECT count(*) FROM sys_choice WHERE name = ? AND element = ?"
	                       " AND value = ? AND inactive = 'false'",
	                       VALUES(table, element, value)) > 0;
}

void choice_seed(struct session *session)
{
	for (size_t i = 0; i < CHOICE_COUNT; i++) {
		const char *key = pool_print(session->pool, "%s.%s.%s", choices[i].table,
		                             choices[i].element, choices[i].value);
		json_t *row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "sys_id",
		                        session_id_of(session->pool, "sys_choice", key), "name",
		                        choices[i].table, "element", choices[i].element, "value",
		                        choices[i].value, "label", choices[i].label, "sequence",
		                        pool_print(session->pool, "%zu", i));
		record_store(session, dictionary_table("sys_choice"), row);
		json_decref(row);
	}
}
