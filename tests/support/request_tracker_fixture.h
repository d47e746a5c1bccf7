/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A Request Tracker adapter on a script, with its default settings and a token. */
#pragma once
#include "adapters/itsm/request_tracker/request_tracker.h"
#include "support/http_script.h"

struct request_tracker_fixture {
	struct itsm itsm;
	struct request_tracker_settings settings;
	struct request_tracker_state state;
	struct http_script script;
	struct arena arena;
};

/* At https://rt.example.com with the token "1-2-secret". */
void request_tracker_fixture_open(struct request_tracker_fixture *fixture,
                                  const struct http_script_exchange *exchanges, size_t count);
#define REQUEST_TRACKER_FIXTURE(fixture, list) \
	request_tracker_fixture_open((fixture), (list), sizeof(list) / sizeof((list)[0]))
/* Checks that the script was followed to its end and releases all. */
void request_tracker_fixture_close(struct request_tracker_fixture *fixture);

/* A step out of JSON text. */
struct step request_tracker_fixture_step(struct request_tracker_fixture *fixture,
                                         enum step_kind kind, enum step_verb verb, const char *key,
                                         const char *body);
/* One step; fails the test when the side as a whole refuses. */
struct receipt request_tracker_fixture_push(struct request_tracker_fixture *fixture,
                                            struct step step);
/* Fails the test unless done, with an id. */
void request_tracker_fixture_done(const struct receipt *receipt, const char *what);
