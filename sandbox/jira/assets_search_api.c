/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Search by AQL: pages by query parameters. */

#include "api.h"
#include "aql.h"
#include "object.h"
#include "sandbox/fault.h"
#include "sandbox/sandbox.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 25, PAGE_MAX = 1000 };

struct search {
	struct where where;
	const char *order;
	long start, size;
	bool attributes;
};

static long count_all(struct site *site, const struct search *search)
{
	struct session *session = site->session;
	const char *sql = pool_print(session->pool,
	                             "SELECT count(*) FROM assets_object o WHERE o.site = '%s'"
	                             " AND %s",
	                             site->name, text_value(&search->where.sql));
	return (long)database_number(session->database, sql, search->where.bound,
	                             search->where.count);
}

/* Like an index that follows the objects after a while. */
static void hide_young(struct site *site, struct search *search)
{
	struct fault_set *faults = site->session->sandbox->faults;
	double rate = fault_rate(faults, "aql-lag");
	if (rate <= 0)
		return;
	long all = count_all(site, search);
	where_add(&search->where,
	          pool_print(search->where.pool,
	                     " AND (o.born <= %lld OR o.id * 7919 %% 1000 >= %d)",
	                     site_milliseconds(site) - fault_milliseconds(faults, "aql-lag"),
	                     (int)(rate * 1000)));
	if (count_all(site, search) < all)
		fault_count(faults, "aql-lag");
}

static bool compile(struct site *site, const char *query, struct search *search)
{
	json_t *problem = site_problem();
	search->where = (struct where){ .pool = site->session->pool };
	bool sound = aql_compile(site, query, &search->where, &search->order, problem);
	if (sound)
		hide_young(site, search);
	else
		site_refuse_with(site, 400, problem);
	json_decref(problem);
	return sound;
}

/* The objects of the page; the attributes of their types are gathered on the way. */
static json_t *run(struct site *site, const struct search *search, json_t *attributes)
{
	struct session *session = site->session;
	const char *sql = pool_print(session->pool,
	                             "SELECT o.id, o.type FROM assets_object o WHERE o.site = '%s'"
	                             " AND %s ORDER BY %s LIMIT %ld OFFSET %ld",
	                             site->name, text_value(&search->where.sql), search->order,
	                             search->size, search->start);
	sqlite3_stmt *row =
		database_query(session->database, sql, search->where.bound, search->where.count);
	json_t *ids = json_array(), *id, *objects = json_array(), *met = json_object();
	while (database_next(session->database, row)) {
		json_array_append_new(ids, json_integer(sqlite3_column_int64(row, 0)));
		json_object_set_new(met, database_text(row, 1), json_true());
	}
	size_t i;
	json_array_foreach(ids, i, id) json_array_append_new(
		objects, object_show(site, json_integer_value(id), search->attributes, false));
	const char *type;
	json_object_foreach(met, type, id)
	{
		struct assets_attributes all = assets_attributes(site, site_number(type));
		for (size_t j = 0; j < all.count; j++)
			json_array_append_new(attributes,
			                      assets_show_attribute(site, &all.list[j], true));
	}
	json_decref(ids);
	json_decref(met);
	return objects;
}

static void search_cloud(struct site *site)
{
	json_t *body = site_body(site);
	struct site_page page = site_page(site, PAGE, PAGE_MAX);
	struct search search = { .start = page.start,
		                 .size = page.size,
		                 .attributes =
		                         request_flag(site->request, "includeAttributes", true) };
	const json_t *query = json_object_get(body, "qlQuery");
	if (body && (!json_is_string(query) || json_object_size(body) != 1)) {
		site_refuse(site, 400, "qlQuery must be the only key of the body, and a string");
	} else if (body && compile(site, json_string_value(query), &search)) {
		json_t *attributes = json_array();
		long total = count_all(site, &search);
		json_t *objects = run(site, &search, attributes);
		bool last = search.start + (long)json_array_size(objects) >= total;
		site_answer(site, 200,
		            json_pack("{s:I, s:I, s:I, s:o, s:o, s:b, s:b}", "startAt",
		                      (json_int_t)search.start, "maxResults",
		                      (json_int_t)search.size, "total", (json_int_t)total, "values",
		                      objects, "objectTypeAttributes", attributes, "last", last,
		                      "isLast", last));
	}
	where_release(&search.where);
	json_decref(body);
}

static void count_cloud(struct site *site)
{
	json_t *body = site_body(site);
	struct search search = { 0 };
	if (body && compile(site, site_text(body, "qlQuery"), &search))
		site_answer(site, 200,
		            json_pack("{s:I}", "totalCount", (json_int_t)count_all(site, &search)));
	where_release(&search.where);
	json_decref(body);
}

static void answer_dc(struct site *site, const char *query)
{
	const struct request *request = site->request;
	long page = request_number(request, "page", 1);
	long size = request_number(request, "resultPerPage", PAGE);
	size = size < 1 ? PAGE : size > PAGE_MAX ? PAGE_MAX : size;
	page = page < 1 ? 1 : page;
	struct search search = { .start = (page - 1) * size,
		                 .size = size,
		                 .attributes = request_flag(request, "includeAttributes", true) };
	if (compile(site, query, &search)) {
		json_t *attributes = json_array();
		long total = count_all(site, &search);
		json_t *objects = run(site, &search, attributes);
		json_int_t held = (json_int_t)json_array_size(objects);
		site_answer(site, 200,
		            json_pack("{s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:s, s:b}",
		                      "objectEntries", objects, "objectTypeAttributes", attributes,
		                      "totalFilterCount", (json_int_t)total, "startIndex",
		                      (json_int_t)search.start + 1, "toIndex",
		                      (json_int_t)search.start + held, "pageObjectSize",
		                      (json_int_t)size, "pageNumber", (json_int_t)page, "pageSize",
		                      (json_int_t)((total + size - 1) / size), "objectTypeId",
		                      (json_int_t)0, "qlQuery", query, "qlQuerySearchResult", 1));
	}
	where_release(&search.where);
}

static void search_dc(struct site *site)
{
	const char *query = request_argument(site->request, "qlQuery");
	answer_dc(site, query ? query : "");
}

static const struct api_row cloud_rows[] = {
	{ "POST", "object/aql", search_cloud, false },
	{ "POST", "object/aql/totalcount", count_cloud, false },
};

static const struct api_row dc_rows[] = {
	{ "GET", "aql/objects", search_dc, false },
};

struct api_table assets_search_api(void)
{
	return (struct api_table){ cloud_rows, sizeof(cloud_rows) / sizeof(cloud_rows[0]) };
}

struct api_table assets_search_dc_api(void)
{
	return (struct api_table){ dc_rows, sizeof(dc_rows) / sizeof(dc_rows[0]) };
}
