/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Jira: tickets as issues and requests, certificates as objects of Assets; Cloud and Data Center. */
#include "jira.h"
#include "base/text.h"
#include "jira_assets.h"
#include "jira_assets_deployment.h"
#include "jira_assets_import.h"
#include "jira_dialect.h"
#include "jira_request.h"

#define ATTRIBUTE(name)                                \
	{                                              \
		"values", (name), JIRA_ATTRIBUTE, true \
	}
#define LONG(part, name)                         \
	{                                        \
		(part), (name), JIRA_TEXT, false \
	}

/* Attributes of the type Text, fields that every Jira has, and the long texts of ours. */
static const struct answer_limit limits[] = {
	ATTRIBUTE("Name"),
	ATTRIBUTE("SHA-256"),
	ATTRIBUTE("Serial number"),
	ATTRIBUTE("Subject"),
	ATTRIBUTE("Issuer"),
	ATTRIBUTE("Public key"),
	ATTRIBUTE("Signature"),
	ATTRIBUTE("Certificate status"),
	ATTRIBUTE("Deployment key"),
	ATTRIBUTE("Zone"),
	ATTRIBUTE("Address"),
	ATTRIBUTE("Port"),
	ATTRIBUTE("Server name"),
	ATTRIBUTE("State"),
	{ "fields", "summary", JIRA_SUMMARY, true },
	{ "fields", "labels", JIRA_LABEL_LENGTH, true },
	LONG("fields", "description"),
	LONG("fields", "justification"),
	LONG("fields", "risk_impact"),
	LONG("fields", "implementation_plan"),
	LONG("fields", "test_plan"),
	LONG("fields", "backout_plan"),
	LONG("", "text"),
	{ .field = NULL },
};

/* Attributes of a certificate's object that say whose it is: people's once they set them. */
static const char *const owners[] = { "Owner group", "Owner", NULL };

static const struct itsm_abilities abilities = {
	.batch = 100,
	.domain_batch = 1,
	.ticket_batch = JIRA_BULK_CREATE,
	.pages = true,
};

bool jira_uses_assets(const struct itsm *itsm)
{
	return !text_equal(jira_settings(itsm)->assets, "none");
}

static bool open_auth(const struct itsm *itsm, struct error *error)
{
	const struct jira_settings *settings = jira_settings(itsm);
	bool cloud = jira_dialect(itsm)->adf;

	if (!text_is_empty(settings->client_id)) {
		if (secret_is_empty(&settings->client_secret))
			return error_set(error, ERROR_LOCAL,
			                 "far side '%s': auth.client_id is set without "
			                 "auth.client_secret; add client_secret: {env: NAME} or "
			                 "{file: path}",
			                 itsm->name);
		if (cloud && text_is_empty(settings->cloud_id))
			return error_set(error, ERROR_LOCAL,
			                 "far side '%s': OAuth reaches Jira Cloud only through the "
			                 "gateway; set cloud_id, which stands at "
			                 "%s/_edge/tenant_info",
			                 itsm->name, itsm->url);
		return true;
	}
	if (secret_is_empty(&settings->token))
		return error_set(error, ERROR_LOCAL,
		                 "far side '%s': auth names no token; set auth: {user: E-MAIL, "
		                 "token: {env: NAME}}, on Data Center {token: {env: NAME}}",
		                 itsm->name);
	if (cloud && text_is_empty(settings->user) && text_is_empty(settings->cloud_id))
		return error_set(error, ERROR_LOCAL,
		                 "far side '%s': a token without auth.user is one of a service "
		                 "account, which reaches Jira Cloud only through the gateway; set "
		                 "auth.user or cloud_id",
		                 itsm->name);
	return true;
}

