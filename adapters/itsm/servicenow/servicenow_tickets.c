/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads tickets in bulk: one batch for a hundred ids with approvals and journals. */
#include "contract/itsm_batch.h"
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_reply_ticket.h"
#include <string.h>

#define TICKET_FIELDS                                                                         \
	"sys_id,number,state,active,correlation_id,correlation_display,short_description,"    \
	"description,assignment_group,assigned_to,cmdb_ci,business_service,service_offering," \
	"category,priority,impact,urgency,close_code,close_notes,contact_type,opened_by,"     \
	"parent,approval,sys_created_on,sys_created_by,sys_updated_on,sys_updated_by"
#define CHANGE_FIELDS                                                                       \
	TICKET_FIELDS                                                                       \
	",type,chg_model,risk,requested_by,justification,implementation_plan,backout_plan," \
	"test_plan,risk_impact_analysis,start_date,end_date,on_hold,on_hold_reason,reason," \
	"conflict_status,std_change_producer_version"
#define INCIDENT_FIELDS                                                                    \
	TICKET_FIELDS                                                                      \
	",subcategory,caller_id,rfc,caused_by,problem_id,parent_incident,child_incidents," \
	"major_incident_state,hold_reason,severity"

enum { TABLES = 3, EXTRAS = 2 };

/* Answers about one chunk of ids. */
struct chunk {
	struct itsm *itsm;
	struct arena *arena;
	const char *const *ids;
	size_t count;
	struct ticket_seen *seen;
	const char *tables[TABLES];
	size_t table_count;
	struct json *rows[TABLES + EXTRAS]; /* tables, then approvals, then journal */
};

static char *id_query(const struct chunk *chunk, const char *field, const char *rest)
{
	const char *ids[SERVICENOW_IDS];
	size_t count = 0;
	TEXT(query);

	for (size_t i = 0; i < chunk->count; i++)
		if (servicenow_request_is_id(chunk->ids[i]))
			ids[count++] = chunk->ids[i];
	servicenow_request_in(&query, field, ids, count);
	text_append(&query, rest);
	return arena_copy(chunk->arena, text_string(&query));
}

static const char *read_path(const struct chunk *chunk, const char *table, const char *field,
                             const char *rest, const char *fields)
{
	struct servicenow_query query = { .table = table,
		                          .query = id_query(chunk, field, rest),
		                          .fields = fields };

	return servicenow_request_rows(chunk->arena, &query);
}

static bool read_rows(struct chunk *chunk, bool full, struct error *error)
{
	static const char *const fields[TABLES] = { CHANGE_FIELDS, INCIDENT_FIELDS, TICKET_FIELDS };
	const char *paths[TABLES + EXTRAS];
	size_t count = 0;

	for (; count < chunk->table_count; count++)
		paths[count] = read_path(chunk, chunk->tables[count], "sys_id", "", fields[count]);
	if (full) {
		paths[count++] = read_path(
			chunk, "sysapproval_approver", "sysapproval", "^ORDERBYsys_created_on",
			"sys_id,sysapproval,approver,approver.name,approver.user_name,state,"
			"comments,group,sys_created_on,sys_updated_on,sys_updated_by");
		paths[count++] = read_path(chunk, "sys_journal_field", "element_id",
		                           "^elementINwork_notes,comments^ORDERBYsys_created_on",
		                           "element_id,element,name,value,sys_created_on,"
		                           "sys_created_by");
	}
	return servicenow_call_reads(chunk->itsm, chunk->arena, "tickets", paths, count,
	                             chunk->rows, error);
}

static void place(const struct chunk *chunk, size_t number)
{
	for (size_t table = 0; table < chunk->table_count; table++)
		JSON_EACH(row, chunk->rows[table])
	if (strcmp(servicenow_reply_field(row, "sys_id"), chunk->ids[number]) == 0) {
		servicenow_reply_ticket(chunk->arena, chunk->tables[table], row,
		                        &chunk->seen[number]);
		return;
	}
	chunk->seen[number] = ticket_gone(chunk->ids[number]);
}

