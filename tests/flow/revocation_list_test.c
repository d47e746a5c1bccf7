/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Lists as authorities really publish them: with changes beside them, and copied to other servers. */
#include "base/clock.h"
#include "support/check.h"
#include "support/responder.h"

#include <openssl/ocsp.h>

enum { HOUR = CLOCK_HOUR, DAY = CLOCK_DAY };

static int64_t number(struct ticket_world *world, const char *sql)
{
	return discover_world_number(world->discover, sql);
}

static struct responder_leaf *serve(struct ticket_world *world, struct responder *ca,
                                    const char *name, const char *host)
{
	struct responder_leaf *leaf = responder_issue(ca, name, RESPONDER_CRL, 0);
	(void)ticket_world_place(world, host, "",
	                         responder_chain(&world->arena, &ca->authority, leaf));
	return leaf;
}

static void ask(struct ticket_world *world, struct responder *ca,
                const struct discover_revocation_options *options, int64_t seconds)
{
	discover_world_pass(seconds);
	discover_world_scan(world->discover, &world->source);
	(void)responder_ask(ca, &world->flow, options, 1);
}

static void changes_behind_a_directory_are_read(void **state)
{
	struct ticket_world *world = *state;
	struct discover_revocation_options options = responder_options();
	RESPONDER(ca, "Test CA");
	struct responder_leaf *leaf = serve(world, &ca, "a.example", "10.0.0.1");
	ca.fresh = "URI:ldap:///CN=delta?deltaRevocationList,URI:http://crl.test/changes.crl";
	ca.changed = leaf;
	leaf->reason = OCSP_REVOKED_STATUS_SUPERSEDED;
	ask(world, &ca, &options, 0);
	assert_int_equal(ca.changes, 1);
	assert_int_equal(number(world, "SELECT count(*) FROM revocation WHERE status = 'revoked' "
	                               "AND reason = 'superseded'"),
	                 1);
	assert_int_equal(number(world, "SELECT count(*) FROM crl WHERE problem <> ''"), 0);
}

static void changes_that_cannot_be_read_are_told(void **state)
{
	struct ticket_world *world = *state;
	struct discover_revocation_options options = responder_options();
	RESPONDER(ca, "Test CA");
	(void)serve(world, &ca, "a.example", "10.0.0.1");
	ca.fresh = "URI:ldap:///CN=delta?deltaRevocationList";
	ask(world, &ca, &options, 0);
	const char *directory = "SELECT count(*) FROM crl WHERE base_id = 0 AND failures = 0 AND "
				"problem LIKE 'its changes ''ldap:///%'' are not read: %http://%'";
	assert_int_equal(number(world, directory), 1);
	assert_int_equal(number(world, "SELECT count(*) FROM revocation WHERE status = 'good'"), 1);
	/* A server that has none. */
	ca.fresh = "URI:http://crl.test/changes.crl";
	ask(world, &ca, &options, DAY);
	assert_int_equal(number(world, "SELECT count(*) FROM crl WHERE base_id = 0 AND failures = "
	                               "0 AND problem LIKE '%changes.crl'' are not read: %404%'"),
	                 1);
	/* They are there again. */
	ca.changed = &ca.leaves[0];
	ask(world, &ca, &options, DAY);
	assert_int_equal(number(world, "SELECT count(*) FROM crl WHERE problem <> ''"), 0);
	assert_int_equal(number(world, "SELECT count(*) FROM revocation WHERE status = 'revoked'"),
	                 1);
}

/* In a closed network lists are copied; what they say of themselves stays as it was. */
static void a_copied_list_speaks_for_the_point_that_certificates_name(void **state)
{
	struct ticket_world *world = *state;
	struct discover_revocation_options options = responder_options();
	const struct discover_revocation_issuer copied = { .issuer = "Test CA",
		                                           .crl = "http://mirror.test/ca.crl" };
	options.issuers = &copied;
	options.issuer_count = 1;
	RESPONDER(ca, "Test CA");
	(void)serve(world, &ca, "a.example", "10.0.0.1");
	ca.scope = "critical,fullname:URI:http://crl.test/ca.crl";
	ca.fresh = "URI:http://crl.test/changes.crl";
	ca.changed = &ca.leaves[0];
	ca.changes_scope = ca.scope;
	ask(world, &ca, &options, 0);
	assert_int_equal(number(world, "SELECT count(*) FROM revocation WHERE status = 'revoked' "
	                               "AND via = 'http://mirror.test/ca.crl'"),
	                 1);
	assert_int_equal(number(world, "SELECT count(*) FROM crl WHERE problem <> ''"), 0);
	/* Another part of the authority's certificates: those it does not name say nothing of ours. */
	ca.scope = "critical,fullname:URI:http://mirror.test/ca.crl";
	ca.fresh = NULL;
	(void)serve(world, &ca, "b.example", "10.0.0.2");
	ask(world, &ca, &options, DAY);
	assert_int_equal(number(world, "SELECT count(*) FROM revocation WHERE status = "
	                               "'unavailable' AND problem LIKE '%another distribution%'"),
	                 1);
	assert_int_equal(number(world, "SELECT count(*) FROM revocation WHERE status = 'good'"), 0);
}

static void changes_of_another_part_are_refused(void **state)
{
	struct ticket_world *world = *state;
	struct discover_revocation_options options = responder_options();
	RESPONDER(ca, "Test CA");
	(void)serve(world, &ca, "a.example", "10.0.0.1");
	ca.scope = "critical,fullname:URI:http://crl.test/ca.crl";
	ca.fresh = "URI:http://crl.test/changes.crl";
	ca.changed = &ca.leaves[0];
	ca.changes_scope = "critical,fullname:URI:http://crl.test/other.crl";
	ask(world, &ca, &options, 0);
	assert_int_equal(number(world, "SELECT count(*) FROM revocation WHERE status = 'good'"), 1);
	assert_int_equal(number(world, "SELECT count(*) FROM crl WHERE base_id = 0 AND problem "
	                               "LIKE '%another distribution point%'"),
	                 1);
}

#define WORLD_TEST(name) \
	cmocka_unit_test_setup_teardown(name, ticket_world_setup, ticket_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(changes_behind_a_directory_are_read),
		WORLD_TEST(changes_that_cannot_be_read_are_told),
		WORLD_TEST(a_copied_list_speaks_for_the_point_that_certificates_name),
		WORLD_TEST(changes_of_another_part_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
