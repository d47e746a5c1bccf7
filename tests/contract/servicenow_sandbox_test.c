/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The adapter against the running sandbox: what two readings of the vendor's documents agree on. */
#include "base/clock.h"
#include "base/http_curl.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/sandbox.h"
#include "support/servicenow_fixture.h"

extern const struct itsm_type servicenow_itsm;

#define SHA_ROOT "1111111111111111111111111111111111111111111111111111111111111111"
#define SHA_LEAF "2222222222222222222222222222222222222222222222222222222222222222"

enum { ROWS_MOST = 256 };

struct side {
	struct sandbox_child sandbox;
	struct servicenow_fixture fixture;
	struct itsm *itsm;
	struct arena *arena;
	struct error error;
};

static bool open_side(struct side *side, const char *const *arguments)
{
	*side = (struct side){ 0 };
	if (!sandbox_child_start(&side->sandbox, arguments))
		return false;
	servicenow_fixture_open(&side->fixture, NULL, 0);
	side->itsm = &side->fixture.itsm;
	side->arena = &side->fixture.arena;
	side->itsm->url = side->sandbox.url;
	side->itsm->http = side->sandbox.http;
	side->fixture.settings.user = "";
	side->fixture.settings.account = "certsteward";
	side->fixture.settings.client_id = "certsteward";
	secret_set(&side->fixture.settings.client_secret, "certsteward-secret", 18);
	side->fixture.settings.domain_column = "";
	side->fixture.settings.fingerprint = "read";
	return true;
}

static void close_side(struct side *side)
{
	servicenow_fixture_close(&side->fixture);
	sandbox_child_stop(&side->sandbox);
}

struct rows {
	struct side *side;
	struct ci items[ROWS_MOST];
	size_t count;
};

static bool keep(void *context, const struct ci *row, struct error *error)
{
	struct rows *rows = context;
	struct ci *copy;

	(void)error;
	if (rows->count == ROWS_MOST)
		return true;
	copy = &rows->items[rows->count++];
	*copy = *row;
	copy->id = arena_copy(rows->side->arena, row->id);
	copy->name = arena_copy(rows->side->arena, row->name);
	copy->class = arena_copy(rows->side->arena, row->class);
	copy->fingerprint = arena_copy(rows->side->arena, row->fingerprint);
	copy->parent = arena_copy(rows->side->arena, row->parent);
	copy->child = arena_copy(rows->side->arena, row->child);
	copy->fields = json_copy(rows->side->arena, row->fields);
	return true;
}

static bool ignore_mark(void *context, const char *cursor, struct error *error)
{
	(void)context;
	(void)cursor;
	(void)error;
	return true;
}

static struct rows *fetch(struct side *side, enum ci_kind kind)
{
	struct rows *rows = ARENA_NEW(side->arena, struct rows);
	struct itsm_fetch request = { .scratch = side->arena,
		                      .each = keep,
		                      .mark = ignore_mark,
		                      .context = rows,
		                      .cursor = "" };

	rows->side = side;
	if (!servicenow_itsm.fetch(side->itsm, kind, &request, &side->error))
		fail_msg("%s: %s", ci_kind_name(kind), side->error.message);
	return rows;
}

static const struct ci *named(const struct rows *rows, const char *name)
{
	for (size_t i = 0; i < rows->count; i++)
		if (strcmp(rows->items[i].name, name) == 0)
			return &rows->items[i];
	fail_msg("no row '%s' among %zu", name, rows->count);
	return NULL;
}

static struct receipt push(struct side *side, struct step step)
{
	struct receipt receipt;

	if (!servicenow_itsm.push(side->itsm, side->arena, &step, 1, &receipt, &side->error))
		fail_msg("'%s': %s", step.key, side->error.message);
	return receipt;
}

static struct receipt find(struct side *side, struct step step)
{
	struct receipt receipt;

	if (!servicenow_itsm.find(side->itsm, side->arena, &step, 1, &receipt, &side->error))
		fail_msg("'%s': %s", step.key, side->error.message);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	return receipt;
}

static void done(const struct receipt *receipt, const char *what)
{
	if (receipt->outcome != RECEIPT_DONE || text_is_empty(receipt->remote_id))
		fail_msg("%s: %s, '%s'", what, receipt_outcome_name(receipt->outcome),
		         receipt->reason);
}

