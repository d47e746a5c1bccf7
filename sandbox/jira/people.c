/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The organisation's people and groups as Jira names them. */

#include "people.h"

#include "api.h"
#include "sandbox/text.h"

#include <string.h>

static const char *as_uuid(struct pool *pool, const char *sys_id)
{
	return pool_print(pool, "%.8s-%.4s-%.4s-%.4s-%.12s", sys_id, sys_id + 8, sys_id + 12,
	                  sys_id + 16, sys_id + 20);
}

const char *people_id(const struct site *site, const char *user_name)
{
	if (!*user_name || site->kind == SITE_DC)
		return user_name;
	struct pool *pool = site->session->pool;
	return pool_print(pool, "712020:%s",
	                  as_uuid(pool, session_id_of(pool, "sys_user", user_name)));
}

static json_t *avatars(const struct site *site)
{
	const char *link = pool_print(site->session->pool, "%s/avatar.png", site->base);
	return json_pack("{s:s, s:s, s:s, s:s}", "48x48", link, "24x24", link, "16x16", link,
	                 "32x32", link);
}

static json_t *show_row(const struct site *site, sqlite3_stmt *row)
{
	struct pool *pool = site->session->pool;
	const char *user = pool_copy(pool, database_text(row, 0));
	const char *id = people_id(site, user);
	const char *zone = database_text(row, 3);
	json_t *shown = json_pack("{s:s, s:s, s:o, s:s, s:b, s:s}", "self",
	                          pool_print(pool, "%s%s/user?%s=%s", site->base, site->api,
	                                     site->kind == SITE_DC ? "username" : "accountId", id),
	                          "emailAddress", database_text(row, 2), "avatarUrls",
	                          avatars(site), "displayName", database_text(row, 1), "active",
	                          text_is_true(database_text(row, 4)), "timeZone",
	                          *zone ? zone : "Etc/UTC");
	if (site->kind == SITE_DC) {
		json_object_set_new(shown, "name", json_string(user));
		json_object_set_new(shown, "key", json_string(user));
	} else {
		json_object_set_new(shown, "accountId", json_string(id));
		json_object_set_new(shown, "accountType", json_string("atlassian"));
	}
	return shown;
}

static const char select_user[] =
	"SELECT user_name, name, email, time_zone, active FROM sys_user WHERE user_name ";

json_t *people_show(const struct site *site, const char *user_name)
{
	struct database *database = site->session->database;
	const char *sql = pool_print(site->session->pool, "%s= ?", select_user);
	sqlite3_stmt *row = database_query(database, sql, VALUES(user_name));
	if (!database_next(database, row))
		return json_null();
	json_t *shown = show_row(site, row);
	database_done(row);
	return shown;
}

json_t *people_show_desk(const struct site *site, const char *user_name)
{
	json_t *shown = people_show(site, user_name);
	const char *self = pool_copy(site->session->pool, site_text(shown, "self"));
	json_t *urls = json_incref(json_object_get(shown, "avatarUrls"));
	json_object_del(shown, "avatarUrls");
	json_object_del(shown, "self");
	json_object_del(shown, "accountType");
	json_object_set_new(
		shown, "_links",
		json_pack("{s:s, s:s, s:o*}", "self", self, "jiraRest", self, "avatarUrls", urls));
	return shown;
}

const char *people_find(const struct site *site, const char *id)
{
	struct database *database = site->session->database;
	sqlite3_stmt *row = database_query(database, "SELECT user_name FROM sys_user", NULL, 0);
	const char *found = NULL;
	while (!found && database_next(database, row)) {
		const char *user = pool_copy(site->session->pool, database_text(row, 0));
		if (strcmp(people_id(site, user), id) == 0)
			found = user;
	}
	database_done(row);
	return found;
}

