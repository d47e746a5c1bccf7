/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Cloud reads a hundred issues in a call, Data Center one by one. */
#include "jira_fetch_issues.h"
#include "base/arena.h"
#include "jira.h"
#include "jira_call.h"
#include "jira_request.h"
#include <string.h>

enum { AGAIN_MOST = 20 };

static struct json *properties(struct arena *arena)
{
	struct json *list = json_new(arena, JSON_ARRAY);

	json_push_string(arena, list, JIRA_TICKET_PROPERTY);
	json_push_string(arena, list, JIRA_MARK_PROPERTY);
	return list;
}

static struct json *split(struct arena *arena, const char *fields)
{
	struct json *list = json_new(arena, JSON_ARRAY);

	while (*fields) {
		size_t length = strcspn(fields, ",");
		json_push_string(arena, list, arena_copy_bytes(arena, fields, length));
		fields += length + (fields[length] == ',');
	}
	return list;
}

static void take(struct arena *arena, struct json *issues, struct json *found)
{
	JSON_EACH(issue, json_get(found, "issues"))
	json_push(issues, json_share(arena, issue));
}

static bool fetch_one(struct itsm *itsm, struct arena *arena,
                      const struct jira_fetch_issues *wanted, const char *id, struct json *issues,
                      struct error *error)
{
	struct jira_request request = {
		.method = "GET",
		.path = arena_print(arena, "%s/issue/%s?fields=%s&properties=%s,%s",
		                    jira_dialect(itsm)->api, http_escape(arena, id), wanted->fields,
		                    JIRA_TICKET_PROPERTY, JIRA_MARK_PROPERTY),
	};
	struct itsm_reply reply;

	if (jira_call(itsm, arena, &request, &reply)) {
		json_push(issues, json_share(arena, reply.root));
		return true;
	}
	if (reply.verdict == ITSM_REPLY_GONE)
		return true;
	return itsm_reply_error(&reply, "tickets", error);
}

/* What Jira could not return "due to a retriable error" is not the same as missing: it is asked for
 * alone, unless there is too much of it. */
static bool ask_again(struct itsm *itsm, struct arena *arena, struct jira_fetch_issues *wanted,
                      const struct json *failures, struct json *issues, struct error *error)
{
	int asked = 0;

	JSON_EACH(failure, failures)
	{
		const char *told = json_member_text(failure, "errorMessage", "");
		const char *id = json_member_text(failure, "id", "");
		if (strcasestr(told, "does not exist") || strcasestr(told, "not found"))
			continue;
		bool usable = jira_request_is_id(id) || jira_request_is_issue_key(id);
		if (!usable || asked++ >= AGAIN_MOST)
			wanted->incomplete = true;
		else if (!fetch_one(itsm, arena, wanted, id, issues, error))
			return false;
	}
	return true;
}

static bool fetch_bulk(struct itsm *itsm, struct arena *arena, struct jira_fetch_issues *wanted,
                       size_t from, struct json *issues, struct error *error)
{
	struct json *body = json_new(arena, JSON_OBJECT), *ids = json_new(arena, JSON_ARRAY);
	struct jira_request request = { .method = "POST", .body = body, .read = true };
	struct itsm_reply reply;

	for (size_t i = from; i < wanted->count && i < from + JIRA_BULK_FETCH; i++)
		json_push_string(arena, ids, wanted->ids[i]);
	json_set(arena, body, "issueIdsOrKeys", ids);
	json_set(arena, body, "fields", split(arena, wanted->fields));
	json_set(arena, body, "properties", properties(arena));
	request.path = arena_print(arena, "%s/issue/bulkfetch", jira_dialect(itsm)->api);
	if (!jira_call(itsm, arena, &request, &reply))
		return itsm_reply_error(&reply, "tickets", error);
	if (json_get(reply.root, "issues") == NULL)
		return error_set(error, ERROR_RETRY,
		                 "tickets: bulkfetch answered without 'issues'");
	take(arena, issues, reply.root);
	return ask_again(itsm, arena, wanted, json_get(reply.root, "issueErrors"), issues, error);
}

bool jira_fetch_issues(struct itsm *itsm, struct arena *arena, struct jira_fetch_issues *wanted,
                       struct json **issues, struct error *error)
{
	bool bulk = jira_dialect(itsm)->bulkfetch;

	*issues = json_new(arena, JSON_ARRAY);
	wanted->incomplete = false;
	for (size_t i = 0; i < wanted->count; i += bulk ? JIRA_BULK_FETCH : 1) {
		bool read = bulk ? fetch_bulk(itsm, arena, wanted, i, *issues, error)
		                 : fetch_one(itsm, arena, wanted, wanted->ids[i], *issues, error);
		if (!read)
			return false;
	}
	return true;
}
