/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* ServiceNow: CMDB by the identification engine, changes, incidents, evidence. */
#include "servicenow.h"
#include "base/text.h"
#include "servicenow_request.h"

#define LINE(part, field, length)               \
	{                                       \
		(part), (field), (length), true \
	}
#define LONG(field)                            \
	{                                      \
		"fields", (field), 4000, false \
	}

/* String columns of a fresh instance: ServiceNow cuts what is longer without a word. */
static const struct answer_limit limits[] = {
	LINE("values", "name", 255),
	LINE("values", "short_description", 1000),
	{ "values", "comments", 4000, false },
	LINE("values", "correlation_id", 512),
	LINE("values", "environment", 40),
	LINE("values", "fingerprint", 255),
	LINE("values", "fingerprint_algorithm", 40),
	LINE("values", "issuer_common_name", 255),
	LINE("values", "issuer_distinguished_name", 1024),
	LINE("values", "serial_number", 255),
	LINE("values", "service_type", 40),
	LINE("values", "signature_algorithm", 80),
	LINE("values", "state", 40),
	LINE("values", "subject_common_name", 255),
	LINE("values", "subject_country", 255),
	LINE("values", "subject_distinguished_name", 1024),
	LINE("values", "subject_email", 255),
	LINE("values", "subject_locality", 255),
	LINE("values", "subject_organization", 255),
	LINE("values", "subject_organizational_unit", 255),
	LINE("values", "subject_state", 255),
	LINE("values", "version", 40),
	LINE("fields", "correlation_display", 100),
	LINE("fields", "correlation_id", SERVICENOW_KEY_LENGTH),
	LINE("fields", "short_description", 160),
	LONG("description"),
	LONG("justification"),
	LONG("implementation_plan"),
	LONG("risk_impact_analysis"),
	LONG("backout_plan"),
	LONG("test_plan"),
	LONG("close_notes"),
	{ .field = NULL },
};

/* Whose a CI is: people's once they set it. */
static const char *const owners[] = { "assignment_group", "support_group", "managed_by_group",
	                              "owned_by",         "assigned_to",   NULL };
/* Those, and what ServiceNow keeps for itself. */
static const char *const theirs[] = { "assigned_to",      "owned_by",        "support_group",
	                              "assignment_group", "managed_by",      "managed_by_group",
	                              "comments",         "last_discovered", "first_discovered",
	                              "discovery_source", "sys_*",           NULL };

static const struct itsm_abilities abilities = {
	.batch = SERVICENOW_PUSH_STEPS,
	.domain_batch = SERVICENOW_BATCH_ITEMS,
	.conflicts = true,
	.slots = true,
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
	.answers = { .limits = limits },
	.theirs = theirs,
	.owners = owners,
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
