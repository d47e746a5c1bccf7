/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the domain table by name; names that may not stand in a query are compared here. */
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_find.h"
#include "servicenow_source.h"
#include <string.h>

enum {
	CHUNK = 15,   /* names of at most 253 characters */
	RECENT = 1000 /* rows of our account that are compared for the other names */
};

static const char *name_of(const struct step *step)
{
	return json_member_text(step->body, "name", "");
}

static void choose(const struct json *rows, const char *column, const struct step *step,
                   struct receipt *receipt)
{
	JSON_EACH(row, rows)
	if (receipt->remote_id == NULL &&
	    strcmp(servicenow_reply_field(row, column), name_of(step)) == 0)
		receipt->remote_id = servicenow_reply_field(row, "sys_id");
}

static bool read_rows(struct itsm *itsm, struct arena *arena, const char *column, const char *text,
                      struct json **rows, struct error *error)
{
	struct servicenow_query query = {
		.table = servicenow_settings(itsm)->domain_table,
		.query = text,
		.fields = arena_print(arena, "sys_id,sys_created_on,%s", column),
		.limit = RECENT,
	};

	return servicenow_call_rows(itsm, arena, &query, rows, error);
}

static bool find_safe(struct itsm *itsm, struct arena *arena, const char *column,
                      const struct step *steps, size_t count, struct receipt *receipts,
                      struct error *error)
{
	for (size_t done = 0; done < count; done += CHUNK) {
		const char *names[CHUNK];
		size_t wanted = 0;
		struct json *rows;
		TEXT(query);
		for (size_t i = done; i < count && i < done + CHUNK; i++)
			if (servicenow_request_is_name(name_of(&steps[i])))
				names[wanted++] = name_of(&steps[i]);
		if (wanted == 0)
			continue;
		servicenow_request_in(&query, column, names, wanted);
		text_append(&query, "^ORDERBYsys_created_on");
		if (!read_rows(itsm, arena, column, text_string(&query), &rows, error))
			return false;
		for (size_t i = done; i < count && i < done + CHUNK; i++)
			choose(rows, column, &steps[i], &receipts[i]);
	}
	return true;
}

/* The newest rows of our account hold what a lost create may have left. */
static bool find_unsafe(struct itsm *itsm, struct arena *arena, const char *column,
                        const struct step *steps, size_t count, struct receipt *receipts,
                        struct error *error)
{
	const char *account = servicenow_call_account(itsm);
	bool wanted = false;
	struct json *rows;

	for (size_t i = 0; i < count; i++)
		wanted = wanted || !servicenow_request_is_name(name_of(&steps[i]));
	if (!wanted)
		return true;
	if (!servicenow_request_is_word(account)) {
		for (size_t i = 0; i < count; i++)
			if (!servicenow_request_is_name(name_of(&steps[i])))
				receipt_refuse(&receipts[i],
				               "the name cannot stand in a query and our "
				               "account is not known; set account");
		return true;
	}
	if (!read_rows(itsm, arena, column,
	               arena_print(arena, "sys_created_by=%s^ORDERBYDESCsys_created_on", account),
	               &rows, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!servicenow_request_is_name(name_of(&steps[i])))
			choose(rows, column, &steps[i], &receipts[i]);
	return true;
}

bool servicenow_find_domains(struct itsm *itsm, struct arena *arena, const struct step *steps,
                             size_t count, struct receipt *receipts, struct error *error)
{
	const char *column;

	return servicenow_source_domain_column(itsm, arena, &column, error) &&
	       find_safe(itsm, arena, column, steps, count, receipts, error) &&
	       find_unsafe(itsm, arena, column, steps, count, receipts, error);
}
