/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Groups and users of the site; everything of the CMDB comes from Assets. */
#include "base/text.h"
#include "jira.h"
#include "jira_assets.h"
#include "jira_call.h"
#include <inttypes.h>

enum { PAGE = 50, PAGES_MOST = 2000, PICKER_MOST = 1000 };

static struct ci row_of(enum ci_kind kind, const char *id, const char *name)
{
	struct ci row = ci_empty(kind);
	row.id = id;
	row.class = kind == CI_GROUP ? "group" : "user";
	row.name = name;
	return row;
}

static bool hand_group(struct itsm *itsm, const struct json *group, struct itsm_fetch *fetch,
                       struct error *error)
{
	const char *id = json_member_text(group, jira_dialect(itsm)->group, "");
	struct ci row = row_of(CI_GROUP, id, json_member_text(group, "name", ""));

	return *id == '\0' || fetch->each(fetch->context, &row, error);
}

static bool hand_user(struct itsm *itsm, const struct json *user, struct itsm_fetch *fetch,
                      struct error *error)
{
	const char *id = json_member_text(user, jira_dialect(itsm)->user, "");
	struct ci row = row_of(CI_USER, id, json_member_text(user, "displayName", ""));

	row.active = json_get(user, "active") == NULL || json_is_true(json_get(user, "active"));
	return *id == '\0' || fetch->each(fetch->context, &row, error);
}

static bool hand_page(struct itsm *itsm, enum ci_kind kind, const struct json *list,
                      struct itsm_fetch *fetch, struct error *error)
{
	JSON_EACH(item, list)
	{
		bool handed = kind == CI_GROUP ? hand_group(itsm, item, fetch, error)
		                               : hand_user(itsm, item, fetch, error);
		if (!handed)
			return false;
	}
	return true;
}

/* Address of a page, and the member with its list (NULL: the answer itself). Data Center gives groups
 * only through the picker, in one page. */
static const char *page_path(struct itsm *itsm, struct arena *arena, enum ci_kind kind,
                             int64_t start, const char **member)
{
	bool cloud = jira_dialect(itsm)->adf;

	*member = kind == CI_USER ? NULL : cloud ? "values" : "groups";
	if (kind == CI_USER && cloud)
		return arena_print(arena, "/users/search?startAt=%" PRId64 "&maxResults=%d", start,
		                   PAGE);
	if (kind == CI_USER)
		return arena_print(arena,
		                   "/user/search?username=.&startAt=%" PRId64
		                   "&maxResults=%d&includeInactive=true",
		                   start, PAGE);
	if (cloud)
		return arena_print(arena, "/group/bulk?startAt=%" PRId64 "&maxResults=%d", start,
		                   PAGE);
	return arena_print(arena, "/groups/picker?maxResults=%d", PICKER_MOST);
}

/* Without the global right to browse users and groups nobody's name is known: tickets go on without. */
static bool read_page(struct itsm *itsm, struct arena *arena, const char *path, struct json **root,
                      struct error *error)
{
	struct jira_request request = {
		.method = "GET", .path = arena_print(arena, "%s%s", jira_dialect(itsm)->api, path)
	};
	struct itsm_reply reply;

	*root = NULL;
	if (jira_call(itsm, arena, &request, &reply))
		*root = reply.root;
	else if (reply.verdict != ITSM_REPLY_REFUSED && reply.verdict != ITSM_REPLY_GONE)
		return itsm_reply_error(&reply, "users and groups", error);
	return true;
}

static bool is_last(const struct json *root, const char *member)
{
	const struct json *list = member ? json_get(root, member) : root;

	return json_count(list) == 0 || json_is_true(json_get(root, "isLast")) ||
	       text_equal(member, "groups");
}

static bool fetch_people(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                         struct error *error)
{
	int64_t start = 0;

	(void)text_parse_integer(fetch->cursor ? fetch->cursor : "", &start);
	for (int page = 0; page < PAGES_MOST; page++) {
		ARENA(arena);
		const char *member;
		struct json *root;
		const char *path = page_path(itsm, &arena, kind, start, &member);
		if (fetch->cancelled && fetch->cancelled(fetch->context))
			return error_set(error, ERROR_CANCELLED, "asked to stop");
		if (!read_page(itsm, &arena, path, &root, error))
			return false;
		const struct json *list = member ? json_get(root, member) : root;
		start += (int64_t)json_count(list);
		if (!hand_page(itsm, kind, list, fetch, error) ||
		    !fetch->mark(fetch->context, arena_print(&arena, "%" PRId64, start), error))
			return false;
		if (is_last(root, member))
			return true;
	}
	return true;
}

bool jira_fetch(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch, struct error *error)
{
	if (kind == CI_GROUP || kind == CI_USER)
		return fetch_people(itsm, kind, fetch, error);
	if (!jira_uses_assets(itsm))
		return true;
	return jira_assets_fetch(itsm, kind, fetch, error);
}
