/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Pages of a search: by a token on Cloud, by startAt on Data Center. */
#include "jira_search.h"
#include "base/arena.h"
#include "base/text.h"
#include "jira.h"
#include "jira_call.h"
#include <string.h>

enum { PAGE = 100, PAGES_MOST = 200 };

static struct json *compose(const struct itsm *itsm, struct arena *arena,
                            const struct jira_search *search, const char *token, size_t start)
{
	struct json *body = json_new(arena, JSON_OBJECT), *fields = json_new(arena, JSON_ARRAY);
	size_t left = search->most > start ? search->most - start : 1;

	for (const char *at = search->fields; *at;) {
		size_t length = strcspn(at, ",");
		json_push_string(arena, fields, arena_copy_bytes(arena, at, length));
		at += length + (at[length] == ',');
	}
	json_set_string(arena, body, "jql", search->jql);
	json_set(arena, body, "fields", fields);
	json_set_integer(arena, body, "maxResults", (int64_t)(left < PAGE ? left : PAGE));
	if (!jira_dialect(itsm)->tokens)
		json_set_integer(arena, body, "startAt", (int64_t)start);
	else if (token != NULL)
		json_set_string(arena, body, "nextPageToken", token);
	return body;
}

/* Is there more? Cloud says isLast or gives no token, and a page may be empty where all of it is hidden
 * from us; Data Center gives a total. */
static bool has_more(const struct itsm *itsm, const struct json *root, size_t before, size_t taken,
                     const char **token)
{
	if (!jira_dialect(itsm)->tokens)
		return taken > before && json_integer(json_get(root, "total"), 0) > (int64_t)taken;
	*token = json_member_text(root, "nextPageToken", NULL);
	return *token != NULL && !json_is_true(json_get(root, "isLast"));
}

bool jira_search(struct itsm *itsm, struct arena *arena, const struct jira_search *search,
                 struct json **issues, struct error *error)
{
	const struct jira_dialect *dialect = jira_dialect(itsm);
	struct jira_request request = {
		.method = "POST",
		.path = arena_print(arena, "%s%s", dialect->api, dialect->search),
		.read = true,
	};
	const char *token = NULL;
	bool more = true;

	*issues = json_new(arena, JSON_ARRAY);
	for (int page = 0; more && page < PAGES_MOST; page++) {
		struct itsm_reply reply;
		size_t before = json_count(*issues);
		request.body = compose(itsm, arena, search, token, before);
		if (!jira_call(itsm, arena, &request, &reply))
			return itsm_reply_error(&reply, "search", error);
		if (json_get(reply.root, "issues") == NULL)
			return error_set(error, ERROR_RETRY, "search: answered without 'issues'");
		JSON_EACH(issue, json_get(reply.root, "issues"))
		json_push(*issues, json_share(arena, issue));
		more = has_more(itsm, reply.root, before, json_count(*issues), &token) &&
		       json_count(*issues) < search->most;
	}
	return !more ||
	       error_set(error, ERROR_PEER,
	                 "search: more than %d pages answer; narrow the settings", PAGES_MOST);
}
