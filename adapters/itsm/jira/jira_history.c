/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Approvals, comments and changes of one issue. */
#include "jira_history.h"
#include "base/array.h"
#include "base/text.h"
#include "contract/itsm_note.h"
#include "jira.h"
#include "jira_adf.h"
#include "jira_approval.h"
#include "jira_call.h"
#include "jira_ticket.h"
#include <stdlib.h>
#include <string.h>

enum { PAGE = 100, PAGES_MOST = 5, APPROVALS = 50 };

bool jira_history_comments(struct itsm *itsm, struct arena *arena, const char *id,
                           struct json **comments, struct error *error)
{
	*comments = json_new(arena, JSON_ARRAY);
	for (size_t page = 0; page < PAGES_MOST; page++) {
		struct json *root;
		const char *path = arena_print(
			arena, "/issue/%s/comment?orderBy=-created&startAt=%zu&maxResults=%d", id,
			json_count(*comments), PAGE);
		size_t before = json_count(*comments);
		if (!jira_call_read(itsm, arena, "comments", path, &root, error))
			return false;
		JSON_EACH(comment, json_get(root, "comments"))
		json_push(*comments, json_share(arena, comment));
		if (json_count(*comments) == before ||
		    json_integer(json_get(root, "total"), 0) <= (int64_t)json_count(*comments))
			break;
	}
	return true;
}

bool jira_history_is_by_people(struct itsm *itsm, struct arena *arena, const struct json *comment)
{
	const char *text = jira_adf_read(arena, json_get(comment, "body"));
	const struct json *author = json_get(comment, "author");

	return !text_equal(json_member_text(author, jira_dialect(itsm)->user, ""),
	                   jira_state(itsm)->account) &&
	       !text_equal(json_member_text(author, "accountType", ""), "app") &&
	       !itsm_note_is_ours(text);
}

static int by_time(const void *a, const void *b)
{
	int64_t left = ((const struct ticket_note *)a)->at,
		right = ((const struct ticket_note *)b)->at;

	return (left > right) - (left < right);
}

static bool read_notes(struct itsm *itsm, struct arena *arena, struct ticket_seen *seen,
                       struct error *error)
{
	ARRAY(struct ticket_note) list = { 0 };
	struct json *comments;

	if (!jira_history_comments(itsm, arena, seen->id, &comments, error))
		return false;
	JSON_EACH(comment, comments)
	{
		const char *text = jira_adf_read(arena, json_get(comment, "body"));
		if (jira_history_is_by_people(itsm, arena, comment))
			ARRAY_PUSH(arena, &list,
			           ((struct ticket_note){
					   .text = text,
					   .by = json_text(json_at(comment, "author",
			                                           jira_dialect(itsm)->user, NULL),
			                                   ""),
					   .at = jira_ticket_time(arena,
			                                          json_get(comment, "created")) }));
	}
	if (list.count > 0)
		qsort(list.items, list.count, sizeof(list.items[0]), by_time);
	seen->notes = list.items;
	seen->note_count = list.count;
	return true;
}

/* The field of type sd-approvals was read in bulk; without it the request is asked. */
static bool read_approvals(struct itsm *itsm, struct arena *arena, struct ticket_seen *seen,
                           struct error *error)
{
	const struct jira_settings *settings = jira_settings(itsm);
	struct jira_request request = {
		.method = "GET",
		.path = arena_print(arena, "/rest/servicedeskapi/request/%s/approval?limit=%d",
		                    seen->id, APPROVALS),
	};
	struct itsm_reply reply;

	if (!settings->service_management || *settings->fields.approvals ||
	    !ticket_is_change(seen->kind))
		return true;
	if (jira_call(itsm, arena, &request, &reply)) {
		jira_approval_read(itsm, arena, json_get(reply.root, "values"), seen);
		return true;
	}
	/* An issue without a request type is no request, and has no approvals. */
	return reply.verdict == ITSM_REPLY_GONE || itsm_reply_error(&reply, "approvals", error);
}

static bool is_move(const struct json *history)
{
	JSON_EACH(item, json_get(history, "items"))
	if (text_equal(json_member_text(item, "field", ""), "status"))
		return true;
	return false;
}

const char *jira_history_mover(const struct json *histories, const char *member)
{
	const char *newest = "", *who = "";

	/* Times of one site have one form, so that their texts order them. */
	JSON_EACH(history, histories)
	{
		const char *at = json_member_text(history, "created", "");
		if (is_move(history) && strcmp(at, newest) >= 0) {
			newest = at;
			who = json_text(json_at(history, "author", member, NULL), "");
		}
	}
	return who;
}

/* Only of tickets that have ended: by whom matters there. */
static bool read_mover(struct itsm *itsm, struct arena *arena, struct ticket_seen *seen,
                       struct error *error)
{
	const char *member = jira_dialect(itsm)->user;
	struct json *root;

	if (seen->phase != TICKET_PHASE_CLOSED && seen->phase != TICKET_PHASE_CANCELLED &&
	    seen->phase != TICKET_PHASE_REVIEW)
		return true;
	if (!jira_call_read(
		    itsm, arena, "changelog",
		    arena_print(arena, "/issue/%s?fields=status&expand=changelog", seen->id), &root,
		    error))
		return false;
	seen->updated_by =
		jira_history_mover(json_at(root, "changelog", "histories", NULL), member);
	return true;
}

bool jira_history_read(struct itsm *itsm, struct arena *arena, struct ticket_seen *seen,
                       struct error *error)
{
	return read_notes(itsm, arena, seen, error) && read_approvals(itsm, arena, seen, error) &&
	       read_mover(itsm, arena, seen, error);
}