const char *people_read(const struct site *site, const json_t *value)
{
	const char *const keys[] = { site->kind == SITE_DC ? "name" : "accountId",
		                     site->kind == SITE_DC ? "key" : "id" };
	for (size_t i = 0; i < 2; i++)
		if (*site_text(value, keys[i]))
			return people_find(site, site_text(value, keys[i]));
	return NULL;
}

bool people_is_active(const struct site *site, const char *user_name)
{
	return database_number(site->session->database,
	                       "SELECT count(*) FROM sys_user WHERE user_name = ?"
	                       " AND active = 'true'",
	                       VALUES(user_name)) > 0;
}

json_t *people_show_group(const struct site *site, const char *name)
{
	struct pool *pool = site->session->pool;
	const char *id = as_uuid(pool, session_id_of(pool, "sys_user_group", name));
	json_t *shown = json_pack("{s:s}", "name", name);
	if (site->kind == SITE_CLOUD)
		json_object_set_new(shown, "groupId", json_string(id));
	TEXT_SCOPE struct text self = { 0 };
	text_print(&self, "%s%s/group?%s=", site->base, site->api,
	           site->kind == SITE_CLOUD ? "groupId" : "groupname");
	text_add_url(&self, site->kind == SITE_CLOUD ? id : name);
	json_object_set_new(shown, "self", json_string(text_value(&self)));
	return shown;
}

const char *people_read_group(const struct site *site, const json_t *value)
{
	struct session *session = site->session;
	const char *name = site_text(value, "name"), *id = site_text(value, "groupId");
	sqlite3_stmt *row =
		database_query(session->database,
	                       "SELECT name FROM sys_user_group WHERE active = 'true'", NULL, 0);
	const char *found = NULL;
	while (!found && database_next(session->database, row)) {
		const char *group = pool_copy(session->pool, database_text(row, 0));
		const char *own = as_uuid(session->pool,
		                          session_id_of(session->pool, "sys_user_group", group));
		if (*id ? strcmp(own, id) == 0 : strcmp(group, name) == 0)
			found = group;
	}
	database_done(row);
	return found;
}

static void show_myself(struct site *site)
{
	json_t *shown = people_show(site, site->session->user.user_name);
	json_object_set_new(shown, "locale", json_string("en_US"));
	if (site->kind == SITE_CLOUD)
		json_object_set_new(shown, "expand", json_string("groups,applicationRoles"));
	site_answer(site, 200, shown);
}

static void show_user(struct site *site)
{
	const char *id =
		request_argument(site->request, site->kind == SITE_DC ? "username" : "accountId");
	const char *user = id ? people_find(site, id) : NULL;
	if (user)
		site_answer(site, 200, people_show(site, user));
	else
		site_refuse(site, 404,
		            "Specified user does not exist or you do not have required "
		            "permissions");
}

static void answer_users(struct site *site, const char *query, const char *id)
{
	struct session *session = site->session;
	struct site_page page = site_page(site, 50, 1000);
	bool inactive = request_flag(site->request, "includeInactive", true);
	json_t *found = json_array();
	const char *sql = pool_print(session->pool,
	                             "%s<> '' AND (user_name LIKE ?1 || '%%' OR name LIKE '%%' ||"
	                             " ?1 || '%%' OR email LIKE ?1 || '%%') ORDER BY user_name",
	                             select_user);
	sqlite3_stmt *row = database_query(session->database, sql, VALUES(query));
	long at = 0;
	while (database_next(session->database, row)) {
		json_t *one = show_row(site, row);
		bool wanted = (!id || strcmp(site_text(one, "accountId"), id) == 0) &&
		              (inactive || json_is_true(json_object_get(one, "active")));
		if (wanted && at++ >= page.start && (long)json_array_size(found) < page.size)
			json_array_append(found, one);
		json_decref(one);
	}
	site_answer(site, 200, found);
}

