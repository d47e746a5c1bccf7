/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the sandbox tests do again and again. */
#include "support/jira_side.h"
#include "adapters/itsm/jira/jira_call.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"

extern const struct itsm_type jira_itsm;

/* GET below the platform API; fails the test when refused. */
static struct json *ask(struct jira_side *side, const char *path)
{
	struct json *root;

	if (!jira_call_read(side->itsm, side->arena, path, path, &root, &side->error))
		fail_msg("%s", side->error.message);
	return root;
}

static const char *field_id(struct jira_side *side, const struct json *fields, const char *name)
{
	JSON_EACH(field, fields)
	if (text_equal(json_member_text(field, "name", ""), name))
		return arena_copy(side->arena, json_member_text(field, "id", ""));
	fail_msg("no field '%s'", name);
	return "";
}

static void set_fields(struct jira_side *side)
{
	struct jira_settings *settings = &side->fixture.settings;
	const struct json *fields = ask(side, "/field");
	const struct {
		const char **setting, *name;
	} wanted[] = {
		{ &settings->fields.change_type, "Change type" },
		{ &settings->fields.change_risk, "Change risk" },
		{ &settings->fields.impact, "Impact" },
		{ &settings->fields.urgency, "Urgency" },
		{ &settings->fields.implementation_plan, "Implementation plan" },
		{ &settings->fields.test_plan, "Test plan" },
		{ &settings->fields.backout_plan, "Backout plan" },
		{ &settings->fields.planned_start, "Planned start" },
		{ &settings->fields.planned_end, "Planned end" },
		{ &settings->fields.group, "Assignment group" },
		{ &settings->fields.approvers, "Approvers" },
		{ &settings->fields.approvals, "Approvals" },
		{ &settings->fields.request_type, "Request Type" },
	};

	for (size_t i = 0; i < COUNT_OF(wanted); i++)
		*wanted[i].setting = field_id(side, fields, wanted[i].name);
}

/* "change_type.normal=10201" for each allowed value of these fields. */
static void set_options(struct jira_side *side)
{
	struct jira_settings *settings = &side->fixture.settings;
	const struct json *types = ask(side, "/issue/createmeta/ITSM/issuetypes");
	const char *member = side->fixture.settings.dialect[0] == 'c' ? "issueTypes" : "values";
	const char **items = ARENA_ARRAY(side->arena, const char *, 64);
	const char *id = "";
	size_t count = 0;

	JSON_EACH(type, json_get(types, member))
	if (text_equal(json_member_text(type, "name", ""), "[System] Change"))
		id = json_member_text(type, "id", "");
	const struct json *meta =
		ask(side, arena_print(side->arena, "/issue/createmeta/ITSM/issuetypes/%s", id));
	JSON_EACH(field, json_get(meta, member[0] == 'i' ? "fields" : "values"))
	{
		const char *field_name = json_member_text(field, "fieldId", "");
		int number = 0;
		JSON_EACH(value, json_get(field, "allowedValues"))
		{
			const char *option = json_member_text(value, "id", ""), *word;
			number++;
			if (text_equal(json_member_text(value, "value", ""), "Maintenance"))
				side->reason =
					arena_print(side->arena, "%s=id:%s", field_name, option);
			if (text_equal(field_name, settings->fields.change_type))
				word = arena_print(
					side->arena, "change_type.%s",
					text_lower(side->arena,
				                   json_member_text(value, "value", "")));
			else if (text_equal(field_name, settings->fields.impact))
				word = arena_print(side->arena, "impact.%d", number);
			else if (text_equal(field_name, settings->fields.urgency))
				word = arena_print(side->arena, "urgency.%d", number);
			else if (text_equal(field_name, settings->fields.change_risk))
				word = arena_print(side->arena, "change_risk.%d", number);
			else
				continue;
			if (count < 64)
				items[count++] = arena_print(side->arena, "%s=%s", word, option);
		}
	}
	settings->options = (struct setting_list){ items, count };
}

static void set_approver(struct jira_side *side, const char *name, bool datacenter)
{
	const char **items = ARENA_ARRAY(side->arena, const char *, 1);
	const struct json *found = ask(side, arena_print(side->arena, "/user/search?%s=%s",
	                                                 datacenter ? "username" : "query", name));

	items[0] = json_member_text(found->first, datacenter ? "name" : "accountId", "");
	side->fixture.settings.approvers = (struct setting_list){ items, 1 };
}

static void set_request_types(struct jira_side *side)
{
	struct jira_settings *settings = &side->fixture.settings;
	struct jira_request request = {
		.method = "GET",
		.path = "/rest/servicedeskapi/servicedesk/1/requesttype",
	};
	struct itsm_reply reply;

	if (!jira_call(side->itsm, side->arena, &request, &reply))
		fail_msg("%s", reply.reason);
	JSON_EACH(type, json_get(reply.root, "values"))
	{
		const char *name = json_member_text(type, "name", "");
		if (text_equal(name, "Request a change"))
			settings->request_types.change = json_member_text(type, "id", "");
		if (text_equal(name, "Report a system problem"))
			settings->request_types.incident = json_member_text(type, "id", "");
	}
}

static void set_phases(struct jira_side *side)
{
	static const char *const authorize[] = { "Awaiting approval" };
	static const char *const scheduled[] = { "Awaiting implementation" };
	struct jira_settings *settings = &side->fixture.settings;

	jira_fixture_list(&side->fixture, &settings->phases.authorize, authorize, 1);
	jira_fixture_list(&side->fixture, &settings->phases.scheduled, scheduled, 1);
}

