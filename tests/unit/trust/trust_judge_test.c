/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates held against trust facts: each rule at its edges, by the shipped facts and by small ones. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "support/check.h"
#include "trust/trust_judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ENTRUST_G2 "76ee8590374c715437bbca6bba6028eadde2dc6dbbb8c3f610e851f11d1ab7f5"
#define ENTRUST_G2_SUBJECT                                                                \
	"CN=Entrust Root Certification Authority - G2,OU=(c) 2009 Entrust\\, Inc. - for " \
	"authorized use only,OU=See www.entrust.net/legal-terms,O=Entrust\\, Inc.,C=US"

struct world {
	struct arena arena;
	struct trust_facts facts;
	struct trust_certificate leaf, above, root;
	struct trust_chain chain;
	int64_t sct; /* of the leaf */
	int asked;   /* how often */
	struct trust_fault fault;
};

static int64_t at(const char *text)
{
	int64_t time;
	assert_true(clock_parse(text, &time));
	return time;
}

static int setup(void **state)
{
	struct world *world = calloc(1, sizeof(*world));
	struct error error = ERROR_INIT;
	const char *file = CERTSTEWARD_SOURCE_DIR "/mappings/rules/trust.yaml";
	*state = world;
	if (!trust_facts_read(&world->arena, &file, 1, &world->facts, &error))
		return 1;
	world->leaf = (struct trust_certificate){
		.sha256 = "1",
		.spki_sha256 = "1",
		.subject = "CN=a",
		.issuer = "CN=CA",
		.name = "a",
		.key_type = "ec",
		.bits = 256,
		.curve = "P-256",
		.signature = "ecdsa-with-SHA256",
		.not_before = at("2026-01-01"),
		.not_after = at("2026-03-01"),
		.marked = true,
	};
	world->above = world->leaf;
	world->above.subject = "CN=CA";
	world->above.issuer = "CN=Root";
	world->above.sha256 = world->above.spki_sha256 = "2";
	world->root = world->above;
	world->root.subject = world->root.issuer = "CN=Root";
	world->root.self_signed = true;
	world->root.sha256 = world->root.spki_sha256 = "3";
	world->chain = (struct trust_chain){ { &world->leaf, &world->above, &world->root }, 3 };
	return 0;
}

static int teardown(void **state)
{
	struct world *world = *state;
	arena_release(&world->arena);
	free(world);
	return 0;
}

/* These entries after the shipped ones. */
static void extend(struct world *world, const char *text)
{
	char path[] = "/tmp/certsteward_judge_XXXXXX";
	struct error error = ERROR_INIT;
	const char *files[] = { CERTSTEWARD_SOURCE_DIR "/mappings/rules/trust.yaml", path };
	int descriptor = mkstemp(path);
	assert_true(descriptor >= 0);
	dprintf(descriptor, "schema: 1\nversion: test\n%s", text);
	close(descriptor);
	bool good = trust_facts_read(&world->arena, files, 2, &world->facts, &error);
	unlink(path);
	if (!good)
		fail_msg("%s", error.message);
}

static bool key(struct world *world, const char *profile)
{
	return trust_judge_key(&world->facts, profile, &world->leaf, &world->arena, &world->fault);
}

static void keys_are_held_against_bits_curve_and_exponent(void **state)
{
	struct world *world = *state;
	assert_false(key(world, "public"));
	world->leaf.curve = "secp256k1";
	assert_true(key(world, "public"));
	check_contains(world->fault.text, "secp256k1");
	check_contains(world->fault.text, "P-256, P-384, P-521");
	check_contains(world->fault.source, "https://cabforum.org/");
	assert_string_equal(world->fault.severity, "high");
	assert_false(key(world, "internal"));
	world->leaf.bits = 223;
	assert_true(key(world, "internal"));

	world->leaf.key_type = "rsa";
	world->leaf.curve = NULL;
	world->leaf.bits = 2048;
	assert_false(key(world, "public"));
	world->leaf.bits = 2047;
	assert_true(key(world, "public"));
	check_contains(world->fault.text, "2047 bits, at least 2048");
	world->leaf.bits = 0; /* not known */
	assert_false(key(world, "public"));

	world->leaf.bits = 2048;
	world->leaf.exponent = "3";
	assert_true(key(world, "internal"));
	assert_string_equal(world->fault.severity, "low");
	check_contains(world->fault.text, "is 3, at least 65537");
	world->leaf.exponent = "65537";
	assert_false(key(world, "internal"));
	world->leaf.exponent = "340282366920938463463374607431768211457";
	assert_false(key(world, "internal"));
	/* A profile of one's own has the rules that one gives it, and those for all. */
	world->leaf.exponent = NULL;
	world->leaf.bits = 512;
	assert_false(key(world, "plant"));
}

