/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration file: what is accepted, and that everything else is refused where it stands. */
#include "base/json.h"
#include "base/text.h"
#include "service/settings.h"
#include "support/check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/certsteward_settings_XXXXXX";

static int setup(void **state)
{
	(void)state;
	int descriptor = mkstemp(path);
	close(descriptor);
	return descriptor < 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(path);
	return 0;
}

static bool read_text(struct settings *settings, const char *text, enum settings_depth depth,
                      struct error *error)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	*error = ERROR_INIT;
	return settings_read(settings, path, depth, error);
}

static void read_good(struct settings *settings, const char *text)
{
	struct error error;
	setenv("SETTINGS_TEST_SECRET", "geheim", 1);
	if (!read_text(settings, text, SETTINGS_WHOLE, &error))
		fail_msg("%s", error.message);
}

static void refuses(const char *text, const char *place, const char *words)
{
	struct settings settings;
	struct error error;
	char where[120];
	setenv("SETTINGS_TEST_SECRET", "geheim", 1);
	if (read_text(&settings, text, SETTINGS_WHOLE, &error))
		fail_msg("accepted: %s", text);
	snprintf(where, sizeof(where), "%s:%s: ", path, place);
	check_contains(error.message, where);
	check_contains(error.message, words);
	assert_int_equal(error.kind, ERROR_LOCAL);
	settings_release(&settings);
}

#define SIDE(name, more)                                                            \
	"  - name: " name "\n    type: servicenow\n    url: https://example.com/\n" \
	"    auth: {client_id: abc, client_secret: {env: SETTINGS_TEST_SECRET}}\n" more

static const char whole[] =
	"store: {path: /var/lib/certsteward/store.db}\n"
	"discovery:\n"
	"  - {name: datacenter, type: tls, zone: dc1, targets: [10.20.0.0/24, \"www.example.com:8443\", \"[2001:db8::1]\"], ports: [443, 8443], exclude: [10.20.0.9],\n"
	"     server_names: {10.20.0.7: [shop.example.com, api.example.com]}, starttls: {25: smtp, 143: imap}}\n"
	"  - {name: files, type: files, paths: [/srv/certificates]}\n"
	"itsm:\n" SIDE(
		"production",
		"    stage: pilot\n"
		"    tickets: yes\n"
		"    scope: {zones: [dc1]}\n"
		"    pilot: {groups: [Web Team]}\n"
		"    mapping: {cim: we_ticket}\n"
		"    fields: {incident: {u_source: certsteward}}\n") "tickets:\n"
								     "  window: {critical: {days: 50, fraction: 0.4}}\n"
								     "  rules: {renewal: {important: {record: standard, template: \"TLS\"}, critical: {record: normal}}}\n"
								     "  lead: {normal: 12, standard: 1, emergency: 0}\n"
								     "  limits: {per_day: 51, per_group: 6}\n"
								     "hooks: {renew: {command: [/usr/local/bin/renew, \"{fingerprint}\"], timeout: 300, repeatable: false}}\n";

static void test_whole_shape(void **state)
{
	(void)state;
	struct settings settings;
	read_good(&settings, whole);
	assert_int_equal(settings.source_count, 2);
	assert_string_equal(settings.sources[0].zone, "dc1");
	const struct settings_side *side = &settings.sides[0];
	assert_int_equal(side->stage, FLOW_PILOT);
	assert_string_equal(side->url, "https://example.com");
	assert_string_equal(side->zones.items[0], "dc1");
	assert_string_equal(side->pilot.groups.items[0], "Web Team");
	assert_string_equal(json_member_text(side->settings, "cim", ""), "we_ticket");
	assert_string_equal(json_member_text(side->settings, "relation_type", ""), "Uses::Used by");
	assert_null(json_get(side->settings, "auth.client_id"));
	assert_string_equal(json_text(json_at(side->fields, "incident", "u_source", NULL), ""),
	                    "certsteward");
	const struct flow_rules *rules = &settings.flow;
	assert_int_equal(rules->window[FLOW_CRITICAL].days, 50);
	assert_int_equal(rules->tickets[FLOW_RENEWAL][FLOW_IMPORTANT].kind, TICKET_CHANGE_STANDARD);
	assert_string_equal(rules->tickets[FLOW_RENEWAL][FLOW_IMPORTANT].template_id, "TLS");
	assert_int_equal(rules->lead_normal, 12);
	assert_int_equal(rules->limit_day, 51);
	assert_string_equal(rules->hook, "renew");
	assert_int_equal(rules->hook_timeout, 300);
	assert_int_equal(strlen(rules->hook_digest), 64);
	settings_release(&settings);
}

