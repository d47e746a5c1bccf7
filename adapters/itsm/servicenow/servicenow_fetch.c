/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads whole tables in keyset pages: no offsets, no ends taken from short pages. */
#include "base/clock.h"
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_fetch_more.h"
#include "servicenow_fetch_special.h"
#include "servicenow_reply_ci.h"
#include "servicenow_source.h"
#include <inttypes.h>
#include <string.h>
#include <strings.h>

enum { OVERLAP = 120 /* seconds: sys_updated_on has whole seconds and is set before the commit */ };

/* One table being read. */
struct page {
	const struct servicenow_source *source;
	struct servicenow_reply_view view;
	size_t number;            /* of the source */
	char last[SERVICENOW_ID]; /* keyset: the last id handed over */
	int64_t offset;           /* beyond last, over rows that are hidden from us */
	bool keyset;
	/* The first page, or the one before was not full: the end or hidden rows are near, and the
	 * count, which costs a query, tells which. */
	bool counted;
};

static const char *compose_query(struct arena *arena, const struct page *page, int64_t since)
{
	TEXT(query);

	if (page->source->query != NULL)
		text_append(&query, page->source->query);
	if (page->source->days > 0)
		text_print(&query, "^sys_created_on>=%s%s",
		           servicenow_request_time(arena,
		                                   clock_now() - page->source->days * CLOCK_DAY),
		           since == 0 ? "^active=true" : "");
	if (since > 0)
		text_print(&query, "%ssys_updated_on>=%s", query.length > 0 ? "^" : "",
		           servicenow_request_time(arena, since - OVERLAP));
	if (page->keyset && page->last[0] != '\0')
		text_print(&query, "%ssys_id>%s", query.length > 0 ? "^" : "", page->last);
	if (page->keyset)
		text_print(&query, "%sORDERBYsys_id", query.length > 0 ? "^" : "");
	return arena_copy(arena, text_string(&query));
}

static bool read_page(struct itsm *itsm, struct itsm_fetch *fetch, struct arena *arena,
                      struct page *page, struct itsm_reply *reply)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);
	struct servicenow_query query = {
		.table = page->source->table,
		.query = compose_query(arena, page, fetch->since),
		.fields = page->source->fields,
		.limit = settings->page_size,
		.offset = page->offset,
		.count = page->counted || !page->keyset,
	};
	struct servicenow_request request = { .method = "GET" };

	request.path = servicenow_request_rows(arena, &query);
	return servicenow_call(itsm, arena, &request, reply);
}

/* A dropped condition lets every row through: what cannot be proved is passed over. */
static bool is_proved(const struct page *page, const struct json *row)
{
	const struct servicenow_source *source = page->source;

	return source->proof_field == NULL ||
	       text_equal(servicenow_reply_field(row, source->proof_field), source->proof_value);
}

static void learn_spelling(struct itsm *itsm, const struct ci *row)
{
	struct servicenow_state *state = servicenow_state(itsm);

	if (row->kind != CI_CERTIFICATE || row->ours || state->spelling_read)
		return;
	state->spelling = (enum servicenow_spelling)servicenow_reply_spelling(
		json_member_text(row->fields, "fingerprint", ""));
	state->spelling_read = state->spelling != SERVICENOW_SPELLING_UNKNOWN;
}

static bool hand_over(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                      struct arena *arena, struct page *page, const struct json *rows,
                      struct error *error)
{
	JSON_EACH(row, rows)
	{
		struct ci ci;
		const char *id = servicenow_reply_field(row, "sys_id");
		if (!servicenow_request_is_id(id) || !is_proved(page, row) ||
		    !servicenow_reply_ci(arena, kind, &page->view, row, &ci))
			continue;
		learn_spelling(itsm, &ci);
		if (!fetch->each(fetch->context, &ci, error))
			return false;
	}
	return true;
}

/* Do the ids grow from the last one on? If not, "sys_id>" or ORDERBY was dropped. */
static bool is_ordered(const struct page *page, const struct json *rows)
{
	const char *before = page->last;

	JSON_EACH(row, rows)
	{
		const char *id = servicenow_reply_field(row, "sys_id");
		if (strcasecmp(before, id) >= 0)
			return false;
		before = id;
	}
	return true;
}

/* Moves on behind the rows of a page. */
static void advance(struct page *page, const struct json *rows, int64_t page_size)
{
	const struct json *last = rows->last;

	page->counted = (int64_t)json_count(rows) < page_size;
	if (!page->keyset || last == NULL) {
		page->offset += page_size;
		return;
	}
	page->offset = 0;
	(void)snprintf(page->last, sizeof(page->last), "%s",
	               servicenow_reply_field(last, "sys_id"));
}

/* Rows are counted before access rules: the page that reaches the count is the last, and an empty one
 * before it is a hole. Without a count an empty page is the end. */
static bool is_end(const struct page *page, const struct itsm_reply *reply, int64_t page_size)
{
	if (reply->total >= 0)
		return reply->total <= page->offset + page_size;
	return json_count(reply->result) == 0;
}

