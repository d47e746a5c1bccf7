/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Steps and settings for scripts of Assets. */
#include "support/jira_assets_script.h"
#include <string.h>

void jira_assets_script_open(struct jira_fixture *fixture,
                             const struct http_script_exchange *exchanges, size_t count)
{
	jira_fixture_open(fixture, exchanges, count);
	fixture->settings.assets = "text";
	fixture->settings.assets_workspace = "w1";
	jira_fixture_reopen(fixture);
}

struct step jira_assets_script_certificate(struct jira_fixture *fixture, const char *key)
{
	return jira_fixture_step(
		fixture, STEP_CERTIFICATE, STEP_CREATE, key,
		arena_print(&fixture->arena,
	                    "{\"class\":\"Certificate\",\"values\":{\"Name\":\"shop.example.com\","
	                    "\"SHA-256\":\"%s\"},\"seed\":{},\"insert\":{}}",
	                    strchr(key, ':') + 1));
}

struct step jira_assets_script_relation(struct jira_fixture *fixture, const char *key)
{
	return jira_fixture_step(
		fixture, STEP_RELATION, STEP_CREATE,
		arena_print(&fixture->arena, "relation:77/%s", key),
		arena_print(&fixture->arena,
	                    "{\"type\":\"Used by\",\"parent\":\"77\",\"child\":{\"ref\":\"%s\"}}",
	                    key));
}
