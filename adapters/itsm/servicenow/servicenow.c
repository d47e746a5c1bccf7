/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* ServiceNow: CMDB by the identification engine, changes, incidents, evidence. */
#include "servicenow.h"
#include "base/text.h"
#include "servicenow_request.h"

/* String columns of a fresh instance; check says where an instance has others. */
static const struct itsm_length lengths[] = {
	{ "correlation_id", SERVICENOW_KEY_LENGTH },
	{ "correlation_display", 100 },
	{ "short_description", 160 },
	{ "description", 4000 },
	{ "justification", 4000 },
	{ "implementation_plan", 4000 },
	{ "risk_impact_analysis", 4000 },
	{ "backout_plan", 4000 },
	{ "test_plan", 4000 },
	{ "close_notes", 4000 },
	{ "name", 255 },
	{ NULL, 0 },
};

static const struct itsm_abilities abilities = {
	.batch = SERVICENOW_PUSH_STEPS,
	.domain_batch = SERVICENOW_BATCH_ITEMS,
	.domains = true,
	.relations = true,
	.changes = true,
	.incidents = true,
	.approvals = true,
	.children = true,
	.conflicts = true,
	.slots = true,
	.key_length = SERVICENOW_KEY_LENGTH,
};

static bool open_auth(const struct itsm *itsm, struct error *error)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);
	bool oauth = !text_is_empty(settings->client_id);
	bool user = !text_is_empty(settings->user);

	if (!oauth && !user)
		return error_set(error, ERROR_LOCAL,
		                 "far side '%s': auth names neither client_id nor user; set auth: "
		                 "{client_id, client_secret} or {user, password}",
		                 itsm->name);
	if (oauth && secret_is_empty(&settings->client_secret))
		return error_set(error, ERROR_LOCAL,
		                 "far side '%s': auth.client_id is set without auth.client_secret; "
		                 "add client_secret: {env: NAME} or {file: path}",
		                 itsm->name);
	if (user && secret_is_empty(&settings->password))
		return error_set(error, ERROR_LOCAL,
		                 "far side '%s': auth.user is set without auth.password; add "
		                 "password: {env: NAME} or {file: path}",
		                 itsm->name);
	return true;
}

static bool open_names(const struct itsm *itsm, struct error *error)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);
	const struct {
		const char *setting, *value;
	} names[] = {
		{ "certificate_class", settings->certificate_class },
		{ "domain_table", settings->domain_table },
		{ "mark_class", settings->mark_class },
		{ "mark_field", settings->mark_field },
		{ "mark_switch", settings->mark_switch },
		{ "span_table", settings->span_table },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!servicenow_request_is_element(names[i].value))
			return error_set(
				error, ERROR_LOCAL,
				"far side '%s': %s is '%s', which is no name of a table or "
				"column; use lower-case letters, digits and _",
				itsm->name, names[i].setting, names[i].value);
	return true;
}

static bool servicenow_open(struct itsm *itsm, struct error *error)
{
	itsm->abilities = abilities;
	itsm->abilities.settle_seconds = (int)servicenow_settings(itsm)->settle;
	if (!text_starts_with(itsm->url, "https://") && !text_starts_with(itsm->url, "http://"))
		return error_set(error, ERROR_LOCAL,
		                 "far side '%s': url '%s' is no web address; write "
		                 "https://NAME.service-now.com",
		                 itsm->name, itsm->url);
	return open_auth(itsm, error) && open_names(itsm, error);
}

static void servicenow_close(struct itsm *itsm)
{
	struct servicenow_state *state = servicenow_state(itsm);

	itsm_login_release(&state->login);
	arena_release(&state->memory);
}

const struct itsm_type servicenow_itsm = {
	.name = "servicenow",
	.summary = "ServiceNow: CIs by the identification engine, changes, incidents",
	.setting_table = servicenow_setting_table,
	.settings_size = sizeof(struct servicenow_settings),
	.state_size = sizeof(struct servicenow_state),
	.lengths = lengths,
	.open = servicenow_open,
	.identify = servicenow_identify,
	.sign = servicenow_sign,
	.check = servicenow_check,
	.prepare = servicenow_prepare,
	.fetch = servicenow_fetch,
	.find = servicenow_find,
	.push = servicenow_push,
	.read_tickets = servicenow_read_tickets,
	.close = servicenow_close,
};
