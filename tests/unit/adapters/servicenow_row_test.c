/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of ServiceNow as rows of the mirror: life, places, names, spellings. */
#include "adapters/itsm/servicenow/servicenow.h"
#include "adapters/itsm/servicenow/servicenow_reply_ci.h"
#include "base/arena.h"
#include "support/check.h"

static const char *const retired_pairs[] = { "install_status=7", "life_cycle_stage=End of Life" };
static const struct setting_list retired = { (const char **)retired_pairs, 2 };

static struct json *parsed(struct arena *arena, const char *text)
{
	struct error error = ERROR_INIT;
	struct json *row = json_parse(arena, text, strlen(text), NULL, &error);

	if (row == NULL)
		fail_msg("'%s': %s", text, error.message);
	return row;
}

static void reads_the_life_of_a_ci(void **state)
{
	static const struct {
		const char *row;
		enum ci_life life;
	} rows[] = {
		{ "{\"operational_status\":\"1\",\"install_status\":\"1\"}", CI_OPERATIONAL },
		{ "{\"operational_status\":\"1\",\"install_status\":\"7\"}", CI_RETIRED },
		{ "{\"operational_status\":\"1\",\"life_cycle_stage\":\"End of Life\"}",
		  CI_RETIRED },
		{ "{\"operational_status\":\"1\",\"install_status\":\"3\"}", CI_MAINTENANCE },
		{ "{\"operational_status\":\"4\"}", CI_STANDBY },
		{ "{\"install_status\":\"6\"}", CI_STOCK },
		{ "{\"install_status\":\"100\"}", CI_LIFE_UNKNOWN },
		{ "{}", CI_LIFE_UNKNOWN },
	};
	ARENA(arena);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		enum ci_life life = servicenow_reply_life(parsed(&arena, rows[i].row), &retired);
		if (life != rows[i].life)
			fail_msg("'%s': %s", rows[i].row, ci_life_name(life));
	}
}

static struct ci row_of(struct arena *arena, enum ci_kind kind, const char *text)
{
	const struct servicenow_reply_view view = { .table = "t",
		                                    .account = "robot",
		                                    .discovery_source = "SG-certsteward",
		                                    .domain_column = "domain",
		                                    .retired = &retired };
	struct ci ci;

	assert_true(servicenow_reply_ci(arena, kind, &view, parsed(arena, text), &ci));
	return ci;
}

static void reads_addresses_and_names(void **state)
{
	ARENA(arena);
	struct ci ci =
		row_of(&arena, CI_HOST,
	               "{\"sys_id\":\"a\",\"name\":\"web-01\",\"fqdn\":\"Web-01.Example.COM.\","
	               "\"ip_address\":\"10.0.0.7, 2001:DB8:0:0::1;nonsense 10.0.0.7\","
	               "\"more_addresses\":\" 10.0.0.8\",\"host_name\":\"web-01\","
	               "\"dns_domain\":\"corp.example\",\"aliases\":\"a.example,has "
	               "blank\"}");

	(void)state;
	assert_int_equal(ci.address_count, 3);
	assert_string_equal(ci.addresses[0], "10.0.0.7");
	assert_string_equal(ci.addresses[1], "2001:db8::1");
	assert_string_equal(ci.addresses[2], "10.0.0.8");
	assert_string_equal(ci.names[0], "web-01.example.com");
	assert_string_equal(ci.names[1], "web-01");
	assert_string_equal(ci.names[2], "web-01.corp.example");
	assert_string_equal(ci.names[3], "a.example");
}

static void reads_ports_owners_and_authors(void **state)
{
	ARENA(arena);
	struct ci ci =
		row_of(&arena, CI_APPLICATION,
	               "{\"sys_id\":\"a\",\"tcp_port\":\"8443,443\",\"managed_by\":{\"link\":"
	               "\"l\",\"value\":\"u1\"},\"support_group\":\"\",\"managed_by_group\":"
	               "\"g1\",\"sys_created_by\":\"robot\",\"sys_updated_by\":\"alice\","
	               "\"sys_updated_on\":\"2026-11-21 00:00:00\"}");

	(void)state;
	assert_int_equal(ci.port, 8443);
	assert_string_equal(ci.owner, "u1");
	assert_string_equal(ci.group, "g1");
	assert_string_equal(ci.changed_by, "alice");
	assert_string_equal(ci.class, "t");
	assert_int_equal(ci.updated_at, 1795219200);
	assert_true(ci.ours);
	assert_int_equal(row_of(&arena, CI_VIP, "{\"sys_id\":\"a\",\"port\":\"70000\"}").port, 0);
}

static void reads_certificates_of_others(void **state)
{
	ARENA(arena);
	struct ci ci = row_of(&arena, CI_CERTIFICATE,
	                      "{\"sys_id\":\"a\",\"fingerprint\":\"AB:cd-01 02\",\"serial_number\":"
	                      "\"0A 1B\",\"discovery_source\":\"Pattern\"}");

	(void)state;
	assert_string_equal(ci.fingerprint, "abcd0102");
	assert_string_equal(ci.serial, "a1b");
	assert_false(ci.ours);
	assert_string_equal(
		row_of(&arena, CI_CERTIFICATE, "{\"sys_id\":\"a\",\"fingerprint\":\"none\"}")
			.fingerprint,
		"");
}

static void tells_spellings_apart(void **state)
{
	(void)state;
	assert_int_equal(servicenow_reply_spelling("abcdef0123456789abcdef0123456789abcdef01"),
	                 SERVICENOW_LOWER);
	assert_int_equal(servicenow_reply_spelling("ABCDEF0123456789ABCDEF0123456789ABCDEF01"),
	                 SERVICENOW_UPPER);
	assert_int_equal(servicenow_reply_spelling("ab:cd:ef:01:23:45:67:89:ab:cd:ef:01:23:45:67"),
	                 SERVICENOW_COLON_LOWER);
	assert_int_equal(servicenow_reply_spelling("AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67"),
	                 SERVICENOW_COLON_UPPER);
	/* Digits alone, both cases, something else, too short: says nothing. */
	assert_int_equal(servicenow_reply_spelling("0123456789012345678901234567890123456789"),
	                 SERVICENOW_SPELLING_UNKNOWN);
	assert_int_equal(servicenow_reply_spelling("aBcdef0123456789abcdef0123456789abcdef01"),
	                 SERVICENOW_SPELLING_UNKNOWN);
	assert_int_equal(servicenow_reply_spelling("SHA256 abcdef0123456789abcdef0123456789ab"),
	                 SERVICENOW_SPELLING_UNKNOWN);
	assert_int_equal(servicenow_reply_spelling("ab"), SERVICENOW_SPELLING_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_life_of_a_ci),
		cmocka_unit_test(reads_addresses_and_names),
		cmocka_unit_test(reads_ports_owners_and_authors),
		cmocka_unit_test(reads_certificates_of_others),
		cmocka_unit_test(tells_spellings_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
