/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Users, templates and tables by what people and steps call them. */
#include "servicenow_lookup.h"
#include "servicenow.h"
#include "servicenow_call.h"
#include <string.h>

enum { SYS_ID_DIGITS = 32 };

static bool is_sys_id(const char *text)
{
	return strlen(text) == SYS_ID_DIGITS && strspn(text, "0123456789abcdef") == SYS_ID_DIGITS;
}

bool servicenow_lookup_user(struct itsm *itsm, struct arena *arena, const char *name,
                            const char **id, struct error *error)
{
	struct servicenow_query query = { .table = "sys_user",
		                          .fields = "sys_id,user_name,active",
		                          .limit = 10 };
	struct json *rows;

	*id = NULL;
	if (is_sys_id(name)) {
		*id = name;
		return true;
	}
	if (!servicenow_request_is_word(name))
		return error_set(error, ERROR_PEER,
		                 "user '%s': not a user name that can be looked up; set its sys_id",
		                 name);
	query.query = arena_print(arena, "user_name=%s", name);
	if (!servicenow_call_rows(itsm, arena, &query, &rows, error))
		return false;
	JSON_EACH(row, rows)
	if (strcmp(servicenow_reply_field(row, "user_name"), name) == 0 &&
	    strcmp(servicenow_reply_field(row, "active"), "true") == 0)
		*id = arena_copy(&servicenow_state(itsm)->memory,
		                 servicenow_reply_field(row, "sys_id"));
	if (*id == NULL)
		return error_set(error, ERROR_PEER,
		                 "user '%s' is not there or not active; correct the setting", name);
	return true;
}

static bool cached_user(struct itsm *itsm, struct arena *arena, const char *name,
                        const char **cache, const char **id, struct error *error)
{
	if (text_is_empty(name)) {
		*id = "";
		return true;
	}
	if (*cache == NULL && !servicenow_lookup_user(itsm, arena, name, cache, error))
		return false;
	*id = *cache;
	return true;
}

bool servicenow_lookup_people(struct itsm *itsm, struct arena *arena, enum ticket_kind kind,
                              struct servicenow_request_people *people, struct error *error)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);
	struct servicenow_state *state = servicenow_state(itsm);

	*people = (struct servicenow_request_people){ "", "" };
	if (kind == TICKET_INCIDENT)
		return cached_user(itsm, arena, settings->caller, &state->caller_id,
		                   &people->caller_id, error);
	if (ticket_is_change(kind))
		return cached_user(itsm, arena, settings->requested_by, &state->requested_by_id,
		                   &people->requested_by_id, error);
	return true;
}

bool servicenow_lookup_template(struct itsm *itsm, struct arena *arena, const char *name,
                                const char **id, struct error *error)
{
	static const char *const names[] = { "name", "sys_name", "short_description" };
	const char *path = "/api/sn_chg_rest/change/standard/template?sysparm_limit=1000";
	struct json *rows;

	*id = "";
	if (is_sys_id(name)) {
		*id = name;
		return true;
	}
	if (!servicenow_call_reads(itsm, arena, "standard change templates", &path, 1, &rows,
	                           error))
		return false;
	JSON_EACH(row, rows)
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (**id == '\0' && *name != '\0' &&
		    strcmp(servicenow_reply_field(row, names[i]), name) == 0 &&
		    strcmp(servicenow_reply_field(row, "active"), "false") != 0 &&
		    servicenow_request_is_id(servicenow_reply_field(row, "sys_id")))
			*id = servicenow_reply_field(row, "sys_id");
	return true;
}

bool servicenow_lookup_table(struct itsm *itsm, struct arena *arena, const char *ticket_id,
                             const char **table, struct error *error)
{
	static const char *const tables[] = { "incident", "change_request" };
	const char *paths[2];
	struct json *rows[2];

	*table = "";
	for (size_t i = 0; i < 2; i++) {
		struct servicenow_query query = { .table = tables[i],
			                          .query = arena_print(arena, "sys_id=%s",
			                                               ticket_id),
			                          .fields = "sys_id",
			                          .limit = 1 };
		paths[i] = servicenow_request_rows(arena, &query);
	}
	if (!servicenow_call_reads(itsm, arena, "ticket", paths, 2, rows, error))
		return false;
	for (size_t i = 0; i < 2; i++) {
		const char *id = servicenow_reply_field(servicenow_reply_row(rows[i]), "sys_id");
		if (strcmp(id, ticket_id) == 0)
			*table = tables[i];
	}
	return true;
}
