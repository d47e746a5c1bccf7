/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Joins a page with the tables beside it, a hundred ids a query, all queries in one batch. */
#include "servicenow_fetch_more.h"
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_reply_ci.h"
#include <string.h>

enum { QUERIES_MOST = 128 };

/* One table beside: rows that name a row of the page in `link`. */
struct beside {
	const char *table, *link, *fields, *rest;
};

static size_t compose(struct arena *arena, const struct beside *beside, const struct json *rows,
                      const char *paths[static QUERIES_MOST])
{
	const struct json *row = rows->first;
	size_t count = 0;

	while (row != NULL && count < QUERIES_MOST) {
		const char *ids[SERVICENOW_IDS];
		size_t wanted = 0;
		TEXT(text);
		for (; row != NULL && wanted < SERVICENOW_IDS; row = row->next) {
			const char *id = servicenow_reply_field(row, "sys_id");
			if (servicenow_request_is_id(id))
				ids[wanted++] = id;
		}
		if (wanted == 0)
			break;
		servicenow_request_in(&text, beside->link, ids, wanted);
		text_append(&text, beside->rest);
		struct servicenow_query query = { .table = beside->table,
			                          .query = text_string(&text),
			                          .fields = beside->fields };
		paths[count++] = servicenow_request_rows(arena, &query);
	}
	return count;
}

static struct json *row_with_id(const struct json *rows, const char *id)
{
	JSON_EACH(row, rows)
	if (strcmp(servicenow_reply_field(row, "sys_id"), id) == 0)
		return row;
	return NULL;
}

static void add_address(struct arena *arena, struct json *row, const struct json *adapter)
{
	const char *address = servicenow_reply_field(adapter, "ip_address");

	if (row != NULL && *address != '\0')
		json_set_string(arena, row, SERVICENOW_ADDRESSES,
		                arena_print(arena, "%s %s",
		                            json_member_text(row, SERVICENOW_ADDRESSES, ""),
		                            address));
}

static void add_member(struct arena *arena, struct json *row)
{
	if (row != NULL)
		json_set_integer(arena, row, "members",
		                 json_integer(json_get(row, "members"), 0) + 1);
}

bool servicenow_fetch_more(struct itsm *itsm, enum ci_kind kind, struct arena *arena,
                           struct json *rows, struct error *error)
{
	const struct beside addresses = { servicenow_settings(itsm)->address_table, "cmdb_ci",
		                          "cmdb_ci,ip_address", "^ip_addressISNOTEMPTY" };
	const struct beside members = { "sys_user_grmember", "group", "group",
		                        "^user.active=true" };
	const struct beside *beside = kind == CI_HOST ? &addresses : &members;
	const char *paths[QUERIES_MOST];
	struct json *results[QUERIES_MOST];
	size_t count;

	if ((kind != CI_HOST && kind != CI_GROUP) || servicenow_state(itsm)->no_details ||
	    !servicenow_request_is_element(beside->table))
		return true;
	count = compose(arena, beside, rows, paths);
	if (!servicenow_call_reads(itsm, arena, beside->table, paths, count, results, error)) {
		servicenow_state(itsm)->no_details = error->kind == ERROR_PEER;
		return error->kind == ERROR_PEER;
	}
	for (size_t i = 0; i < count; i++)
		JSON_EACH(entry, results[i])
		{
			struct json *row =
				row_with_id(rows, servicenow_reply_field(entry, beside->link));
			if (kind == CI_HOST)
				add_address(arena, row, entry);
			else
				add_member(arena, row);
		}
	return true;
}
