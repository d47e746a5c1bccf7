/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Statuses, approvals, transactions: what a ticket of RT says. */
#include "request_tracker_reply_ticket.h"
#include "base/arena.h"
#include "base/array.h"
#include "base/text.h"
#include "contract/itsm_note.h"
#include "request_tracker.h"
#include <inttypes.h>
#include <string.h>

static bool is_listed(const struct setting_list *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], text) == 0)
			return true;
	return false;
}

enum ticket_kind request_tracker_reply_kind(struct arena *arena,
                                            const struct request_tracker_settings *settings,
                                            const struct json *record)
{
	const char *queue = request_tracker_reply_name(json_get(record, "Queue"));
	const char *type = request_tracker_reply_field(arena, record, settings->type_field);

	if (text_equal(queue, settings->incident_queue) && strcmp(type, "task") != 0)
		return TICKET_INCIDENT;
	if (strcmp(type, "task") == 0 || text_equal(queue, settings->task_queue))
		return TICKET_TASK;
	/* One that people moved elsewhere is known by the type that it carries. */
	if (strcmp(type, "incident") == 0)
		return TICKET_INCIDENT;
	if (strcmp(type, "standard") == 0)
		return TICKET_CHANGE_STANDARD;
	if (strcmp(type, "emergency") == 0)
		return TICKET_CHANGE_EMERGENCY;
	return text_equal(queue, settings->change_queue) || strcmp(type, "normal") == 0
	               ? TICKET_CHANGE_NORMAL
	               : TICKET_NONE;
}

static bool is_of(const struct json *approval, int64_t ticket)
{
	return request_tracker_reply_links(approval, "depended-on-by", "ticket", ticket);
}

/* Approvals go the way of RT's own lifecycle, whatever the statuses of changes are called. */
static bool is_passed(const struct request_tracker_settings *settings, const char *status)
{
	return strcmp(status, "resolved") == 0 || is_listed(&settings->statuses.review, status) ||
	       is_listed(&settings->statuses.closed, status);
}

static bool is_rejected(const struct request_tracker_settings *settings, const char *status)
{
	return strcmp(status, "rejected") == 0 || is_listed(&settings->statuses.cancelled, status);
}

struct request_tracker_approvals request_tracker_reply_approvals(
	const struct request_tracker_settings *settings, const struct json *approvals,
	int64_t ticket)
{
	struct request_tracker_approvals count = { 0 };

	JSON_EACH(approval, approvals)
	{
		const char *status = json_member_text(approval, "Status", "");
		if (!is_of(approval, ticket))
			continue;
		if (is_passed(settings, status))
			count.passed++;
		else if (is_rejected(settings, status))
			count.rejected++;
		else if (strcmp(status, "deleted") != 0)
			count.open++;
	}
	return count;
}

enum ticket_phase request_tracker_reply_phase(const struct request_tracker_settings *settings,
                                              enum ticket_kind kind, const char *status,
                                              const struct request_tracker_approvals *approvals)
{
	const struct request_tracker_statuses *statuses = &settings->statuses;
	bool change = ticket_is_change(kind);

	if (strcmp(status, "deleted") == 0)
		return TICKET_PHASE_GONE;
	if (is_listed(&statuses->cancelled, status))
		return TICKET_PHASE_CANCELLED;
	if (is_listed(&statuses->closed, status))
		return TICKET_PHASE_CLOSED;
	if (is_listed(&statuses->review, status))
		return TICKET_PHASE_REVIEW;
	if (change && approvals->open > 0)
		return TICKET_PHASE_AUTHORIZE;
	if (is_listed(&statuses->fresh, status))
		return change && approvals->passed > 0 ? TICKET_PHASE_SCHEDULED : TICKET_PHASE_NEW;
	if (is_listed(&statuses->scheduled, status))
		return TICKET_PHASE_SCHEDULED;
	if (is_listed(&statuses->implement, status) || is_listed(&statuses->hold, status))
		return TICKET_PHASE_IMPLEMENT;
	return TICKET_PHASE_UNKNOWN;
}

