/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Opens tickets, one by one or fifty in a call. */
#include "base/text.h"
#include "jira.h"
#include "jira_approval.h"
#include "jira_call.h"
#include "jira_fetch_issues.h"
#include "jira_push.h"
#include "jira_refusal.h"
#include "jira_request.h"
#include "jira_ticket.h"
#include <string.h>

bool jira_push_may_create(struct itsm *itsm, const struct step *step, struct receipt *receipt)
{
	enum ticket_kind kind = jira_ticket_kind(step);

	if (kind == TICKET_NONE)
		receipt_refuse(receipt, "the step names no kind of ticket");
	else if (*jira_settings(itsm)->project == '\0')
		receipt_refuse(receipt, "no project is set; set project");
	else if (*jira_ticket_type(itsm, kind) == '\0')
		receipt_refuse(receipt, "no issue type is set for this kind; set types.change, "
		                        "types.incident or types.task");
	else if (strlen(step->key) > JIRA_KEY_LENGTH)
		receipt_refuse(receipt, "the key is longer than 255 characters");
	else
		return true;
	return false;
}

static void remember_number(struct itsm *itsm, const char *issue_key)
{
	int64_t number = jira_request_number(jira_settings(itsm)->project, issue_key);

	if (number > jira_state(itsm)->newest)
		jira_state(itsm)->newest = number;
}

void jira_push_created(struct itsm *itsm, struct arena *arena, const struct json *created,
                       struct receipt *receipt)
{
	const char *id = json_member_text(created, "id", "");

	if (!jira_request_is_id(id)) {
		receipt->outcome = RECEIPT_UNKNOWN;
		receipt->remote_id = NULL;
		receipt->reason = "the answer names no id";
		return;
	}
	receipt->outcome = RECEIPT_DONE;
	receipt->reason = "";
	receipt->remote_id = arena_copy(arena, id);
	receipt->number = arena_copy(arena, json_member_text(created, "key", ""));
	remember_number(itsm, receipt->number);
}

/* What one call carries: at most fifty steps that may become tickets. */
struct bulk {
	struct itsm *itsm;
	struct arena *arena;
	const struct step *steps[JIRA_BULK_CREATE];
	struct receipt *receipts[JIRA_BULK_CREATE];
	struct json *issues[JIRA_BULK_CREATE];
	size_t count;
	struct jira_approvers approvers;
};

static bool create_one(const struct bulk *bulk, struct error *error)
{
	struct itsm *itsm = bulk->itsm;
	struct jira_request request = {
		.method = "POST",
		.path = arena_print(bulk->arena, "%s/issue", jira_dialect(itsm)->api),
		.body = bulk->issues[0],
	};
	struct receipt *receipt = bulk->receipts[0];
	struct itsm_reply reply;

	jira_call(itsm, bulk->arena, &request, &reply);
	if (!itsm_reply_settle(&reply, false, bulk->steps[0]->key, receipt, error))
		return false;
	if (receipt->outcome == RECEIPT_DONE)
		jira_push_created(itsm, bulk->arena, reply.root, receipt);
	return true;
}

static struct json *compose_bulk(const struct bulk *bulk)
{
	struct json *body = json_new(bulk->arena, JSON_OBJECT);
	struct json *list =
		json_set(bulk->arena, body, "issueUpdates", json_new(bulk->arena, JSON_ARRAY));

	for (size_t i = 0; i < bulk->count; i++)
		json_push(list, bulk->issues[i]);
	return body;
}

/* What was said of one of them is judged as an answer of its own would be: one that came too fast, or
 * that an outage hit, is no fault of the ticket. */
static void take_failure(const struct bulk *bulk, const struct jira_request *request,
                         const struct json *failure, struct receipt *receipt)
{
	int status = (int)json_integer(json_get(failure, "status"), 400);
	const char *told = jira_reply_told(bulk->arena, json_get(failure, "elementErrors"));
	struct itsm_reply reply;

	itsm_reply_begin(status >= 400 && status < 600 ? status : 400, &reply);
	reply.verdict = itsm_reply_of_status(reply.status);
	/* The login held for the whole call. */
	if (reply.verdict == ITSM_REPLY_LOGIN)
		reply.verdict = ITSM_REPLY_REFUSED;
	reply.root = json_get(failure, "elementErrors");
	reply.reason = *told ? itsm_reply_explain(bulk->arena, reply.status, "", told)
	                     : "Jira refused it without a reason";
	jira_refusal_explain(bulk->itsm, bulk->arena, request, &reply);
	itsm_reply_receipt(&reply, false, receipt);
}