/* A rejection's reason stands in the journal of the approval itself. */
static bool read_comments(const struct chunk *chunk, const struct json *approvals,
                          struct json **comments, struct error *error)
{
	const char *ids[SERVICENOW_IDS];
	size_t count = 0;
	struct servicenow_query query = { .table = "sys_journal_field",
		                          .fields = "element_id,value,sys_created_on" };
	TEXT(text);

	*comments = NULL;
	JSON_EACH(row, approvals)
	{
		const char *id = servicenow_reply_field(row, "sys_id");
		if (text_equal(servicenow_reply_field(row, "state"), "rejected") &&
		    *servicenow_reply_field(row, "comments") == '\0' &&
		    servicenow_request_is_id(id) && count < SERVICENOW_IDS)
			ids[count++] = id;
	}
	if (count == 0)
		return true;
	servicenow_request_in(&text, "element_id", ids, count);
	text_append(&text, "^ORDERBYsys_created_on");
	query.query = text_string(&text);
	return servicenow_call_rows(chunk->itsm, chunk->arena, &query, comments, error);
}

static bool may_conflict(const struct ticket_seen *seen)
{
	return ticket_is_change(seen->kind) && seen->phase != TICKET_PHASE_GONE &&
	       text_equal_folded(json_member_text(seen->fields, "conflict_status", ""), "conflict");
}

/* The status may read "Conflict" while the list is empty: only the list counts. */
static bool read_conflicts(const struct chunk *chunk, struct error *error)
{
	const char *paths[SERVICENOW_IDS];
	struct json *results[SERVICENOW_IDS];
	size_t count = 0, next = 0;

	for (size_t i = 0; i < chunk->count; i++)
		if (may_conflict(&chunk->seen[i]))
			paths[count++] =
				arena_print(chunk->arena, "/api/sn_chg_rest/change/%s/conflict",
			                    chunk->seen[i].id);
	if (!servicenow_call_reads(chunk->itsm, chunk->arena, "conflicts", paths, count, results,
	                           error))
		return false;
	for (size_t i = 0; i < chunk->count; i++)
		if (may_conflict(&chunk->seen[i]))
			chunk->seen[i].conflict = servicenow_reply_conflict(results[next++]);
	return true;
}

static bool read_details(const struct chunk *chunk, struct error *error)
{
	const struct json *approvals = chunk->rows[chunk->table_count];
	const struct json *journal = chunk->rows[chunk->table_count + 1];
	const char *account = servicenow_call_account(chunk->itsm);
	struct json *comments;

	if (!read_comments(chunk, approvals, &comments, error))
		return false;
	for (size_t i = 0; i < chunk->count; i++) {
		if (chunk->seen[i].phase == TICKET_PHASE_GONE)
			continue;
		servicenow_reply_decisions(chunk->arena, approvals, comments, account,
		                           &chunk->seen[i]);
		servicenow_reply_notes(chunk->arena, journal, account, &chunk->seen[i]);
	}
	return read_conflicts(chunk, error);
}

static bool read_chunk(struct itsm *itsm, struct arena *arena, const char *const *ids, size_t count,
                       bool full, struct ticket_seen *seen, struct error *error)
{
	struct chunk chunk = {
		.itsm = itsm, .arena = arena, .ids = ids, .count = count, .seen = seen
	};
	const char *tasks = servicenow_settings(itsm)->task_table;

	chunk.tables[0] = "change_request";
	chunk.tables[1] = "incident";
	chunk.table_count = 2;
	if (servicenow_request_is_element(tasks) && strcmp(tasks, "incident") != 0)
		chunk.tables[chunk.table_count++] = tasks;
	if (!read_rows(&chunk, full, error))
		return false;
	for (size_t i = 0; i < count; i++)
		place(&chunk, i);
	return !full || read_details(&chunk, error);
}

bool servicenow_read_tickets(struct itsm *itsm, struct arena *scratch, const char *const *ids,
                             size_t count, bool full, struct ticket_seen *seen, struct error *error)
{
	return itsm_batch_read(itsm, scratch, ids, count, full, seen, SERVICENOW_IDS, read_chunk,
	                       error);
}