static struct step make(struct side *side, enum step_kind kind, enum step_verb verb,
                        const char *key, const char *body)
{
	return servicenow_fixture_step(&side->fixture, kind, verb, key, body);
}

static void reads_the_mirror(void **state)
{
	struct side side;

	(void)state;
	if (!open_side(&side, NULL))
		skip();
	side.fixture.settings.page_size = 10;
	struct rows *hosts = fetch(&side, CI_HOST);
	const struct ci *web = named(hosts, "web-01");
	assert_true(hosts->count > 40);
	assert_string_equal(web->class, "cmdb_ci_linux_server");
	assert_int_equal(web->life, CI_OPERATIONAL);
	assert_string_equal(named(fetch(&side, CI_APPLICATION), "nginx@web-01")->class,
	                    "cmdb_ci_nginx_web_server");
	assert_int_equal(named(fetch(&side, CI_VIP), "shop")->port, 443);
	(void)named(fetch(&side, CI_SERVICE), "Online Shop");
	assert_true(named(fetch(&side, CI_GROUP), "Web Team")->active);
	assert_true(fetch(&side, CI_USER)->count >= 5);
	assert_true(fetch(&side, CI_TEMPLATE)->count >= 1);
	assert_true(fetch(&side, CI_CALENDAR)->count >= 2);
	(void)fetch(&side, CI_TICKET);
	(void)fetch(&side, CI_RELATION);
	close_side(&side);
}

static const char *add_names(struct side *side)
{
	struct step step = make(side, STEP_DOMAIN, STEP_CREATE, "domain:shop.example.com",
	                        "{\"name\":\"shop.example.com\"}");
	struct receipt receipt = push(side, step);

	done(&receipt, "name");
	assert_string_equal(find(side, step).remote_id, receipt.remote_id);
	return receipt.remote_id;
}

static void fill_inventory(struct side *side, const char *host, const char *class,
                           struct step steps[static 3])
{
	const char *name_id = add_names(side);
	const char *common = "\"valid_from\":\"2026-01-01 00:00:00\",\"valid_to\":\"2027-01-01 "
			     "00:00:00\",\"state\":\"installed\",\"subject_alternative_name\":";

	steps[0] = make(side, STEP_CERTIFICATE, STEP_CREATE, "certificate:" SHA_ROOT,
	                arena_print(side->arena,
	                            "{\"values\":{\"name\":\"Example CA\",\"is_ca\":true,"
	                            "\"fingerprint\":\"" SHA_ROOT
	                            "\",\"serial_number\":\"01\",%s[\"%s\"],"
	                            "\"root_issuer\":{\"ref\":\"certificate:" SHA_ROOT "\"}}}",
	                            common, name_id));
	steps[1] = make(
		side, STEP_CERTIFICATE, STEP_CREATE, "certificate:" SHA_LEAF,
		arena_print(side->arena,
	                    "{\"values\":{\"name\":\"shop.example.com\",\"fingerprint\":\"" SHA_LEAF
	                    "\",\"serial_number\":\"0a1b\",%s[\"%s\"],"
	                    "\"issuer\":{\"ref\":\"certificate:" SHA_ROOT
	                    "\"},\"root_issuer\":{\"ref\":\"certificate:" SHA_ROOT "\"}}}",
	                    common, name_id));
	steps[2] = make(side, STEP_RELATION, STEP_CREATE, "relation:1",
	                arena_print(side->arena,
	                            "{\"parent\":\"%s\",\"parent_class\":\"%s\","
	                            "\"child\":{\"ref\":\"certificate:" SHA_LEAF "\"}}",
	                            host, class));
}

