/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of the Table API. */

#include "table_list.h"

#include "access.h"
#include "fault.h"
#include "query.h"
#include "sandbox.h"
#include "shape.h"
#include "text.h"

#include <jansson.h>
#include <string.h>

enum { LIMIT_DEFAULT = 10000 };

struct page {
	long limit, offset;
	long long total; /* -1: not counted */
};

static void add_link(struct session *session, const struct request *request, struct text *links,
                     long offset, long limit, const char *relation)
{
	text_print(links, "%s<%s%s?", links->length ? "," : "", session->base, request->path);
	for (size_t i = 0; i < request->argument_count; i++) {
		const char *name = request->arguments[i].name;
		if (strcmp(name, "sysparm_offset") == 0 || strcmp(name, "sysparm_limit") == 0)
			continue;
		text_add_url(links, name);
		text_add(links, "=");
		text_add_url(links, request->arguments[i].value);
		text_add(links, "&");
	}
	text_print(links, "sysparm_limit=%ld&sysparm_offset=%ld>;rel=\"%s\"", limit, offset,
	           relation);
}

static void add_links(struct session *session, const struct request *request, struct reply *reply,
                      const struct page *page)
{
	if (request_flag(request, "sysparm_suppress_pagination_header", false) || page->total < 0 ||
	    page->limit <= 0)
		return;
	long total = (long)page->total;
	long last = total > 0 ? (total - 1) / page->limit * page->limit : 0;
	TEXT_SCOPE struct text links = { 0 };
	add_link(session, request, &links, 0, page->limit, "first");
	if (page->offset > 0)
		add_link(session, request, &links,
		         page->offset > page->limit ? page->offset - page->limit : 0, page->limit,
		         "prev");
	if (page->offset + page->limit < total)
		add_link(session, request, &links, page->offset + page->limit, page->limit, "next");
	add_link(session, request, &links, last, page->limit, "last");
	reply_header(reply, "Link", pool_copy(session->pool, text_value(&links)));
}

static long long count_rows(struct session *session, const struct table *table,
                            const struct query *query)
{
	TEXT_SCOPE struct text sql = { 0 };
	text_print(&sql, "SELECT count(*) FROM \"%s\" t WHERE %s", table->storage,
	           text_value(&query->where));
	return database_number(session->database, text_value(&sql), query->values, query->count);
}

static json_t *read_rows(struct session *session, const struct request *request,
                         const struct table *table, const struct query *query,
                         const struct page *page)
{
	struct shape shape = shape_of(session, table, request);
	TEXT_SCOPE struct text sql = { 0 };
	text_add(&sql, "SELECT ");
	shape_select(&shape, &sql);
	text_print(&sql, " FROM \"%s\" t WHERE %s", table->storage, text_value(&query->where));
	if (query->order.length)
		text_print(&sql, " ORDER BY %s", text_value(&query->order));
	text_print(&sql, " LIMIT %ld OFFSET %ld", page->limit, page->offset);
	json_t *rows = json_array();
	sqlite3_stmt *row =
		database_query(session->database, text_value(&sql), query->values, query->count);
	while (database_next(session->database, row))
		if (!access_hides(session, table, database_text(row, 0)))
			json_array_append_new(rows, shape_row(session, &shape, row));
	return rows;
}

static bool refused(struct session *session, const struct request *request,
                    const struct query *query, struct reply *reply)
{
	struct fault_call call = { request->method, request->path };
	if (query->ranged && !session->user.admin &&
	    fault_strikes(session->sandbox->faults, "query-acl-403", &call)) {
		reply_error(reply, session->pool, 403, "Operation Failed",
		            "Field(s) present in the query do not have permission to be read");
		return true;
	}
	return false;
}

static bool wants_nothing(struct session *session, const struct query *query)
{
	return query->dropped && text_is_true(session_property(
					 session, "glide.invalid_query.returns_no_rows", "false"));
}

void table_list_handle(struct session *session, const struct request *request,
                       const struct table *table, const char *version, struct reply *reply)
{
	QUERY_SCOPE struct query query;
	query_compile(session, table, request_argument(request, "sysparm_query"), &query);
	struct page page = { .limit = request_number(request, "sysparm_limit", LIMIT_DEFAULT),
		             .offset = request_number(request, "sysparm_offset", 0),
		             .total = -1 };
	if (page.limit < 0 || page.offset < 0) {
		reply_error(reply, session->pool, 400, "Pagination not supported", NULL);
		return;
	}
	if (refused(session, request, &query, reply))
		return;
	json_t *rows = wants_nothing(session, &query)
	                       ? json_array()
	                       : read_rows(session, request, table, &query, &page);
	if (!request_flag(request, "sysparm_no_count", false)) {
		page.total = count_rows(session, table, &query);
		reply_header(reply, "X-Total-Count", pool_print(session->pool, "%lld", page.total));
	}
	add_links(session, request, reply, &page);
	if (version && strcmp(version, "v1") == 0 && json_array_size(rows) == 0) {
		json_decref(rows);
		reply_error(reply, session->pool, 404, "No Record found",
		            "Record doesn't exist or ACL restricts the record retrieval");
		return;
	}
	reply_result(reply, 200, rows);
}
