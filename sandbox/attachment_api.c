/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Attachment API. */

#include "attachment_api.h"

#include "access.h"
#include "multipart.h"
#include "query.h"
#include "record.h"
#include "shape.h"
#include "table_api.h"
#include "text.h"

#include <string.h>
#include <strings.h>

struct upload {
	const char *table, *sys_id, *file_name, *content_type, *bytes;
	size_t length;
};

static json_t *shown(struct session *session, const char *sys_id)
{
	struct request all = { .pool = session->pool };
	struct shape shape = shape_of(session, dictionary_table("sys_attachment"), &all);
	json_t *record = shape_record(session, &shape, sys_id);
	if (record)
		record_set(record, "download_link",
		           pool_print(session->pool, "%s/api/now/attachment/%s/file", session->base,
		                      sys_id));
	return record;
}

static void not_found(struct session *session, struct reply *reply)
{
	reply_error(reply, session->pool, 404, "No Record found",
	            "Record doesn't exist or ACL restricts the record retrieval");
}

static void list(struct session *session, const struct request *request, struct reply *reply)
{
	const struct table *table = dictionary_table("sys_attachment");
	QUERY_SCOPE struct query query;
	query_compile(session, table, request_argument(request, "sysparm_query"), &query);
	long limit = request_number(request, "sysparm_limit", 1000);
	long offset = request_number(request, "sysparm_offset", 0);
	const char *sql = pool_print(
		session->pool,
		"SELECT t.sys_id FROM sys_attachment t WHERE %s%s%s LIMIT %ld"
		" OFFSET %ld",
		text_value(&query.where), query.order.length ? " ORDER BY " : "",
		text_value(&query.order), limit < 0 ? 0 : limit, offset < 0 ? 0 : offset);
	json_t *rows = json_array();
	sqlite3_stmt *row = database_query(session->database, sql, query.values, query.count);
	while (database_next(session->database, row)) {
		const char *sys_id = pool_copy(session->pool, database_text(row, 0));
		json_array_append_new(rows, shown(session, sys_id));
	}
	reply_result(reply, 200, rows);
}

static void store_content(struct session *session, const char *sys_id, const struct upload *upload)
{
	sqlite3_stmt *statement =
		database_query(session->database,
	                       "INSERT OR REPLACE INTO sandbox_file (sys_id, content)"
	                       " VALUES (?, ?)",
	                       VALUES(sys_id));
	if (!statement)
		return;
	sqlite3_bind_blob64(statement, 2, upload->length ? upload->bytes : "", upload->length,
	                    SQLITE_TRANSIENT);
	database_next(session->database, statement);
	database_done(statement);
}

/* An empty list of extensions allows all. */
static bool extension_allowed(struct session *session, const char *file_name)
{
	const char *allowed = session_property(session, "glide.attachment.extensions", "");
	const char *dot = strrchr(file_name, '.');
	const char *parts[64];
	size_t count = *allowed ? text_split(session->pool, allowed, ',', parts, 64) : 0;
	for (size_t i = 0; i < count; i++)
		if (dot && strcasecmp(parts[i], dot + 1) == 0)
			return true;
	return count == 0;
}

static void store(struct session *session, const struct upload *upload, struct reply *reply)
{
	struct failure failure;
	struct pool *pool = session->pool;
	const struct table *table = upload->table ? dictionary_table(upload->table) : NULL;
	if (!table || !upload->sys_id || !upload->file_name || !*upload->file_name) {
		reply_error(reply, pool, 400, "Missing parameter",
		            "table_name, table_sys_id and file_name are required");
		return;
	}
	if (!record_class(session, table, upload->sys_id)) {
		not_found(session, reply);
		return;
	}
	if (!access_writes(session, table, &failure)) {
		table_api_refuse(session, &failure, reply);
		return;
	}
	if (!extension_allowed(session, upload->file_name)) {
		reply_error(reply, pool, 400, "Failed to create the attachment",
		            "File type is not allowed");
		return;
	}
	const char *size = pool_print(pool, "%zu", upload->length);
	JSON_SCOPE json_t *row = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "table_name", upload->table, "table_sys_id",
		upload->sys_id, "file_name", upload->file_name, "content_type",
		upload->content_type, "size_bytes", size, "size_compressed", size, "hash",
		text_sha256(pool, upload->bytes, upload->length));
	if (!row) {
		reply_error(reply, pool, 400, "Invalid parameter", "Texts must be UTF-8");
		return;
	}
	record_store(session, dictionary_table("sys_attachment"), row);
	const char *sys_id = pool_copy(pool, record_get(row, "sys_id"));
	store_content(session, sys_id, upload);
	reply_result(reply, 201, shown(session, sys_id));
	reply_header(reply, "Location",
	             pool_print(pool, "%s/api/now/attachment/%s", session->base, sys_id));
}