static bool open_places(const struct itsm *itsm, struct error *error)
{
	const struct jira_settings *settings = jira_settings(itsm);
	const struct {
		const char *name, *value;
	} places[] = {
		{ "cloud_id", settings->cloud_id },
		{ "assets_workspace", settings->assets_workspace },
		{ "assets_import_source", settings->assets_import_source },
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (!text_is_empty(places[i].value) && !jira_request_is_place(places[i].value))
			return error_set(error, ERROR_LOCAL,
			                 "far side '%s': %s is '%s', which is no id; write the id "
			                 "alone: letters, digits and hyphens",
			                 itsm->name, places[i].name, places[i].value);
	return true;
}

static bool open_fields(const struct itsm *itsm, struct error *error)
{
	const struct jira_settings *settings = jira_settings(itsm);

	if (!text_is_empty(settings->project) && !jira_request_is_project(settings->project))
		return error_set(error, ERROR_LOCAL,
		                 "far side '%s': project is '%s', which is no project key; write "
		                 "the capitals before the number of its issues",
		                 itsm->name, settings->project);
	if (!text_is_empty(settings->mark_issue) &&
	    !jira_request_is_issue_key(settings->mark_issue))
		return error_set(error, ERROR_LOCAL,
		                 "far side '%s': mark_issue is '%s', which is no issue key; write "
		                 "one like %s-1",
		                 itsm->name, settings->mark_issue,
		                 *settings->project ? settings->project : "CERT");
	if (!open_places(itsm, error))
		return false;
	for (const struct setting *row = jira_setting_table; row->name; row++) {
		const char *value;
		if (!jira_setting_is_field(row))
			continue;
		value = *(const char *const *)((const char *)settings + row->offset);
		if (!text_is_empty(value) && !jira_request_is_field(value))
			return error_set(error, ERROR_LOCAL,
			                 "far side '%s': %s is '%s', which is no field id; write "
			                 "one like customfield_10010 ('check' lists them)",
			                 itsm->name, row->name, value);
	}
	return true;
}

static void set_abilities(struct itsm *itsm)
{
	const struct jira_settings *settings = jira_settings(itsm);

	itsm->abilities = abilities;
	itsm->abilities.settle_seconds = (int)settings->settle;
	itsm->abilities.deployments = jira_uses_deployments(itsm);
	itsm->abilities.no_certificates = !jira_uses_assets(itsm);
}

static bool jira_open(struct itsm *itsm, struct error *error)
{
	const struct jira_settings *settings = jira_settings(itsm);
	struct jira_state *state = jira_state(itsm);

	set_abilities(itsm);
	jira_assets_open(itsm);
	if (!text_starts_with(itsm->url, "https://") && !text_starts_with(itsm->url, "http://"))
		return error_set(error, ERROR_LOCAL,
		                 "far side '%s': url '%s' is no web address; write "
		                 "https://NAME.atlassian.net",
		                 itsm->name, itsm->url);
	state->base = text_is_empty(settings->cloud_id)
	                      ? itsm->url
	                      : arena_print(&state->memory, "%s/ex/jira/%s", settings->gateway,
	                                    settings->cloud_id);
	return open_auth(itsm, error) && open_fields(itsm, error) &&
	       jira_assets_import_open(itsm, error);
}

static void jira_close(struct itsm *itsm)
{
	struct jira_state *state = jira_state(itsm);

	jira_assets_close(itsm);
	itsm_login_release(&state->login);
	arena_release(&state->memory);
}

const struct itsm_type jira_itsm = {
	.name = "jira",
	.summary = "Jira Cloud and Data Center: issues, requests, approvals, Assets",
	.setting_table = jira_setting_table,
	.settings_size = sizeof(struct jira_settings),
	.state_size = sizeof(struct jira_state),
	.answers = { .limits = limits, .free = true },
	.theirs = owners,
	.owners = owners,
	.open = jira_open,
	.identify = jira_identify,
	.sign = jira_sign,
	.check = jira_check,
	.room = jira_assets_room,
	.prepare = jira_prepare,
	.fetch = jira_fetch,
	.find = jira_find,
	.push = jira_push,
	.read_tickets = jira_read_tickets,
	.close = jira_close,
};
