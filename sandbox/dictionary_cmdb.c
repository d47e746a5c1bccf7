/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of the CMDB: CI classes, relations, identification. */

#include "dictionary.h"

static const struct column ci_columns[] = {
	STRING("name", 255, "Name"),
	STRING("short_description", 1000, "Description"),
	STRING("asset_tag", 40, "Asset tag"),
	REFERS("asset", "alm_asset", "Asset"),
	REFERS("assigned_to", "sys_user", "Assigned to"),
	REFERS("assignment_group", "sys_user_group", "Assignment group"),
	TIME("assigned", "Assigned"),
	STRING("attributes", 65000, "Attributes"),
	FLAG("can_print", "Can Print", "false"),
	STRING("category", 40, "Category"),
	STRING("subcategory", 40, "Subcategory"),
	REFERS("change_control", "sys_user_group", "Change group"),
	STRING("checked_in", 40, "Checked in"),
	STRING("checked_out", 40, "Checked out"),
	STRING("comments", 4000, "Comments"),
	REFERS("company", "core_company", "Company"),
	STRING("correlation_id", 512, "Correlation ID"),
	REFERS("cost_center", "cmn_cost_center", "Cost center"),
	TIME("delivery_date", "Order received"),
	REFERS("department", "cmn_department", "Department"),
	STRING("discovery_source", 40, "Discovery source"),
	STRING("dns_domain", 255, "DNS Domain"),
	STRING("environment", 40, "Environment"),
	NUMBER_IS("fault_count", "Fault count", "0"),
	TIME("first_discovered", "First discovered"),
	TIME("last_discovered", "Most recent discovery"),
	STRING("fqdn", 255, "Fully qualified domain name"),
	STRING("gl_account", 40, "GL account"),
	TIME("install_date", "Installed"),
	NUMBER_IS("install_status", "Status", "1"),
	NUMBER_IS("operational_status", "Operational status", "1"),
	STRING("invoice_number", 40, "Invoice number"),
	STRING("ip_address", 255, "IP Address"),
	STRING("mac_address", 18, "MAC Address"),
	STRING("justification", 80, "Justification"),
	STRING("lease_id", 40, "Lease contract"),
	STRING("life_cycle_stage", 80, "Life Cycle Stage"),
	STRING("life_cycle_stage_status", 80, "Life Cycle Stage Status"),
	REFERS("location", "cmn_location", "Location"),
	REFERS("maintenance_schedule", "cmn_schedule", "Maintenance schedule"),
	REFERS("managed_by", "sys_user", "Managed by"),
	REFERS("managed_by_group", "sys_user_group", "Managed By Group"),
	REFERS("manufacturer", "core_company", "Manufacturer"),
	REFERS("vendor", "core_company", "Vendor"),
	STRING("model_id", 32, "Model ID"),
	STRING("model_number", 255, "Model number"),
	FLAG("monitor", "Monitor", "false"),
	STRING("object_id", 1024, "Object ID"),
	REFERS("owned_by", "sys_user", "Owned by"),
	STRING("po_number", 40, "PO number"),
	TIME("purchase_date", "Purchased"),
	STRING("serial_number", 255, "Serial number"),
	FLAG("skip_sync", "Skip sync", "false"),
	TIME("start_date", "Schedule start"),
	REFERS("support_group", "sys_user_group", "Support group"),
	REFERS("supported_by", "sys_user", "Supported by"),
	FLAG("unverified", "Requires verification", "false"),
	TIME("warranty_expiration", "Warranty expiration"),
	STRING("sys_domain_path", 255, "Domain Path"),
};

static const struct column hardware_columns[] = {
	STRING("default_gateway", 40, "Default Gateway"),
	STRING("hardware_status", 40, "Hardware status"),
	STRING("hardware_substatus", 40, "Hardware substatus"),
};

static const struct column computer_columns[] = {
	STRING("host_name", 255, "Host name"),
	STRING("os", 255, "Operating System"),
	STRING("os_name", 255, "OS Name"),
	STRING("os_version", 255, "OS Version"),
	STRING("os_domain", 255, "OS Domain"),
	NUMBER("os_address_width", "OS Address Width (bits)"),
	NUMBER("cpu_count", "CPU count"),
	NUMBER("ram", "RAM (MB)"),
	NUMBER("disk_space", "Disk space (GB)"),
	FLAG("virtual", "Is Virtual", "false"),
};