static void test_empty_is_the_defaults(void **state)
{
	(void)state;
	struct settings settings;
	struct flow_rules expected;
	read_good(&settings, "{}\n");
	flow_rules_defaults(&expected);
	const struct flow_rules *rules = &settings.flow;
	for (int class = 0; class < FLOW_CLASSES; class ++) {
		assert_int_equal(rules->window[class].days, expected.window[class].days);
		assert_true(
			rules->window[class].fraction - expected.window[class].fraction < 0.001 &&
			expected.window[class].fraction - rules->window[class].fraction < 0.001);
		assert_int_equal(rules->margin_days[class], expected.margin_days[class]);
		for (int reason = 0; reason < FLOW_REASONS; reason++)
			assert_int_equal(rules->tickets[reason][class].kind,
			                 expected.tickets[reason][class].kind);
	}
	assert_int_equal(rules->lead_normal, expected.lead_normal);
	assert_int_equal(rules->lead_client, expected.lead_client);
	assert_int_equal(rules->slot_seconds, expected.slot_seconds);
	assert_int_equal(rules->submit_normal, expected.submit_normal);
	assert_int_equal(rules->on_proof, expected.on_proof);
	assert_int_equal(rules->limit_day, expected.limit_day);
	assert_int_equal(rules->limit_group, expected.limit_group);
	assert_int_equal(rules->refresh_seconds, expected.refresh_seconds);
	assert_int_equal(rules->retire_seconds, expected.retire_seconds);
	assert_int_equal(rules->adopt_seconds, expected.adopt_seconds);
	assert_int_equal(rules->rolled_back_seconds, expected.rolled_back_seconds);
	assert_int_equal(rules->look_seconds, expected.look_seconds);
	assert_int_equal(rules->proof_looks, expected.proof_looks);
	assert_int_equal(rules->clock_back_seconds, expected.clock_back_seconds);
	assert_int_equal(rules->clock_ahead_seconds, expected.clock_ahead_seconds);
	assert_int_equal(rules->mirror_seconds, expected.mirror_seconds);
	assert_int_equal(rules->brake_floor, expected.brake_floor);
	assert_int_equal(rules->relations_max, expected.relations_max);
	const struct discover_options discover = discover_defaults();
	assert_int_equal(settings.discover.replaced_looks, discover.replaced_looks);
	assert_int_equal(settings.discover.grace_seconds, discover.grace_seconds);
	assert_int_equal(settings.discover.absent_seconds, discover.absent_seconds);
	assert_int_equal(settings.discover.silent_scans, discover.silent_scans);
	assert_int_equal(settings.discover.network_places, discover.network_places);
	settings_release(&settings);
}

static void test_wrong_names(void **state)
{
	(void)state;
	refuses("stor: {path: x}\n", "1:1", "did you mean 'store");
	refuses("tickets:\n  windw: {}\n", "2:3", "did you mean 'window");
	refuses("tickets: {rules: {renewal: {important: {recrd: normal}}}}\n", "1:41",
	        "did you mean 'rules.renewal.important.record'");
	refuses("itsm:\n" SIDE("a", "    stge: observe\n"), "6:5", "did you mean 'stage'");
	refuses("itsm:\n" SIDE("a", "    certificate_clas: x\n"), "6:5",
	        "did you mean 'certificate_class'");
	refuses("discovery:\n  - {name: a, type: tls, targts: [x]}\n", "2:26",
	        "did you mean 'targets'");
	/* A business service is never related: a setting that says otherwise would be a lie. */
	refuses("inventory: {business_services: yes}\n", "1:13", "business_services");
	/* So would one that nothing reads: the kind of record decides who approves. */
	refuses("tickets: {approval: {low: none}}\n", "1:11", "no setting 'approval': remove it");
	refuses("tickets: {commands: [snooze]}\n", "1:11", "no setting 'commands': remove it");
	refuses("hooks: {renew: {comand: [/bin/true]}}\n", "1:17", "did you mean 'command'");
}

