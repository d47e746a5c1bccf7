/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Choices, relation type, people, templates and other robots of the site. */
#include "base/text.h"
#include "servicenow.h"
#include "servicenow_check.h"
#include "servicenow_lookup.h"
#include <string.h>

enum { CHOICES_MOST = 300 /* characters */ };

static bool has_choice(const struct json *rows, const char *element, const char *value)
{
	JSON_EACH(row, rows)
	if (strcmp(servicenow_reply_field(row, "element"), element) == 0 &&
	    strcmp(servicenow_reply_field(row, "value"), value) == 0)
		return true;
	return false;
}

/* "a, b, c": the values that there are. */
static const char *choices_of(struct arena *arena, const struct json *rows, const char *element)
{
	TEXT(out);

	JSON_EACH(row, rows)
	if (strcmp(servicenow_reply_field(row, "element"), element) == 0 &&
	    out.length < CHOICES_MOST)
		text_print(&out, "%s%s", out.length > 0 ? ", " : "",
		           text_visible(arena, servicenow_reply_field(row, "value")));
	return out.length > 0 ? arena_copy(arena, text_string(&out)) : "none that we can see";
}

static void check_choice(const struct servicenow_checker *checker, const char *table,
                         const char *element, const char *value, const char *mend)
{
	struct servicenow_query query = {
		.table = "sys_choice",
		.query = arena_print(checker->arena, "name=%s^element=%s^inactive=false", table,
		                     element),
		.fields = "name,element,value,label",
		.limit = 500,
	};
	const char *subject = arena_print(checker->arena, "choice %s.%s", table, element);
	struct itsm_reply reply;
	const struct json *rows;

	if (text_is_empty(value))
		return;
	rows = servicenow_check_rows(checker, &query, &reply);
	if (rows == NULL)
		servicenow_check_tell(checker, ITSM_WARNING, subject, reply.reason,
		                      "give our account read access to sys_choice");
	else if (has_choice(rows, element, value))
		servicenow_check_tell(checker, ITSM_OK, subject, value, "");
	else
		servicenow_check_tell(checker, ITSM_FAILED, subject,
		                      arena_print(checker->arena, "'%s' is no choice; there are %s",
		                                  value, choices_of(checker->arena, rows, element)),
		                      mend);
}

static void check_relation_type(const struct servicenow_checker *checker)
{
	const char *name = servicenow_settings(checker->itsm)->relation_type;
	struct servicenow_query query = { .table = "cmdb_rel_type",
		                          .fields = "sys_id,name",
		                          .limit = 5 };
	struct itsm_reply reply;

	query.query = arena_print(checker->arena, "name=%s", name);
	const struct json *rows = servicenow_check_rows(checker, &query, &reply);
	JSON_EACH(row, rows)
	if (strcmp(servicenow_reply_field(row, "name"), name) == 0) {
		servicenow_check_tell(checker, ITSM_OK, "relation type", name, "");
		return;
	}
	servicenow_check_tell(checker, ITSM_FAILED, "relation type",
	                      arena_print(checker->arena, "'%s' is not there", name),
	                      "set relation_type to a name out of cmdb_rel_type");
}

void servicenow_check_choices(const struct servicenow_checker *checker)
{
	const struct servicenow_settings *settings = servicenow_settings(checker->itsm);
	static const char *const states[] = { "issued", "installed", "revoked", "retired" };

	check_choice(checker, "cmdb_ci", "discovery_source", settings->discovery_source,
	             "import the choice that 'certsteward init --target' prints");
	for (size_t i = 0; !checker->classless && i < sizeof(states) / sizeof(states[0]); i++)
		check_choice(checker, settings->certificate_class, "state", states[i],
		             "mend the mapping so that it writes the site's own states");
	check_choice(checker, settings->certificate_class, "renewal_tracking",
	             settings->no_task_value, "set no_task_value to one of the site's values");
	check_choice(checker, "change_request", "close_code", settings->change_close_code,
	             "set change_close_code to one of them");
	check_choice(checker, "incident", "close_code", settings->incident_close_code,
	             "set incident_close_code to one of them");
	check_choice(checker, "incident", "category", settings->incident_category,
	             "set incident_category to one of them");
	check_choice(checker, "change_request", "category", settings->change_category,
	             "set change_category to one of them");
	check_relation_type(checker);
}

static void check_user(const struct servicenow_checker *checker, const char *setting,
                       const char *name)
{
	struct error error = ERROR_INIT;
	const char *id;

	if (text_is_empty(name))
		return;
	if (servicenow_lookup_user(checker->itsm, checker->arena, name, &id, &error))
		servicenow_check_tell(checker, ITSM_OK, setting, name, "");
	else
		servicenow_check_tell(checker, ITSM_FAILED, setting,
		                      arena_copy(checker->arena, error.message),
		                      "name an active user");
}

/* Rights that we never need and that would let us approve, delete or administer. */
static void judge_roles(const struct servicenow_checker *checker, const struct json *rows)
{
	static const char *const too_many[] = { "admin",          "security_admin",
		                                "approval_admin", "itil_admin",
		                                "change_manager", "sn_change_cab.cab_manager" };
	bool itil = false;

	JSON_EACH(row, rows)
	{
		const char *role = servicenow_reply_field(row, "role.name");
		itil = itil || strcmp(role, "itil") == 0;
		for (size_t i = 0; i < sizeof(too_many) / sizeof(too_many[0]); i++)
			if (strcmp(role, too_many[i]) == 0)
				servicenow_check_tell(
					checker, ITSM_WARNING,
					arena_print(checker->arena, "role %s", too_many[i]),
					"more than certsteward needs",
					"take the role from our account");
	}
	if (itil)
		servicenow_check_tell(checker, ITSM_OK, "role itil", "granted", "");
	else
		servicenow_check_tell(checker, ITSM_WARNING, "role itil", "not seen on our account",
		                      "grant itil, or the narrower roles of the README, before the "
		                      "stage inventory");
}