static void signatures_are_known_by_their_digest(void **state)
{
	struct world *world = *state;
	static const struct {
		const char *name;
		bool weak;
	} cases[] = {
		{ "sha1WithRSAEncryption", true },
		{ "ecdsa-with-SHA1", true },
		{ "rsassaPss-with-SHA1", true },
		{ "md5WithRSAEncryption", true },
		{ "dsaWithSHA1-old", true },
		{ "RSA-MD2", true },
		{ "sha256WithRSAEncryption", false },
		{ "ecdsa-with-SHA512", false },
		{ "ripemd256WithRSA", false },
		{ "ED25519", false },
		{ "1.2.3.4", false },
		{ "", false },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		world->leaf.signature = cases[i].name;
		assert_int_equal(trust_judge_signature(&world->facts, "public", &world->leaf,
		                                       &world->arena, &world->fault),
		                 cases[i].weak);
	}
	world->leaf.signature = "sha1WithRSAEncryption";
	world->leaf.self_signed = true;
	assert_false(trust_judge_signature(&world->facts, "public", &world->leaf, &world->arena,
	                                   &world->fault));
}

static bool life(struct world *world, const char *profile, const char *from, int64_t days,
                 int64_t seconds)
{
	world->leaf.not_before = at(from);
	world->leaf.not_after = at(from) + days * CLOCK_DAY + seconds;
	return trust_judge_lifetime(&world->facts, profile, &world->leaf, &world->arena,
	                            &world->fault);
}

static void lifetimes_go_by_the_day_of_issue(void **state)
{
	struct world *world = *state;
	/* The last second counts, so that "398 days" ends one second before. */
	assert_false(life(world, "public", "2026-03-14T23:59:59Z", 398, -1));
	assert_true(life(world, "public", "2026-03-14T23:59:59Z", 398, 0));
	assert_false(life(world, "public", "2026-03-15", 200, -1));
	assert_true(life(world, "public", "2026-03-15", 200, 0));
	check_contains(world->fault.text, "lives 201 days; issued since 2026-03-15, 200");
	assert_false(life(world, "public", "2027-03-14", 200, -1));
	assert_true(life(world, "public", "2027-03-15", 100, 0));
	assert_false(life(world, "public", "2027-03-15", 100, -1));
	assert_true(life(world, "public", "2029-03-15", 47, 0));
	assert_false(life(world, "public", "2029-03-15", 47, -1));
	assert_false(life(world, "public", "2020-08-31", 825, -1));
	assert_true(life(world, "public", "2020-08-31", 825, 0));
	assert_false(life(world, "public", "2018-02-28", 3650, 0));
	assert_false(life(world, "internal", "2026-03-15", 3650, 0));
}

static void protocols_and_ciphers(void **state)
{
	struct world *world = *state;
	const struct trust_facts *facts = &world->facts;
	struct arena *arena = &world->arena;
	struct trust_fault *fault = &world->fault;
	assert_true(trust_judge_protocol(facts, "internal", "TLSv1.1", arena, fault));
	check_contains(fault->text, "TLSv1.1, older than TLSv1.2");
	assert_true(trust_judge_protocol(facts, "public", "SSLv3", arena, fault));
	assert_false(trust_judge_protocol(facts, "public", "TLSv1.2", arena, fault));
	assert_false(trust_judge_protocol(facts, "public", "", arena, fault));
	assert_false(trust_judge_protocol(facts, "public", "TLSv9", arena, fault));
	static const struct {
		const char *name;
		bool weak;
	} ciphers[] = {
		{ "ECDHE-RSA-DES-CBC3-SHA", true },
		{ "RC4-MD5", true },
		{ "TLS_RSA_WITH_3DES_EDE_CBC_SHA", true },
		{ "AECDH-AES128-SHA", true },
		{ "TLS_DH_anon_WITH_AES_128_CBC_SHA", true },
		{ "ECDHE-ECDSA-NULL-SHA", true },
		{ "ECDHE-RSA-AES128-GCM-SHA256", false },
		{ "TLS_AES_256_GCM_SHA384", false },
		{ "", false },
	};
	for (size_t i = 0; i < COUNT_OF(ciphers); i++)
		assert_int_equal(trust_judge_cipher(facts, "public", ciphers[i].name, arena, fault),
		                 ciphers[i].weak);
}

