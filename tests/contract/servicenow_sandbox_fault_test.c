/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Each fault of the sandbox at a high rate: by the receipts alone all is written exactly once. */
#include "base/http_curl.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/servicenow_side.h"

extern const struct itsm_type servicenow_itsm;

#define SHA  "3333333333333333333333333333333333333333333333333333333333333333"
#define SHA2 "4444444444444444444444444444444444444444444444444444444444444444"

enum { TRIES_MOST = 400 };

/* What the engine does with receipts, without its waiting. */
static bool is_settled(struct servicenow_side *side, struct step *step, struct receipt *receipt)
{
	struct receipt found;

	switch (receipt->outcome) {
	case RECEIPT_DONE:
		if (receipt->more)
			return false;
		return true;
	case RECEIPT_REFUSED:
		fail_msg("'%s': refused: %s", step->key, receipt->reason);
		return true;
	case RECEIPT_ACCEPTED:
		step->state = STEP_ACCEPTED;
		step->handle = receipt->handle;
		return false;
	case RECEIPT_UNKNOWN:
		for (int i = 0; i < TRIES_MOST; i++) {
			if (!servicenow_itsm.find(side->itsm, side->arena, step, 1, &found,
			                          &side->error) ||
			    found.outcome != RECEIPT_DONE)
				continue;
			*receipt = found;
			return found.remote_id != NULL;
		}
		fail_msg("'%s': cannot be looked for: %s", step->key, side->error.message);
		return true;
	default:
		return false;
	}
}

static struct receipt insist(struct servicenow_side *side, struct step step)
{
	struct receipt receipt = { .outcome = RECEIPT_UNTRIED };

	for (int i = 0; i < TRIES_MOST; i++) {
		/* A login that is refused twice in a row is told to people, and tried again by the
		 * next pass. */
		if (!servicenow_itsm.push(side->itsm, side->arena, &step, 1, &receipt,
		                          &side->error) &&
		    side->error.kind != ERROR_RETRY && side->error.kind != ERROR_PEER)
			fail_msg("'%s': %s", step.key, side->error.message);
		if (is_settled(side, &step, &receipt))
			return receipt;
		step.attempts++;
	}
	fail_msg("'%s': no end: %s, '%s'", step.key, receipt_outcome_name(receipt.outcome),
	         receipt.reason);
	return receipt;
}

static void insist_inventory(struct servicenow_side *side, const char *name_id, const char *host,
                             struct receipt receipts[static 3])
{
	const char *values = arena_print(
		side->arena,
		"\"valid_from\":\"2026-01-01 00:00:00\",\"valid_to\":\"2027-01-01 "
		"00:00:00\",\"state\":\"installed\",\"subject_alternative_name\":[\"%s\"]",
		name_id);
	struct step steps[3] = {
		servicenow_side_make(side, STEP_CERTIFICATE, STEP_CREATE, "certificate:" SHA,
		                     arena_print(side->arena,
		                                 "{\"values\":{\"name\":\"CA\",\"fingerprint\":"
		                                 "\"" SHA "\",%s}}",
		                                 values)),
		servicenow_side_make(
			side, STEP_CERTIFICATE, STEP_CREATE, "certificate:" SHA2,
			arena_print(side->arena,
		                    "{\"values\":{\"name\":\"leaf\",\"fingerprint\":\"" SHA2
		                    "\",\"issuer\":{\"ref\":\"certificate:" SHA "\"},%s}}",
		                    values)),
		servicenow_side_make(side, STEP_RELATION, STEP_CREATE, "relation:1",
		                     arena_print(side->arena,
		                                 "{\"parent\":\"%s\",\"parent_class\":"
		                                 "\"cmdb_ci_linux_server\",\"child\":{\"ref\":"
		                                 "\"certificate:" SHA2 "\"}}",
		                                 host)),
	};
	bool all = false;

