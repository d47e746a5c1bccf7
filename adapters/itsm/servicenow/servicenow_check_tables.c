/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which tables can be read, whether pages by key work, which columns a certificate has. */
#include "servicenow.h"
#include "servicenow_check.h"
#include "servicenow_source.h"
#include <string.h>

enum { TABLES_MOST = 40 };

struct table_list {
	const char *names[TABLES_MOST];
	size_t count;
};

static void add(struct table_list *list, const char *table)
{
	if (list->count < TABLES_MOST && servicenow_request_is_element(table))
		list->names[list->count++] = table;
}

static void add_list(struct table_list *list, const struct setting_list *tables)
{
	for (size_t i = 0; i < tables->count; i++)
		add(list, tables->items[i]);
}

static void collect(const struct servicenow_settings *settings, struct table_list *list)
{
	static const char *const always[] = { "cmdb_rel_ci",       "cmdb_rel_type",
		                              "sys_user",          "sys_user_group",
		                              "change_request",    "incident",
		                              "change_task",       "task_ci",
		                              "sys_object_source", "sysapproval_approver",
		                              "sys_journal_field", "sys_attachment",
		                              "sys_choice" };

	add(list, settings->certificate_class);
	add(list, settings->domain_table);
	add_list(list, &settings->host_classes);
	add_list(list, &settings->application_classes);
	add_list(list, &settings->vip_classes);
	add_list(list, &settings->service_classes);
	add_list(list, &settings->calendar_tables);
	if (settings->calendar_tables.count > 0)
		add(list, settings->span_table);
	add(list, settings->task_table);
	add(list, settings->address_table);
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		add(list, always[i]);
}

static void check_table(const struct servicenow_checker *checker, const char *table)
{
	const char *class = servicenow_settings(checker->itsm)->certificate_class;
	const char *subject = arena_print(checker->arena, "table %s", table);
	struct servicenow_query query = { .table = table, .fields = "sys_id", .limit = 1 };
	struct servicenow_reply reply;
	const struct json *rows = servicenow_check_rows(checker, &query, &reply);

	if (rows == NULL && strcmp(table, class) == 0)
		servicenow_check_tell(checker, ITSM_FAILED, subject, reply.reason,
		                      "install the store app CMDB CI Class Models and give our "
		                      "account read access");
	else if (rows == NULL)
		servicenow_check_tell(checker, ITSM_FAILED, subject, reply.reason,
		                      "give our account read access, or name another table in the "
		                      "settings");
	else
		servicenow_check_tell(
			checker, ITSM_OK, subject,
			json_count(rows) > 0 ? "readable" : "readable, no row visible", "");
}

/* Exactly the query by which pages are read: query ACLs may refuse it. */
static void check_keyset(const struct servicenow_checker *checker)
{
	struct servicenow_query query = { .table = "cmdb_ci",
		                          .query = "sys_id>0^ORDERBYsys_id",
		                          .fields = "sys_id",
		                          .limit = 2 };
	struct servicenow_reply reply;

	if (servicenow_check_rows(checker, &query, &reply) != NULL)
		servicenow_check_tell(checker, ITSM_OK, "pages", "by sys_id", "");
	else
		servicenow_check_tell(checker, ITSM_WARNING, "pages", reply.reason,
		                      "allow query_range on sys_id for our account; until then "
		                      "pages are read by offset, which is slow and may miss rows");
}

static void check_batch(const struct servicenow_checker *checker)
{
	struct servicenow_query query = { .table = "cmdb_rel_type",
		                          .fields = "sys_id",
		                          .limit = 1 };
	struct servicenow_request requests[2] = { { .method = "GET" }, { .method = "GET" } };
	struct servicenow_reply replies[2];

	requests[0].path = requests[1].path = servicenow_request_rows(checker->arena, &query);
	servicenow_call_batch(checker->itsm, checker->arena, requests, 2, replies);
	if (servicenow_state(checker->itsm)->no_batch)
		servicenow_check_tell(checker, ITSM_WARNING, "batch", "the Batch API is closed",
		                      "allow our account to POST /api/now/v1/batch; until then "
		                      "each row costs a call");
	else
		servicenow_check_tell(checker, ITSM_OK, "batch", "the Batch API is open", "");
}

