/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Standard change templates: the ids that POST /change/standard/{id} takes. */
#include "servicenow_fetch_special.h"
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_reply_ci.h"

static const char *template_name(const struct json *row)
{
	const char *name = servicenow_reply_field(row, "name");

	if (*name == '\0')
		name = servicenow_reply_field(row, "sys_name");
	return *name != '\0' ? name : servicenow_reply_field(row, "short_description");
}

bool servicenow_fetch_templates(struct itsm *itsm, struct itsm_fetch *fetch, struct error *error)
{
	struct servicenow_reply_view view = { .table = "std_change_record_producer",
		                              .account = servicenow_call_account(itsm),
		                              .discovery_source = "",
		                              .domain_column = "" };
	const char *path = "/api/sn_chg_rest/change/standard/template?sysparm_limit=1000";
	struct json *rows;

	if (!servicenow_call_reads(itsm, fetch->scratch, "standard change templates", &path, 1,
	                           &rows, error))
		return false;
	JSON_EACH(row, rows)
	{
		struct ci ci;
		if (!servicenow_reply_ci(fetch->scratch, CI_TEMPLATE, &view, row, &ci))
			continue;
		ci.name = template_name(row);
		ci.active = !text_equal(servicenow_reply_field(row, "active"), "false");
		if (!fetch->each(fetch->context, &ci, error))
			return false;
	}
	return fetch->mark(fetch->context, "end", error);
}
