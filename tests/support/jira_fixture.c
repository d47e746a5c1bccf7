/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Opens and closes the adapter for tests. */
#include "support/jira_fixture.h"
#include "adapters/itsm/jira/jira_assets.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"

extern const struct itsm_type jira_itsm;

void jira_fixture_reopen(struct jira_fixture *fixture)
{
	struct error error = ERROR_INIT;

	/* What it read of a schema ends with the settings that it was read for. */
	jira_assets_close(&fixture->itsm);
	if (!jira_itsm.open(&fixture->itsm, &error))
		fail_msg("open: %s", error.message);
}

void jira_fixture_open(struct jira_fixture *fixture, const struct http_script_exchange *exchanges,
                       size_t count)
{
	struct error error = ERROR_INIT;

	*fixture = (struct jira_fixture){ 0 };
	http_script_start(&fixture->script, exchanges, count);
	if (!setting_defaults(jira_setting_table, &fixture->settings, &fixture->arena, &error))
		fail_msg("defaults: %s", error.message);
	fixture->settings.user = "robot@example.com";
	fixture->settings.project = "CERT";
	secret_set(&fixture->settings.token, "token", 5);
	fixture->settings.fields.approvers = "customfield_10030";
	fixture->settings.fields.approvals = "customfield_10031";
	fixture->settings.fields.implementation_plan = "customfield_10040";
	fixture->settings.fields.planned_start = "customfield_10050";
	fixture->settings.fields.impact = "customfield_10060";
	fixture->settings.fields.request_type = "customfield_10070";
	fixture->settings.request_types.change = "25";
	fixture->state.account = "acc-robot";
	fixture->itsm = (struct itsm){ .type = &jira_itsm,
		                       .name = "production",
		                       .url = "https://example.atlassian.net",
		                       .settings = &fixture->settings,
		                       .state = &fixture->state,
		                       .http = &fixture->script.http };
	jira_fixture_reopen(fixture);
}

void jira_fixture_use_datacenter(struct jira_fixture *fixture)
{
	fixture->settings.dialect = "datacenter";
	fixture->settings.user = "";
	fixture->itsm.url = "https://jira.example.com/jira";
	fixture->state.account = "robot";
	jira_fixture_reopen(fixture);
}

void jira_fixture_close(struct jira_fixture *fixture)
{
	jira_itsm.close(&fixture->itsm);
	setting_release(jira_setting_table, &fixture->settings);
	arena_release(&fixture->arena);
	http_script_finish(&fixture->script);
}

struct step jira_fixture_step(struct jira_fixture *fixture, enum step_kind kind,
                              enum step_verb verb, const char *key, const char *body)
{
	struct error error = ERROR_INIT;
	struct json *json = json_parse(&fixture->arena, body, strlen(body), NULL, &error);

	if (json == NULL)
		fail_msg("body of '%s': %s", key, error.message);
	return (struct step){ .key = key,
		              .kind = kind,
		              .verb = verb,
		              .remote_id = "",
		              .ticket_id = "",
		              .handle = "",
		              .body = json };
}

struct receipt jira_fixture_push(struct jira_fixture *fixture, struct step step)
{
	struct error error = ERROR_INIT;
	struct receipt receipt;

	if (!jira_itsm.push(&fixture->itsm, &fixture->arena, &step, 1, &receipt, &error))
		fail_msg("%s", error.message);
	return receipt;
}

void jira_fixture_list(struct jira_fixture *fixture, struct setting_list *list,
                       const char *const *items, size_t count)
{
	list->items = ARENA_ARRAY(&fixture->arena, const char *, count + 1);
	list->count = count;
	for (size_t i = 0; i < count; i++)
		list->items[i] = items[i];
}
