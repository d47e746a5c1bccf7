/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What hangs on a ticket: notes, files, links to assets and tickets, tasks as its children. */
#include "base/arena.h"
#include "request_tracker.h"
#include "request_tracker_lookup.h"
#include "request_tracker_push.h"
#include "request_tracker_record.h"
#include "request_tracker_request_ticket.h"
#include <inttypes.h>
#include <string.h>

struct event {
	struct request_tracker_record ticket;
	const struct step *step;
	struct receipt *receipt;
};

static bool settle(const struct event *event, const struct itsm_reply *reply, bool repeatable,
                   struct error *error)
{
	return request_tracker_push_settle(reply, event->step->key, repeatable, event->receipt,
	                                   error);
}

static bool post(const struct event *event, const char *where, struct json *body,
                 struct error *error)
{
	struct arena *arena = event->ticket.arena;
	struct request_tracker_request request = {
		.method = "POST",
		.path = arena_print(arena, "%s/%s", request_tracker_record_path(&event->ticket),
		                    where),
		.body = body,
	};
	struct itsm_reply reply;

	if (request_tracker_call(event->ticket.itsm, arena, &request, &reply)) {
		event->receipt->outcome = RECEIPT_DONE;
		event->receipt->remote_id = request_tracker_request_mark(arena, event->step->key);
		return true;
	}
	bool going = settle(event, &reply, false, error);
	request_tracker_push_mend(arena, &reply,
	                          strcmp(where, "correspond") == 0 ? "ReplyToTicket"
	                                                           : "CommentOnTicket",
	                          "queue of that ticket", "", event->receipt);
	return going;
}

/* Sent before, with an answer that never came? */
static bool is_there(const struct event *event, bool *there, struct error *error)
{
	*there = false;
	if (event->step->attempts == 0)
		return true;
	if (!request_tracker_lookup_mark(event->ticket.itsm, event->ticket.arena,
	                                 event->ticket.number, event->step->key, there, error))
		return false;
	if (*there) {
		event->receipt->outcome = RECEIPT_DONE;
		event->receipt->remote_id =
			request_tracker_request_mark(event->ticket.arena, event->step->key);
	}
	return true;
}

/* Who is to be told joins those who watch already: a list is written whole, groups by number. */
static bool add_watchers(struct event *event, struct json *body, bool *usable, struct error *error)
{
	struct arena *arena = event->ticket.arena;
	const struct json *watch = json_get(event->step->body, "watch");
	struct json *list = json_new(arena, JSON_ARRAY);

	*usable = true;
	if (json_count(watch) == 0)
		return true;
	*usable = request_tracker_record_read(&event->ticket);
	if (!*usable)
		return settle(event, &event->ticket.reply, true, error);
	JSON_EACH(member, json_get(event->ticket.row, "AdminCc"))
	json_push_string(arena, list, json_member_text(member, "id", ""));
	JSON_EACH(user, watch)
	if (request_tracker_request_is_word(json_text(user, "")))
		json_push_string(arena, list, json_text(user, ""));
	json_set(arena, body, "AdminCc", list);
	return true;
}

static bool push_note(struct event *event, struct error *error)
{
	const struct json *body = event->step->body;
	bool public = json_is_true(json_get(body, "public")), there, usable;
	struct json *note = request_tracker_request_note(
		event->ticket.arena, json_member_text(body, "text", ""), event->step->key);

	if (!is_there(event, &there, error))
		return false;
	if (there)
		return true;
	if (!add_watchers(event, note, &usable, error))
		return false;
	return !usable || post(event, public ? "correspond" : "comment", note, error);
}