static enum ticket_approval approval_of(const struct request_tracker_approvals *approvals)
{
	if (approvals->rejected > 0)
		return TICKET_APPROVAL_REJECTED;
	if (approvals->open > 0)
		return TICKET_APPROVAL_REQUESTED;
	return approvals->passed > 0 ? TICKET_APPROVAL_APPROVED : TICKET_APPROVAL_NONE;
}

static const char *group_of(const struct json *record)
{
	JSON_EACH(member, json_get(record, "AdminCc"))
	if (strcmp(json_member_text(member, "type", ""), "group") == 0)
		return request_tracker_reply_name(member);
	return "";
}

/* A normal change that is open without anybody's approval has not been released by it. */
static bool may_implement(const struct ticket_seen *seen)
{
	return !seen->on_hold &&
	       (seen->phase == TICKET_PHASE_SCHEDULED || seen->phase == TICKET_PHASE_IMPLEMENT);
}

void request_tracker_reply_ticket(struct arena *arena,
                                  const struct request_tracker_settings *settings,
                                  const struct json *record, const struct json *approvals,
                                  struct ticket_seen *seen)
{
	int64_t number = request_tracker_reply_id(record);
	struct request_tracker_approvals count =
		request_tracker_reply_approvals(settings, approvals, number);

	*seen = (struct ticket_seen){
		.id = arena_print(arena, "ticket/%" PRId64, number),
		.key = request_tracker_reply_field(arena, record, settings->key_field),
		.number = arena_print(arena, "#%" PRId64, number),
		.kind = request_tracker_reply_kind(arena, settings, record),
		.state = json_member_text(record, "Status", ""),
		.approval = approval_of(&count),
		.assigned_to = request_tracker_reply_name(json_get(record, "Owner")),
		.group = group_of(record),
		.requested_by = request_tracker_reply_name(json_get(record, "Creator")),
		.title = json_member_text(record, "Subject", ""),
		.planned_start = request_tracker_reply_time(record, "Starts"),
		.planned_end = request_tracker_reply_time(record, "Due"),
		.updated_at = request_tracker_reply_time(record, "LastUpdated"),
		.created_at = request_tracker_reply_time(record, "Created"),
		.updated_by = request_tracker_reply_name(json_get(record, "LastUpdatedBy")),
		.has_children = request_tracker_reply_next_link(record, "child", "ticket", NULL),
		.fields = request_tracker_reply_flat(arena, "ticket", record),
	};
	seen->on_hold = is_listed(&settings->statuses.hold, seen->state);
	seen->phase = request_tracker_reply_phase(settings, seen->kind, seen->state, &count);
	seen->may_implement = may_implement(seen);
}

static int64_t object_of(const struct json *transaction)
{
	return json_integer(json_get(transaction, "ObjectId"), 0);
}

static const char *creator_of(const struct json *transaction)
{
	return request_tracker_reply_name(json_get(transaction, "Creator"));
}

bool request_tracker_reply_is_said(const struct request_tracker_settings *settings,
                                   const struct json *transaction)
{
	const char *type = json_member_text(transaction, "Type", "");
	const char *by = creator_of(transaction);

	return (strcmp(type, "Comment") == 0 || strcmp(type, "Correspond") == 0) &&
	       strcmp(by, settings->account) != 0 && strcmp(by, "RT_System") != 0;
}

/* The plain text of a transaction: the first text part that is no file. */
static const char *text_of(const struct json *attachments, int64_t transaction)
{
	JSON_EACH(part, attachments)
	if (json_integer(json_get(part, "TransactionId"), 0) == transaction &&
	    *json_member_text(part, "Filename", "") == '\0' &&
	    text_starts_with(json_member_text(part, "ContentType", ""), "text/"))
		return json_member_text(part, "Content", "");
	return "";
}

