/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Opens and closes the adapter for tests. */
#include "support/servicenow_fixture.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"

extern const struct itsm_type servicenow_itsm;

void servicenow_fixture_open(struct servicenow_fixture *fixture,
                             const struct http_script_exchange *exchanges, size_t count)
{
	struct error error = ERROR_INIT;

	*fixture = (struct servicenow_fixture){ 0 };
	http_script_start(&fixture->script, exchanges, count);
	if (!setting_defaults(servicenow_setting_table, &fixture->settings, &fixture->arena,
	                      &error))
		fail_msg("defaults: %s", error.message);
	fixture->settings.user = "robot";
	secret_set(&fixture->settings.password, "pass", 4);
	fixture->settings.domain_column = "domain";
	fixture->settings.address_table = "";
	fixture->settings.parent_classes.count = 0;
	fixture->itsm = (struct itsm){ .type = &servicenow_itsm,
		                       .name = "production",
		                       .url = "https://example.service-now.com",
		                       .settings = &fixture->settings,
		                       .state = &fixture->state,
		                       .http = &fixture->script.http };
	fixture->state.site_read = true;
	fixture->state.spelling = SERVICENOW_LOWER;
	if (!servicenow_itsm.open(&fixture->itsm, &error))
		fail_msg("open: %s", error.message);
}

void servicenow_fixture_use_oauth(struct servicenow_fixture *fixture)
{
	fixture->settings.user = "";
	fixture->settings.client_id = "client";
	secret_set(&fixture->settings.client_secret, "s&cret", 6);
}

void servicenow_fixture_close(struct servicenow_fixture *fixture)
{
	servicenow_itsm.close(&fixture->itsm);
	setting_release(servicenow_setting_table, &fixture->settings);
	arena_release(&fixture->arena);
	http_script_finish(&fixture->script);
}

struct step servicenow_fixture_step(struct servicenow_fixture *fixture, enum step_kind kind,
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