static const struct column server_columns[] = {
	STRING_IS("classification", 40, "Classification", "Production"),
	STRING_IS("used_for", 40, "Used for", "Production"),
	STRING("firewall_status", 40, "Firewall status"),
	FLAG("internet_facing", "Internet Facing", "false"),
};

static const struct column application_columns[] = {
	STRING("tcp_port", 255, "TCP port(s)"),
	STRING("version", 255, "Version"),
	STRING("install_directory", 255, "Install directory"),
	STRING("config_directory", 255, "Configuration directory"),
	STRING("config_file", 255, "Configuration file"),
	STRING("running_process", 255, "Running process"),
	STRING("running_process_command", 4000, "Running process command"),
	STRING_IS("used_for", 40, "Used for", "Production"),
};

static const struct column balancer_service_columns[] = {
	REFERS("load_balancer", "cmdb_ci", "Load balancer"),
	NUMBER("port", "Port"),
	STRING("input_url", 1024, "Input URL"),
};

static const struct column pool_member_columns[] = {
	REFERS("load_balancer", "cmdb_ci", "Load balancer"),
	NUMBER("service_port", "Service port"),
};

static const struct column service_columns[] = {
	STRING_IS("busines_criticality", 40, "Business criticality", "3 - less critical"),
	STRING_IS("service_classification", 40, "Service classification", "Business Service"),
	STRING_IS("used_for", 40, "Used for", "Production"),
	STRING("number", 40, "Number"),
	STRING("service_status", 40, "Service status"),
	STRING("sla", 32, "SLA"),
	STRING("version", 40, "Version"),
};

static const struct column offering_columns[] = {
	REFERS("parent", "cmdb_ci_service", "Parent"),
};

static const struct column business_application_columns[] = {
	STRING("business_criticality", 40, "Business criticality"),
	STRING("application_type", 40, "Application type"),
};

static const struct column certificate_columns[] = {
	STRING("fingerprint", 255, "Fingerprint"),
	STRING("fingerprint_algorithm", 40, "Fingerprint algorithm"),
	STRING("signature_algorithm", 80, "Signature algorithm"),
	NUMBER("key_size", "Key size"),
	STRING("version", 40, "Version"),
	REFERS("issuer", "cmdb_ci_certificate", "Issuer"),
	REFERS("root_issuer", "cmdb_ci_certificate", "Root issuer"),
	STRING("issuer_common_name", 255, "Issuer common name"),
	STRING("issuer_distinguished_name", 1024, "Issuer distinguished name"),
	STRING("subject_common_name", 255, "Subject common name"),
	STRING("subject_distinguished_name", 1024, "Subject distinguished name"),
	STRING("subject_country", 255, "Subject country"),
	STRING("subject_state", 255, "Subject state"),
	STRING("subject_locality", 255, "Subject locality"),
	STRING("subject_organization", 255, "Subject organization"),
	STRING("subject_organizational_unit", 255, "Subject organizational unit"),
	STRING("subject_email", 255, "Subject email"),
	{ .name = "subject_alternative_name",
	  .label = "Subject alternative name",
	  .type = COLUMN_LIST,
	  .length = 65000,
	  .reference = "certificate_domain",
	  .mandatory = true },
	TIME("valid_from", "Valid from"),
	TIME("valid_to", "Valid to"),
	STRING_IS("state", 40, "State", "issued"),
	FLAG("is_self_signed", "Is selfsigned", "false"),
	FLAG("is_ca", "Is certificate authority", "false"),
	STRING_IS("renewal_tracking", 40, "Renewal tracking", "priority3"),
	STRING("service_type", 40, "Service type"),
};

static const struct column endpoint_columns[] = {
	STRING("url", 1024, "URL"),
	STRING("host", 255, "Host"),
	NUMBER("port", "Port"),
};

static const struct column adapter_columns[] = {
	REFERS("cmdb_ci", "cmdb_ci", "Configuration Item"),
	STRING("netmask", 40, "Netmask"),
};

