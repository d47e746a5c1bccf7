/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A Jira adapter on a script, with a project, field ids and one login. */
#pragma once
#include "adapters/itsm/jira/jira.h"
#include "support/http_script.h"

struct jira_fixture {
	struct itsm itsm;
	struct jira_settings settings;
	struct jira_state state;
	struct http_script script;
	struct arena arena;
};

/* Cloud, Basic as "robot@example.com", project CERT, our account known as "acc-robot". */
void jira_fixture_open(struct jira_fixture *fixture, const struct http_script_exchange *exchanges,
                       size_t count);
#define JIRA_FIXTURE(fixture, list) \
	jira_fixture_open((fixture), (list), sizeof(list) / sizeof((list)[0]))
/* Data Center with a personal access token instead; our account is "robot". */
void jira_fixture_use_datacenter(struct jira_fixture *fixture);
/* Opens anew after settings were changed; fails the test when they do not fit. */
void jira_fixture_reopen(struct jira_fixture *fixture);
/* Checks that the script was followed to its end and releases all. */
void jira_fixture_close(struct jira_fixture *fixture);

/* A step out of JSON text. */
struct step jira_fixture_step(struct jira_fixture *fixture, enum step_kind kind,
                              enum step_verb verb, const char *key, const char *body);
/* Sends one step; fails the test when the side as a whole refuses. */
struct receipt jira_fixture_push(struct jira_fixture *fixture, struct step step);
/* A list setting. */
void jira_fixture_list(struct jira_fixture *fixture, struct setting_list *list,
                       const char *const *items, size_t count);