static void check_roles(const struct servicenow_checker *checker)
{
	const char *account = servicenow_call_account(checker->itsm);
	struct servicenow_query query = { .table = "sys_user_has_role",
		                          .fields = "user.user_name,role.name",
		                          .limit = 500 };
	struct itsm_reply reply;

	if (!servicenow_request_is_word(account)) {
		servicenow_check_tell(checker, ITSM_WARNING, "roles", "our account is not known",
		                      "set account to the OAuth application user");
		return;
	}
	query.query = arena_print(checker->arena, "user.user_name=%s^state=active", account);
	const struct json *rows = servicenow_check_rows(checker, &query, &reply);
	if (rows == NULL || json_count(rows) == 0)
		servicenow_check_tell(
			checker, ITSM_WARNING, "roles",
			rows == NULL ? reply.reason : "not readable",
			"allow reading sys_user_has_role, so that rights too many and "
			"too few can be told");
	else
		judge_roles(checker, rows);
}

static void check_templates(const struct servicenow_checker *checker)
{
	struct servicenow_request request = {
		.method = "GET",
		.path = "/api/sn_chg_rest/change/standard/template?sysparm_limit=1000"
	};
	struct itsm_reply reply;
	size_t count;

	if (!servicenow_call(checker->itsm, checker->arena, &request, &reply)) {
		servicenow_check_tell(checker, ITSM_WARNING, "change templates", reply.reason,
		                      "give our account the role sn_change_read or itil");
		return;
	}
	count = json_count(reply.result);
	servicenow_check_tell(checker, count > 0 ? ITSM_OK : ITSM_WARNING, "change templates",
	                      arena_print(checker->arena, "%zu", count),
	                      count > 0 ? ""
	                                : "without a standard change template, normal changes are "
	                                  "opened");
}

void servicenow_check_people(const struct servicenow_checker *checker)
{
	const struct servicenow_settings *settings = servicenow_settings(checker->itsm);

	check_roles(checker);
	check_user(checker, "caller", settings->caller);
	check_user(checker, "requested_by", settings->requested_by);
	if (text_is_empty(settings->caller))
		servicenow_check_tell(checker, ITSM_WARNING, "caller", "not set",
		                      "incidents need a caller: set caller to a user name");
	check_templates(checker);
}

static void judge_cim(const struct servicenow_checker *checker)
{
	const struct servicenow_settings *settings = servicenow_settings(checker->itsm);
	bool unset = text_equal(settings->cim, "unset");
	bool lacks_value =
		text_equal(settings->cim, "we_ticket") && text_is_empty(settings->no_task_value);

	servicenow_check_tell(
		checker, unset || lacks_value ? ITSM_FAILED : ITSM_OK,
		"robot Certificate Inventory",
		"installed: it opens renewal tasks and expired incidents for every row of the "
		"certificate class, whoever wrote it",
		unset         ? "decide who tickets: set cim: we_ticket (with no_task_value) or "
				"cim: it_tickets"
		: lacks_value ? "set no_task_value to the value of renewal_tracking that means "
				"'do not create'"
			      : "");
}

/* Certificate Inventory and Management, and how it is set up. */
static void check_inventory_app(const struct servicenow_checker *checker)
{
	struct servicenow_query query = { .table = "sn_disco_certmgmt_certificate_task",
		                          .fields = "sys_id",
		                          .limit = 1 };
	struct servicenow_query properties = {
		.table = "sys_properties",
		.query = "nameSTARTSWITHglide.discovery.certs.^ORnameSTARTSWITHsn_disco_certmgmt.",
		.fields = "name,value",
		.limit = 100,
	};
	struct itsm_reply reply;

	if (servicenow_check_rows(checker, &query, &reply) == NULL && reply.status != 403) {
		servicenow_check_tell(checker, ITSM_OK, "robot Certificate Inventory",
		                      "not installed", "");
		return;
	}
	judge_cim(checker);
	const struct json *rows = servicenow_check_rows(checker, &properties, &reply);
	JSON_EACH(row, rows)
	servicenow_check_tell(
		checker, ITSM_OK,
		arena_print(checker->arena, "property %s",
	                    text_visible(checker->arena, servicenow_reply_field(row, "name"))),
		text_visible(checker->arena, servicenow_reply_field(row, "value")), "");
}

static void check_business_rules(const struct servicenow_checker *checker)
{
	const char *class = servicenow_settings(checker->itsm)->certificate_class;
	struct servicenow_query query = {
		.table = "sys_script",
		.query = arena_print(checker->arena, "collection=%s^active=true", class),
		.fields = "name,collection",
		.limit = 50,
	};
	struct itsm_reply reply;
	const struct json *rows = servicenow_check_rows(checker, &query, &reply);

	JSON_EACH(row, rows)
	if (strcmp(servicenow_reply_field(row, "collection"), class) == 0)
		servicenow_check_tell(
			checker, ITSM_WARNING, "robot business rule",
			text_visible(checker->arena, servicenow_reply_field(row, "name")),
			"see what it does when a certificate row is written");
}

void servicenow_check_robots(const struct servicenow_checker *checker)
{
	check_inventory_app(checker);
	check_business_rules(checker);
}
