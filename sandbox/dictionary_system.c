/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of the platform: people, choices, dictionary, journals, attachments, schedules. */

#include "dictionary.h"

static const struct column user_columns[] = {
	STRING("user_name", 40, "User ID"),
	STRING("name", 151, "Name"),
	STRING("first_name", 50, "First name"),
	STRING("last_name", 50, "Last name"),
	STRING("email", 100, "Email"),
	STRING("title", 60, "Title"),
	FLAG("active", "Active", "true"),
	FLAG("locked_out", "Locked out", "false"),
	STRING("time_zone", 40, "Time zone"),
	STRING("roles", 4000, "Roles"),
	STRING("phone", 40, "Business phone"),
	REFERS("manager", "sys_user", "Manager"),
	REFERS("department", "cmn_department", "Department"),
	REFERS("location", "cmn_location", "Location"),
	REFERS("company", "core_company", "Company"),
	FLAG("web_service_access_only", "Web service access only", "false"),
	FLAG("internal_integration_user", "Internal Integration User", "false"),
	FLAG("vip", "VIP", "false"),
	STRING("source", 255, "Source"),
};

static const struct column group_columns[] = {
	STRING("name", 80, "Name"),
	STRING("description", 1000, "Description"),
	FLAG("active", "Active", "true"),
	REFERS("manager", "sys_user", "Manager"),
	REFERS("parent", "sys_user_group", "Parent"),
	STRING("email", 100, "Group email"),
	STRING("type", 1024, "Type"),
	STRING("roles", 4000, "Roles"),
};

static const struct column member_columns[] = {
	REFERS("group", "sys_user_group", "Group"),
	REFERS("user", "sys_user", "User"),
};

static const struct column role_columns[] = {
	STRING("name", 100, "Name"),
	STRING("description", 1000, "Description"),
};

static const struct column role_link_columns[] = {
	REFERS("user", "sys_user", "User"),
	REFERS("role", "sys_user_role", "Role"),
	STRING_IS("state", 40, "State", "active"),
	FLAG("inherited", "Inherited", "false"),
};

static const struct column choice_columns[] = {
	STRING("name", 80, "Table"),
	STRING("element", 80, "Element"),
	STRING("label", 255, "Label"),
	STRING("value", 100, "Value"),
	NUMBER("sequence", "Sequence"),
	FLAG("inactive", "Inactive", "false"),
	STRING_IS("language", 5, "Language", "en"),
	STRING("dependent_value", 100, "Dependent value"),
};

static const struct column dictionary_columns[] = {
	STRING("name", 80, "Table"),
	STRING("element", 80, "Column name"),
	STRING("column_label", 80, "Column label"),
	STRING("internal_type", 40, "Type"),
	STRING("reference", 80, "Reference"),
	NUMBER("max_length", "Max length"),
	FLAG("mandatory", "Mandatory", "false"),
	FLAG("read_only", "Read only", "false"),
	FLAG("display", "Display", "false"),
	FLAG("active", "Active", "true"),
	STRING("default_value", 255, "Default value"),
	STRING("dependent", 80, "Dependent"),
};

static const struct column object_columns[] = {
	STRING("name", 80, "Name"),
	STRING("label", 80, "Label"),
	REFERS("super_class", "sys_db_object", "Extends table"),
	FLAG("is_extendable", "Extensible", "true"),
};

static const struct column property_columns[] = {
	STRING("name", 100, "Name"),
	STRING("value", 4000, "Value"),
	STRING_IS("type", 40, "Type", "string"),
	STRING("description", 1000, "Description"),
};

static const struct column journal_columns[] = {
	STRING("element", 80, "Element"),
	STRING("element_id", 32, "Element ID"),
	STRING("name", 80, "Name"),
	STRING("value", 65000, "Value"),
};

static const struct column attachment_columns[] = {
	STRING("file_name", 100, "File name"),
	STRING("table_name", 80, "Table name"),
	STRING("table_sys_id", 32, "Table sys ID"),
	STRING("content_type", 100, "Content type"),
	NUMBER("size_bytes", "Size bytes"),
	NUMBER("size_compressed", "Size compressed"),
	STRING_IS("compressed", 40, "Compressed", "true"),
	STRING("average_image_color", 40, "Average image color"),
	STRING("image_width", 40, "Image width"),
	STRING("image_height", 40, "Image height"),
	STRING("hash", 64, "Hash"),
	STRING_IS("state", 40, "State", "available"),
};

