/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What an administrator sets up, step by step. */
#include "base/text.h"
#include "jira.h"
#include "jira_assets.h"
#include "jira_dialect.h"

static void account_cloud(struct text *out, int *number)
{
	text_print(
		out,
		"%d. Account. At admin.atlassian.com > Directory > Service accounts create "
		"'certsteward'; give it Jira and, for requests, Jira Service Management as agent.\n"
		"   Create an API token with the scopes read:jira-work, write:jira-work, "
		"read:jira-user, read:servicedesk-request, write:servicedesk-request.\n"
		"   A scoped token works only with cloud_id: read it at %s\n",
		(*number)++, "https://NAME.atlassian.net/_edge/tenant_info");
}

static void account_datacenter(struct text *out, int *number)
{
	text_print(out,
	           "%d. Account. Create the user 'certsteward' (agent licence where the project "
	           "belongs to Jira Service Management), log in as it once, and make a personal "
	           "access token: Profile > Personal Access Tokens.\n",
	           (*number)++);
}

static void rights(const struct jira_settings *settings, struct text *out, int *number)
{
	text_print(
		out,
		"%d. Rights. Project %s > Settings > Access: add the account to a role of its own. "
		"In the permission scheme give that role Browse projects, Create issues, Edit "
		"issues, Transition issues, Add comments, Create attachments, Link issues, Manage "
		"watchers. No right to administer, to delete, or to change comments of others.\n",
		(*number)++, *settings->project ? settings->project : "(set project)");
}

static void fields(const struct jira_settings *settings, struct text *out, int *number)
{
	text_print(
		out,
		"%d. Fields. Settings > Issues > Custom fields: put Change type, Change risk, "
		"Impact, Urgency, the three plans, Planned start and end, Approvers and Labels on "
		"the create and edit screens of '%s'; Labels also on those of '%s'. Note their ids "
		"and those of their options in fields.* and options: 'certsteward check' lists "
		"them.\n",
		(*number)++, settings->change_type, settings->incident_type);
}

static void workflow(struct text *out, int *number)
{
	text_print(
		out,
		"%d. Workflow. The status in which approval is asked carries an approval step on "
		"the field Approvers (or Approver groups); exclude the reporter. Our account needs "
		"these transitions: new to that status, approved to work under way, work under way "
		"to done, and to cancelled from everywhere before. Name all statuses in phases.*.\n",
		(*number)++);
}

static void stop_switch(const struct jira_settings *settings, struct text *out, int *number)
{
	text_print(
		out,
		"%d. Stop switch. certsteward makes one issue of type '%s' with the label "
		"certsteward-mark. Whoever puts the label certsteward-paused on it stops every "
		"write. To choose the issue yourself create it, and name its key in mark_issue.\n",
		(*number)++, settings->mark_type);
}

bool jira_prepare(struct itsm *itsm, struct arena *scratch, struct text *out, struct error *error)
{
	const struct jira_settings *settings = jira_settings(itsm);
	int number = 1;

	text_print(out, "Jira %s at %s\n\n", jira_dialect(itsm)->adf ? "Cloud" : "Data Center",
	           itsm->url);
	if (jira_dialect(itsm)->adf)
		account_cloud(out, &number);
	else
		account_datacenter(out, &number);
	rights(settings, out, &number);
	fields(settings, out, &number);
	if (settings->service_management) {
		text_print(
			out,
			"%d. Request types. Make (or choose) one for changes and one for incidents, "
			"hidden from the portal; note their ids in request_types.* and the id of the "
			"field Request Type in fields.request_type.\n",
			number++);
		workflow(out, &number);
	}
	stop_switch(settings, out, &number);
	if (!jira_assets_prepare(itsm, scratch, out, &number, error))
		return false;
	text_print(out, "%d. Run 'certsteward check' until no line says FAILED.\n", number);
	return true;
}
