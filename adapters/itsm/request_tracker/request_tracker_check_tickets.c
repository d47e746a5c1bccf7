/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* RT tells nobody's rights and no lifecycle's statuses: what the tickets of a queue show of both. */
#include "base/arena.h"
#include "base/http.h"
#include "request_tracker_check.h"
#include <inttypes.h>
#include <string.h>

bool request_tracker_check_has_link(const struct json *record, const char *ref)
{
	JSON_EACH(link, json_get(record, "_hyperlinks"))
	if (text_equal(json_member_text(link, "ref", ""), ref))
		return true;
	return false;
}

/* Nothing is made in a queue or catalog that is disabled, whatever our rights. */
static void check_enabled(const struct request_tracker_checking *checking,
                          const struct json *record, const char *subject)
{
	if (text_equal(json_member_text(record, "Disabled", "0"), "1"))
		request_tracker_check_say(checking, ITSM_FAILED, subject, "it is disabled",
		                          "enable it in RT, or name another");
}

const struct json *request_tracker_check_home(const struct request_tracker_checking *checking,
                                              const char *kind, const char *name,
                                              const char *subject, const char *rights)
{
	struct arena *arena = checking->arena;
	struct itsm_reply reply;
	const char *path = arena_print(arena, "/%s/%s", kind, http_escape(arena, name));

	if (request_tracker_call_get(checking->itsm, arena, path, &reply)) {
		check_enabled(checking, reply.root, subject);
		return reply.root;
	}
	request_tracker_check_say(checking, ITSM_FAILED, subject, reply.reason,
	                          arena_print(arena, "make the %s '%s' and give our group %s on it",
	                                      kind, name, rights));
	return NULL;
}

const struct json *request_tracker_check_sample(const struct request_tracker_checking *checking,
                                                const char *home, const char *name,
                                                const char *more)
{
	struct arena *arena = checking->arena;
	bool ticket = strcmp(home, "Queue") == 0;
	struct request_tracker_query search = {
		.collection = ticket ? "tickets" : "assets",
		.query = arena_print(arena, "%s = '%s'%s", home, name, more),
		.fields = arena_print(arena, "Status,%s,_hyperlinks", home),
		.expanded = home,
		.few = true,
	};
	struct error error = ERROR_INIT;
	struct json *rows;

	if (!request_tracker_call_search(checking->itsm, arena, &search, search.collection, &rows,
	                                 &error))
		return NULL;
	JSON_EACH(row, rows)
	if (text_equal(request_tracker_reply_name(json_get(row, home)), name))
		return row;
	return NULL;
}

/* RT offers those moves that its lifecycle has actions for: one that somebody wrote may have none. */
static void say_rights(const struct request_tracker_checking *checking, const char *queue,
                       const struct json *ticket, bool active, bool own_lifecycle)
{
	static const struct {
		const char *ref, *right;
	} needed[] = {
		{ "lifecycle", "ModifyTicket" },
		{ "comment", "CommentOnTicket" },
		{ "correspond", "ReplyToTicket" },
	};
	struct arena *arena = checking->arena;
	const char *subject = arena_print(arena, "rights in queue '%s'", queue);
	enum itsm_verdict verdict = ITSM_WARNING; /* who may modify may also say something */
	bool unsure = false;
	TEXT(missing);

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		/* One that has ended may have nowhere to go. */
		if (request_tracker_check_has_link(ticket, needed[i].ref) || (i == 0 && !active))
			continue;
		if (i == 0 && !own_lifecycle)
			verdict = ITSM_FAILED;
		unsure |= i == 0 && own_lifecycle;
		text_print(&missing, "%s%s", missing.length > 0 ? ", " : "", needed[i].right);
	}
	if (missing.length == 0)
		request_tracker_check_say(checking, ITSM_OK, subject, "read, comment, move", "");
	else
		request_tracker_check_say(
			checking, verdict, subject,
			arena_print(arena, "we lack %s%s", text_string(&missing),
		                    unsure ? ", or its lifecycle has no actions" : ""),
			arena_print(arena, "give our group %s on the queue",
		                    text_string(&missing)));
}

static bool is_listed(const struct setting_list *list, const char *status)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], status) == 0)
			return true;
	return false;
}

