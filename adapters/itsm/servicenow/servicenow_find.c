/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* After a lost answer: is it there? Exact matches only, and each row checked again. */
#include "servicenow_find.h"
#include "contract/itsm_batch.h"
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_event.h"
#include "servicenow_group.h"
#include "servicenow_request_ticket.h"
#include <string.h>

enum { CHUNK = 30 /* keys of at most 100 characters in one query */ };

/* Both ends need their sys_id in the body. */
static bool find_relation(struct itsm *itsm, struct arena *arena, const struct step *step,
                          struct receipt *receipt, struct error *error)
{
	const char *parent = json_member_text(step->body, "parent", "");
	const char *child = json_member_text(step->body, "child", "");
	const char *type =
		json_member_text(step->body, "type", servicenow_settings(itsm)->relation_type);
	struct servicenow_query query = { .table = "cmdb_rel_ci",
		                          .fields = "sys_id,parent,child,type.name",
		                          .limit = 50 };
	struct json *rows;

	if (!servicenow_request_is_id(parent) || !servicenow_request_is_id(child)) {
		receipt_refuse(receipt, "one end of the relation has no sys_id yet");
		return true;
	}
	query.query = arena_print(arena, "parent=%s^child=%s", parent, child);
	if (!servicenow_call_rows(itsm, arena, &query, &rows, error))
		return false;
	JSON_EACH(row, rows)
	if (strcmp(servicenow_reply_field(row, "parent"), parent) == 0 &&
	    strcmp(servicenow_reply_field(row, "child"), child) == 0 &&
	    strcmp(servicenow_reply_field(row, "type.name"), type) == 0)
		receipt->remote_id = servicenow_reply_field(row, "sys_id");
	return true;
}

/* Approved, assigned, moved or edited by people. */
static bool is_touched(const struct json *row, const char *account)
{
	const char *by = servicenow_reply_field(row, "sys_updated_by");
	const char *approval = servicenow_reply_field(row, "approval");

	return *servicenow_reply_field(row, "assigned_to") != '\0' ||
	       strcmp(approval, "approved") == 0 || strcmp(approval, "rejected") == 0 ||
	       (*account != '\0' && strcmp(by, account) != 0 && strcmp(by, "system") != 0);
}

/* Is a better one to keep than b? What people touched, else the oldest. */
static bool is_better(const struct json *a, const struct json *b, const char *account)
{
	bool touched_a = is_touched(a, account), touched_b = is_touched(b, account);

	if (touched_a != touched_b)
		return touched_a;
	return strcmp(servicenow_reply_field(a, "sys_created_on"),
	              servicenow_reply_field(b, "sys_created_on")) < 0;
}

static struct json *twins_of(struct arena *arena, const struct json *rows, const char *key,
                             const struct json *kept)
{
	struct json *holds = json_new(arena, JSON_OBJECT);
	struct json *list = json_new(arena, JSON_ARRAY);

	JSON_EACH(row, rows)
	if (row != kept && strcmp(servicenow_reply_field(row, "correlation_id"), key) == 0)
		json_push_string(arena, list, servicenow_reply_field(row, "sys_id"));
	if (json_count(list) == 0)
		return NULL;
	json_set(arena, holds, "twins", list);
	return holds;
}

/* A lost create may have left the ticket without its group. */
static void complete(struct itsm *itsm, struct arena *arena, const struct step *step,
                     const struct json *row, struct receipt *receipt)
{
	struct itsm_reply reply;

	if (step->verb != STEP_CREATE ||
	    servicenow_group_fill(itsm, arena, servicenow_request_ticket_kind(step), step,
	                          receipt->remote_id,
	                          servicenow_reply_field(row, "assignment_group"), &reply))
		return;
	receipt->outcome = RECEIPT_POSTPONED;
	receipt->remote_id = NULL;
	receipt->delay = reply.delay;
	receipt->reason = arena_print(arena, "assignment group: %s", reply.reason);
}