static void writes_an_inventory_once(void **state)
{
	struct side side;
	struct step steps[3];
	struct receipt first[3], second[3];

	(void)state;
	if (!open_side(&side, NULL))
		skip();
	const struct ci *host = named(fetch(&side, CI_HOST), "web-01");
	fill_inventory(&side, host->id, host->class, steps);
	if (!servicenow_itsm.push(side.itsm, side.arena, steps, 3, first, &side.error))
		fail_msg("%s", side.error.message);
	for (int i = 0; i < 3; i++)
		done(&first[i], steps[i].key);
	assert_string_equal(json_member_text(first[0].holds, "name", ""), "Example CA");
	assert_string_equal(json_member_text(first[1].holds, "issuer", ""), first[0].remote_id);
	assert_string_equal(json_member_text(first[1].holds, "discovery_source", ""),
	                    "SG-certsteward");

	if (!servicenow_itsm.push(side.itsm, side.arena, steps, 3, second, &side.error))
		fail_msg("%s", side.error.message);
	for (int i = 0; i < 3; i++)
		assert_string_equal(second[i].remote_id, first[i].remote_id);
	assert_string_equal(find(&side, steps[1]).remote_id, first[1].remote_id);
	struct rows *certificates = fetch(&side, CI_CERTIFICATE);
	const struct ci *root = named(certificates, "Example CA");
	assert_true(root->ours);
	assert_string_equal(root->fingerprint, SHA_ROOT);
	assert_string_equal(json_member_text(root->fields, "root_issuer", ""), root->id);
	struct rows *relations = fetch(&side, CI_RELATION);
	assert_string_equal(named(relations, "Uses::Used by")->parent, host->id);

	/* The class of the host stays what it was. */
	assert_string_equal(named(fetch(&side, CI_HOST), "web-01")->class, host->class);
	struct step removal = make(&side, STEP_RELATION, STEP_DELETE, "relation:1", "{}");
	removal.remote_id = first[2].remote_id;
	struct receipt removed = push(&side, removal);
	done(&removed, "removal");
	assert_int_equal(fetch(&side, CI_RELATION)->count, relations->count - 1);
	close_side(&side);
}

static struct receipt move(struct side *side, const struct receipt *ticket, const char *kind,
                           const char *goal)
{
	struct step step =
		make(side, STEP_TICKET, STEP_MOVE, "renewal:x",
	             arena_print(side->arena, "{\"kind\":\"%s\",\"goal\":\"%s\",\"close\":true}",
	                         kind, goal));

	step.remote_id = ticket->remote_id;
	return push(side, step);
}

static struct ticket_seen look(struct side *side, const char *id)
{
	struct ticket_seen seen;

	if (!servicenow_itsm.read_tickets(side->itsm, side->arena, &id, 1, true, &seen,
	                                  &side->error))
		fail_msg("%s", side->error.message);
	return seen;
}

static void act(struct side *side, const char *action, const char *number, const char *more)
{
	(void)sandbox_child_control(&side->sandbox, side->arena, "act",
	                            arena_print(side->arena,
	                                        "{\"action\":\"%s\",\"number\":\"%s\"%s}", action,
	                                        number, more));
}

static void add_events(struct side *side, const struct receipt *ticket, const char *kind,
                       const char *ci)
{
	const char *bodies[] = {
		arena_print(side->arena,
		            "{\"event\":\"note\",\"ticket\":\"%s\",\"text\":\"half is gone\"}",
		            kind),
		arena_print(side->arena,
		            "{\"event\":\"attachment\",\"ticket\":\"%s\",\"name\":\"proof.txt\","
		            "\"type\":\"text/plain\",\"text\":\"served\"}",
		            kind),
	};

	for (size_t i = 0; i < 2; i++) {
		struct step step =
			make(side, STEP_EVENT, STEP_CREATE,
		             arena_print(side->arena, "%s/event:%zu", kind, i), bodies[i]);
		step.ticket_id = ticket->remote_id;
		assert_null(find(side, step).remote_id);
		struct receipt receipt = push(side, step);
		done(&receipt, "event");
		assert_string_equal(find(side, step).remote_id, receipt.remote_id);
	}
	struct step affected =
		make(side, STEP_EVENT, STEP_CREATE, "renewal:x/affected",
	             arena_print(side->arena, "{\"event\":\"affected\",\"cis\":[\"%s\"]}", ci));
	affected.ticket_id = ticket->remote_id;
	struct receipt receipt = push(side, affected);
	for (int i = 0; i < 50 && receipt.outcome == RECEIPT_ACCEPTED; i++) {
		affected.state = STEP_ACCEPTED;
		affected.handle = receipt.handle;
		receipt = push(side, affected);
	}
	done(&receipt, "affected CIs");
}