static bool mark(struct itsm_fetch *fetch, struct arena *arena, const struct page *page,
                 struct error *error)
{
	const char *cursor =
		page->keyset ? arena_print(arena, "%zu/%s/%" PRId64, page->number, page->last,
	                                   page->offset)
			     : arena_print(arena, "%zu//%" PRId64, page->number, page->offset);

	return fetch->mark(fetch->context, cursor, error);
}

/* Query ACLs may forbid '>' and sorting on sys_id (query_range): go on by offset. */
static bool fall_back(struct itsm *itsm, struct page *page, const struct itsm_reply *reply)
{
	bool refused = reply->verdict == ITSM_REPLY_REFUSED && reply->status == 403;
	bool dropped = reply->verdict == ITSM_REPLY_OK && !is_ordered(page, reply->result);

	if (!page->keyset || (!refused && !dropped))
		return false;
	servicenow_state(itsm)->no_keyset = true;
	page->keyset = false;
	page->offset = 0;
	page->last[0] = '\0';
	return true;
}

static bool fetch_source(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                         struct page *page, struct error *error)
{
	int64_t page_size = servicenow_settings(itsm)->page_size;

	for (;;) {
		ARENA(arena);
		struct itsm_reply reply;
		if (fetch->cancelled != NULL && fetch->cancelled(fetch->context))
			return error_set(error, ERROR_CANCELLED, "stopped while reading '%s'",
			                 page->source->table);
		bool answered = read_page(itsm, fetch, &arena, page, &reply);
		if (fall_back(itsm, page, &reply))
			continue;
		if (!answered || reply.result == NULL || reply.result->type != JSON_ARRAY) {
			if (answered)
				reply.reason = "the answer holds no list of rows";
			return itsm_reply_error(
				&reply, arena_print(&arena, "table '%s'", page->source->table),
				error);
		}
		if (json_count(reply.result) == 0 && reply.total < 0 && !page->counted) {
			page->counted = true; /* ask again, with the count */
			continue;
		}
		bool end = is_end(page, &reply, page_size);
		if (!servicenow_fetch_more(itsm, kind, &arena, reply.result, error) ||
		    !hand_over(itsm, kind, fetch, &arena, page, reply.result, error))
			return false;
		if (end)
			return true;
		advance(page, reply.result, page_size);
		if (!mark(fetch, &arena, page, error))
			return false;
	}
}

/* "NUMBER/LAST/OFFSET"; false when it is none of ours, which starts anew. */
static bool read_cursor(const char *cursor, size_t count, struct page *page)
{
	int64_t number = 0, offset = 0;
	const char *slash = cursor != NULL ? strchr(cursor, '/') : NULL;
	const char *second = slash != NULL ? strchr(slash + 1, '/') : NULL;
	char digits[8];

	if (second == NULL || (size_t)(slash - cursor) >= sizeof(digits) ||
	    (size_t)(second - slash) > sizeof(page->last))
		return false;
	(void)snprintf(digits, sizeof(digits), "%.*s", (int)(slash - cursor), cursor);
	if (!text_parse_integer(digits, &number) || !text_parse_integer(second + 1, &offset) ||
	    number < 0 || (size_t)number >= count || offset < 0)
		return false;
	page->number = (size_t)number;
	page->offset = offset;
	(void)snprintf(page->last, sizeof(page->last), "%.*s", (int)(second - slash - 1),
	               slash + 1);
	return page->last[0] == '\0' || servicenow_request_is_id(page->last);
}

static struct servicenow_reply_view view_of(struct itsm *itsm, const char *table,
                                            const char *domain_column)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);

	return (struct servicenow_reply_view){
		.table = table,
		.account = servicenow_call_account(itsm),
		.discovery_source = settings->discovery_source,
		.domain_column = domain_column,
		.retired = &settings->retired,
		.runbook_column = settings->runbook_column,
	};
}

bool servicenow_fetch(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                      struct error *error)
{
	struct servicenow_source sources[SERVICENOW_SOURCES];
	const char *domain_column = "";
	struct page start = { 0 };
	size_t count;

	if (kind == CI_TEMPLATE)
		return servicenow_fetch_templates(itsm, fetch, error);
	if (kind == CI_DOMAIN &&
	    !servicenow_source_domain_column(itsm, fetch->scratch, &domain_column, error))
		return false;
	count = servicenow_source_list(fetch->scratch, servicenow_settings(itsm), domain_column,
	                               kind, sources);
	if (!read_cursor(fetch->cursor, count, &start))
		start = (struct page){ 0 };
	for (size_t i = start.number; i < count; i++) {
		struct page page = { .source = &sources[i], .number = i, .counted = true };
		page.view = view_of(itsm, sources[i].table, domain_column);
		page.keyset = !servicenow_state(itsm)->no_keyset;
		if (i == start.number) {
			(void)snprintf(page.last, sizeof(page.last), "%s", start.last);
			page.offset = start.offset;
		}
		if (!fetch_source(itsm, kind, fetch, &page, error))
			return false;
		/* A read that is interrupted later need not come back here. */
		if (i + 1 < count &&
		    !fetch->mark(fetch->context, arena_print(fetch->scratch, "%zu//0", i + 1),
		                 error))
			return false;
	}
	return true;
}
