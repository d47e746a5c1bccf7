/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tables and columns behind each kind of the mirror. */
#include "servicenow_source.h"
#include "base/arena.h"
#include "servicenow.h"
#include "servicenow_call.h"
#include <string.h>

#define ROW_FIELDS "sys_id,sys_class_name,sys_created_by,sys_updated_by,sys_updated_on"
#define OWNER_FIELDS                                                                   \
	"owned_by,managed_by,assigned_to,supported_by,support_group,managed_by_group," \
	"assignment_group,change_control,company,location,department"
#define LIFE_FIELDS "operational_status,install_status,life_cycle_stage,life_cycle_stage_status"
#define CI_FIELDS                                                                      \
	ROW_FIELDS ",name,fqdn,host_name,dns_domain,aliases,ip_address,tcp_port,port," \
		   "environment,used_for,busines_criticality,short_description,"       \
		   "correlation_id,discovery_source," LIFE_FIELDS "," OWNER_FIELDS
#define CERTIFICATE_FIELDS                                                                    \
	ROW_FIELDS                                                                            \
	",name,fingerprint,fingerprint_algorithm,serial_number,signature_algorithm,key_size," \
	"version,issuer,root_issuer,issuer_common_name,issuer_distinguished_name,"            \
	"subject_common_name,subject_distinguished_name,subject_country,subject_state,"       \
	"subject_locality,subject_organization,subject_organizational_unit,subject_email,"    \
	"subject_alternative_name,valid_from,valid_to,state,is_self_signed,is_ca,"            \
	"renewal_tracking,service_type,short_description,environment,correlation_id,"         \
	"discovery_source,last_discovered," LIFE_FIELDS "," OWNER_FIELDS
#define TICKET_FIELDS                                                                    \
	"sys_id,sys_created_by,sys_updated_by,sys_updated_on,number,state,active,"       \
	"short_description,cmdb_ci,correlation_id,correlation_display,assignment_group," \
	"assigned_to,opened_by,sys_created_on"

/* What is older is no news of a certificate that has just expired. */
enum { OUTAGE_DAYS = 7, TICKET_DAYS = 3650 };

struct source_list {
	struct arena *arena;
	struct servicenow_source *items;
	size_t count;
};

static struct servicenow_source *add(struct source_list *list, const char *table,
                                     const char *fields)
{
	struct servicenow_source *source;

	if (list->count == SERVICENOW_SOURCES)
		return &list->items[list->count - 1];
	source = &list->items[list->count++];
	*source = (struct servicenow_source){ .table = table, .fields = fields };
	return source;
}

static const char *with_columns(struct arena *arena, const char *fields,
                                const struct setting_list *pairs)
{
	TEXT(out);

	text_append(&out, fields);
	for (size_t i = 0; i < pairs->count; i++) {
		size_t length = strcspn(pairs->items[i], "=");
		char *name = arena_copy_bytes(arena, pairs->items[i], length);
		if (servicenow_request_is_element(name))
			text_print(&out, ",%s", name);
	}
	return arena_copy(arena, text_string(&out));
}

const char *servicenow_source_certificate_fields(struct arena *arena,
                                                 const struct servicenow_settings *settings)
{
	const char *fields = with_columns(arena, CERTIFICATE_FIELDS, &settings->retired);

	return with_columns(arena, fields, &settings->certificate_columns);
}

static void add_classes(struct source_list *list, const struct servicenow_settings *settings,
                        const struct setting_list *classes)
{
	const char *fields = with_columns(list->arena, CI_FIELDS, &settings->retired);

	if (servicenow_request_is_element(settings->approval_group))
		fields = arena_print(list->arena, "%s,%s", fields, settings->approval_group);
	if (servicenow_request_is_element(settings->runbook_column))
		fields = arena_print(list->arena, "%s,%s", fields, settings->runbook_column);
	for (size_t i = 0; i < classes->count; i++)
		if (servicenow_request_is_element(classes->items[i]))
			add(list, classes->items[i], fields);
}

static void add_relations(struct source_list *list, const struct servicenow_settings *settings)
{
	struct servicenow_source *source = add(
		list, "cmdb_rel_ci",
		"sys_id,sys_created_by,sys_updated_by,sys_updated_on,parent,child,type,type.name,"
		"parent.sys_class_name,child.sys_class_name");

	source->query = arena_print(list->arena, "type.name=%s^child.sys_class_name=%s",
	                            settings->relation_type, settings->certificate_class);
	source->proof_field = "child.sys_class_name";
	source->proof_value = settings->certificate_class;
	/* What services stand above CIs: owners and criticality are found by walking up. */
	for (size_t i = 0; i < settings->parent_classes.count; i++) {
		const char *class = settings->parent_classes.items[i];
		if (!servicenow_request_is_element(class))
			continue;
		source =
			add(list, "cmdb_rel_ci",
		            "sys_id,sys_created_by,sys_updated_by,sys_updated_on,parent,child,type,"
		            "type.name,parent.sys_class_name,child.sys_class_name");
		source->query = arena_print(list->arena, "parent.sys_class_name=%s", class);
		source->proof_field = "parent.sys_class_name";
		source->proof_value = class;
	}
}