bool jira_side_open(struct jira_side *side, bool datacenter, const char *const *arguments)
{
	*side = (struct jira_side){ .site = datacenter ? "dc" : "cloud" };
	if (!sandbox_child_start(&side->sandbox, arguments))
		return false;
	jira_fixture_open(&side->fixture, NULL, 0);
	side->itsm = &side->fixture.itsm;
	side->arena = &side->fixture.arena;
	side->itsm->url = datacenter ? arena_print(side->arena, "%s/jira", side->sandbox.url)
	                             : side->sandbox.url;
	side->itsm->http = side->sandbox.http;
	side->fixture.settings.dialect = datacenter ? "datacenter" : "cloud";
	side->fixture.settings.user = datacenter ? "" : "certsteward@example.com";
	side->fixture.settings.project = "ITSM";
	side->fixture.settings.task_type = "";
	side->fixture.settings.subtask_type = "Sub-task";
	side->fixture.settings.mark_type = "[System] Service request";
	secret_release(&side->fixture.settings.token);
	if (datacenter)
		secret_set(&side->fixture.settings.token, "certsteward-pat", 15);
	else
		secret_set(&side->fixture.settings.token, "certsteward-token", 17);
	side->fixture.state.account = NULL;
	jira_fixture_reopen(&side->fixture);
	set_fields(side);
	set_options(side);
	set_approver(side, "alice", datacenter);
	set_request_types(side);
	set_phases(side);
	return true;
}

void jira_side_close(struct jira_side *side)
{
	jira_fixture_close(&side->fixture);
	sandbox_child_stop(&side->sandbox);
}

static void keep_finding(void *context, const struct itsm_finding *finding)
{
	struct jira_side *side = context;

	side->failed += finding->verdict == ITSM_FAILED;
	side->findings = arena_print(side->arena, "%s%d %s: %s (%s)\n", side->findings,
	                             (int)finding->verdict, finding->subject, finding->message,
	                             finding->mend);
}

void jira_side_check(struct jira_side *side)
{
	side->findings = "";
	side->failed = 0;
	if (!jira_itsm.check(side->itsm, side->arena, keep_finding, side, &side->error))
		fail_msg("check: %s", side->error.message);
}

struct receipt jira_side_push(struct jira_side *side, struct step step)
{
	struct receipt receipt;

	if (!jira_itsm.push(side->itsm, side->arena, &step, 1, &receipt, &side->error))
		fail_msg("%s: %s", step.key, side->error.message);
	return receipt;
}

struct step jira_side_make(struct jira_side *side, enum step_kind kind, enum step_verb verb,
                           const char *key, const char *body)
{
	return jira_fixture_step(&side->fixture, kind, verb, key, body);
}

struct receipt jira_side_find(struct jira_side *side, struct step step)
{
	struct receipt receipt;

	if (!jira_itsm.find(side->itsm, side->arena, &step, 1, &receipt, &side->error))
		fail_msg("find %s: %s", step.key, side->error.message);
	return receipt;
}

struct receipt jira_side_move(struct jira_side *side, const struct receipt *ticket,
                              const char *kind, const char *goal)
{
	struct step step = jira_side_make(
		side, STEP_TICKET, STEP_MOVE, "move",
		arena_print(side->arena, "{\"kind\":\"%s\",\"goal\":\"%s\"}", kind, goal));

	step.remote_id = ticket->remote_id;
	return jira_side_push(side, step);
}

struct ticket_seen jira_side_look(struct jira_side *side, const char *id)
{
	struct ticket_seen seen;

	if (!jira_itsm.read_tickets(side->itsm, side->arena, &id, 1, true, &seen, &side->error))
		fail_msg("read: %s", side->error.message);
	return seen;
}

void jira_side_act(struct jira_side *side, const char *action, const char *user, const char *issue,
                   const char *more)
{
	sandbox_child_control(&side->sandbox, side->arena, "jira/act",
	                      arena_print(side->arena,
	                                  "{\"site\":\"%s\",\"action\":\"%s\",\"user\":\"%s\","
	                                  "\"issue\":\"%s\"%s}",
	                                  side->site, action, user, issue, more));
}

void jira_side_fault(struct jira_side *side, const char *name, double rate, int milliseconds)
{
	const char *ms =
		milliseconds < 0 ? "" : arena_print(side->arena, ",\"ms\":%d", milliseconds);

	sandbox_child_control(
		&side->sandbox, side->arena, "fault",
		arena_print(side->arena, "{\"name\":\"%s\",\"rate\":%g%s}", name, rate, ms));
}

static const struct json *issues_of(struct jira_side *side)
{
	return json_get(sandbox_child_control(
				&side->sandbox, side->arena,
				arena_print(side->arena, "jira/dump?site=%s", side->site), NULL),
	                "issues");
}

const struct json *jira_side_dump(struct jira_side *side, const char *issue)
{
	JSON_EACH(item, issues_of(side))
	if (text_equal(json_member_text(item, "key", ""), issue))
		return item;
	return NULL;
}

size_t jira_side_count(struct jira_side *side, const char *label)
{
	size_t count = 0;

	JSON_EACH(item, issues_of(side))
	JSON_EACH(have, json_at(item, "fields", "Labels", NULL))
	count += text_equal(json_text(have, ""), label);
	return count;
}

struct both_sites {
	void (*way)(bool datacenter);
	bool datacenter;
};

static void go(void **state)
{
	const struct both_sites *site = *state;

	site->way(site->datacenter);
}

int jira_side_main(void (*way)(bool datacenter))
{
	struct both_sites cloud = { way, false }, datacenter = { way, true };
	const struct CMUnitTest tests[] = {
		{ "goes_its_way_on_cloud", go, NULL, NULL, &cloud },
		{ "goes_its_way_on_data_center", go, NULL, NULL, &datacenter },
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