static const struct column domain_columns[] = {
	STRING("domain", 255, "Domain"),
};

static const struct column serial_columns[] = {
	REFERS("cmdb_ci", "cmdb_ci", "Configuration Item"),
	STRING("serial_number", 255, "Serial Number"),
	STRING("serial_number_type", 40, "Serial Number Type"),
	FLAG("valid", "Valid", "true"),
	FLAG("absent", "Absent", "false"),
};

static const struct column relation_columns[] = {
	REFERS("parent", "cmdb_ci", "Parent"),
	REFERS("child", "cmdb_ci", "Child"),
	REFERS("type", "cmdb_rel_type", "Type"),
	NUMBER("port", "Port"),
	STRING("connection_strength", 40, "Connection Strength"),
};

static const struct column relation_type_columns[] = {
	STRING("name", 255, "Name"),
	STRING("sys_name", 255, "Display name"),
	STRING("parent_descriptor", 40, "Parent descriptor"),
	STRING("child_descriptor", 40, "Child descriptor"),
};

static const struct column source_columns[] = {
	STRING("name", 100, "Name"),
	STRING("id", 255, "ID"),
	STRING("source_feed", 255, "Source feed"),
	STRING("target_table", 80, "Target table"),
	STRING("target_sys_id", 32, "Target sys_id"),
	TIME("last_scan", "Last scan"),
	TIME("source_recency_timestamp", "Source recency timestamp"),
};

static const struct column identifier_columns[] = {
	STRING("name", 100, "Name"),
	STRING("applies_to", 80, "Applies to"),
	STRING("description", 1000, "Description"),
	FLAG("active", "Active", "true"),
	FLAG("independent", "Independent", "true"),
};

static const struct column identifier_entry_columns[] = {
	REFERS("identifier", "cmdb_identifier", "Identifier"),
	STRING("attributes", 1000, "Criterion attributes"),
	STRING("table", 80, "Search on table"),
	STRING("referenced_field", 80, "Referenced field"),
	STRING("condition", 1000, "Optional condition"),
	NUMBER("order", "Priority"),
	FLAG("active", "Active", "true"),
	FLAG("allow_fallback", "Allow fallback to parent's rules", "false"),
	FLAG("allow_null_attribute", "Allow null attribute", "false"),
	FLAG("exact_count_match", "Enforce exact count match", "false"),
};

static const struct column pending_columns[] = {
	STRING("status", 40, "Status"),
	STRING("payload", 65000, "Payload"),
	STRING("error", 4000, "Error"),
	STRING("discovery_source", 40, "Discovery source"),
};

#define CLASS(n, text, up)                                                \
	{                                                                 \
		.name = n, .label = text, .parent = up, .display = "name" \
	}
#define CLASS_WITH(n, text, up, list)                                                           \
	{                                                                                       \
		.name = n, .label = text, .parent = up, .display = "name", .own = COLUMNS(list) \
	}
#define PLAIN(n, text, shown, list)                                              \
	{                                                                        \
		.name = n, .label = text, .display = shown, .own = COLUMNS(list) \
	}