/* The file hangs on a comment that carries our mark. */
static bool push_attachment(struct event *event, struct error *error)
{
	struct arena *arena = event->ticket.arena;
	const struct json *body = event->step->body;
	const char *name = json_member_text(body, "name", "file");
	const char *text = json_member_text(body, "text", NULL);
	const char *content = text != NULL ? text_base64(arena, text, strlen(text))
	                                   : json_member_text(body, "base64", "");
	struct json *note = request_tracker_request_note(
		arena, arena_print(arena, "Attached: %s", name), event->step->key);
	struct json *files = json_set(arena, note, "Attachments", json_new(arena, JSON_ARRAY));
	struct json *file = json_push(files, json_new(arena, JSON_OBJECT));
	bool there;

	if (*content == '\0')
		return receipt_refuse(event->receipt, "the attachment is empty");
	if (!is_there(event, &there, error))
		return false;
	if (there)
		return true;
	json_set_string(arena, file, "FileName", name);
	json_set_string(arena, file, "FileType",
	                json_member_text(body, "type", "application/octet-stream"));
	json_set_string(arena, file, "FileContent", content);
	return post(event, "comment", note, error);
}

struct link {
	const char *member; /* "AddRefersTo" */
	const char *ref;    /* how it reads back: "refers-to" */
};

/* Adds links that are not there yet. */
static bool add_links(struct event *event, const struct link *sort, const char *const *ids,
                      size_t count, struct error *error)
{
	struct request_tracker_record *ticket = &event->ticket;
	struct json *body = json_new(ticket->arena, JSON_OBJECT);
	struct json *ends =
		json_set(ticket->arena, body, sort->member, json_new(ticket->arena, JSON_ARRAY));
	TEXT(missing);

	if (!request_tracker_record_read(ticket))
		return settle(event, &ticket->reply, true, error);
	for (size_t i = 0; i < count; i++) {
		const char *type = text_starts_with(ids[i], "asset/") ? "asset" : "ticket";
		int64_t number = request_tracker_request_number(ids[i], type);
		if (!request_tracker_reply_links(ticket->row, sort->ref, type, number))
			json_push_string(ticket->arena, ends,
			                 request_tracker_request_link(ticket->arena, ids[i]));
	}
	ticket->etag = ""; /* a link stands for itself: whoever edits the rest may go on */
	if (json_count(ends) > 0 && !request_tracker_record_write(ticket, body))
		return settle(event, &ticket->reply, true, error);
	for (size_t i = 0; i < count; i++) {
		const char *type = text_starts_with(ids[i], "asset/") ? "asset" : "ticket";
		if (!request_tracker_reply_links(ticket->row, sort->ref, type,
		                                 request_tracker_request_number(ids[i], type)))
			text_print(&missing, "%s%s", missing.length > 0 ? ", " : "", ids[i]);
	}
	if (missing.length > 0)
		return receipt_refuse(event->receipt,
		                      arena_print(ticket->arena, "RT did not link %s: %s",
		                                  text_string(&missing),
		                                  ticket->told != NULL ? ticket->told : ""));
	event->receipt->outcome = RECEIPT_DONE;
	event->receipt->remote_id = count > 0 ? arena_copy(ticket->arena, ids[0]) : "links";
	event->receipt->version = json_member_text(ticket->row, "LastUpdated", "");
	return true;
}

static bool push_affected(struct event *event, struct error *error)
{
	static const struct link sort = { "AddRefersTo", "refers-to" };
	const struct json *cis = json_get(event->step->body, "cis");
	const char **ids = ARENA_ARRAY(event->ticket.arena, const char *, json_count(cis) + 1);
	size_t count = 0;

	JSON_EACH(ci, cis)
	if (request_tracker_request_number(json_text(ci, ""), "asset") > 0)
		ids[count++] = json_text(ci, "");
	return add_links(event, &sort, ids, count, error);
}

/* The engine's names of columns: "rfc" is the change that an incident goes with. */
static bool push_link(struct event *event, struct error *error)
{
	static const struct {
		const char *field;
		struct link sort;
	} known[] = {
		{ "rfc", { "AddRefersTo", "refers-to" } },
		{ "RefersTo", { "AddRefersTo", "refers-to" } },
		{ "DependsOn", { "AddDependsOn", "depends-on" } },
		{ "MemberOf", { "AddMemberOf", "parent" } },
		{ "parent_incident", { "AddMemberOf", "parent" } },
	};
	const char *field = json_member_text(event->step->body, "field", "");
	const char *to = json_member_text(event->step->body, "to", "");

	if (request_tracker_request_link(event->ticket.arena, to) == NULL)
		return receipt_refuse(event->receipt, "the link leads to no ticket or asset");
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (text_equal(field, known[i].field))
			return add_links(event, &known[i].sort, &to, 1, error);
	return receipt_refuse(event->receipt,
	                      arena_print(event->ticket.arena, "'%s' is no kind of link", field));
}