void servicenow_check_tables(const struct servicenow_checker *checker)
{
	struct table_list list = { .count = 0 };

	collect(servicenow_settings(checker->itsm), &list);
	for (size_t i = 0; i < list.count; i++)
		check_table(checker, list.names[i]);
	check_keyset(checker);
	check_batch(checker);
}

static const struct json *attribute(const struct json *attributes, const char *element)
{
	JSON_EACH(entry, attributes)
	if (strcmp(json_member_text(entry, "element", ""), element) == 0)
		return entry;
	return NULL;
}

static void check_element(const struct servicenow_checker *checker, const struct json *attributes,
                          const char *element)
{
	const struct json *entry = attribute(attributes, element);
	const char *subject = arena_print(checker->arena, "column %s", element);
	const char *type = json_member_text(entry, "type", "");

	if (entry == NULL)
		servicenow_check_tell(
			checker, ITSM_WARNING, subject,
			"not there: what is written to it is dropped silently",
			"update CMDB CI Class Models, or leave it out in the mapping");
	else if (strcmp(json_member_text(entry, "is_read_only", ""), "true") == 0)
		servicenow_check_tell(checker, ITSM_WARNING, subject, "read only",
		                      "let our account write it, or leave it out in the mapping");
	else if (strcmp(element, "subject_alternative_name") == 0 &&
	         strcmp(type, "glide_list") != 0)
		servicenow_check_tell(checker, ITSM_WARNING, subject,
		                      arena_print(checker->arena, "of type '%s', not a list", type),
		                      "the mapping must write text instead of references");
}

static void check_rules(const struct servicenow_checker *checker, const struct json *meta)
{
	const struct json *rules = json_get(meta, "identification_rules");
	const struct json *identifiers = json_get(rules, "identifiers");
	TEXT(out);

	JSON_EACH(identifier, identifiers)
	text_print(&out, "%s%s", out.length > 0 ? " | " : "",
	           json_member_text(identifier, "attributes", "?"));
	if (json_count(identifiers) == 0)
		servicenow_check_tell(checker, ITSM_FAILED, "identification rule",
		                      "the certificate class has none",
		                      "have the CMDB administrator add one on fingerprint");
	else
		servicenow_check_tell(
			checker,
			strstr(text_string(&out), "fingerprint") != NULL ? ITSM_OK : ITSM_WARNING,
			"identification rule", text_visible(checker->arena, text_string(&out)),
			strstr(text_string(&out), "fingerprint") != NULL
				? ""
				: "without fingerprint, renewed certificates may be "
				  "taken for the old ones");
	if (strcmp(json_member_text(rules, "is_independent", "true"), "false") == 0)
		servicenow_check_tell(checker, ITSM_WARNING, "identification rule",
		                      "the certificate class is dependent",
		                      "certificates without a host cannot be inserted");
}

void servicenow_check_columns(const struct servicenow_checker *checker)
{
	const struct servicenow_settings *settings = servicenow_settings(checker->itsm);
	struct servicenow_request request = {
		.method = "GET",
		.path = arena_print(checker->arena, "/api/now/cmdb/meta/%s",
		                    settings->certificate_class),
	};
	struct servicenow_reply reply;
	char *columns = arena_copy(checker->arena,
	                           servicenow_source_certificate_fields(checker->arena, settings));

	if (!servicenow_call(checker->itsm, checker->arena, &request, &reply)) {
		servicenow_check_tell(checker, ITSM_WARNING, "columns", reply.reason,
		                      "give our account the role itil, so that the class's columns "
		                      "and rules can be read");
		return;
	}
	for (char *column; (column = strsep(&columns, ",")) != NULL;)
		if (!text_starts_with(column, "sys_") && !text_starts_with(column, "life_") &&
		    strcmp(column, "last_discovered") != 0)
			check_element(checker, json_get(reply.result, "attributes"), column);
	check_rules(checker, reply.result);
}