static struct table cmdb_tables[] = {
	CLASS_WITH("cmdb_ci", "Configuration Item", NULL, ci_columns),
	CLASS_WITH("cmdb_ci_hardware", "Hardware", "cmdb_ci", hardware_columns),
	CLASS_WITH("cmdb_ci_computer", "Computer", "cmdb_ci_hardware", computer_columns),
	CLASS_WITH("cmdb_ci_server", "Server", "cmdb_ci_computer", server_columns),
	CLASS("cmdb_ci_linux_server", "Linux Server", "cmdb_ci_server"),
	CLASS("cmdb_ci_unix_server", "UNIX Server", "cmdb_ci_server"),
	CLASS("cmdb_ci_win_server", "Windows Server", "cmdb_ci_server"),
	CLASS("cmdb_ci_esx_server", "ESX Server", "cmdb_ci_server"),
	CLASS("cmdb_ci_email_server", "Email Server", "cmdb_ci_server"),
	CLASS("cmdb_ci_lb", "Load Balancer", "cmdb_ci_server"),
	CLASS("cmdb_ci_netgear", "Network Gear", "cmdb_ci_hardware"),
	CLASS("cmdb_ci_ip_switch", "IP Switch", "cmdb_ci_netgear"),
	CLASS_WITH("cmdb_ci_appl", "Application", "cmdb_ci", application_columns),
	CLASS("cmdb_ci_app_server", "Application Server", "cmdb_ci_appl"),
	CLASS("cmdb_ci_app_server_tomcat", "Tomcat", "cmdb_ci_app_server"),
	CLASS("cmdb_ci_web_server", "Web Server", "cmdb_ci_appl"),
	CLASS("cmdb_ci_apache_web_server", "Apache Web Server", "cmdb_ci_web_server"),
	CLASS("cmdb_ci_nginx_web_server", "Nginx Web Server", "cmdb_ci_web_server"),
	CLASS("cmdb_ci_microsoft_iis_web_server", "Microsoft iis Web Server", "cmdb_ci_web_server"),
	CLASS("cmdb_ci_lb_appl", "Load Balancer Application", "cmdb_ci_appl"),
	CLASS("cmdb_ci_lb_bigip", "F5 BIG-IP", "cmdb_ci_lb_appl"),
	CLASS_WITH("cmdb_ci_lb_service", "Load Balancer Service", "cmdb_ci",
	           balancer_service_columns),
	CLASS("cmdb_ci_lb_pool", "Load Balancer Pool", "cmdb_ci"),
	CLASS_WITH("cmdb_ci_lb_pool_member", "Load Balancer Pool Member", "cmdb_ci",
	           pool_member_columns),
	CLASS_WITH("cmdb_ci_service", "Service", "cmdb_ci", service_columns),
	CLASS("cmdb_ci_service_auto", "Application Service", "cmdb_ci_service"),
	CLASS("cmdb_ci_service_discovered", "Mapped Application Service", "cmdb_ci_service_auto"),
	CLASS_WITH("service_offering", "Service Offering", "cmdb_ci_service", offering_columns),
	CLASS_WITH("cmdb_ci_business_app", "Business Application", "cmdb_ci",
	           business_application_columns),
	CLASS_WITH("cmdb_ci_certificate", "Unique Certificate", "cmdb_ci", certificate_columns),
	CLASS_WITH("ar_cmdb_ci", "Archived Configuration Item", NULL, ci_columns),
	CLASS_WITH("ar_cmdb_ci_certificate", "Archived Unique Certificate", "ar_cmdb_ci",
	           certificate_columns),
	CLASS("cmdb_ci_endpoint", "Endpoint", "cmdb_ci"),
	CLASS_WITH("cmdb_ci_endpoint_http", "HTTP(S) Endpoint", "cmdb_ci_endpoint",
	           endpoint_columns),
	CLASS("cmdb_ci_dns_name", "DNS Name", "cmdb_ci"),
	CLASS_WITH("cmdb_ci_network_adapter", "Network Adapter", "cmdb_ci", adapter_columns),
	CLASS("cmdb_ci_ip_address", "IP Address", "cmdb_ci"),
	CLASS("cmdb_ci_cloud_service_account", "Cloud Service Account", "cmdb_ci"),
	PLAIN("certificate_domain", "Certificate Domain", "domain", domain_columns),
	PLAIN("cmdb_serial_number", "Serial Number", "serial_number", serial_columns),
	PLAIN("cmdb_rel_ci", "CI Relationship", "type", relation_columns),
	PLAIN("cmdb_rel_type", "CI Relation Type", "name", relation_type_columns),
	PLAIN("sys_object_source", "Object Source", "name", source_columns),
	PLAIN("cmdb_identifier", "Identifier", "name", identifier_columns),
	PLAIN("cmdb_identifier_entry", "Identifier Entry", "attributes", identifier_entry_columns),
	PLAIN("cmdb_ire_partial_payloads", "Partial Payloads", "status", pending_columns),
	PLAIN("cmdb_ire_incomplete_payloads", "Incomplete Payloads", "status", pending_columns),
};

struct table_list dictionary_cmdb_tables(void)
{
	return (struct table_list){ cmdb_tables, sizeof(cmdb_tables) / sizeof(cmdb_tables[0]) };
}