static const struct column deletion_columns[] = {
	STRING("tablename", 80, "Table name"),
	STRING("documentkey", 32, "Document key"),
	STRING("display_value", 255, "Display value"),
	STRING("payload", 65000, "Payload"),
};

static const struct column limit_columns[] = {
	STRING("name", 100, "Name"),
	STRING("rest_api", 100, "REST API"),
	STRING("rest_resource", 100, "REST resource"),
	NUMBER("limit", "Request limit per hour"),
	STRING("method", 40, "HTTP method"),
	STRING("type", 40, "Type"),
	REFERS("user", "sys_user", "User"),
	REFERS("role", "sys_user_role", "Role"),
	FLAG("active", "Active", "true"),
};

static const struct column schedule_columns[] = {
	STRING("name", 80, "Name"),
	STRING("description", 1000, "Description"),
	STRING("time_zone", 40, "Time zone"),
	STRING("type", 40, "Type"),
	FLAG("read_only", "Read only", "false"),
	REFERS("parent", "cmn_schedule", "Parent"),
};

static const struct column condition_schedule_columns[] = {
	STRING("source", 40, "Source"),
	STRING("applies_to", 80, "Applies to"),
	STRING("condition", 4000, "Condition"),
};

static const struct column span_columns[] = {
	STRING("name", 80, "Name"),
	REFERS("schedule", "cmn_schedule", "Schedule"),
	STRING("type", 40, "Type"),
	STRING("show_as", 40, "Show as"),
	STRING("start_date_time", 40, "When"),
	STRING("end_date_time", 40, "To"),
	FLAG("all_day", "All day", "false"),
	STRING("repeat_type", 40, "Repeats"),
	NUMBER("repeat_count", "Repeat every"),
	STRING("repeat_until", 40, "Repeat until"),
	STRING("days_of_week", 40, "Repeat on"),
};

static const struct column named_columns[] = {
	STRING("name", 100, "Name"),
	FLAG("active", "Active", "true"),
};

static const struct column asset_columns[] = {
	STRING("display_name", 255, "Display name"),
	STRING("asset_tag", 40, "Asset tag"),
	REFERS("ci", "cmdb_ci", "Configuration Item"),
};

#define PLAIN(n, text, shown, list)                                              \
	{                                                                        \
		.name = n, .label = text, .display = shown, .own = COLUMNS(list) \
	}

static struct table system_tables[] = {
	PLAIN("sys_user", "User", "name", user_columns),
	PLAIN("sys_user_group", "Group", "name", group_columns),
	PLAIN("sys_user_grmember", "Group Member", "user", member_columns),
	PLAIN("sys_user_role", "Role", "name", role_columns),
	PLAIN("sys_user_has_role", "User Role", "role", role_link_columns),
	PLAIN("sys_choice", "Choice", "label", choice_columns),
	PLAIN("sys_dictionary", "Dictionary Entry", "element", dictionary_columns),
	PLAIN("sys_db_object", "Table", "name", object_columns),
	PLAIN("sys_properties", "System Property", "name", property_columns),
	PLAIN("sys_journal_field", "Journal Entry", "element", journal_columns),
	PLAIN("sys_attachment", "Attachment", "file_name", attachment_columns),
	PLAIN("sys_audit_delete", "Deleted Record", "tablename", deletion_columns),
	PLAIN("sys_rate_limit_rules", "Rate Limit Rule", "name", limit_columns),
	PLAIN("cmn_schedule", "Schedule", "name", schedule_columns),
	{ .name = "cmn_schedule_condition",
	  .label = "Condition Schedule",
	  .parent = "cmn_schedule",
	  .display = "name",
	  .own = COLUMNS(condition_schedule_columns) },
	{ .name = "cmn_schedule_blackout",
	  .label = "Blackout Schedule",
	  .parent = "cmn_schedule_condition",
	  .display = "name" },
	{ .name = "cmn_schedule_maintenance",
	  .label = "Maintenance Schedule",
	  .parent = "cmn_schedule_condition",
	  .display = "name" },
	PLAIN("cmn_schedule_span", "Schedule Entry", "name", span_columns),
	PLAIN("cmn_location", "Location", "name", named_columns),
	PLAIN("cmn_department", "Department", "name", named_columns),
	PLAIN("cmn_cost_center", "Cost Center", "name", named_columns),
	PLAIN("core_company", "Company", "name", named_columns),
	PLAIN("alm_asset", "Asset", "display_name", asset_columns),
};

struct table_list dictionary_system_tables(void)
{
	return (struct table_list){ system_tables,
		                    sizeof(system_tables) / sizeof(system_tables[0]) };
}