	for (int i = 0; i < TRIES_MOST && !all; i++) {
		(void)servicenow_itsm.push(side->itsm, side->arena, steps, 3, receipts,
		                           &side->error);
		all = true;
		for (int k = 0; k < 3; k++) {
			if (receipts[k].outcome == RECEIPT_REFUSED)
				fail_msg("'%s': %s", steps[k].key, receipts[k].reason);
			all = all && receipts[k].outcome == RECEIPT_DONE;
		}
	}
	assert_true(all);
}

static struct step event(struct servicenow_side *side, const char *ticket, const char *name,
                         const char *body)
{
	struct step step = servicenow_side_make(side, STEP_EVENT, STEP_CREATE, name, body);

	step.ticket_id = ticket;
	return step;
}

static size_t count_rows(const struct json *rows, const char *column, const char *part)
{
	size_t count = 0;

	JSON_EACH(row, rows)
	if (strstr(json_member_text(row, column, ""), part) != NULL)
		count++;
	return count;
}

static struct json *table(struct servicenow_side *side, const char *name, const char *query)
{
	struct http_request request = {
		.method = "GET",
		.url = arena_print(side->arena, "%s/api/now/table/%s?sysparm_query=%s",
		                   side->sandbox.url, name, query),
		.user = "dave",
	};
	struct http_response response = { 0 };
	struct error error = ERROR_INIT;
	SECRET(password);

	secret_set(&password, "dave", 4);
	request.password = &password;
	assert_int_equal(side->sandbox.http->exchange(side->sandbox.http, &request, &response,
	                                              side->arena, &error),
	                 HTTP_ANSWERED);
	assert_int_equal(response.status, 200);
	return json_get(json_parse(side->arena, response.body, response.body_length, NULL, &error),
	                "result");
}

static void write_all(struct servicenow_side *side, const char *host, const char *group)
{
	struct receipt inventory[3];
	struct receipt name =
		insist(side, servicenow_side_make(side, STEP_DOMAIN, STEP_CREATE, "domain:a",
	                                          "{\"name\":\"once.example.com\"}"));
	insist_inventory(side, name.remote_id, host, inventory);
	struct receipt ticket = insist(
		side,
		servicenow_side_make(
			side, STEP_TICKET, STEP_CREATE, "renewal:once",
			arena_print(side->arena,
	                            "{\"kind\":\"change/normal\",\"goal\":\"open\",\"fields\":"
	                            "{\"short_description\":\"Renew\",\"assignment_group\":"
	                            "\"%s\"}}",
	                            group)));
	const char *id = ticket.remote_id;
	(void)insist(side, event(side, id, "renewal:once/note",
	                         "{\"event\":\"note\",\"text\":\"once\"}"));
	(void)insist(side,
	             event(side, id, "renewal:once/file",
	                   "{\"event\":\"attachment\",\"name\":\"a.txt\",\"text\":\"once\"}"));
	(void)insist(side, event(side, id, "renewal:once/cis",
	                         arena_print(side->arena,
	                                     "{\"event\":\"affected\",\"cis\":[\"%s\"]}", host)));
	struct step move = servicenow_side_make(side, STEP_TICKET, STEP_MOVE, "renewal:once",
	                                        "{\"kind\":\"change/normal\",\"goal\":\"approval "
	                                        "asked\"}");
	move.remote_id = id;
	(void)insist(side, move);
}

static const char *group_id(struct servicenow_side *side)
{
	return servicenow_side_named(servicenow_side_fetch(side, CI_GROUP), "Web Team")->id;
}

static void count_all(struct servicenow_side *side, const char *fault)
{
	const struct {
		const char *name, *query, *column, *part;
		size_t wanted;
	} counts[] = {
		{ "certificate_domain", "", "domain", "once.example.com", 1 },
		{ "cmdb_ci_certificate", "", "fingerprint", SHA, 1 },
		{ "cmdb_ci_certificate", "", "fingerprint", SHA2, 1 },
		{ "change_request", "", "correlation_id", "renewal:once", 1 },
		{ "change_request", "correlation_id=renewal:once", "state", "-4", 1 },
		{ "sys_journal_field", "", "value", "once", 1 },
		{ "sys_attachment", "", "file_name", "a.txt", 1 },
	};

	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		size_t found = count_rows(table(side, counts[i].name, counts[i].query),
		                          counts[i].column, counts[i].part);
		if (found != counts[i].wanted)
			fail_msg("fault '%s': %zu rows in %s with %s", fault, found, counts[i].name,
			         counts[i].part);
	}
	struct json *relations =
		table(side, "cmdb_rel_ci", "child.sys_class_name=cmdb_ci_certificate");
	assert_int_equal(json_count(relations), 1);
}