static void follows_a_normal_change(void **state)
{
	struct side side;
	struct ticket_seen seen;

	(void)state;
	if (!open_side(&side, NULL))
		skip();
	const struct ci *host = named(fetch(&side, CI_HOST), "web-01");
	const struct ci *group = named(fetch(&side, CI_GROUP), "Web Team");
	struct step open = make(
		&side, STEP_TICKET, STEP_CREATE, "renewal:x",
		arena_print(side.arena,
	                    "{\"kind\":\"change/normal\",\"goal\":\"open\",\"fields\":{\"short_"
	                    "description\":\"Renew\",\"cmdb_ci\":\"%s\",\"assignment_group\":"
	                    "\"%s\",\"no_such_field\":\"x\",\"start_date\":\"2026-12-01 "
	                    "20:00:00\",\"end_date\":\"2026-12-01 21:00:00\"}}",
	                    host->id, group->id));
	assert_null(find(&side, open).remote_id);
	struct receipt ticket = push(&side, open);
	done(&ticket, "change");
	check_contains(ticket.reason, "no_such_field");
	assert_string_equal(find(&side, open).remote_id, ticket.remote_id);
	add_events(&side, &ticket, "change/normal", host->id);

	seen = look(&side, ticket.remote_id);
	assert_int_equal(seen.phase, TICKET_PHASE_NEW);
	assert_int_equal(seen.kind, TICKET_CHANGE_NORMAL);
	assert_string_equal(seen.key, "renewal:x");
	assert_int_equal(seen.note_count, 0);

	struct receipt moved = move(&side, &ticket, "change/normal", "approval asked");
	done(&moved, "submitting");
	act(&side, "approve", ticket.number, ",\"user\":\"dave\",\"text\":\"go on\"");
	seen = look(&side, ticket.remote_id);
	for (int i = 0; i < 3 && seen.phase != TICKET_PHASE_SCHEDULED; i++) {
		act(&side, "approve", ticket.number, ",\"user\":\"dave\"");
		seen = look(&side, ticket.remote_id);
	}
	assert_int_equal(seen.phase, TICKET_PHASE_SCHEDULED);
	assert_int_equal(seen.approval, TICKET_APPROVAL_APPROVED);
	assert_true(seen.may_implement);
	assert_true(seen.decision_count >= 1);
	assert_true(*seen.decisions[0].who != '\0');

	moved = move(&side, &ticket, "change/normal", "implementing");
	done(&moved, "implementing");
	act(&side, "note", ticket.number, ",\"user\":\"alice\",\"text\":\"on it\"");
	moved = move(&side, &ticket, "change/normal", "done");
	done(&moved, "review");
	seen = look(&side, ticket.remote_id);
	assert_int_equal(seen.phase, TICKET_PHASE_REVIEW);
	assert_int_equal(seen.note_count, 1);
	assert_string_equal(seen.notes[0].by, "alice");
	close_side(&side);
}

static void a_rejection_carries_its_reason(void **state)
{
	struct side side;

	(void)state;
	if (!open_side(&side, NULL))
		skip();
	const struct ci *group = named(fetch(&side, CI_GROUP), "Web Team");
	struct receipt ticket =
		push(&side, make(&side, STEP_TICKET, STEP_CREATE, "renewal:y",
	                         arena_print(side.arena,
	                                     "{\"kind\":\"change/normal\",\"goal\":\"open\","
	                                     "\"fields\":{\"short_description\":\"Renew\","
	                                     "\"assignment_group\":\"%s\"}}",
	                                     group->id)));
	done(&ticket, "change");
	struct receipt moved = move(&side, &ticket, "change/normal", "approval asked");
	done(&moved, "submitting");
	act(&side, "reject", ticket.number, ",\"user\":\"dave\",\"text\":\"not in December\"");
	struct ticket_seen seen = look(&side, ticket.remote_id);
	bool said = false;
	for (size_t i = 0; i < seen.decision_count; i++)
		said = said || (strcmp(seen.decisions[i].state, "rejected") == 0 &&
		                strstr(seen.decisions[i].comment, "not in December") != NULL);
	assert_true(said);
	assert_int_equal(seen.phase, TICKET_PHASE_NEW);
	/* Not needed any more: cancelled with its reason. */
	moved = move(&side, &ticket, "change/normal", "not needed");
	done(&moved, "cancelling");
	assert_int_equal(look(&side, ticket.remote_id).phase, TICKET_PHASE_CANCELLED);
	close_side(&side);
}