static bool is_known(const struct request_tracker_statuses *statuses, const char *status)
{
	return is_listed(&statuses->fresh, status) || is_listed(&statuses->scheduled, status) ||
	       is_listed(&statuses->implement, status) || is_listed(&statuses->hold, status) ||
	       is_listed(&statuses->review, status) || is_listed(&statuses->closed, status) ||
	       is_listed(&statuses->cancelled, status);
}

#define NAME_EACH                                                                                  \
	"name each status of its lifecycle in the list of its phase, such as statuses.implement: " \
	"[open, working]"

/* Where it stands, and where RT offers to move it: of that the settings must know something. */
static void say_status(const struct request_tracker_checking *checking, const char *queue,
                       const struct json *ticket)
{
	const struct request_tracker_statuses *statuses = &checking->settings->statuses;
	struct arena *arena = checking->arena;
	const char *subject = arena_print(arena, "statuses of queue '%s'", queue);
	const char *status = json_member_text(ticket, "Status", "");
	int64_t number = request_tracker_reply_id(ticket);
	bool way = false;
	TEXT(offered);
	TEXT(unnamed);

	JSON_EACH(link, json_get(ticket, "_hyperlinks"))
	{
		const char *to = json_member_text(link, "to", "");
		if (!text_equal(json_member_text(link, "ref", ""), "lifecycle") || *to == '\0')
			continue;
		way |= is_known(statuses, to);
		if (!is_known(statuses, to))
			text_print(&unnamed, "%s'%s'", unnamed.length > 0 ? ", " : "",
			           text_visible(arena, to));
		text_print(&offered, "%s'%s'", offered.length > 0 ? ", " : "",
		           text_visible(arena, to));
	}
	if (!is_known(statuses, status))
		request_tracker_check_say(checking, ITSM_FAILED, subject,
		                          arena_print(arena,
		                                      "'%s' of ticket #%" PRId64
		                                      " stands in none of statuses.*",
		                                      text_visible(arena, status), number),
		                          NAME_EACH);
	else if (offered.length > 0 && !way)
		request_tracker_check_say(
			checking, ITSM_FAILED, subject,
			arena_print(arena,
		                    "from '%s' RT moves ticket #%" PRId64
		                    " to %s, and none of these stands in statuses.*",
		                    text_visible(arena, status), number, text_string(&offered)),
			NAME_EACH);
	else if (unnamed.length > 0)
		request_tracker_check_say(
			checking, ITSM_WARNING, subject,
			arena_print(
				arena,
				"RT moves tickets on to %s, which stands in none of statuses.*: "
				"a ticket there is left alone",
				text_string(&unnamed)),
			NAME_EACH);
}

/* A ticket of ours whose field was dropped without a word when it was made. */
static void say_keyless(const struct request_tracker_checking *checking, const char *queue)
{
	const struct request_tracker_settings *settings = checking->settings;
	struct arena *arena = checking->arena;
	const struct json *ticket = request_tracker_check_sample(
		checking, "Queue", queue,
		arena_print(arena,
	                    " AND Status = '__Active__' AND Creator = '%s' AND 'CF.{%s}' IS NULL",
	                    settings->account, settings->key_field));

	if (ticket != NULL)
		request_tracker_check_say(
			checking, ITSM_FAILED, arena_print(arena, "fields in queue '%s'", queue),
			arena_print(arena,
		                    "ticket #%" PRId64 " of ours was made without '%s': a lost "
		                    "answer could make a second one",
		                    request_tracker_reply_id(ticket), settings->key_field),
			"give our group ModifyCustomField on the queue");
}

void request_tracker_check_tickets(const struct request_tracker_checking *checking,
                                   const char *queue, bool own_lifecycle)
{
	const struct json *ticket = request_tracker_check_sample(checking, "Queue", queue,
	                                                         " AND Status = '__Active__'");
	bool active = ticket != NULL;

	if (!active)
		ticket = request_tracker_check_sample(checking, "Queue", queue, "");
	if (ticket == NULL) {
		request_tracker_check_say(
			checking, ITSM_WARNING,
			arena_print(checking->arena, "rights in queue '%s'", queue),
			"no ticket can be seen",
			"as it is before the first one; afterwards give our group ShowTicket on "
			"the queue");
		return;
	}
	say_rights(checking, queue, ticket, active, own_lifecycle);
	say_status(checking, queue, ticket);
	say_keyless(checking, queue);
}
