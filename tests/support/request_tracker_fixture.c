/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Opens and closes the adapter for tests. */
#include "support/request_tracker_fixture.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"

extern const struct itsm_type request_tracker_itsm;

void request_tracker_fixture_open(struct request_tracker_fixture *fixture,
                                  const struct http_script_exchange *exchanges, size_t count)
{
	struct error error = ERROR_INIT;

	*fixture = (struct request_tracker_fixture){ 0 };
	http_script_start(&fixture->script, exchanges, count);
	if (!setting_defaults(request_tracker_setting_table, &fixture->settings, &fixture->arena,
	                      &error))
		fail_msg("defaults: %s", error.message);
	secret_set(&fixture->settings.token, "1-2-secret", 10);
	fixture->itsm = (struct itsm){ .type = &request_tracker_itsm,
		                       .name = "rt",
		                       .url = "https://rt.example.com",
		                       .settings = &fixture->settings,
		                       .state = &fixture->state,
		                       .http = &fixture->script.http };
	if (!request_tracker_itsm.open(&fixture->itsm, &error))
		fail_msg("open: %s", error.message);
}

void request_tracker_fixture_close(struct request_tracker_fixture *fixture)
{
	request_tracker_itsm.close(&fixture->itsm);
	setting_release(request_tracker_setting_table, &fixture->settings);
	arena_release(&fixture->arena);
	http_script_finish(&fixture->script);
}

struct step request_tracker_fixture_step(struct request_tracker_fixture *fixture,
                                         enum step_kind kind, enum step_verb verb, const char *key,
                                         const char *body)
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

struct receipt request_tracker_fixture_push(struct request_tracker_fixture *fixture,
                                            struct step step)
{
	struct error error = ERROR_INIT;
	struct receipt receipt;

	if (!request_tracker_itsm.push(&fixture->itsm, &fixture->arena, &step, 1, &receipt, &error))
		fail_msg("'%s': %s", step.key, error.message);
	return receipt;
}

void request_tracker_fixture_done(const struct receipt *receipt, const char *what)
{
	if (receipt->outcome != RECEIPT_DONE || text_is_empty(receipt->remote_id))
		fail_msg("%s: %s, '%s'", what, receipt_outcome_name(receipt->outcome),
		         receipt->reason);
}