static void profiles_come_from_marks_and_authorities(void **state)
{
	struct world *world = *state;
	assert_string_equal(trust_judge_profile(&world->facts, &world->chain), "public");
	world->leaf.marked = false;
	assert_string_equal(trust_judge_profile(&world->facts, &world->chain), "internal");
	extend(world, "profiles:\n"
	              "  - {id: plant, profile: plant, source: us, authorities: "
	              "[{name: r, subject: CN=Root}]}\n"
	              "practices:\n  - {id: key-kept, profiles: [plant], source: us}\n");
	assert_string_equal(trust_judge_profile(&world->facts, &world->chain), "plant");
	assert_non_null(trust_judge_practice(&world->facts, "plant", "key-kept"));
	assert_null(trust_judge_practice(&world->facts, "public", "key-kept"));
	assert_null(trust_judge_practice(&world->facts, "public", "key-lost"));
	/* The root that nobody serves has a name all the same. */
	world->chain.count = 2;
	assert_string_equal(trust_judge_profile(&world->facts, &world->chain), "plant");
	world->chain.count = 1;
	assert_string_equal(trust_judge_profile(&world->facts, &world->chain), "internal");
}

static bool unapproved(struct world *world, const char *profile)
{
	return trust_judge_approved(&world->facts, profile, &world->chain, &world->arena,
	                            &world->fault);
}

static void issuers_are_approved_by_profile(void **state)
{
	struct world *world = *state;
	assert_false(unapproved(world, "public"));
	extend(world, "approved:\n"
	              "  - {id: ours, profiles: [public], source: policy 7, authorities: "
	              "[{name: other, subject: CN=Other}]}\n");
	assert_true(unapproved(world, "public"));
	check_contains(world->fault.text, "'CN=CA' issued it");
	assert_string_equal(world->fault.source, "policy 7");
	char *issuer = arena_allocate(&world->arena, 100001);
	memset(issuer, 'x', 100000);
	issuer[3] = '\n';
	world->leaf.issuer = issuer;
	assert_true(unapproved(world, "public"));
	assert_true(strlen(world->fault.text) < 300);
	assert_null(strchr(world->fault.text, '\n'));
	assert_false(unapproved(world, "internal"));
	world->above.subject = "CN=Other";
	assert_false(unapproved(world, "public"));
}

static int64_t first_sct(void *context)
{
	struct world *world = context;
	world->asked++;
	return world->sct;
}

static bool distrust(struct world *world, const char *now, struct trust_distrust *found)
{
	struct trust_moment moment = { at(now), first_sct, world };
	return trust_judge_distrust(&world->facts, "public", &world->chain, &moment, &world->arena,
	                            found);
}

static void a_date_of_issue_decides_by_the_sct(void **state)
{
	struct world *world = *state;
	struct trust_distrust found;
	assert_false(distrust(world, "2026-02-01", &found));
	assert_int_equal(world->asked, 0); /* it costs the whole certificate */

	world->root.spki_sha256 = ENTRUST_G2;
	extend(world, "distrusted:\n  - {id: mozilla-entrust-2024, drop: yes}\n");
	world->leaf.not_before = at("2024-11-01");
	world->sct = at("2024-11-11T23:59:59Z");
	assert_true(distrust(world, "2024-12-01", &found));
	assert_false(found.refused);
	assert_string_equal(found.fault.severity, "low");
	check_contains(found.fault.text, "get the next from somebody else");
	world->sct++;
	assert_true(distrust(world, "2024-12-01", &found));
	assert_true(found.refused);
	assert_string_equal(found.fault.severity, "high");
	check_contains(found.fault.text, "Chrome trusts nothing that 'Entrust Root Certification "
	                                 "Authority - G2' issued after 2024-11-11");
	check_contains(found.fault.text, "2024-11-12 (by its oldest SCT)");
	check_contains(found.fault.source, "security.googleblog.com");
	/* Without one, its beginning. */
	world->sct = 0;
	assert_true(distrust(world, "2024-12-01", &found));
	assert_false(found.refused);
	world->leaf.not_before = at("2024-11-12");
	assert_true(distrust(world, "2024-12-01", &found));
	assert_true(found.refused);
	assert_int_equal(found.change, 0);
}

static void the_gravest_decision_is_told(void **state)
{
	struct world *world = *state;
	struct trust_distrust found;
	world->root.spki_sha256 = ENTRUST_G2;
	world->leaf.not_before = at("2024-12-01");
	world->sct = at("2024-11-01");
	/* For Chrome it is old enough; Mozilla goes by notBefore. */
	assert_true(distrust(world, "2024-12-02", &found));
	assert_true(found.refused);
	check_contains(found.fault.text, "Mozilla");
	check_contains(found.fault.source, "1922387");
}

