/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Queues: there, with the rights, fields and statuses that we need; approvals not for us to give. */
#include "base/arena.h"
#include "request_tracker_check.h"
#include <string.h>

static void say_field(const struct request_tracker_checking *checking, const struct json *record,
                      const char *queue, const char *name)
{
	const char *subject = arena_print(checking->arena, "field '%s' of queue '%s'", name, queue);

	if (request_tracker_check_has_field(json_get(record, "TicketCustomFields"), name))
		request_tracker_check_say(checking, ITSM_OK, subject, "there", "");
	else
		request_tracker_check_say(
			checking, ITSM_FAILED, subject, "missing, or hidden from us",
			"make that custom field for tickets, apply it to the queue, and "
			"give our group SeeCustomField and ModifyCustomField there");
}

/* RT tells the statuses of no lifecycle; those of the one it comes with are known. */
static void say_statuses(const struct request_tracker_checking *checking, const struct json *record,
                         const char *queue)
{
	static const char *const known[] = {
		"new", "open", "stalled", "resolved", "rejected", NULL
	};
	const struct request_tracker_statuses *statuses = &checking->settings->statuses;
	const struct {
		const char *name;
		const struct setting_list *list;
	} needed[] = {
		{ "statuses.new", &statuses->fresh },
		{ "statuses.implement", &statuses->implement },
		{ "statuses.review", &statuses->review },
		{ "statuses.cancelled", &statuses->cancelled },
	};
	const char *lifecycle = json_member_text(record, "Lifecycle", "");
	const char *subject = arena_print(checking->arena, "lifecycle of queue '%s'", queue);

	if (!text_equal(lifecycle, "default")) {
		request_tracker_check_say(checking, ITSM_OK, subject,
		                          arena_print(checking->arena,
		                                      "'%s': its statuses must stand in statuses.*",
		                                      lifecycle),
		                          "");
		return;
	}
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		bool found = false;
		for (size_t k = 0; k < needed[i].list->count; k++)
			for (const char *const *status = known; *status != NULL; status++)
				found |= text_equal(needed[i].list->items[k], *status);
		if (!found) {
			request_tracker_check_say(
				checking, ITSM_FAILED, subject,
				arena_print(checking->arena, "%s names none of its statuses",
			                    needed[i].name),
				"name one of new, open, stalled, resolved, rejected there");
			return;
		}
	}
	request_tracker_check_say(checking, ITSM_OK, subject, "'default', its statuses are known",
	                          "");
}

/* kind: whose constants of the site go there; NULL = none, as with tasks. */
static void check_queue(const struct request_tracker_checking *checking, const char *name,
                        const char *kind)
{
	const struct request_tracker_settings *settings = checking->settings;
	const char *subject = arena_print(checking->arena, "queue '%s'", name);
	const struct json *record = request_tracker_check_home(
		checking, "queue", name, subject,
		"SeeQueue, ShowTicket, ShowTicketComments, CreateTicket, ModifyTicket, "
		"CommentOnTicket and ReplyToTicket");

	if (record == NULL)
		return;
	if (request_tracker_check_has_link(record, "create"))
		request_tracker_check_say(checking, ITSM_OK, subject,
		                          "there, we may create tickets", "");
	else
		request_tracker_check_say(checking, ITSM_FAILED, subject,
		                          "we may not create tickets",
		                          "give our group CreateTicket on it");
	say_field(checking, record, name, settings->key_field);
	say_field(checking, record, name, settings->type_field);
	if (text_equal(kind, "change"))
		say_field(checking, record, name, settings->approval_field);
	if (kind != NULL)
		request_tracker_check_constants(checking, "queue", name,
		                                json_get(record, "TicketCustomFields"), kind);
	say_statuses(checking, record, name);
	request_tracker_check_tickets(
		checking, name, !text_equal(json_member_text(record, "Lifecycle", ""), "default"));
}

static void check_approvals(const struct request_tracker_checking *checking)
{
	struct arena *arena = checking->arena;
	const char *name = checking->settings->approvals_queue;
	const char *subject = arena_print(arena, "queue '%s'", name);
	const struct json *record = request_tracker_check_home(
		checking, "queue", name, subject, "SeeQueue, ShowTicket and ShowTicketComments");
	const struct json *approval;

	if (record == NULL)
		return;
	approval = request_tracker_check_sample(checking, "Queue", name,
	                                        " AND Type = 'approval' AND Status = "
	                                        "'__Active__'");
	if (approval != NULL && request_tracker_check_has_link(approval, "lifecycle"))
		request_tracker_check_say(checking, ITSM_FAILED, subject,
		                          "our user could approve its own changes",
		                          "take ModifyTicket on it away from our group");
	else if (request_tracker_check_has_link(record, "create"))
		request_tracker_check_say(
			checking, ITSM_WARNING, subject,
			"there; our user may create approvals, which a scrip does for it",
			"take CreateTicket on it away from our group");
	else
		request_tracker_check_say(checking, ITSM_OK, subject,
		                          approval != NULL
		                                  ? "there, we may read but not decide"
		                                  : "there; what we may do is seen once somebody "
		                                    "is asked",
		                          "");
}

void request_tracker_check_queues(const struct request_tracker_checking *checking)
{
	const struct request_tracker_settings *settings = checking->settings;

	check_queue(checking, settings->change_queue, "change");
	check_queue(checking, settings->incident_queue, "incident");
	if (!text_is_empty(settings->task_queue))
		check_queue(checking, settings->task_queue, NULL);
	check_approvals(checking);
}
