/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A ServiceNow adapter on a script, with its default settings and one login. */
#pragma once
#include "adapters/itsm/servicenow/servicenow.h"
#include "support/http_script.h"

struct servicenow_fixture {
	struct itsm itsm;
	struct servicenow_settings settings;
	struct servicenow_state state;
	struct http_script script;
	struct arena arena;
};

/* Basic as "robot"; domain column and fingerprint spelling known and no table of addresses, so that
 * only what a test is about is asked. */
void servicenow_fixture_open(struct servicenow_fixture *fixture,
                             const struct http_script_exchange *exchanges, size_t count);
#define SERVICENOW_FIXTURE(fixture, list) \
	servicenow_fixture_open((fixture), (list), sizeof(list) / sizeof((list)[0]))
/* OAuth client credentials instead. */
void servicenow_fixture_use_oauth(struct servicenow_fixture *fixture);
/* Checks that the script was followed to its end and releases all. */
void servicenow_fixture_close(struct servicenow_fixture *fixture);

/* A step out of JSON text. */
struct step servicenow_fixture_step(struct servicenow_fixture *fixture, enum step_kind kind,
                                    enum step_verb verb, const char *key, const char *body);