static void a_root_is_known_by_key_not_by_name(void **state)
{
	struct world *world = *state;
	struct trust_distrust found;
	world->root.subject = world->root.issuer = ENTRUST_G2_SUBJECT;
	world->leaf.not_before = at("2025-01-01");
	/* Another key under that name is somebody else. */
	assert_false(distrust(world, "2025-02-01", &found));
	/* Of a root that is not there the name is all there is. */
	world->above.issuer = ENTRUST_G2_SUBJECT;
	world->chain.count = 2;
	assert_true(distrust(world, "2025-02-01", &found));
	/* The leaf's own key is nobody's authority. */
	world->above.issuer = "CN=Root";
	world->leaf.spki_sha256 = ENTRUST_G2;
	assert_false(distrust(world, "2025-02-01", &found));
	world->chain.count = 0;
	assert_false(distrust(world, "2025-02-01", &found));
}

static void a_removal_warns_ahead(void **state)
{
	struct world *world = *state;
	struct trust_distrust found;
	extend(world, "distrusted:\n"
	              "  - {id: ours, program: We, source: policy 9, removed_on: 2026-02-15, "
	              "severity: medium, authorities: [{name: the root, subject: CN=Root}]}\n");
	assert_true(distrust(world, "2026-02-14T23:59:59Z", &found));
	assert_false(found.refused);
	assert_string_equal(found.fault.severity, "medium");
	assert_int_equal(found.change, at("2026-02-15"));
	check_contains(found.fault.text, "We will trust nothing of 'the root' from 2026-02-15 on");
	assert_true(distrust(world, "2026-02-15", &found));
	assert_true(found.refused);
	assert_int_equal(found.change, 0);
	check_contains(found.fault.text, "We trusts nothing of 'the root' since 2026-02-15");
	/* One that ends before needs nothing but another issuer next time. */
	world->leaf.not_after = at("2026-02-14");
	assert_true(distrust(world, "2026-02-01", &found));
	assert_string_equal(found.fault.severity, "low");
}

static void what_is_excepted_below_is_left_alone(void **state)
{
	struct world *world = *state;
	struct trust_distrust found;
	extend(world, "distrusted:\n"
	              "  - {id: ours, program: We, source: s, removed_on: 2020-01-01, authorities: "
	              "[{name: r, subject: CN=Root}], except: [{name: c, subject: CN=CA}]}\n");
	assert_false(distrust(world, "2026-02-01", &found));
	world->above.subject = "CN=Another";
	assert_true(distrust(world, "2026-02-01", &found));
	/* Nor does another key under the name of the distrusted one. */
	world->root.spki_sha256 = ENTRUST_G2;
	extend(world, "distrusted:\n  - {id: chrome-entrust-2024, drop: yes}\n"
	              "  - {id: mozilla-entrust-2024, drop: yes}\n"
	              "  - {id: ours, program: We, source: s, removed_on: 2020-01-01, authorities: "
	              "[{name: r, spki_sha256: " ENTRUST_G2
	              "}], except: [{name: r, sha256: " ENTRUST_G2 ", subject: CN=Root}]}\n");
	assert_true(distrust(world, "2026-02-01", &found));
	check_contains(found.fault.text, "We trusts nothing of 'r'");
	/* What stands above the distrusted one excepts nothing. */
	extend(world, "distrusted:\n"
	              "  - {id: ours, program: We, source: s, removed_on: 2020-01-01, authorities: "
	              "[{name: c, subject: CN=Another}], except: [{name: r, subject: CN=Root}]}\n");
	assert_true(distrust(world, "2026-02-01", &found));
}

static void an_anchor_is_judged_by_itself(void **state)
{
	struct world *world = *state;
	assert_false(trust_judge_anchor(&world->facts, &world->root, &world->arena, &world->fault));
	world->root.spki_sha256 = ENTRUST_G2;
	assert_true(trust_judge_anchor(&world->facts, &world->root, &world->arena, &world->fault));
	check_contains(world->fault.text, "Chrome has decided against");
	check_contains(world->fault.source, "https://");
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(keys_are_held_against_bits_curve_and_exponent),
		CASE(signatures_are_known_by_their_digest),
		CASE(lifetimes_go_by_the_day_of_issue),
		CASE(protocols_and_ciphers),
		CASE(profiles_come_from_marks_and_authorities),
		CASE(issuers_are_approved_by_profile),
		CASE(a_date_of_issue_decides_by_the_sct),
		CASE(the_gravest_decision_is_told),
		CASE(a_root_is_known_by_key_not_by_name),
		CASE(a_removal_warns_ahead),
		CASE(what_is_excepted_below_is_left_alone),
		CASE(an_anchor_is_judged_by_itself),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