static bool close_task(const struct event *event, struct error *error)
{
	struct request_tracker_record task = event->ticket;
	const struct setting_list *done = &request_tracker_settings(task.itsm)->statuses.review;
	struct json *body = json_new(task.arena, JSON_OBJECT);

	task.number = request_tracker_request_number(event->step->remote_id, "ticket");
	if (task.number == 0 || done->count == 0)
		return receipt_refuse(event->receipt, "the task has no number yet");
	json_set_string(task.arena, body, "Status", done->items[0]);
	if (!request_tracker_record_write(&task, body))
		return settle(event, &task.reply, true, error);
	if (!text_equal(json_member_text(task.row, "Status", ""), done->items[0]))
		return receipt_refuse(
			event->receipt,
			arena_print(task.arena, "RT did not close the task: %s", task.told));
	event->receipt->outcome = RECEIPT_DONE;
	event->receipt->remote_id = event->step->remote_id;
	return true;
}

static bool push_task(struct event *event, struct error *error)
{
	struct arena *arena = event->ticket.arena;
	const struct request_tracker_settings *settings =
		request_tracker_settings(event->ticket.itsm);
	const char *queue =
		text_is_empty(settings->task_queue) ? settings->change_queue : settings->task_queue;
	struct request_tracker_request request = { .method = "POST", .path = "/ticket" };
	struct request_tracker_record task = { .itsm = event->ticket.itsm,
		                               .arena = arena,
		                               .kind = "ticket" };
	struct json *parent = json_new(arena, JSON_ARRAY);

	if (text_equal(json_member_text(event->step->body, "action", "create"), "close"))
		return close_task(event, error);
	request.body = request_tracker_request_ticket(
		arena, settings, queue, TICKET_TASK,
		request_tracker_request_mark(arena, event->step->key),
		json_get(event->step->body, "fields"));
	json_push_string(arena, parent,
	                 request_tracker_request_link(arena, event->step->ticket_id));
	json_set(arena, request.body, "MemberOf", parent);
	if (!request_tracker_call(task.itsm, arena, &request, &task.reply))
		return settle(event, &task.reply, false, error);
	task.number = request_tracker_reply_id(task.reply.root);
	if (task.number == 0) {
		event->receipt->outcome = RECEIPT_UNKNOWN;
		event->receipt->reason = "the answer names no ticket";
		return true;
	}
	event->receipt->outcome = RECEIPT_DONE;
	event->receipt->remote_id = arena_print(arena, "ticket/%" PRId64, task.number);
	event->receipt->number = arena_print(arena, "#%" PRId64, task.number);
	(void)request_tracker_record_read(&task);
	request_tracker_record_made(&task, queue, request.body, event->receipt);
	return true;
}

bool request_tracker_push_event(struct itsm *itsm, struct arena *arena, const struct step *step,
                                struct receipt *receipt, struct error *error)
{
	static const struct {
		const char *name;
		bool (*push)(struct event *event, struct error *error);
	} events[] = {
		{ "note", push_note }, { "attachment", push_attachment },
		{ "link", push_link }, { "affected", push_affected },
		{ "task", push_task },
	};
	struct event event = {
		.ticket = { .itsm = itsm,
		            .arena = arena,
		            .kind = "ticket",
		            .number = request_tracker_request_number(step->ticket_id, "ticket") },
		.step = step,
		.receipt = receipt,
	};
	const char *name = json_member_text(step->body, "event", "");

	if (event.ticket.number == 0)
		return receipt_refuse(receipt, "the event's ticket has no number yet");
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (text_equal(name, events[i].name))
			return events[i].push(&event, error);
	return receipt_refuse(receipt, arena_print(arena, "'%s' is no event that RT knows", name));
}
