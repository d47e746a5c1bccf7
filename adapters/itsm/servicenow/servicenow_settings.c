/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The settings of a ServiceNow instance, with defaults of a fresh one. */
#include "servicenow.h"

#define TEXT_SETTING(setting_name, member, default_text, help_text)     \
	{                                                               \
		.name = (setting_name), .type = SETTING_TEXT,           \
		.offset = offsetof(struct servicenow_settings, member), \
		.fallback = (default_text), .help = (help_text)         \
	}
#define LIST_SETTING(setting_name, member, default_text, help_text)     \
	{                                                               \
		.name = (setting_name), .type = SETTING_LIST,           \
		.offset = offsetof(struct servicenow_settings, member), \
		.fallback = (default_text), .help = (help_text)         \
	}

const struct setting servicenow_setting_table[] = {
	TEXT_SETTING("auth.client_id", client_id, "",
	             "OAuth client; with a user as well the password grant is used, else "
	             "client_credentials"),
	{ .name = "auth.client_secret",
	  .type = SETTING_SECRET,
	  .offset = offsetof(struct servicenow_settings, client_secret),
	  .help = "Secret of the OAuth client" },
	TEXT_SETTING("auth.user", user, "", "User name; alone with a password it means Basic"),
	{ .name = "auth.password",
	  .type = SETTING_SECRET,
	  .offset = offsetof(struct servicenow_settings, password),
	  .help = "Password of the user" },
	TEXT_SETTING("account", account, "",
	             "User name that our writes carry where it differs from auth.user (the OAuth "
	             "application user)"),
	TEXT_SETTING("discovery_source", discovery_source, "SG-certsteward",
	             "Choice of cmdb_ci.discovery_source that our CIs carry"),
	TEXT_SETTING("source_feed", source_feed, "certsteward",
	             "Feed within the source, kept in sys_object_source"),
	TEXT_SETTING("certificate_class", certificate_class, "cmdb_ci_certificate",
	             "Class of certificate CIs"),
	LIST_SETTING("certificate_columns", certificate_columns, "[]",
	             "Further columns that the mapping of this instance writes"),
	TEXT_SETTING("relation_type", relation_type, "Uses::Used by",
	             "Name of the relation type from a CI to its certificate"),
	{ .name = "fingerprint",
	  .type = SETTING_CHOICE,
	  .offset = offsetof(struct servicenow_settings, fingerprint),
	  .fallback = "read",
	  .choices = "read|lower|upper|colon_lower|colon_upper",
	  .help = "Spelling of fingerprints; read = as in a row that others wrote, else lower" },
	TEXT_SETTING("domain_table", domain_table, "certificate_domain",
	             "Table of alternative names"),
	TEXT_SETTING("domain_column", domain_column, "",
	             "Its column that holds the name; empty = read from sys_dictionary"),
	LIST_SETTING("host_classes", host_classes, "[cmdb_ci_server]",
	             "Classes of hosts, with their subclasses"),
	LIST_SETTING("application_classes", application_classes, "[cmdb_ci_appl]",
	             "Classes of applications with address and port"),
	LIST_SETTING("vip_classes", vip_classes, "[cmdb_ci_lb_service]",
	             "Classes of load-balancer services"),
	LIST_SETTING("service_classes", service_classes, "[cmdb_ci_service]",
	             "Classes of application and business services"),
	LIST_SETTING("parent_classes", parent_classes,
	             "[cmdb_ci_service_auto, cmdb_ci_service_discovered, cmdb_ci_service]",
	             "Exact classes of services whose relations say what stands above a CI"),
	TEXT_SETTING("runbook_column", runbook_column, "",
	             "Column of a CI that holds the address of its runbook; empty = none"),
	TEXT_SETTING(
		"address_table", address_table, "cmdb_ci_network_adapter",
		"Table of further addresses of hosts (columns cmdb_ci, ip_address); empty = none "
		"are read"),
	LIST_SETTING("calendar_tables", calendar_tables,
	             "[cmn_schedule_blackout, cmn_schedule_maintenance]",
	             "Tables of schedules that hold freezes and maintenance; [] = none"),
	TEXT_SETTING("span_table", span_table, "cmn_schedule_span",
	             "Table of the spans of these schedules"),
	LIST_SETTING("retired", retired,
	             "[install_status=7, operational_status=6, life_cycle_stage=End of Life]",
	             "Column=value pairs, each of which means that a CI is retired"),
	TEXT_SETTING("task_table", task_table, "",
	             "Table of plain tasks; empty = none are written"),
	TEXT_SETTING("approval_group", approval_group, "",
	             "Column of a CI that holds its approval group; empty = change_control"),
	{ .name = "cim",
	  .type = SETTING_CHOICE,
	  .offset = offsetof(struct servicenow_settings, cim),
	  .fallback = "unset",
	  .choices = "unset|we_ticket|it_tickets",
	  .help = "Who tickets where Certificate Inventory and Management is installed: no "
	          "certificate is written there before this is decided" },
	TEXT_SETTING("no_task_value", no_task_value, "",
	             "Value of renewal_tracking that means 'do not create', where Certificate "
	             "Inventory is installed"),
	{ .name = "page_size",
	  .type = SETTING_INTEGER,
	  .offset = offsetof(struct servicenow_settings, page_size),
	  .fallback = "1000",
	  .low = 10,
	  .high = 10000,
	  .help = "Rows asked for in one page" },
	{ .name = "settle",
	  .type = SETTING_DURATION,
	  .offset = offsetof(struct servicenow_settings, settle),
	  .fallback = "90s",
	  .low = 0,
	  .high = 900,
	  .help = "How long a write may still be committed behind a lost answer; the Table API "
	          "ends a transaction after 60 s" },
	TEXT_SETTING("caller", caller, "", "Caller of incidents: user name or sys_id"),
	TEXT_SETTING("requested_by", requested_by, "",
	             "Requester of changes: user name or sys_id; empty = our account"),
	{ .name = "assignment",
	  .type = SETTING_CHOICE,
	  .offset = offsetof(struct servicenow_settings, assignment),
	  .fallback = "site",
	  .choices = "site|ours",
	  .help = "Who sets the group: the site's own rule, filled only if it left it empty, or "
	          "certsteward" },
	TEXT_SETTING("contact_type", contact_type, "", "Channel of incidents; empty = the site's"),
	TEXT_SETTING("incident_category", incident_category, "", "Category of incidents"),
	TEXT_SETTING("incident_subcategory", incident_subcategory, "", "Subcategory of incidents"),
	TEXT_SETTING("change_category", change_category, "", "Category of changes"),
	TEXT_SETTING("change_close_code", change_close_code, "successful",
	             "Close code of changes that end with proof"),
	TEXT_SETTING("incident_close_code", incident_close_code, "Solution provided",
	             "Close code of incidents that end with proof"),
	TEXT_SETTING("cancel_close_code", cancel_close_code, "",
	             "Close code of changes that are cancelled; empty = none"),
	TEXT_SETTING("mark_class", mark_class, "cmdb_ci_appl",
	             "Class of certsteward's own CI, which carries its mark and the stop switch"),
	TEXT_SETTING("mark_field", mark_field, "short_description",
	             "Column of that CI for the mark"),
	TEXT_SETTING("mark_switch", mark_switch, "operational_status",
	             "Column of that CI that stops every write"),
	TEXT_SETTING("mark_running", mark_running, "1",
	             "Value of the switch that lets writes through; any other stops them"),
	{ .name = "production",
	  .type = SETTING_BOOL,
	  .offset = offsetof(struct servicenow_settings, production),
	  .fallback = "yes",
	  .help = "Production flag to assume where glide.installation.production is not readable" },
	{ .name = NULL },
};
