/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Encoded queries find what the platform's documents say, and drop what they do not know. */

#include "instance.h"
#include "query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static long long count(void **state, const char *table, const char *encoded)
{
	struct instance *instance = *state;
	const struct table *found = dictionary_table(table);
	QUERY_SCOPE struct query query;
	query_compile(&instance->session, found, encoded, &query);
	const char *sql = pool_print(instance->pool, "SELECT count(*) FROM \"%s\" t WHERE %s",
	                             found->storage, text_value(&query.where));
	return database_number(instance->sandbox.database, sql, query.values, query.count);
}

static void assert_count(void **state, const char *encoded, long long wanted)
{
	assert_int_equal(count(state, "sys_user_group", encoded), wanted);
}

static void compares(void **state)
{
	assert_count(state, "name=Web Team", 1);
	assert_count(state, "name!=Web Team", 7);
	assert_count(state, "nameSTARTSWITHWeb", 1);
	assert_count(state, "nameENDSWITHTeam", 5);
	assert_count(state, "nameLIKEeb T", 1);
	assert_count(state, "nameNOTLIKETeam", 3);
	assert_count(state, "nameINWeb Team,Mail Team,None", 2);
	assert_count(state, "nameNOT INWeb Team,Mail Team", 6);
	assert_count(state, "email ISEMPTY", 8);
	assert_count(state, "emailISEMPTY", 8);
	assert_count(state, "nameISNOTEMPTY", 8);
	assert_count(state, "active=1", 7);
	assert_count(state, "name>Platform Team", 2);
	assert_count(state, "nameBETWEENMail Team@PKI Team", 2);
}

static void numbers_are_not_texts(void **state)
{
	assert_int_equal(count(state, "sys_choice",
	                       "name=cmdb_ci^element=install_status"
	                       "^sequence>9"),
	                 count(state, "sys_choice", "name=cmdb_ci^element=install_status"));
	assert_int_equal(count(state, "sys_choice", "sequence<10"), 10);
}

static void combines(void **state)
{
	assert_count(state, "name=Web Team^ORname=Mail Team", 2);
	assert_count(state, "name=Web Team^ORname=Mail Team^active=false", 0);
	assert_count(state, "name=Web Team^active=false^NQname=Mail Team", 1);
	assert_count(state, "name=Web Team^EQ", 1);
	assert_count(state, "", 8);
	assert_count(state, NULL, 8);
}

static void walks_to_references(void **state)
{
	assert_count(state, "manager.user_name=alice", 1);
	assert_count(state, "manager.active=false", 1);
	assert_count(state, "manager.no_such=false", 8);
	assert_count(state, "manager.manager.name=x", 8);
}

static void unknown_parts_vanish(void **state)
{
	assert_count(state, "no_such=x", 8);
	assert_count(state, "no_such=x^name=Web Team", 1);
	assert_count(state, "nameSOUNDSLIKEx", 8);
	assert_count(state, "name=Web Team^ORno_such=x", 1);
	struct instance *instance = *state;
	QUERY_SCOPE struct query query;
	query_compile(&instance->session, dictionary_table("sys_user"), "u_x=1", &query);
	assert_true(query.dropped);
}

static void classes_hide_their_children_s_columns(void **state)
{
	assert_int_equal(count(state, "cmdb_ci_linux_server", "nameSTARTSWITHhost-"), 15);
	assert_int_equal(count(state, "cmdb_ci_server", "nameSTARTSWITHhost-"), 20);
	assert_int_equal(count(state, "cmdb_ci",
	                       "sys_class_nameINSTANCEOFcmdb_ci_server"
	                       "^nameSTARTSWITHhost-"),
	                 20);
	/* The base class has no fingerprint: the condition is dropped, every CI fits. */
	assert_int_equal(count(state, "cmdb_ci", "fingerprint=x"), count(state, "cmdb_ci", ""));
	assert_int_equal(count(state, "cmdb_ci_certificate", "fingerprint=x"), 0);
}

static void hostile_values_stay_values(void **state)
{
	assert_count(state, "name=' OR 1=1 --", 0);
	assert_count(state, "name=\") OR (\"1\"=\"1", 0);
	assert_count(state, "name=%_", 0);
	assert_count(state, "nameLIKE%", 0);
	/* What no escape can prevent: a caret in a value begins a condition of its own. */
	assert_count(state, "name=x^NQactive=true", 7);
	TEXT_SCOPE struct text many = { 0 };
	text_add(&many, "name=x");
	for (size_t i = 0; i < 500; i++)
		text_add(&many, "^x=");
	assert_count(state, text_value(&many), 0);
}

static void knows_ranges(void **state)
{
	static const struct {
		const char *encoded;
		bool ranged;
	} cases[] = {
		{ "name=x", false },   { "name=x^ORname!=y", false },  { "sys_id>x", true },
		{ "nameLIKEx", true }, { "name=x^ORDERBYname", true }, { "nameINa,b", false }
	};
	struct instance *instance = *state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		QUERY_SCOPE struct query query;
		query_compile(&instance->session, dictionary_table("sys_user"), cases[i].encoded,
		              &query);
		assert_int_equal(query.ranged, cases[i].ranged);
	}
}

static void orders(void **state)
{
	struct instance *instance = *state;
	QUERY_SCOPE struct query query;
	query_compile(&instance->session, dictionary_table("sys_choice"),
	              "name=x^ORDERBYDESCsequence^ORDERBYlabel^ORDERBYno_such", &query);
	assert_string_equal(text_value(&query.order),
	                    "CAST(t.\"sequence\" AS INTEGER) DESC, t.\"label\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compares),
		cmocka_unit_test(numbers_are_not_texts),
		cmocka_unit_test(combines),
		cmocka_unit_test(walks_to_references),
		cmocka_unit_test(unknown_parts_vanish),
		cmocka_unit_test(classes_hide_their_children_s_columns),
		cmocka_unit_test(hostile_values_stay_values),
		cmocka_unit_test(knows_ranges),
		cmocka_unit_test(orders),
	};
	return cmocka_run_group_tests(tests, instance_open, instance_close);
}