static void choose(struct itsm *itsm, struct arena *arena, const struct json *rows,
                   const struct step *step, struct receipt *receipt)
{
	const char *key = step->key, *account = servicenow_call_account(itsm);
	const struct json *kept = NULL;

	JSON_EACH(row, rows)
	if (strcmp(servicenow_reply_field(row, "correlation_id"), key) == 0 &&
	    (kept == NULL || is_better(row, kept, account)))
		kept = row;
	if (kept == NULL)
		return;
	receipt->remote_id = servicenow_reply_field(kept, "sys_id");
	receipt->number = servicenow_reply_field(kept, "number");
	receipt->version = servicenow_reply_field(kept, "sys_updated_on");
	receipt->holds = twins_of(arena, rows, key, kept);
	complete(itsm, arena, step, kept, receipt);
}

static bool find_in_table(struct itsm *itsm, struct arena *arena, const char *table,
                          const struct step *steps, size_t count, struct receipt *receipts,
                          struct error *error)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);
	struct servicenow_query query = {
		.table = table,
		.fields = "sys_id,number,correlation_id,state,approval,assigned_to,sys_created_on,"
			  "sys_created_by,sys_updated_on,sys_updated_by",
	};
	const char *keys[CHUNK];
	size_t wanted = 0;
	struct json *rows;
	TEXT(text);

	for (size_t i = 0; i < count; i++)
		if (text_equal(servicenow_request_ticket_table(
				       settings, servicenow_request_ticket_kind(&steps[i])),
		               table) &&
		    servicenow_request_is_key(steps[i].key))
			keys[wanted++] = steps[i].key;
	if (wanted == 0)
		return true;
	servicenow_request_in(&text, "correlation_id", keys, wanted);
	query.query = text_string(&text);
	if (!servicenow_call_rows(itsm, arena, &query, &rows, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (receipts[i].remote_id == NULL && receipts[i].outcome == RECEIPT_DONE)
			choose(itsm, arena, rows, &steps[i], &receipts[i]);
	return true;
}

static bool find_tickets(struct itsm *itsm, struct arena *arena, const struct step *steps,
                         size_t count, struct receipt *receipts, struct error *error)
{
	const char *tasks = servicenow_settings(itsm)->task_table;

	for (size_t i = 0; i < count; i++) {
		enum ticket_kind kind = servicenow_request_ticket_kind(&steps[i]);
		if (kind == TICKET_NONE || !servicenow_request_is_key(steps[i].key))
			receipt_refuse(&receipts[i], "no kind of ticket, or a key that "
			                             "cannot stand in a query");
	}
	for (size_t done = 0; done < count; done += CHUNK) {
		size_t chunk = count - done < CHUNK ? count - done : CHUNK;
		const struct step *part = steps + done;
		if (!find_in_table(itsm, arena, "change_request", part, chunk, receipts + done,
		                   error) ||
		    !find_in_table(itsm, arena, "incident", part, chunk, receipts + done, error))
			return false;
		if (*tasks != '\0' && strcmp(tasks, "incident") != 0 &&
		    !find_in_table(itsm, arena, tasks, part, chunk, receipts + done, error))
			return false;
	}
	return true;
}

static bool find_run(struct itsm *itsm, struct arena *arena, const struct step *steps, size_t count,
                     struct receipt *receipts, struct error *error)
{
	switch (steps->kind) {
	case STEP_CERTIFICATE:
		return servicenow_find_certificates(itsm, arena, steps, count, receipts, error);
	case STEP_DOMAIN:
		return servicenow_find_domains(itsm, arena, steps, count, receipts, error);
	case STEP_TICKET:
		return find_tickets(itsm, arena, steps, count, receipts, error);
	case STEP_RELATION:
		for (size_t i = 0; i < count; i++)
			if (!find_relation(itsm, arena, &steps[i], &receipts[i], error))
				return false;
		return true;
	case STEP_EVENT:
		for (size_t i = 0; i < count; i++)
			if (!servicenow_find_event(itsm, arena, &steps[i], &receipts[i], error))
				return false;
		return true;
	case STEP_DEPLOYMENT:
		break;
	}
	for (size_t i = 0; i < count; i++)
		receipt_refuse(&receipts[i], "ServiceNow keeps no rows for places");
	return true;
}

static bool is_same_kind(const struct step *a, const struct step *b)
{
	return a->kind == b->kind;
}

bool servicenow_find(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                     size_t count, struct receipt *receipts, struct error *error)
{
	return itsm_batch_find(itsm, scratch, steps, count, receipts, is_same_kind, find_run,
	                       error);
}
