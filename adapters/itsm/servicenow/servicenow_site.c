/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Spelling of fingerprints, and the robot that tickets whatever stands in the certificate class. */
#include "servicenow_site.h"
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_reply_ci.h"

static const struct {
	const char *name;
	enum servicenow_spelling spelling;
} spellings[] = {
	{ "lower", SERVICENOW_LOWER },
	{ "upper", SERVICENOW_UPPER },
	{ "colon_lower", SERVICENOW_COLON_LOWER },
	{ "colon_upper", SERVICENOW_COLON_UPPER },
};

static bool spelling_from_settings(struct itsm *itsm)
{
	struct servicenow_state *state = servicenow_state(itsm);

	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		if (text_equal(servicenow_settings(itsm)->fingerprint, spellings[i].name)) {
			state->spelling = spellings[i].spelling;
			state->spelling_read = true;
		}
	return state->spelling_read;
}

/* As in a row that others wrote, else lower-case hex. */
static void spelling_from_rows(struct itsm *itsm, const struct json *rows)
{
	const char *ours = servicenow_settings(itsm)->discovery_source;
	struct servicenow_state *state = servicenow_state(itsm);

	state->spelling = SERVICENOW_LOWER;
	JSON_EACH(row, rows)
	{
		int found = servicenow_reply_spelling(servicenow_reply_field(row, "fingerprint"));
		if (found == SERVICENOW_SPELLING_UNKNOWN || state->spelling_read ||
		    text_equal(servicenow_reply_field(row, "discovery_source"), ours))
			continue;
		state->spelling = (enum servicenow_spelling)found;
		state->spelling_read = true;
	}
	state->spelling_read = true;
}

static bool check_cim(const struct itsm *itsm, bool present, struct error *error)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);

	if (!present || text_equal(settings->cim, "it_tickets"))
		return true;
	if (text_equal(settings->cim, "unset"))
		return error_set(error, ERROR_PEER,
		                 "Certificate Inventory is installed on '%s' and opens tasks for "
		                 "every certificate written; set cim: we_ticket or cim: it_tickets",
		                 itsm->name);
	if (text_is_empty(settings->no_task_value))
		return error_set(error, ERROR_PEER,
		                 "cim is we_ticket on '%s', but no_task_value is not set; name the "
		                 "value of renewal_tracking that means 'do not create'",
		                 itsm->name);
	return true;
}

static bool learn(struct itsm *itsm, struct arena *arena, struct error *error)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);
	struct servicenow_state *state = servicenow_state(itsm);
	struct servicenow_query queries[2] = {
		{ .table = "sn_disco_certmgmt_certificate_task", .fields = "sys_id", .limit = 1 },
		{ .table = settings->certificate_class,
		  .query = arena_print(arena,
		                       "fingerprintISNOTEMPTY^discovery_source!=%s"
		                       "^ORDERBYDESCsys_updated_on",
		                       settings->discovery_source),
		  .fields = "fingerprint,discovery_source",
		  .limit = 5 },
	};
	struct servicenow_request requests[2] = { { .method = "GET" }, { .method = "GET" } };
	struct itsm_reply replies[2];
	size_t count = spelling_from_settings(itsm) ? 1 : 2;

	for (size_t i = 0; i < 2; i++)
		requests[i].path = servicenow_request_rows(arena, &queries[i]);
	servicenow_call_batch(itsm, arena, requests, count, replies);
	/* A table that is there but closed to us is there all the same. */
	if (replies[0].verdict != ITSM_REPLY_OK && replies[0].verdict != ITSM_REPLY_REFUSED &&
	    replies[0].verdict != ITSM_REPLY_GONE && replies[0].status != 403)
		return itsm_reply_error(&replies[0], "certificate tasks", error);
	if (count == 2 && replies[1].verdict != ITSM_REPLY_OK)
		return itsm_reply_error(&replies[1], settings->certificate_class, error);
	state->has_cim = replies[0].verdict == ITSM_REPLY_OK || replies[0].status == 403;
	if (count == 2)
		spelling_from_rows(itsm, replies[1].result);
	return true;
}

bool servicenow_site_learn(struct itsm *itsm, struct arena *arena, struct error *error)
{
	struct servicenow_state *state = servicenow_state(itsm);

	if (!state->site_read) {
		if (!learn(itsm, arena, error))
			return false;
		state->site_read = true;
	}
	return check_cim(itsm, state->has_cim, error);
}