static void search_users(struct site *site)
{
	const char *query = request_argument(site->request, "query");
	const char *id = request_argument(site->request, "accountId");
	if (!query)
		query = request_argument(site->request, "username");
	if (!query && !id) {
		site_refuse(site, 400, "The username query parameter was not provided");
		return;
	}
	/* The Data Center takes a dot for everybody. */
	if (query && strcmp(query, ".") == 0)
		query = "";
	answer_users(site, query ? query : "", id);
}

static void list_users(struct site *site)
{
	answer_users(site, "", NULL);
}

static json_t *all_groups(struct site *site, const char *like)
{
	struct session *session = site->session;
	json_t *groups = json_array();
	sqlite3_stmt *row = database_query(session->database,
	                                   "SELECT name FROM sys_user_group WHERE active = 'true'"
	                                   " AND name LIKE '%' || ? || '%' ORDER BY name",
	                                   VALUES(like ? like : ""));
	while (database_next(session->database, row))
		json_array_append_new(groups, people_show_group(site, database_text(row, 0)));
	return groups;
}

static void list_groups(struct site *site)
{
	const char *name = request_argument(site->request, "groupName");
	json_t *groups = all_groups(site, name), *group;
	size_t i;
	json_array_foreach(groups, i, group) json_object_del(group, "self");
	json_int_t total = (json_int_t)json_array_size(groups);
	site_answer(site, 200,
	            json_pack("{s:i, s:i, s:I, s:b, s:o}", "startAt", 0, "maxResults", 50, "total",
	                      total, "isLast", 1, "values", groups));
}

static void pick_groups(struct site *site)
{
	json_t *groups = all_groups(site, request_argument(site->request, "query")), *group;
	size_t i;
	json_array_foreach(groups, i, group)
	{
		json_object_del(group, "self");
		json_object_set_new(group, "html", json_string(site_text(group, "name")));
		json_object_set_new(group, "labels", json_array());
	}
	json_int_t total = (json_int_t)json_array_size(groups);
	site_answer(
		site, 200,
		json_pack("{s:s, s:I, s:o}", "header",
	                  pool_print(site->session->pool, "Showing %lld of %lld matching groups",
	                             (long long)total, (long long)total),
	                  "total", total, "groups", groups));
}

static void show_members(struct site *site)
{
	struct session *session = site->session;
	const char *name = request_argument(site->request, "groupname");
	const char *id = request_argument(site->request, "groupId");
	json_t *wish = json_pack("{s:s?, s:s?}", "name", name, "groupId", id);
	const char *group = people_read_group(site, wish);
	json_decref(wish);
	if (!group) {
		site_refuse(site, 404, "The group named '%s' does not exist.", name ? name : "");
		return;
	}
	json_t *members = json_array();
	const char *sql = pool_print(session->pool,
	                             "%sIN (SELECT u.user_name FROM sys_user_grmember m JOIN"
	                             " sys_user u ON u.sys_id = m.user WHERE m.\"group\" = ?)"
	                             " ORDER BY user_name",
	                             select_user);
	sqlite3_stmt *row =
		database_query(session->database, sql,
	                       VALUES(session_id_of(session->pool, "sys_user_group", group)));
	while (database_next(session->database, row))
		json_array_append_new(members, show_row(site, row));
	json_int_t total = (json_int_t)json_array_size(members);
	site_answer(site, 200,
	            json_pack("{s:i, s:i, s:I, s:b, s:o}", "startAt", 0, "maxResults", 50, "total",
	                      total, "isLast", 1, "values", members));
}

static const struct api_row rows[] = {
	{ "GET", "myself", show_myself, false },
	{ "GET", "user", show_user, false },
	{ "GET", "user/search", search_users, false },
	{ "GET", "users/search", list_users, false, true },
	{ "GET", "group/bulk", list_groups, false, true },
	{ "GET", "groups/picker", pick_groups, false },
	{ "GET", "group/member", show_members, false },
};

struct api_table people_api(void)
{
	return (struct api_table){ rows, sizeof(rows) / sizeof(rows[0]) };
}
