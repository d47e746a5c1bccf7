/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which tables can be read, whether pages by key and batches work. */
#include "servicenow.h"
#include "servicenow_check.h"
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

static bool check_table(const struct servicenow_checker *checker, const char *table)
{
	const char *class = servicenow_settings(checker->itsm)->certificate_class;
	const char *subject = arena_print(checker->arena, "table %s", table);
	struct servicenow_query query = { .table = table, .fields = "sys_id", .limit = 1 };
	struct itsm_reply reply;
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
	return rows != NULL;
}

/* Exactly the query by which pages are read: query ACLs may refuse it. */
static void check_keyset(const struct servicenow_checker *checker)
{
	struct servicenow_query query = { .table = "cmdb_ci",
		                          .query = "sys_id>0^ORDERBYsys_id",
		                          .fields = "sys_id",
		                          .limit = 2 };
	struct itsm_reply reply;

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
	struct itsm_reply replies[2];

	requests[0].path = requests[1].path = servicenow_request_rows(checker->arena, &query);
	servicenow_call_batch(checker->itsm, checker->arena, requests, 2, replies);
	if (servicenow_state(checker->itsm)->no_batch)
		servicenow_check_tell(checker, ITSM_WARNING, "batch", "the Batch API is closed",
		                      "allow our account to POST /api/now/v1/batch; until then "
		                      "each row costs a call");
	else
		servicenow_check_tell(checker, ITSM_OK, "batch", "the Batch API is open", "");
}

bool servicenow_check_tables(const struct servicenow_checker *checker)
{
	const char *class = servicenow_settings(checker->itsm)->certificate_class;
	struct table_list list = { .count = 0 };
	bool has_class = true;

	collect(servicenow_settings(checker->itsm), &list);
	for (size_t i = 0; i < list.count; i++)
		if (!check_table(checker, list.names[i]) && strcmp(list.names[i], class) == 0)
			has_class = false;
	check_keyset(checker);
	check_batch(checker);
	return has_class;
}