static void an_incident_is_resolved(void **state)
{
	struct side side;

	(void)state;
	if (!open_side(&side, NULL))
		skip();
	const struct ci *host = named(fetch(&side, CI_HOST), "web-01");
	side.fixture.settings.caller = "alice";
	struct receipt ticket =
		push(&side, make(&side, STEP_TICKET, STEP_CREATE, "expired:x",
	                         arena_print(side.arena,
	                                     "{\"kind\":\"incident\",\"goal\":\"open\",\"fields\":{"
	                                     "\"short_description\":\"EXPIRED\",\"impact\":\"1\","
	                                     "\"urgency\":\"2\",\"cmdb_ci\":\"%s\"}}",
	                                     host->id)));
	done(&ticket, "incident");
	add_events(&side, &ticket, "incident", host->id);
	struct receipt moved = move(&side, &ticket, "incident", "done");
	done(&moved, "resolving");
	struct ticket_seen seen = look(&side, ticket.remote_id);
	assert_int_equal(seen.phase, TICKET_PHASE_REVIEW);
	assert_string_equal(json_member_text(seen.fields, "priority", ""), "2");
	assert_int_equal(look(&side, "00000000000000000000000000000000").phase, TICKET_PHASE_GONE);
	close_side(&side);
}

static void signs_and_obeys_the_switch(void **state)
{
	struct side side;
	struct itsm_identity identity, mark = { .store_id = "store-1", .epoch = 7 };

	(void)state;
	if (!open_side(&side, NULL))
		skip();
	assert_true(servicenow_itsm.identify(side.itsm, side.arena, &identity, &side.error));
	assert_string_equal(identity.store_id, "");
	assert_false(identity.paused);
	if (!servicenow_itsm.sign(side.itsm, side.arena, &mark, &side.error))
		fail_msg("%s", side.error.message);
	mark.epoch = 8;
	if (!servicenow_itsm.sign(side.itsm, side.arena, &mark, &side.error))
		fail_msg("%s", side.error.message);
	assert_true(servicenow_itsm.identify(side.itsm, side.arena, &identity, &side.error));
	assert_string_equal(identity.store_id, "store-1");
	assert_int_equal(identity.epoch, 8);
	assert_false(identity.paused);
	(void)sandbox_child_control(&side.sandbox, side.arena, "act",
	                            "{\"action\":\"set\",\"name\":\"certsteward\",\"fields\":{"
	                            "\"operational_status\":\"2\"}}");
	assert_true(servicenow_itsm.identify(side.itsm, side.arena, &identity, &side.error));
	assert_true(identity.paused);
	close_side(&side);
}

static void count_failures(void *context, const struct itsm_finding *finding)
{
	int *counts = context;

	counts[finding->verdict]++;
	if (finding->verdict != ITSM_OK)
		print_message("%d %s: %s (%s)\n", (int)finding->verdict, finding->subject,
		              finding->message, finding->mend);
	assert_true(finding->verdict == ITSM_OK || *finding->mend != '\0');
}

static void check_finds_a_prepared_instance_good(void **state)
{
	struct side side;
	int counts[3] = { 0 };

	(void)state;
	if (!open_side(&side, NULL))
		skip();
	side.fixture.settings.caller = "alice";
	if (!servicenow_itsm.check(side.itsm, side.arena, count_failures, counts, &side.error))
		fail_msg("%s", side.error.message);
	assert_int_equal(counts[ITSM_FAILED], 0);
	assert_true(counts[ITSM_OK] > 30);
	close_side(&side);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_mirror),
		cmocka_unit_test(writes_an_inventory_once),
		cmocka_unit_test(follows_a_normal_change),
		cmocka_unit_test(a_rejection_carries_its_reason),
		cmocka_unit_test(an_incident_is_resolved),
		cmocka_unit_test(signs_and_obeys_the_switch),
		cmocka_unit_test(check_finds_a_prepared_instance_good),
	};

	http_curl_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