static void each_fault_ends_the_same(void **state)
{
	static const char *const faults[] = {
		"429",
		"429-bare",
		"lost-reply",
		"reset",
		"html-200",
		"202",
		"500",
		"503",
		"half-json",
		"deep-json",
		"token-expired",
		"ire-partial",
		"ire-lock-timeout",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		struct servicenow_side side;
		if (!servicenow_side_open(&side, NULL))
			skip();
		const char *host =
			servicenow_side_named(servicenow_side_fetch(&side, CI_HOST), "web-01")->id;
		const char *group = group_id(&side);
		(void)sandbox_child_control(
			&side.sandbox, side.arena, "fault",
			arena_print(side.arena, "{\"name\":\"%s\",\"rate\":0.35}", faults[i]));
		write_all(&side, host, group);
		(void)sandbox_child_control(&side.sandbox, side.arena, "fault", "{\"clear\":true}");
		count_all(&side, faults[i]);
		servicenow_side_close(&side);
	}
}

static void all_faults_together_end_the_same(void **state)
{
	static const char *const arguments[] = {
		"--fault",      "429:0.1",       "--fault", "lost-reply:0.1",  "--fault",
		"html-200:0.1", "--fault",       "202:0.1", "--fault",         "503:0.1",
		"--fault",      "half-json:0.1", "--fault", "ire-partial:0.1", NULL,
	};
	struct servicenow_side side;
	const char *host = NULL;

	(void)state;
	if (!servicenow_side_open(&side, arguments))
		skip();
	(void)sandbox_child_control(&side.sandbox, side.arena, "fault", "{\"clear\":true}");
	host = servicenow_side_named(servicenow_side_fetch(&side, CI_HOST), "web-01")->id;
	const char *group = group_id(&side);
	for (size_t i = 0; arguments[i] != NULL; i += 2) {
		const char *colon = strchr(arguments[i + 1], ':');
		(void)sandbox_child_control(
			&side.sandbox, side.arena, "fault",
			arena_print(side.arena, "{\"name\":\"%.*s\",\"rate\":0.1}",
		                    (int)(colon - arguments[i + 1]), arguments[i + 1]));
	}
	write_all(&side, host, group);
	(void)sandbox_child_control(&side.sandbox, side.arena, "fault", "{\"clear\":true}");
	count_all(&side, "all");
	servicenow_side_close(&side);
}

/* Every second CI is hidden from reads, and sorting is refused: no row twice, no false end. */
static void trimmed_and_refused_pages_end(void **state)
{
	static const char *const arguments[] = { "--fault", "trimmed-pages:0.5", NULL };
	struct servicenow_side side;

	(void)state;
	if (!servicenow_side_open(&side, arguments))
		skip();
	side.fixture.settings.page_size = 10;
	size_t trimmed = servicenow_side_fetch(&side, CI_HOST)->count;
	(void)sandbox_child_control(&side.sandbox, side.arena, "fault",
	                            "{\"name\":\"query-acl-403\",\"rate\":1}");
	size_t by_offset = servicenow_side_fetch(&side, CI_HOST)->count;
	assert_true(side.fixture.state.no_keyset);
	(void)sandbox_child_control(&side.sandbox, side.arena, "fault", "{\"clear\":true}");
	side.fixture.state.no_keyset = false;
	size_t whole = servicenow_side_fetch(&side, CI_HOST)->count;
	assert_true(trimmed > 0 && trimmed < whole);
	assert_int_equal(by_offset, trimmed);
	servicenow_side_close(&side);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_ends_the_same),
		cmocka_unit_test(all_faults_together_end_the_same),
		cmocka_unit_test(trimmed_and_refused_pages_end),
	};

	http_curl_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