static const char *decision_of(const struct request_tracker_settings *settings,
                               const struct json *transaction)
{
	const char *to = json_member_text(transaction, "NewValue", "");

	if (strcmp(json_member_text(transaction, "Type", ""), "Status") != 0)
		return NULL;
	if (is_passed(settings, to))
		return ticket_approval_name(TICKET_APPROVAL_APPROVED);
	return is_rejected(settings, to) ? ticket_approval_name(TICKET_APPROVAL_REJECTED) : NULL;
}

/* What the one who decided last said on the approval. */
static const char *comment_of(const struct json *transactions, const struct json *attachments,
                              int64_t approval, const char *who)
{
	const char *newest = "";

	JSON_EACH(transaction, transactions)
	{
		const char *type = json_member_text(transaction, "Type", "");
		if (object_of(transaction) != approval ||
		    !text_equal(creator_of(transaction), who) ||
		    (strcmp(type, "Comment") != 0 && strcmp(type, "Correspond") != 0))
			continue;
		const char *text = text_of(attachments, request_tracker_reply_id(transaction));
		if (*text != '\0')
			newest = text;
	}
	return newest;
}

/* The newest change of status counts, if the approval still stands so. */
static const struct json *newest_decision(const struct request_tracker_settings *settings,
                                          const struct json *approval,
                                          const struct json *transactions)
{
	const struct json *newest = NULL;

	JSON_EACH(transaction, transactions)
	if (object_of(transaction) == request_tracker_reply_id(approval) &&
	    strcmp(json_member_text(transaction, "Type", ""), "Status") == 0)
		newest = transaction;
	if (newest == NULL || decision_of(settings, newest) == NULL ||
	    !text_equal(json_member_text(newest, "NewValue", ""),
	                json_member_text(approval, "Status", "")))
		return NULL;
	return newest;
}

void request_tracker_reply_decisions(struct arena *arena,
                                     const struct request_tracker_settings *settings,
                                     const struct json *approvals, const struct json *transactions,
                                     const struct json *attachments, int64_t ticket,
                                     struct ticket_seen *seen)
{
	ARRAY(struct ticket_decision) list = { 0 };

	JSON_EACH(approval, approvals)
	{
		const struct json *made =
			is_of(approval, ticket) ? newest_decision(settings, approval, transactions)
						: NULL;
		const char *who = made != NULL ? creator_of(made) : "";
		/* Our account decides nothing, nor does a script. */
		if (made == NULL || strcmp(who, settings->account) == 0 ||
		    strcmp(who, "RT_System") == 0)
			continue;
		struct ticket_decision decision = {
			.id = arena_print(arena, "transaction/%" PRId64,
			                  request_tracker_reply_id(made)),
			.who = who,
			.name = who,
			.state = decision_of(settings, made),
			.comment = comment_of(transactions, attachments,
			                      request_tracker_reply_id(approval), who),
			.at = request_tracker_reply_time(made, "Created"),
		};
		ARRAY_PUSH(arena, &list, decision);
	}
	seen->decisions = list.items;
	seen->decision_count = list.count;
}

void request_tracker_reply_notes(struct arena *arena,
                                 const struct request_tracker_settings *settings,
                                 const struct json *transactions, const struct json *attachments,
                                 int64_t ticket, struct ticket_seen *seen)
{
	ARRAY(struct ticket_note) list = { 0 };

	JSON_EACH(transaction, transactions)
	{
		const char *text;
		if (object_of(transaction) != ticket ||
		    !request_tracker_reply_is_said(settings, transaction))
			continue;
		text = text_of(attachments, request_tracker_reply_id(transaction));
		/* Replies by mail quote what they answer. */
		if (*text == '\0' || itsm_note_is_ours(text))
			continue;
		struct ticket_note note = { .text = text,
			                    .by = creator_of(transaction),
			                    .at = request_tracker_reply_time(transaction,
			                                                     "Created") };
		ARRAY_PUSH(arena, &list, note);
	}
	seen->notes = list.items;
	seen->note_count = list.count;
}
