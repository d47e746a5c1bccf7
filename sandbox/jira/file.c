/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Attachments of issues. */

#include "file.h"

#include "api.h"
#include "limit.h"
#include "people.h"
#include "sandbox/multipart.h"
#include "sandbox/text.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_MOST = 60 };

static json_t *show_row(const struct site *site, sqlite3_stmt *row)
{
	struct pool *pool = site->session->pool;
	const char *id = pool_copy(pool, database_text(row, 0));
	const char *name = pool_copy(pool, database_text(row, 1));
	const char *author = pool_copy(pool, database_text(row, 3));
	TEXT_SCOPE struct text content = { 0 };
	if (site->kind == SITE_CLOUD) {
		text_print(&content, "%s%s/attachment/content/%s", site->base, site->api, id);
	} else {
		text_print(&content, "%s/secure/attachment/%s/", site->base, id);
		text_add_url(&content, name);
	}
	return json_pack("{s:s, s:s, s:s, s:o, s:s, s:I, s:s, s:s}", "self",
	                 pool_print(pool, "%s%s/attachment/%s", site->base, site->api, id), "id",
	                 id, "filename", name, "author", people_show(site, author), "created",
	                 site_time(site, sqlite3_column_int64(row, 4)), "size",
	                 (json_int_t)sqlite3_column_int64(row, 5), "mimeType",
	                 database_text(row, 2), "content", text_value(&content));
}

static const char select_file[] =
	"SELECT id, name, type, author, created, length(content) FROM jira_file WHERE ";

json_t *file_show_all(const struct site *site, long long issue)
{
	struct session *session = site->session;
	json_t *files = json_array();
	const char *sql = pool_print(session->pool, "%sissue = ? ORDER BY id", select_file);
	sqlite3_stmt *row =
		database_query(session->database, sql, VALUES(site_print_number(site, issue)));
	while (database_next(session->database, row))
		json_array_append_new(files, show_row(site, row));
	return files;
}

static json_t *one_of(const struct site *site, long long id)
{
	struct session *session = site->session;
	const char *sql = pool_print(session->pool, "%sid = ?", select_file);
	sqlite3_stmt *row =
		database_query(session->database, sql, VALUES(site_print_number(site, id)));
	if (!database_next(session->database, row))
		return NULL;
	json_t *shown = show_row(site, row);
	database_done(row);
	return shown;
}

/* Keeps one; issue 0 and a token: uploaded for the service desk, not yet attached. Its id. */
static long long store(const struct site *site, long long issue, const char *name, const char *type,
                       const char *bytes, size_t length, const char *token)
{
	struct session *session = site->session;
	database_run(session->database,
	             "INSERT INTO jira_file (issue, name, type, author, created, token, content)"
	             " VALUES (?, ?, ?, ?, ?, ?, x'')",
	             VALUES(site_print_number(site, issue), name, type, session->user.user_name,
	                    site_now(site), token));
	long long id = sqlite3_last_insert_rowid(database_handle(session->database));
	sqlite3_stmt *statement = NULL;
	sqlite3 *handle = database_handle(session->database);
	if (sqlite3_prepare_v2(handle, "UPDATE jira_file SET content = ? WHERE id = ?", -1,
	                       &statement, NULL) == SQLITE_OK) {
		sqlite3_bind_blob64(statement, 1, bytes, length, SQLITE_TRANSIENT);
		sqlite3_bind_int64(statement, 2, id);
		sqlite3_step(statement);
	}
	sqlite3_finalize(statement);
	return id;
}

bool file_send(struct site *site, long long id)
{
	struct session *session = site->session;
	sqlite3_stmt *row = database_query(session->database,
	                                   "SELECT content, type FROM jira_file WHERE id = ?",
	                                   VALUES(site_print_number(site, id)));
	if (!database_next(session->database, row))
		return false;
	size_t length = (size_t)sqlite3_column_bytes(row, 0);
	const char *bytes = sqlite3_column_blob(row, 0);
	site->reply->status = 200;
	site->reply->body = pool_copy_length(session->pool, bytes ? bytes : "", length);
	site->reply->body_length = length;
	site->reply->content_type = pool_copy(session->pool, database_text(row, 1));
	reply_header(site->reply, "Content-Disposition", "attachment");
	reply_header(site->reply, "X-Content-Type-Options", "nosniff");
	database_done(row);
	return true;
}

/* Without this header a browser of another site could have sent the form. */
static bool has_guard(struct site *site)
{
	const char *guard = request_header(site->request, "X-Atlassian-Token");
	if (guard && (strcmp(guard, "no-check") == 0 || strcmp(guard, "nocheck") == 0))
		return true;
	site->reply->status = 403;
	site->reply->body = "XSRF check failed";
	site->reply->body_length = strlen(site->reply->body);
	site->reply->content_type = "text/html;charset=UTF-8";
	return false;
}

static void upload(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	struct multipart form;
	if (!has_guard(site) || !issue_open_for_writing(site, &issue) ||
	    !limit_has_room(site, "attachments"))
		return;
	if (!multipart_parse(site->request, &form) || form.count > FILE_MOST) {
		site_refuse(site, 415, "Unsupported Media Type");
		return;
	}
	json_t *files = json_array();
	for (size_t i = 0; i < form.count; i++) {
		const struct multipart_part *part = &form.parts[i];
		if (!part->file_name || strcmp(part->name, "file") != 0)
			continue;
		long long id = store(site, issue.id, part->file_name, part->content_type,
		                     part->bytes, part->length, "");
		json_array_append_new(files, one_of(site, id));
	}
	issue_touch(site, issue.id);
	site_answer(site, 200, files);
}

static void show(struct site *site)
{
	json_t *file = one_of(site, site_number(site->parts[0]));
	if (file)
		site_answer(site, 200, file);
	else
		site_refuse(site, 404, "The attachment with id '%s' does not exist",
		            site->parts[0]);
}

static void content(struct site *site)
{
	if (!file_send(site, site_number(site->parts[0])))
		site_refuse(site, 404, "The attachment with id '%s' does not exist",
		            site->parts[0]);
}

static void upload_temporary(struct site *site)
{
	struct session *session = site->session;
	struct multipart form;
	if (!has_guard(site))
		return;
	if (!multipart_parse(site->request, &form)) {
		site_refuse(site, 415, "Unsupported Media Type");
		return;
	}
	json_t *files = json_array();
	for (size_t i = 0; i < form.count; i++) {
		const struct multipart_part *part = &form.parts[i];
		if (!part->file_name)
			continue;
		const char *token =
			pool_print(session->pool, "temp%.18s", session_new_id(session->pool));
		store(site, 0, part->file_name, part->content_type, part->bytes, part->length,
		      token);
		json_array_append_new(files, json_pack("{s:s, s:s}", "temporaryAttachmentId", token,
		                                       "fileName", part->file_name));
	}
	site_answer(site, 201, json_pack("{s:o}", "temporaryAttachments", files));
}

static const struct api_row rows[] = {
	{ "POST", "issue/{}/attachments", upload, false },
	{ "GET", "attachment/{}", show, false },
	{ "GET", "attachment/content/{}", content, false, true },
};

struct api_table file_api(void)
{
	return (struct api_table){ rows, sizeof(rows) / sizeof(rows[0]) };
}

static const struct api_row desk_rows[] = {
	{ "POST", "servicedesk/{}/attachTemporaryFile", upload_temporary, false },
};

struct api_table file_desk_api(void)
{
	return (struct api_table){ desk_rows, sizeof(desk_rows) / sizeof(desk_rows[0]) };
}
