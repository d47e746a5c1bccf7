/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What administrators set up, step by step, with the names that the settings give. */
#include "base/text.h"
#include "jira.h"
#include "jira_assets.h"
#include "jira_check.h"
#include "jira_dialect.h"
#include "jira_field.h"
#include "jira_ticket.h"
#include <string.h>

static void account_cloud(const struct itsm *itsm, struct text *out, int *number)
{
	text_print(
		out,
		"%d. Account (organisation administrator)\n"
		"   admin.atlassian.com > Directory > Service accounts: make 'certsteward'; give it Jira and,\n"
		"   for requests, Jira Service Management as agent. Make it an API token with the scopes\n"
		"     read:jira-work read:jira-user read:servicedesk-request    from stage observe\n"
		"     write:jira-work                                           from stage inventory\n"
		"     write:servicedesk-request                                 from stage pilot\n",
		(*number)++);
	if (jira_uses_assets(itsm))
		text_append(
			out,
			"     read:cmdb-object:jira read:cmdb-schema:jira read:cmdb-type:jira\n"
			"     read:cmdb-attribute:jira                                  Assets: observe\n"
			"     write:cmdb-object:jira                                    Assets: inventory\n");
	text_print(
		out,
		"   Scopes cannot be added to a token later. It works only with cloud_id, which stands at\n"
		"   %s/_edge/tenant_info (%s).\n"
		"   An ordinary user with an API token (auth.user: its e-mail address) works as well.\n\n",
		itsm->url,
		*jira_settings(itsm)->cloud_id ? jira_settings(itsm)->cloud_id : "not set");
}

static void account_datacenter(struct text *out, int *number)
{
	text_print(
		out,
		"%d. Account (Jira administrator)\n"
		"   Make the user 'certsteward', with an agent licence where the project belongs to Jira\n"
		"   Service Management. Log in as it once: Profile > Personal Access Tokens > Create.\n\n",
		(*number)++);
}

static void rights(const struct jira_settings *settings, struct text *out, int *number)
{
	text_print(
		out,
		"%d. Rights in the project %s (Jira administrator)\n"
		"   Settings > System > Project roles: a role 'certsteward'; project > Settings > Access: the\n"
		"   account in it. Settings > Issues > Permission schemes, the one of the project: give it\n"
		"     Browse projects; globally Browse users and groups         from stage observe\n"
		"     Create issues, Edit issues                                from stage inventory\n"
		"     Transition issues, Add comments, Create attachments,\n"
		"     Link issues, Manage watchers                              from stage pilot\n"
		"   No right to administer, to delete, or to change comments of others.\n\n",
		(*number)++, *settings->project ? settings->project : "(set project)");
}

/* The change's fields with their kinds, and the id where a setting names it. */
static void fields(const struct itsm *itsm, struct text *out, int *number)
{
	const struct jira_settings *settings = jira_settings(itsm);

	text_print(
		out,
		"%d. Fields and screens (Jira administrator)\n"
		"   Settings > Issues > Custom fields and Screens. On the create, the edit and the view screen\n"
		"   of '%s' and '%s': Labels, and what shall be filled of these.\n"
		"   What has no field goes into the description (texts) or is left out.\n",
		(*number)++, settings->change_type, settings->incident_type);
	for (const struct setting *row = jira_setting_table; row->name; row++) {
		if (!jira_setting_is_field(row))
			continue;
		const char *name = row->name + strlen("fields.");
		const char *id = *(const char *const *)((const char *)settings + row->offset);
		const char *kind = jira_check_fields_kind(itsm, name);
		text_print(out, "     %-28s %-40s %s\n", row->name,
		           *kind ? kind : "as the site has it", text_is_empty(id) ? "not set" : id);
	}
	text_append(out,
	            "   'certsteward check' finds ids and options and prints them to copy.\n\n");
}

static void request_types(const struct jira_settings *settings, struct text *out, int *number)
{
	text_print(out,
	           "%d. Request types (project administrator)\n"
	           "   Project > Settings > Request types: one on '%s', one on '%s',\n"
	           "   hidden from the portal. Note them in request_types.change (%s) and\n"
	           "   request_types.incident (%s); 'certsteward check' lists what there is.\n\n",
	           (*number)++, settings->change_type, settings->incident_type,
	           *settings->request_types.change ? settings->request_types.change : "not set",
	           *settings->request_types.incident ? settings->request_types.incident
	                                             : "not set");
}

static void phases(const struct jira_settings *settings, struct text *out)
{
	for (int phase = TICKET_PHASE_NEW; phase <= TICKET_PHASE_CANCELLED; phase++) {
		const struct setting_list *list =
			jira_ticket_statuses(settings, (enum ticket_phase)phase);
		if (list == NULL)
			continue;
		text_print(out, "     phases.%-10s ", ticket_phase_name((enum ticket_phase)phase));
		for (size_t i = 0; i < list->count; i++)
			text_print(out, "%s%s", i > 0 ? ", " : "", list->items[i]);
		text_append(out, list->count == 0 ? "(none)\n" : "\n");
	}
}

static void workflow(const struct jira_settings *settings, struct text *out, int *number)
{
	text_print(
		out,
		"%d. Workflow of '%s' (Jira administrator)\n"
		"   Each status belongs to one phase; name those of the site where they differ:\n",
		(*number)++, settings->change_type);
	phases(settings, out);
	text_append(
		out,
		"   The status in which approval is asked (authorize) carries an approval step on the field\n"
		"   Approvers or Approver groups: workflow editor > the status > Add approval; exclude the\n"
		"   reporter, who is the account. Approved leads to a status of scheduled, declined to one of\n"
		"   new. The account needs the transitions scheduled > implement > review, to cancelled from\n"
		"   everywhere before review, and with tickets.submit also new > authorize.\n\n");
}

static void stop_switch(const struct jira_settings *settings, struct text *out, int *number)
{
	text_print(
		out,
		"%d. Stop switch (nobody: it is made with the first write)\n"
		"   certsteward makes one issue of type '%s' with the label certsteward-mark. Whoever puts\n"
		"   the label certsteward-paused on it stops every write. To choose the issue yourself, create\n"
		"   it and name its key in mark_issue.\n\n",
		(*number)++, settings->mark_type);
}

bool jira_prepare(struct itsm *itsm, struct arena *scratch, struct text *out, struct error *error)
{
	const struct jira_settings *settings = jira_settings(itsm);
	int number = 1;

	text_print(out,
	           "Jira %s at %s: what its administrators set up for certsteward.\n"
	           "docs/jira.md leads through it.\n\n",
	           jira_dialect(itsm)->adf ? "Cloud" : "Data Center", itsm->url);
	if (jira_dialect(itsm)->adf)
		account_cloud(itsm, out, &number);
	else
		account_datacenter(out, &number);
	rights(settings, out, &number);
	fields(itsm, out, &number);
	if (settings->service_management)
		request_types(settings, out, &number);
	workflow(settings, out, &number);
	stop_switch(settings, out, &number);
	if (!jira_assets_prepare(itsm, scratch, out, &number, error))
		return false;
	text_print(out, "%d. Run 'certsteward check' until no line begins with \u2717.\n", number);
	return true;
}
