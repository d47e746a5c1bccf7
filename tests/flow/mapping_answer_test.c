/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What mapping programs answer is cleaned before it is wanted, compared or written; what cannot be
 * written sets its own certificate aside. */
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive.h"
#include "flow/plan.h"
#include "store/store_queue.h"
#include "store/store_record.h"
#include "support/check.h"
#include "support/ticket_world.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MINUTE = CLOCK_MINUTE, DAY = CLOCK_DAY };

/* Direction, control characters and 3,000 characters, of which 1,000 and 160 are taken. */
#define EVIL "(\"a\\u202eb\\u0007\\r\\n\" + \"x\" * 2995)"
#define CERTIFICATE(more)                                                                          \
	"{class: \"cmdb_ci_certificate\", seed: {}, insert: {}, values: ({name: "                  \
	".certificate.names[0].folded, fingerprint: .certificate.sha256, short_description: " EVIL \
	"}" more ")}"
#define CHANGE "{kind: .ticket.kind, template: null, fields: {short_description: " EVIL "}}"

static const char *expected(struct arena *arena, size_t length)
{
	char *text = arena_allocate(arena, length + 1);
	memset(text, 'x', length);
	memcpy(text, "ab ", 3);
	text[length] = '\0';
	return text;
}

/* These programs in place of the shipped ones. */
static void use(struct ticket_world *world, const char *certificate, const char *change,
                const char *relation)
{
	const struct {
		const char *name, *text;
	} own[] = { { "servicenow/certificate.jq", certificate },
		    { "servicenow/change.jq", change },
		    { "servicenow/relation.jq", relation } };
	struct mapping_program list[COUNT_OF(own)];
	struct error error = ERROR_INIT;
	char folder[] = "/tmp/mapping_answer_test.XXXXXX";
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < COUNT_OF(own); i++) {
		list[i] = (struct mapping_program){
			.name = own[i].name,
			.form = &world->far.itsm.type->answers,
		};
		if (!own[i].text)
			continue;
		list[i].path = arena_print(&world->arena, "%s/%zu.jq", folder, i);
		if (!file_replace(list[i].path, own[i].text, strlen(own[i].text), 0644, &error))
			fail_msg("%s", error.message);
	}
	ticket_world_programs(world, list, COUNT_OF(list));
	for (size_t i = 0; i < COUNT_OF(own); i++)
		if (list[i].path)
			unlink(list[i].path);
	rmdir(folder);
}

static void serve(struct ticket_world *world, const char *host, const char *name, long ends)
{
	ticket_world_place(world, host, "g-web", ticket_world_chain(world, name, ends - 390, ends));
}

static size_t written(const struct ticket_world *world, enum step_kind kind)
{
	size_t count = 0;
	for (size_t i = 0; i < world->far.count; i++)
		count += world->far.writes[i].kind == kind;
	return count;
}

/* Everything is mapped and compared once more. */
static void derive_again(struct ticket_world *world)
{
	struct error error = ERROR_INIT;
	struct plan_options options = { .now = clock_now() };
	struct plan_counts counts;
	struct derive_result derived;
	assert_true(store_dirty_add_id(world->store, "certificate", 1, "test", 0, &error));
	assert_true(store_dirty_add_id(world->store, "certificate", 2, "test", 0, &error));
	assert_true(derive(&world->flow, &derived, &error));
	assert_true(derived.certificates > 0);
	assert_true(plan_write(&world->flow, &world->side, &options, NULL, NULL, &counts, &error));
}

static void texts_are_cut_and_written_once(void **state)
{
	struct ticket_world *world = *state;
	use(world, CERTIFICATE(""), CHANGE, NULL);
	serve(world, "10.0.0.1", "shop.example.com", 9);
	ticket_world_passes(world, 2, MINUTE);
	const struct fake_write *record = fake_itsm_write(&world->far, "certificate:", "");
	const struct fake_ticket *ticket = fake_itsm_ticket(&world->far, "renewal:");
	assert_non_null(record);
	assert_string_equal(
		json_text(json_at(record->body, "values", "short_description", NULL), ""),
		expected(&world->arena, 1000));
	assert_string_equal(json_member_text(ticket->fields, "short_description", ""),
	                    expected(&world->arena, 160));
	size_t before = world->far.count;
	derive_again(world);
	ticket_world_passes(world, 2, MINUTE);
	assert_int_equal(world->far.count, before);
}