static void test_wrong_values(void **state)
{
	(void)state;
	refuses("tickets: {lead: {normal: soon}}\n", "1:26", "whole number");
	refuses("tickets: {window: {critical: {fraction: 1.5}}}\n", "1:41", "from 0.01 to 1");
	refuses("tickets: {on_proof: maybe}\n", "1:21", "note, review, closed");
	refuses("itsm:\n" SIDE("a", "    stage: full\n"), "6:12", "automate");
	refuses("tickets: {calendar: [{file: /nonexistent.ics}]}\n", "1:22", "nonexistent.ics");
	refuses("discovery: {name: a}\n", "1:12", "must be a list");
	refuses("discovery:\n  - {name: a}\n", "2:5", "'type' is missing");
	refuses("discovery:\n  - {name: a, type: tsl}\n", "2:21",
	        "there is no discovery plug-in 'tsl'");
	refuses("itsm:\n  - {name: a, type: remedy, url: x}\n", "2:21", "there is no ITSM plug-in");
	refuses("discovery:\n  - {name: a, type: files, paths: [/x]}\n"
	        "  - {name: a, type: files, paths: [/y]}\n",
	        "3:12", "two sources are called 'a'");
}

/* When the old certificate counts as replaced is found out by whoever looks. */
/* Both the checks of constants and the mappings take these for members with names. */
static void test_constants_have_names(void **state)
{
	struct settings settings;
	(void)state;
	refuses("itsm:\n" SIDE("a", "    fields: {change: [\"customfield_10099=id:10001\"]}\n"),
	        "6:22", "'fields.change' must be a map: write {name of a field: value}");
	refuses("itsm:\n" SIDE("a", "    fields: {retired: u_source}\n"), "6:23",
	        "'fields.retired' must be a map");
	refuses("itsm:\n" SIDE("a", "    fields: {incident: }\n"), "6:24",
	        "'fields.incident' must");
	refuses("itsm:\n" SIDE("a", "    fields: [change]\n"), "2:5", "'fields' and 'mapping'");
	read_good(&settings, "itsm:\n" SIDE("a", "    fields: {certificate: {}, own: [x]}\n"));
	settings_release(&settings);
}

static void test_proof_is_what_looks_must_show(void **state)
{
	(void)state;
	struct settings settings;
	read_good(&settings, "tickets: {proof: {looks: 3, time: 90m}}\n");
	assert_int_equal(settings.discover.replaced_looks, 3);
	assert_int_equal(settings.discover.grace_seconds, 5400);
	settings_release(&settings);
}

static void test_secrets_stand_elsewhere(void **state)
{
	(void)state;
	struct settings settings;
	struct error error;
	refuses("itsm:\n  - {name: a, type: servicenow, url: x, auth: {user: u, password: pass1234}}\n",
	        "2:67", "must not stand in this file");
	unsetenv("SETTINGS_TEST_UNSET");
	const char *text = "itsm:\n  - {name: a, type: servicenow, url: x, auth: {user: u, "
			   "password: {env: SETTINGS_TEST_UNSET}}}\n";
	assert_false(read_text(&settings, text, SETTINGS_WHOLE, &error));
	check_contains(error.message, "SETTINGS_TEST_UNSET");
	assert_null(strstr(error.message, "pass1234"));
	settings_release(&settings);
	/* Commands that speak to nobody need none. */
	assert_true(read_text(&settings, text, SETTINGS_OFFLINE, &error));
	settings_release(&settings);
}

static void test_environment_is_read_once_and_remembered(void **state)
{
	(void)state;
	struct settings first, second;
	struct error error;
	read_good(&first, whole);
	assert_null(getenv("SETTINGS_TEST_SECRET"));
	settings_release(&first);
	if (!read_text(&second, whole, SETTINGS_WHOLE, &error))
		fail_msg("%s", error.message);
	assert_null(getenv("SETTINGS_TEST_SECRET"));
	settings_release(&second);
}

static void test_one_far_side_tickets(void **state)
{
	(void)state;
	struct settings settings;
	refuses("itsm:\n" SIDE("a", "") SIDE("b", ""), "6:5", "'a' and 'b' would both ticket");
	refuses("itsm:\n" SIDE("a", "    scope: {zones: [x, y]}\n")
	                SIDE("b", "    scope: {zones: [y]}\n"),
	        "7:5", "'a' and 'b' would both ticket");
	read_good(&settings, "itsm:\n" SIDE("a", "    scope: {zones: [x]}\n")
	                             SIDE("b", "    scope: {zones: [y]}\n"));
	settings_release(&settings);
	read_good(&settings, "itsm:\n" SIDE("a", "") SIDE("b", "    tickets: no\n"));
	settings_release(&settings);
	refuses("itsm:\n" SIDE("a", "") SIDE("a", "    tickets: no\n"), "6:11",
	        "two far sides are called 'a'");
}