/* Those that failed, by their place in what was sent. */
static size_t take_failures(const struct bulk *bulk, const struct jira_request *request,
                            const struct json *root)
{
	size_t failures = 0;

	JSON_EACH(failure, json_get(root, "errors"))
	{
		int64_t place = json_integer(json_get(failure, "failedElementNumber"), -1);
		if (place < 0 || (size_t)place >= bulk->count)
			continue;
		take_failure(bulk, request, failure, bulk->receipts[place]);
		failures++;
	}
	return failures;
}

static void take_one(const struct bulk *bulk, const struct json *issue)
{
	const char *key = jira_ticket_key(issue);

	for (size_t i = 0; i < bulk->count; i++)
		if (text_equal(bulk->steps[i]->key, key))
			jira_push_created(bulk->itsm, bulk->arena, issue, bulk->receipts[i]);
}

/* The order of the answer is promised nowhere: each is read back and known by its property. What cannot
 * be read back is looked for later. */
static bool take_successes(const struct bulk *bulk, const struct json *root, struct error *error)
{
	const char *ids[JIRA_BULK_CREATE];
	size_t count = 0;
	struct jira_fetch_issues wanted = { .ids = ids, .fields = "status" };
	struct json *issues;

	JSON_EACH(issue, json_get(root, "issues"))
	if (count < JIRA_BULK_CREATE && jira_request_is_id(json_member_text(issue, "id", "")))
		ids[count++] = json_member_text(issue, "id", "");
	wanted.count = count;
	if (!jira_fetch_issues(bulk->itsm, bulk->arena, &wanted, &issues, error))
		return error->kind == ERROR_RETRY;
	JSON_EACH(issue, issues)
	take_one(bulk, issue);
	return true;
}

static bool send_bulk(const struct bulk *bulk, struct error *error)
{
	struct jira_request request = {
		.method = "POST",
		.path = arena_print(bulk->arena, "%s/issue/bulk", jira_dialect(bulk->itsm)->api),
		.body = compose_bulk(bulk),
	};
	struct itsm_reply reply;
	bool done = jira_call(bulk->itsm, bulk->arena, &request, &reply);

	if (!done && reply.status == 400 &&
	    take_failures(bulk, &request, reply.root) == bulk->count)
		return true;
	for (size_t i = 0; i < bulk->count; i++)
		if (!done)
			itsm_reply_receipt(&reply, false, bulk->receipts[i]);
		else
			*bulk->receipts[i] = (struct receipt){ .outcome = RECEIPT_UNKNOWN,
				                               .reason = "could not be read back",
				                               .handle = "",
				                               .number = "",
				                               .version = "" };
	if (!done)
		return !itsm_reply_stops(&reply) || itsm_reply_error(&reply, "new tickets", error);
	take_failures(bulk, &request, reply.root);
	return take_successes(bulk, reply.root, error);
}

/* One more, unless it cannot become a ticket now. */
static bool add(struct bulk *bulk, const struct step *step, struct receipt *receipt,
                struct error *error)
{
	struct json *issue;
	bool whole;

	if (!jira_push_may_create(bulk->itsm, step, receipt))
		return true;
	issue = jira_ticket_create(bulk->itsm, bulk->arena, step, &whole);
	if (!whole)
		return jira_push_wait_for_assets(receipt);
	if (!jira_approval_fill(bulk->itsm, bulk->arena, jira_ticket_kind(step), &bulk->approvers,
	                        json_get(issue, "fields"), error))
		return false;
	bulk->issues[bulk->count] = issue;
	bulk->steps[bulk->count] = step;
	bulk->receipts[bulk->count++] = receipt;
	return true;
}

bool jira_push_tickets(struct itsm *itsm, struct arena *arena, const struct step *steps,
                       size_t count, struct receipt *receipts, struct error *error)
{
	struct bulk bulk = { .itsm = itsm, .arena = arena };

	for (size_t i = 0; i < count; i++) {
		if (!add(&bulk, &steps[i], &receipts[i], error))
			return false;
		if (bulk.count < JIRA_BULK_CREATE && i + 1 < count)
			continue;
		if (bulk.count == 1 && !create_one(&bulk, error))
			return false;
		if (bulk.count > 1 && !send_bulk(&bulk, error))
			return false;
		if (jira_state(itsm)->throttled)
			return true;
		bulk.count = 0;
	}
	return true;
}