static void post_file(struct session *session, const struct request *request, struct reply *reply)
{
	const char *type = request_header(request, "Content-Type");
	struct upload upload = { .table = request_argument(request, "table_name"),
		                 .sys_id = request_argument(request, "table_sys_id"),
		                 .file_name = request_argument(request, "file_name"),
		                 .content_type = type ? type : "application/octet-stream",
		                 .bytes = request->body,
		                 .length = request->body_length };
	store(session, &upload, reply);
}

static void post_form(struct session *session, const struct request *request, struct reply *reply)
{
	struct multipart form;
	if (!multipart_parse(request, &form)) {
		reply_error(reply, session->pool, 415, "Unsupported media type",
		            "multipart/form-data with a boundary is required");
		return;
	}
	const struct multipart_part *file = multipart_file(&form);
	struct upload upload = { .table = multipart_value(&form, "table_name"),
		                 .sys_id = multipart_value(&form, "table_sys_id"),
		                 .file_name = file ? file->file_name : NULL,
		                 .content_type = file ? file->content_type : "",
		                 .bytes = file ? file->bytes : "",
		                 .length = file ? file->length : 0 };
	store(session, &upload, reply);
}

void attachment_api_download(struct session *session, const char *sys_id, struct reply *reply)
{
	sqlite3_stmt *row = database_query(session->database,
	                                   "SELECT a.content_type, f.content FROM sys_attachment a"
	                                   " JOIN sandbox_file f ON f.sys_id = a.sys_id"
	                                   " WHERE a.sys_id = ?",
	                                   VALUES(sys_id));
	if (!database_next(session->database, row)) {
		not_found(session, reply);
		return;
	}
	size_t length = (size_t)sqlite3_column_bytes(row, 1);
	reply->status = 200;
	reply->content_type = pool_copy(session->pool, database_text(row, 0));
	reply->body = pool_copy_length(session->pool, sqlite3_column_blob(row, 1), length);
	reply->body_length = length;
	/* Never shown as a page of ours, whatever its type says. */
	reply_header(reply, "Content-Disposition", "attachment");
	reply_header(reply, "X-Content-Type-Options", "nosniff");
	database_done(row);
}

static void on_attachment(struct session *session, const struct request *request,
                          const char *sys_id, struct reply *reply)
{
	struct failure failure;
	json_t *record = shown(session, sys_id);
	if (!record) {
		not_found(session, reply);
	} else if (request_method_is(request, "GET")) {
		reply_result(reply, 200, json_incref(record));
	} else if (!request_method_is(request, "DELETE")) {
		reply_error(reply, session->pool, 405, "Method not supported", NULL);
	} else if (record_delete(session, dictionary_table("sys_attachment"), sys_id, &failure)) {
		database_run(session->database, "DELETE FROM sandbox_file WHERE sys_id = ?",
		             VALUES(sys_id));
		reply->status = 204;
		reply->body = "";
	} else {
		table_api_refuse(session, &failure, reply);
	}
	json_decref(record);
}

void attachment_api_handle(struct session *session, const struct request *request,
                           const char *const *parts, size_t count, struct reply *reply)
{
	bool post = request_method_is(request, "POST");
	if (count == 0 && request_method_is(request, "GET"))
		list(session, request, reply);
	else if (count == 1 && post && strcmp(parts[0], "file") == 0)
		post_file(session, request, reply);
	else if (count == 1 && post && strcmp(parts[0], "upload") == 0)
		post_form(session, request, reply);
	else if (count == 1)
		on_attachment(session, request, parts[0], reply);
	else if (count == 2 && strcmp(parts[1], "file") == 0 && request_method_is(request, "GET"))
		attachment_api_download(session, parts[0], reply);
	else
		reply_error(reply, session->pool, 405, "Method not supported", NULL);
}