static void digests(const char *text, char whole_digest[65], char decisions[65])
{
	struct settings settings;
	read_good(&settings, text);
	memcpy(whole_digest, settings.digest, 65);
	memcpy(decisions, settings.decisions, 65);
	settings_release(&settings);
}

static void test_digests_tell_meaning(void **state)
{
	(void)state;
	char a[65], b[65], c[65], d[65], decisions[4][65];
	digests("tickets: {lead: {normal: 5}}\n", a, decisions[0]);
	digests("# a remark\ntickets:\n  lead:\n    normal: 5\n", b, decisions[1]);
	digests("tickets: {lead: {normal: 6}}\n", c, decisions[2]);
	digests("tickets: {lead: {normal: 5}}\ndaemon: {follow_every: 1m}\n", d, decisions[3]);
	assert_string_equal(a, b);
	assert_string_not_equal(a, c);
	assert_string_not_equal(a, d);
	assert_string_equal(decisions[0], decisions[3]);
	assert_string_not_equal(decisions[0], decisions[2]);
}

static void test_loopback(void **state)
{
	(void)state;
	static const char *const near[] = { "http://127.0.0.1:8181", "https://127.9.0.1/x",
		                            "http://localhost", "http://LOCALHOST:1/",
		                            "http://[::1]:8080/a" };
	static const char *const far[] = { "https://example.service-now.com",
		                           "http://127.0.0.1@example.com/",
		                           "http://127.0.0.1.example.com/",
		                           "http://localhost.example.com",
		                           "http://[::2]/",
		                           "http://1270.0.0.1.de",
		                           "nothing",
		                           "" };
	for (size_t i = 0; i < COUNT_OF(near); i++)
		if (!settings_is_loopback(near[i]))
			fail_msg("'%s' is loopback", near[i]);
	for (size_t i = 0; i < COUNT_OF(far); i++)
		if (settings_is_loopback(far[i]))
			fail_msg("'%s' is not loopback", far[i]);
}

static void test_revocation(void **state)
{
	(void)state;
	struct settings settings;
	read_good(&settings, "{}\n");
	const struct discover_revocation_options *options = &settings.revocation.options;
	assert_true(options->ask && options->staple);
	assert_int_equal(settings.revocation.fetch.crl_ceiling, 10 << 20);
	assert_int_equal(settings.revocation.fetch.networks->count, 0);
	assert_null(settings.revocation.proxy);
	settings_release(&settings);
	read_good(&settings,
	          "revocation: {ask: staples, networks: [127.0.0.0/8], confirm: 5m,\n"
	          "  issuers: [{issuer: Example CA, crl: \"http://127.0.0.1/a.crl\", ask: no}]}\n");
	assert_false(options->ask);
	assert_true(options->staple);
	assert_int_equal(options->confirm, 300);
	assert_int_equal(options->issuer_count, 1);
	assert_true(options->issuers[0].passed_over);
	assert_null(options->issuers[0].ocsp);
	settings_release(&settings);
	refuses("revocation: {ask: maybe}\n", "1:19", "all, staples, none");
	refuses("revocation: {networks: [here]}\n", "1:24", "no network");
	refuses("revocation: {proxy: \"ftp://x\"}\n", "1:21", "http://proxy.example:3128");
	refuses("revocation: {crl: {megabytes: 20, large: yes, large_megabytes: 20}}\n", "1:19",
	        "more than 'crl.megabytes' (20)");
	refuses("revocation: {issuers: [{ocsp: \"http://a.example/\"}]}\n", "1:24", "issuer");
	refuses("revocation: {issuers: [{issuer: A, ocsp: \"https://a.example/\"}]}\n", "1:42",
	        "only http://");
	refuses("revocation: {issuers: [{issuer: A, crl: \"http://10.0.0.1/a\"}]}\n", "1:41",
	        "revocation.networks");
	refuses("revocation: {limits: {at_once: 0}}\n", "1:32", "from 1 to 64");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_shape),
		cmocka_unit_test(test_empty_is_the_defaults),
		cmocka_unit_test(test_wrong_names),
		cmocka_unit_test(test_wrong_values),
		cmocka_unit_test(test_revocation),
		cmocka_unit_test(test_constants_have_names),
		cmocka_unit_test(test_proof_is_what_looks_must_show),
		cmocka_unit_test(test_secrets_stand_elsewhere),
		cmocka_unit_test(test_environment_is_read_once_and_remembered),
		cmocka_unit_test(test_one_far_side_tickets),
		cmocka_unit_test(test_digests_tell_meaning),
		cmocka_unit_test(test_loopback),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
