/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Request Tracker 5: certificates as assets, changes and incidents in queues, by REST 2.0. */
#include "request_tracker.h"
#include "base/text.h"
#include "request_tracker_request.h"

/* Columns of RT's own tables; custom fields and contents hold texts of any length. */
static const struct answer_limit limits[] = {
	{ "values", "Name", 255, true },
	{ "values", "Description", 255, true },
	{ "fields", "Subject", 200, true },
	{ .field = NULL },
};

/* What belongs to people once it stands there, or to RT itself. */
static const char *const theirs[] = { "Owner",   "HeldBy", "Contact",     "Support Group",
	                              "Catalog", "Queue",  "Description", NULL };

/* Roles are read by numbers here and by names there: they cannot be compared. */
static const char *const owners[] = { "Owner", "Support Group", NULL };

static const struct itsm_abilities abilities = {
	.batch = REQUEST_TRACKER_PUSH_STEPS,
};

static bool open_names(const struct itsm *itsm, struct error *error)
{
	const struct request_tracker_settings *settings = request_tracker_settings(itsm);
	const struct {
		const char *setting, *value;
	} names[] = {
		{ "certificate_catalog", settings->certificate_catalog },
		{ "fingerprint_field", settings->fingerprint_field },
		{ "change_queue", settings->change_queue },
		{ "incident_queue", settings->incident_queue },
		{ "approvals_queue", settings->approvals_queue },
		{ "key_field", settings->key_field },
		{ "type_field", settings->type_field },
		{ "approval_field", settings->approval_field },
		{ "mark_name", settings->mark_name },
		{ "account", settings->account },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!request_tracker_request_is_word(names[i].value))
			return error_set(
				error, ERROR_LOCAL,
				"far side '%s': %s is '%s', which is no name; use letters, "
				"digits and blanks without quotes, \\ or braces",
				itsm->name, names[i].setting, names[i].value);
	return true;
}

static bool request_tracker_open(struct itsm *itsm, struct error *error)
{
	const struct request_tracker_settings *settings = request_tracker_settings(itsm);

	itsm->abilities = abilities;
	itsm->abilities.settle_seconds = (int)settings->settle;
	if (!text_starts_with(itsm->url, "https://") && !text_starts_with(itsm->url, "http://"))
		return error_set(error, ERROR_LOCAL,
		                 "far side '%s': url '%s' is no web address; write "
		                 "https://rt.example.com",
		                 itsm->name, itsm->url);
	if (secret_is_empty(&settings->token))
		return error_set(
			error, ERROR_LOCAL,
			"far side '%s': auth.token is not set; make a token for our user in "
			"RT and add auth: {token: {file: path}}",
			itsm->name);
	return open_names(itsm, error);
}

static void request_tracker_close(struct itsm *itsm)
{
	arena_release(&request_tracker_state(itsm)->memory);
}

const struct itsm_type request_tracker_itsm = {
	.name = "request_tracker",
	.summary = "Request Tracker 5: certificates as assets, changes and incidents in queues",
	.setting_table = request_tracker_setting_table,
	.settings_size = sizeof(struct request_tracker_settings),
	.state_size = sizeof(struct request_tracker_state),
	.answers = { .limits = limits, .free = true },
	.theirs = theirs,
	.owners = owners,
	.open = request_tracker_open,
	.identify = request_tracker_identify,
	.sign = request_tracker_sign,
	.check = request_tracker_check,
	.prepare = request_tracker_prepare,
	.fetch = request_tracker_fetch,
	.find = request_tracker_find,
	.push = request_tracker_push,
	.read_tickets = request_tracker_read_tickets,
	.close = request_tracker_close,
};