static void add_tickets(struct source_list *list, const struct servicenow_settings *settings,
                        const char *table)
{
	struct servicenow_source *theirs =
		add(list, table, TICKET_FIELDS ",cmdb_ci.sys_class_name");
	struct servicenow_source *ours = add(list, table, TICKET_FIELDS);

	theirs->query =
		arena_print(list->arena, "cmdb_ci.sys_class_name=%s", settings->certificate_class);
	theirs->days = TICKET_DAYS;
	theirs->proof_field = "cmdb_ci.sys_class_name";
	theirs->proof_value = settings->certificate_class;
	ours->query = "correlation_display=certsteward";
	ours->proof_field = "correlation_display";
	ours->proof_value = "certsteward";
}

/* An outage is reported on what people see fail, not on its certificate. */
static void add_outages(struct source_list *list)
{
	struct servicenow_source *source = add(list, "incident", TICKET_FIELDS);

	source->query = "cmdb_ciISNOTEMPTY";
	source->days = OUTAGE_DAYS;
}

static void add_calendars(struct source_list *list, const struct servicenow_settings *settings)
{
	for (size_t i = 0; i < settings->calendar_tables.count; i++) {
		const char *table = settings->calendar_tables.items[i];
		struct servicenow_source *source;
		if (!servicenow_request_is_element(table))
			continue;
		source = add(list, settings->span_table,
		             "sys_id,sys_updated_on,sys_updated_by,name,schedule,schedule.name,"
		             "schedule.sys_class_name,schedule.time_zone,type,start_date_time,"
		             "end_date_time,all_day,repeat_type,repeat_until,repeat_count,"
		             "days_of_week");
		source->query = arena_print(list->arena, "schedule.sys_class_name=%s", table);
		source->proof_field = "schedule.sys_class_name";
		source->proof_value = table;
	}
}

size_t servicenow_source_list(struct arena *arena, const struct servicenow_settings *settings,
                              const char *domain_column, enum ci_kind kind,
                              struct servicenow_source sources[static SERVICENOW_SOURCES])
{
	struct source_list list = { arena, sources, 0 };

	if (kind == CI_HOST)
		add_classes(&list, settings, &settings->host_classes);
	else if (kind == CI_APPLICATION)
		add_classes(&list, settings, &settings->application_classes);
	else if (kind == CI_VIP)
		add_classes(&list, settings, &settings->vip_classes);
	else if (kind == CI_SERVICE)
		add_classes(&list, settings, &settings->service_classes);
	else if (kind == CI_CERTIFICATE)
		add(&list, settings->certificate_class,
		    servicenow_source_certificate_fields(arena, settings));
	else if (kind == CI_DOMAIN)
		add(&list, settings->domain_table,
		    arena_print(arena, "sys_id,sys_created_by,sys_updated_on,%s", domain_column));
	else if (kind == CI_RELATION)
		add_relations(&list, settings);
	else if (kind == CI_GROUP)
		add(&list, "sys_user_group",
		    "sys_id,sys_updated_on,sys_updated_by,name,active,manager,parent,email");
	else if (kind == CI_USER)
		add(&list, "sys_user",
		    "sys_id,sys_updated_on,sys_updated_by,user_name,name,active,time_zone,manager");
	else if (kind == CI_CALENDAR)
		add_calendars(&list, settings);
	else if (kind == CI_TICKET) {
		add_tickets(&list, settings, "incident");
		add_tickets(&list, settings, "change_request");
		add_outages(&list);
	}
	return list.count;
}

bool servicenow_source_domain_column(struct itsm *itsm, struct arena *arena, const char **column,
                                     struct error *error)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);
	struct servicenow_state *state = servicenow_state(itsm);
	struct servicenow_query query = {
		.table = "sys_dictionary",
		.query = arena_print(arena, "name=%s^elementISNOTEMPTY^ORDERBYelement",
		                     settings->domain_table),
		.fields = "name,element,internal_type",
		.limit = 50,
	};
	struct json *rows;

	*column = *settings->domain_column != '\0' ? settings->domain_column : state->domain_column;
	if (*column != NULL)
		return true;
	if (!servicenow_call_rows(itsm, arena, &query, &rows, error))
		return error_wrap(error, "reading the column of '%s' (or set domain_column)",
		                  settings->domain_table);
	JSON_EACH(row, rows)
	{
		const char *element = servicenow_reply_field(row, "element");
		if (text_equal(servicenow_reply_field(row, "name"), settings->domain_table) &&
		    servicenow_request_is_element(element) && !text_starts_with(element, "sys_"))
			*column = state->domain_column = arena_copy(&state->memory, element);
	}
	if (*column == NULL)
		return error_set(error, ERROR_PEER,
		                 "table '%s' has no column of its own in sys_dictionary; install "
		                 "CMDB CI Class Models, or set domain_column",
		                 settings->domain_table);
	return true;
}