static void assert_aside(struct ticket_world *world, const char *kind, const char *reason)
{
	struct store_aside *asides;
	struct error error = ERROR_INIT;
	size_t count;
	assert_true(store_aside_list(world->store, &world->arena, &asides, &count, &error));
	assert_int_equal(count, 1);
	assert_string_equal(asides[0].kind, kind);
	assert_string_equal(asides[0].reason, reason);
}

static void a_bad_name_sets_its_certificate_aside(void **state)
{
	struct ticket_world *world = *state;
	world->leaves_aside = true;
	use(world,
	    CERTIFICATE(" + if .certificate.names[0].folded == \"bad.example.com\" then "
	                "{\"a b!\": \"x\"} else {} end"),
	    NULL, NULL);
	serve(world, "10.0.0.1", "bad.example.com", 300);
	serve(world, "10.0.0.2", "good.example.com", 300);
	ticket_world_passes(world, 2, MINUTE);
	/* The good one and their issuer. */
	assert_int_equal(written(world, STEP_CERTIFICATE), 2);
	assert_aside(world, "certificate",
	             "mapping 'servicenow/certificate.jq': field 'a b!' has a name beyond A-Z a-z "
	             "0-9 _ . - (at most 80)");
}

static void a_refused_relation_stops_nothing_else(void **state)
{
	struct ticket_world *world = *state;
	world->leaves_aside = true;
	use(world, NULL, NULL, "{type: \"Uses::Used by\", parent: {ref: \"ci\"}}");
	serve(world, "10.0.0.1", "shop.example.com", 9);
	ticket_world_passes(world, 2, MINUTE);
	assert_int_equal(written(world, STEP_CERTIFICATE), 2);
	assert_int_equal(written(world, STEP_RELATION), 0);
	assert_non_null(fake_itsm_ticket(&world->far, "renewal:"));
	assert_aside(world, "certificate",
	             "mapping 'servicenow/relation.jq': field 'parent' holds an ill-formed "
	             "reference: {\"ref\": \"kind:key\"} is meant");
	/* It is mended. */
	use(world, NULL, NULL, NULL);
	derive_again(world);
	ticket_world_pass(world, MINUTE);
	struct store_aside *asides;
	struct error error = ERROR_INIT;
	size_t count;
	assert_true(store_aside_list(world->store, &world->arena, &asides, &count, &error));
	assert_int_equal(count, 0);
	assert_int_equal(written(world, STEP_RELATION), 1);
}

static void a_refused_ticket_is_set_aside(void **state)
{
	struct ticket_world *world = *state;
	world->leaves_aside = true;
	use(world, NULL, "{kind: .ticket.kind, fields: {cmdb_ci: {id: 1}}}", NULL);
	serve(world, "10.0.0.1", "shop.example.com", 9);
	ticket_world_passes(world, 2, MINUTE);
	assert_int_equal(written(world, STEP_CERTIFICATE), 2);
	assert_int_equal(written(world, STEP_TICKET), 0);
	assert_aside(world, "case",
	             "mapping 'servicenow/change.jq': field 'cmdb_ci' holds an object: only "
	             "{\"ref\": \"kind:key\"} is allowed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(texts_are_cut_and_written_once, ticket_world_setup,
		                                ticket_world_teardown),
		cmocka_unit_test_setup_teardown(a_bad_name_sets_its_certificate_aside,
		                                ticket_world_setup, ticket_world_teardown),
		cmocka_unit_test_setup_teardown(a_refused_relation_stops_nothing_else,
		                                ticket_world_setup, ticket_world_teardown),
		cmocka_unit_test_setup_teardown(a_refused_ticket_is_set_aside, ticket_world_setup,
		                                ticket_world_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
