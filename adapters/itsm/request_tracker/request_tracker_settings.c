/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The settings of a Request Tracker, with the names that `prepare` gives. */
#include "request_tracker.h"

#define TEXT_SETTING(setting_name, member, default_text, help_text)          \
	{                                                                    \
		.name = (setting_name), .type = SETTING_TEXT,                \
		.offset = offsetof(struct request_tracker_settings, member), \
		.fallback = (default_text), .help = (help_text)              \
	}
#define LIST_SETTING(setting_name, member, default_text, help_text)          \
	{                                                                    \
		.name = (setting_name), .type = SETTING_LIST,                \
		.offset = offsetof(struct request_tracker_settings, member), \
		.fallback = (default_text), .help = (help_text)              \
	}

const struct setting request_tracker_setting_table[] = {
	{ .name = "auth.token",
	  .type = SETTING_SECRET,
	  .offset = offsetof(struct request_tracker_settings, token),
	  .help = "Authentication token of our user (Settings > Auth Tokens)" },
	TEXT_SETTING("account", account, "certsteward", "Name of the user whose token it is"),
	TEXT_SETTING("certificate_catalog", certificate_catalog, "Certificates",
	             "Catalog of our assets"),
	LIST_SETTING("host_catalogs", host_catalogs, "[Hosts]",
	             "Catalogs of hosts and load balancers"),
	LIST_SETTING("application_catalogs", application_catalogs, "[]",
	             "Catalogs of applications with address and port"),
	LIST_SETTING("vip_catalogs", vip_catalogs, "[]", "Catalogs of load-balancer services"),
	LIST_SETTING("service_catalogs", service_catalogs, "[]",
	             "Catalogs of application and business services"),
	TEXT_SETTING("fingerprint_field", fingerprint_field, "SHA-256",
	             "Custom field by which our assets are found again"),
	TEXT_SETTING("serial_field", serial_field, "Serial", "Custom field of the serial number"),
	TEXT_SETTING("issuer_field", issuer_field, "Issuer", "Custom field of the issuer's name"),
	LIST_SETTING("certificate_fields", certificate_fields,
	             "[Serial, Issuer, Subject, Names, Not Before, Not After, Key, Signature, "
	             "Support Group]",
	             "Custom fields of certificates that the mapping writes"),
	LIST_SETTING("name_fields", name_fields, "[FQDN]",
	             "Custom fields of hosts that hold names, beside the asset's own"),
	LIST_SETTING("address_fields", address_fields, "[IP Address]",
	             "Custom fields of hosts that hold addresses"),
	TEXT_SETTING("port_field", port_field, "Port", "Custom field of an application's port"),
	TEXT_SETTING("group_field", group_field, "Support Group",
	             "Custom field with the name of the responsible group; where empty, the first "
	             "group of the role HeldBy or Contact"),
	TEXT_SETTING("environment_field", environment_field, "Environment",
	             "Custom field: production, test, ..."),
	TEXT_SETTING("criticality_field", criticality_field, "Criticality",
	             "Custom field: how much hangs on a host"),
	TEXT_SETTING("runbook_field", runbook_field, "",
	             "Custom field with the address of a runbook; empty = none"),
	LIST_SETTING("stock", stock, "[new]", "Asset statuses of what is not in use yet"),
	LIST_SETTING("retired", retired, "[recycled, stolen, deleted]",
	             "Asset statuses of what is out of service"),
	TEXT_SETTING("change_queue", change_queue, "Certificate Changes", "Queue of changes"),
	TEXT_SETTING("incident_queue", incident_queue, "Certificate Incidents",
	             "Queue of incidents"),
	TEXT_SETTING("task_queue", task_queue, "",
	             "Queue of tasks; empty = that of changes for tasks of changes, else none"),
	TEXT_SETTING("approvals_queue", approvals_queue, "___Approvals",
	             "Queue in which people approve"),
	LIST_SETTING("others_queues", others_queues, "[]",
	             "Queues with other people's incidents that refer to assets"),
	TEXT_SETTING("key_field", key_field, "Correlation ID",
	             "Custom field of tickets that holds our key"),
	TEXT_SETTING("type_field", type_field, "Change Type",
	             "Custom field of tickets: normal, standard, emergency, incident, task"),
	TEXT_SETTING("approval_field", approval_field, "Approval",
	             "Custom field of changes; 'asked' and 'withdrawn' start the scrips of "
	             "'init --target'"),
	TEXT_SETTING("requestor", requestor, "",
	             "Requestor of our tickets, a user name or address; empty = our user"),
	LIST_SETTING("statuses.new", statuses.fresh, "[new]", "Nobody works on it yet"),
	LIST_SETTING("statuses.scheduled", statuses.scheduled, "[approved, scheduled]",
	             "Approved and not begun; a lifecycle may lack it"),
	LIST_SETTING("statuses.implement", statuses.implement, "[open, implementing]",
	             "Being worked on; a change only once it is approved"),
	LIST_SETTING("statuses.hold", statuses.hold, "[stalled]", "Put on hold"),
	LIST_SETTING("statuses.review", statuses.review, "[resolved]", "Done, as far as we go"),
	LIST_SETTING("statuses.closed", statuses.closed, "[closed]", "Closed after its review"),
	LIST_SETTING("statuses.cancelled", statuses.cancelled, "[rejected, cancelled]",
	             "Ended without being done"),
	TEXT_SETTING("mark_name", mark_name, "certsteward",
	             "Name of our own asset: mark and stop switch"),
	TEXT_SETTING("mark_running", mark_running, "in-use",
	             "Status of that asset while we may write; any other stops us"),
	TEXT_SETTING("approver", approver, "approver",
	             "User who decides on changes, in the template that 'init --target' prints"),
	{ .name = "users",
	  .type = SETTING_BOOL,
	  .offset = offsetof(struct request_tracker_settings, users),
	  .fallback = "yes",
	  .help = "Read the names of users; no where RT knows very many" },
	{ .name = "production",
	  .type = SETTING_BOOL,
	  .offset = offsetof(struct request_tracker_settings, production),
	  .fallback = "yes",
	  .help = "Is it the productive instance? RT cannot tell" },
	{ .name = "settle",
	  .type = SETTING_DURATION,
	  .offset = offsetof(struct request_tracker_settings, settle),
	  .fallback = "30s",
	  .low = 0,
	  .high = 3600,
	  .help = "How long a write may still show up behind a lost answer" },
	{ .name = NULL },
};
