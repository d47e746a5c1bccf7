/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Findings by trust facts: told of what is served, with their sources, by profile, leaf and chain
 * apart, and gone when their reason is. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_prepare.h"
#include "store/store_queue.h"
#include "store/store_standing.h"
#include "support/check.h"
#include "support/issue.h"
#include "support/ticket_world.h"
#include "trust/trust_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HOUR = 3600 };

static struct issued root, middle;
static struct trust_facts facts;

/* The shipped facts, and these behind them. */
static void extend(struct ticket_world *world, const char *text)
{
	char path[] = "/tmp/certsteward_finding_XXXXXX";
	struct error error = ERROR_INIT;
	const char *files[] = { CERTSTEWARD_SOURCE_DIR "/mappings/rules/trust.yaml", path };
	int descriptor = mkstemp(path);
	assert_true(descriptor >= 0);
	dprintf(descriptor, "schema: 1\nversion: test\n%s", text);
	close(descriptor);
	bool good = trust_facts_read(&world->arena, files, 2, &facts, &error);
	unlink(path);
	if (!good)
		fail_msg("%s", error.message);
	world->rules.trust = &facts;
	/* As a change of facts does. */
	assert_true(store_dirty_all(world->store, "versions", &error));
}

static int setup(void **state)
{
	if (ticket_world_setup(state) != 0)
		return 1;
	extend(*state, "");
	return 0;
}

static void authorities(const char *key_of_middle)
{
	issue_release(&root);
	issue_release(&middle);
	root = issue(&(struct order){
		.common_name = "Old Root", .is_ca = true, .key = "rsa1024", .ends = 5000 });
	middle = issue(&(struct order){ .common_name = "Middle",
	                                .is_ca = true,
	                                .key = key_of_middle,
	                                .issuer = &root,
	                                .ends = 4000 });
}

static void put(struct ticket_world *world, struct look_certificate *certificate,
                const struct issued *issued)
{
	unsigned char *der = issue_der(issued, &certificate->length);
	certificate->der =
		(unsigned char *)arena_copy_bytes(&world->arena, der, certificate->length);
	free(der);
}

/* A leaf below the two authorities. */
static struct look_certificate *below(struct ticket_world *world, const char *name, const char *key,
                                      long ends)
{
	struct look_certificate *chain = ARENA_ARRAY(&world->arena, struct look_certificate, 3);
	ISSUED(leaf, .common_name = name, .names = arena_print(&world->arena, "DNS:%s", name),
	       .usage = "serverAuth", .issuer = &middle, .key = key, .starts = -1, .ends = ends);
	put(world, &chain[0], &leaf);
	put(world, &chain[1], &middle);
	put(world, &chain[2], &root);
	return chain;
}

/* The root is sent as well, or not. */
static size_t serve(struct ticket_world *world, const char *host, const char *group,
                    const char *name, const char *key, long ends, bool with_root)
{
	const struct look_certificate *chain = below(world, name, key, ends);
	struct fake_place *place = ticket_world_place(world, host, group, chain);
	fake_serve(place, 0, chain, with_root ? 3 : 2);
	return world->source.count - 1;
}

static int64_t id_of(struct ticket_world *world, const char *subject)
{
	int64_t id = discover_world_number(
		world->discover,
		arena_print(&world->arena, "SELECT max(id) FROM certificate WHERE subject = '%s'",
	                    subject));
	assert_true(id > 0);
	return id;
}

static const struct store_finding *finding(struct ticket_world *world, const char *subject,
                                           const char *rule)
{
	struct store_finding *rows;
	size_t count;
	struct error error = ERROR_INIT;
	assert_true(store_finding_list(world->store, &world->arena, id_of(world, subject), &rows,
	                               &count, &error));
	for (size_t i = 0; i < count; i++)
		if (text_equal(rows[i].rule, rule))
			return &rows[i];
	return NULL;
}

static void a_weak_key_is_told_with_its_source(void **state)
{
	struct ticket_world *world = *state;
	authorities("ec");
	size_t at = serve(world, "10.0.0.1", "g-web", "weak.example.com", "rsa1024", 90, true);
	ticket_world_pass(world, 0);
	const struct store_finding *weak = finding(world, "weak.example.com", "weak-key");
	assert_non_null(weak);
	assert_string_equal(weak->severity, "high");
	check_contains(weak->text, "1024 bits, at least 2048");
	check_contains(weak->source, "https://doi.org/");
	/* The root is an anchor, the one between is good: neither is told. */
	assert_null(finding(world, "Old Root", "weak-key"));
	assert_null(finding(world, "weak.example.com", "weak-chain"));

	/* An own file says what holds here. */
	extend(world, "keys:\n  - {id: rsa-internal, type: rsa, profiles: [internal], bits: 1024, "
	              "severity: low, source: ours}\n");
	ticket_world_pass(world, HOUR);
	assert_null(finding(world, "weak.example.com", "weak-key"));

	/* What is gone harms nobody. */
	extend(world, "");
	ticket_world_pass(world, HOUR);
	assert_non_null(finding(world, "weak.example.com", "weak-key"));
	fake_silence(&world->source.places[at], LOOK_ABSENT, LOOK_NO_TLS);
	world->source.places[at].look.full = true;
	ticket_world_passes(world, 5, 24 * HOUR);
	assert_null(finding(world, "weak.example.com", "weak-key"));
}

static void a_weak_chain_is_apart_from_its_leaf(void **state)
{
	struct ticket_world *world = *state;
	authorities("rsa1024");
	(void)serve(world, "10.0.0.1", "g-web", "leaf.example.com", "ec", 90, true);
	ticket_world_pass(world, 0);
	assert_null(finding(world, "leaf.example.com", "weak-key"));
	const struct store_finding *chain = finding(world, "leaf.example.com", "weak-chain");
	assert_non_null(chain);
	check_contains(chain->text, "'Middle' in its chain: the rsa key has 1024 bits");
	assert_non_null(finding(world, "Middle", "weak-key"));
	assert_null(finding(world, "Middle", "weak-chain"));
	assert_null(finding(world, "Old Root", "weak-key"));
}

static void life_is_limited_by_profile(void **state)
{
	struct ticket_world *world = *state;
	authorities("ec");
	(void)serve(world, "10.0.0.1", "g-web", "long.example.com", "ec", 900, false);
	ticket_world_pass(world, 0);
	assert_null(finding(world, "long.example.com", "too-long"));
	/* The root is not served: its name stands in the one below it. */
	extend(world, "profiles:\n  - {id: p, profile: public, source: us, authorities: "
	              "[{name: r, subject: CN=Old Root}]}\n");
	ticket_world_pass(world, HOUR);
	const struct store_finding *found = finding(world, "long.example.com", "too-long");
	assert_non_null(found);
	check_contains(found->text, "are the most");
	check_contains(found->source, "https://cabforum.org/");
	assert_null(finding(world, "Middle", "too-long"));
}

static const char *removal(struct ticket_world *world, int64_t at)
{
	char day[24];
	clock_format(at, day);
	return arena_print(&world->arena,
	                   "distrusted:\n  - {id: ours, program: We, source: policy 9, "
	                   "removed_on: \"%s\", authorities: [{name: the root, subject: "
	                   "CN=Old Root}]}\n",
	                   day);
}

static void a_distrusted_authority_warns_ahead_and_then_refuses(void **state)
{
	struct ticket_world *world = *state;
	struct subject *subject;
	struct error error = ERROR_INIT;
	authorities("ec");
	(void)serve(world, "10.0.0.1", "g-web", "shop.example.com", "ec", 90, false);
	extend(world, removal(world, clock_now() + 5 * 24 * HOUR));
	ticket_world_pass(world, 0);
	const struct store_finding *found = finding(world, "shop.example.com", "distrusted-ca");
	assert_non_null(found);
	assert_string_equal(found->severity, "medium");
	check_contains(found->text, "replace it before");
	assert_string_equal(found->source, "policy 9");
	/* Nobody above a certificate of an authority is told of it, nor the authority itself. */
	assert_null(finding(world, "Middle", "distrusted-ca"));

	int64_t id = id_of(world, "shop.example.com");
	assert_true(
		derive_prepare(&world->flow, &world->arena, &id, 1, clock_now(), &subject, &error));
	assert_null(subject->distrusted);

	/* The day comes without any other change. */
	ticket_world_pass(world, 6 * 24 * HOUR);
	found = finding(world, "shop.example.com", "distrusted-ca");
	assert_non_null(found);
	assert_string_equal(found->severity, "high");
	check_contains(found->text, "trusts nothing of 'the root' since");
	assert_true(
		derive_prepare(&world->flow, &world->arena, &id, 1, clock_now(), &subject, &error));
	assert_non_null(subject->distrusted);
	check_contains(subject->distrusted, "the root");
}

static int64_t number(struct ticket_world *world, const char *sql)
{
	return discover_world_number(world->discover, sql);
}

static const char open_cases[] =
	"SELECT count(*) FROM \"case\" WHERE reason = 'revoked' AND ended_at = 0";

static void what_clients_refuse_is_an_incident_until_it_is_replaced(void **state)
{
	struct ticket_world *world = *state;
	authorities("ec");
	struct fake_place *place = ticket_world_place(world, "10.0.0.1", "g-web",
	                                              below(world, "shop.example.com", "ec", 90));
	extend(world, removal(world, clock_now() - HOUR));
	ticket_world_pass(world, 0);
	assert_int_equal(number(world, open_cases), 1);
	/* Silence says nothing of the certificate. */
	place->look.outcome = LOOK_UNREACHABLE;
	place->look.reason = LOOK_TIMEOUT;
	ticket_world_pass(world, HOUR);
	assert_int_equal(number(world, open_cases), 1);
	place->look.outcome = LOOK_SERVED;
	place->look.reason = LOOK_OK;

	/* Another one of the same authority is refused as well, and is no successor. */
	ticket_world_serve(place, below(world, "shop.example.com", "ec", 90));
	ticket_world_passes(world, 10, 4 * HOUR);
	assert_int_equal(number(world, open_cases), 2);

	/* One of somebody else is, though it ends on the same day. */
	ticket_world_serve(place, ticket_world_chain(world, "shop.example.com", -1, 90));
	ticket_world_passes(world, 10, 4 * HOUR);
	assert_int_equal(number(world, open_cases), 0);
	assert_int_equal(number(world, "SELECT count(*) FROM \"case\" WHERE reason = 'revoked' "
	                               "AND ended = 'renewed'"),
	                 2);
}

static void the_record_names_id_and_source(void **state)
{
	struct ticket_world *world = *state;
	struct subject *subject;
	struct error error = ERROR_INIT;
	authorities("ec");
	(void)serve(world, "10.0.0.1", "g-web", "weak.example.com", "rsa1024", 90, true);
	ticket_world_pass(world, 0);
	int64_t id = id_of(world, "weak.example.com");
	assert_true(
		derive_prepare(&world->flow, &world->arena, &id, 1, clock_now(), &subject, &error));
	const struct json *weak = NULL;
	JSON_EACH(item, json_get(subject->records[0], "findings"))
	if (text_equal(json_member_text(item, "id", ""), "weak-key"))
		weak = item;
	assert_non_null(weak);
	assert_string_equal(json_member_text(weak, "rule", ""), "weak-key");
	assert_string_equal(json_member_text(weak, "severity", ""), "high");
	check_contains(json_member_text(weak, "text", ""), "1024");
	check_contains(json_member_text(weak, "source", ""), "https://");
}

static void an_issuer_may_not_be_approved(void **state)
{
	struct ticket_world *world = *state;
	authorities("ec");
	(void)serve(world, "10.0.0.1", "g-web", "shop.example.com", "ec", 90, true);
	ticket_world_pass(world, 0);
	assert_null(finding(world, "shop.example.com", "issuer-not-approved"));
	extend(world, "approved:\n  - {id: o, source: policy 7, authorities: "
	              "[{name: o, subject: CN=Other}]}\n");
	ticket_world_pass(world, HOUR);
	const struct store_finding *found =
		finding(world, "shop.example.com", "issuer-not-approved");
	assert_non_null(found);
	assert_string_equal(found->source, "policy 7");
	extend(world, "approved:\n  - {id: o, source: policy 7, authorities: "
	              "[{name: o, subject: CN=Other}, {name: r, subject: CN=Old Root}]}\n");
	ticket_world_pass(world, HOUR);
	assert_null(finding(world, "shop.example.com", "issuer-not-approved"));

	/* By the key of the root, two steps above. */
	struct error error = ERROR_INIT;
	struct store_certificate *row;
	assert_true(store_certificate_get(world->store, &world->arena, id_of(world, "Old Root"),
	                                  &row, &error));
	extend(world, arena_print(&world->arena,
	                          "approved:\n  - {id: o, source: s, authorities: [{name: r, "
	                          "spki_sha256: %s}]}\n",
	                          row->spki_sha256));
	ticket_world_pass(world, HOUR);
	assert_null(finding(world, "shop.example.com", "issuer-not-approved"));
}

static void old_protocols_and_weak_ciphers_are_told_with_a_place(void **state)
{
	struct ticket_world *world = *state;
	authorities("ec");
	size_t at = serve(world, "10.0.0.1", "g-web", "old.example.com", "ec", 90, true);
	world->source.places[at].slots[0].protocol = "TLSv1.1";
	world->source.places[at].slots[0].cipher = "ECDHE-ECDSA-DES-CBC3-SHA";
	ticket_world_pass(world, 0);
	const struct store_finding *found = finding(world, "old.example.com", "old-protocol");
	assert_non_null(found);
	check_contains(found->text, "'10.0.0.1:443' served over TLSv1.1, older than TLSv1.2");
	check_contains(found->source, "rfc8996");
	found = finding(world, "old.example.com", "weak-cipher");
	assert_non_null(found);
	check_contains(found->text, "'10.0.0.1:443' served with the cipher suite");
	world->source.places[at].slots[0].protocol = "TLSv1.2";
	world->source.places[at].slots[0].cipher = "ECDHE-ECDSA-AES128-GCM-SHA256";
	ticket_world_pass(world, HOUR);
	assert_null(finding(world, "old.example.com", "old-protocol"));
	assert_null(finding(world, "old.example.com", "weak-cipher"));
}

static void a_key_kept_at_renewal_is_told_of_the_new_one(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *old = ticket_world_chain(world, "a.example.com", -300, 20);
	(void)ticket_world_place(world, "10.0.0.1", "g-web", old);
	ticket_world_pass(world, 0);
	assert_null(finding(world, "a.example.com", "key-kept"));
	world->keep_key = true;
	ticket_world_serve(&world->source.places[0],
	                   ticket_world_chain(world, "a.example.com", -1, 300));
	ticket_world_pass(world, HOUR);
	const struct store_finding *kept = finding(world, "a.example.com", "key-kept");
	assert_non_null(kept);
	check_contains(kept->text, "renewed with the key of 'a.example.com'");
	/* Elsewhere it is no renewal; and a new key is none. */
	(void)ticket_world_place(world, "10.0.0.2", "g-web",
	                         ticket_world_chain(world, "b.example.com", 0, 300));
	world->keep_key = false;
	ticket_world_serve(&world->source.places[0],
	                   ticket_world_chain(world, "c.example.com", 0, 300));
	ticket_world_pass(world, HOUR);
	assert_null(finding(world, "b.example.com", "key-kept"));
	assert_null(finding(world, "c.example.com", "key-kept"));
}

static void a_key_of_two_owners_is_told_of_both(void **state)
{
	struct ticket_world *world = *state;
	struct error error = ERROR_INIT;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "a.example.com", -20, 300));
	world->keep_key = true;
	(void)ticket_world_place(world, "10.0.0.2", "g-web",
	                         ticket_world_chain(world, "b.example.com", -10, 300));
	ticket_world_pass(world, 0);
	assert_null(finding(world, "a.example.com", "key-shared"));
	/* One more, elsewhere, of others: those that were there before are told as well. */
	(void)ticket_world_place(world, "10.0.0.3", "g-mail",
	                         ticket_world_chain(world, "c.example.com", -5, 300));
	ticket_world_pass(world, HOUR);
	const struct store_finding *found = finding(world, "c.example.com", "key-shared");
	assert_non_null(found);
	check_contains(found->text, "'a.example.com'");
	check_contains(found->text, "and 1 more");
	assert_non_null(finding(world, "a.example.com", "key-shared"));
	assert_non_null(finding(world, "b.example.com", "key-shared"));

	/* It comes to the same owner: only that one is looked at anew. */
	ticket_world_mirror(world, (struct ci){ .kind = CI_HOST,
	                                        .id = "ci-10.0.0.3",
	                                        .class = "cmdb_ci_server",
	                                        .name = "host-10.0.0.3",
	                                        .addresses = (const char *[]){ "10.0.0.3" },
	                                        .address_count = 1,
	                                        .life = CI_OPERATIONAL,
	                                        .group = "g-web" });
	assert_true(store_dirty_add_id(world->store, "certificate", id_of(world, "c.example.com"),
	                               "ci", 0, &error));
	ticket_world_pass(world, HOUR);
	assert_null(finding(world, "c.example.com", "key-shared"));
	assert_null(finding(world, "a.example.com", "key-shared"));
	assert_null(finding(world, "b.example.com", "key-shared"));
}

static void practices_need_their_entry(void **state)
{
	struct ticket_world *world = *state;
	ticket_world_mirror(world, (struct ci){ .kind = CI_HOST,
	                                        .id = "ci-1",
	                                        .class = "cmdb_ci_server",
	                                        .name = "payment",
	                                        .addresses = (const char *[]){ "10.0.0.1" },
	                                        .address_count = 1,
	                                        .life = CI_OPERATIONAL,
	                                        .owner = "u-ada",
	                                        .group = "g-web" });
	(void)ticket_world_place(world, "10.0.0.1", "",
	                         ticket_world_chain(world, "*.pay.example.com", -20, 300));
	ticket_world_pass(world, 0);
	assert_non_null(finding(world, "*.pay.example.com", "one-person"));
	assert_non_null(finding(world, "*.pay.example.com", "wildcard-critical"));
	extend(world, "practices:\n  - {id: one-person, drop: yes}\n"
	              "  - {id: wildcard-critical, profiles: [public], source: us}\n");
	ticket_world_pass(world, HOUR);
	assert_null(finding(world, "*.pay.example.com", "one-person"));
	assert_null(finding(world, "*.pay.example.com", "wildcard-critical"));
}

static void renew(struct ticket_world *world, size_t at, const char *name, long ends)
{
	ticket_world_serve(&world->source.places[at], ticket_world_chain(world, name, -1, ends));
	ticket_world_passes(world, 10, 4 * HOUR);
}

static void another_issuer_before_its_time_is_told(void **state)
{
	struct ticket_world *world = *state;
	authorities("ec");
	/* Of "Middle", good for long yet. */
	size_t at = serve(world, "10.0.0.1", "g-web", "shop.example.com", "ec", 300, false);
	size_t due = serve(world, "10.0.0.2", "g-web", "due.example.com", "ec", 2, false);
	size_t same = world->source.count;
	(void)ticket_world_place(world, "10.0.0.3", "g-web",
	                         ticket_world_chain(world, "same.example.com", -10, 300));
	ticket_world_pass(world, 0);
	renew(world, at, "foreign.example.com", 300);
	renew(world, due, "expected.example.com", 300);
	renew(world, same, "early.example.com", 300);
	const struct store_finding *found =
		finding(world, "foreign.example.com", "unexpected-certificate");
	assert_non_null(found);
	check_contains(found->text, "'10.0.0.1:443' since 'shop.example.com' of another issuer");
	/* One that was due, or that the same authority replaced, is no surprise. */
	assert_null(finding(world, "expected.example.com", "unexpected-certificate"));
	assert_null(finding(world, "early.example.com", "unexpected-certificate"));
	/* After a month it is what stands there. */
	ticket_world_passes(world, 6, 5 * 24 * HOUR);
	assert_null(finding(world, "foreign.example.com", "unexpected-certificate"));
}

static void anchors_in_stores_are_told_when_distrusted_or_ended(void **state)
{
	struct ticket_world *world = *state;
	struct look_certificate *chain = ARENA_ARRAY(&world->arena, struct look_certificate, 1);
	ISSUED(anchor, .common_name = "Old Root", .is_ca = true, .key = "rsa1024", .ends = 3);
	put(world, &chain[0], &anchor);
	struct fake_place *place = fake_add(&world->source, "host-1");
	place->look.place.kind = DEPLOYMENT_FILE;
	place->look.place.port = 0;
	place->look.place.path = "/etc/ssl/bundle.pem";
	place->look.evidence = DEPLOYMENT_STORED;
	fake_serve(place, 0, chain, 1);
	ticket_world_pass(world, 0);
	assert_null(finding(world, "Old Root", "anchor-distrusted"));
	extend(world, removal(world, clock_now() - HOUR));
	ticket_world_pass(world, HOUR);
	const struct store_finding *found = finding(world, "Old Root", "anchor-distrusted");
	assert_non_null(found);
	assert_string_equal(found->source, "policy 9");
	assert_null(finding(world, "Old Root", "weak-key"));
	assert_null(finding(world, "Old Root", "anchor-ended"));
	ticket_world_pass(world, 4 * 24 * HOUR);
	assert_non_null(finding(world, "Old Root", "anchor-ended"));
}

static void a_chain_without_its_issuer_is_not_one_without_trust(void **state)
{
	struct ticket_world *world = *state;
	authorities("ec");
	size_t at = serve(world, "10.0.0.1", "g-web", "shop.example.com", "ec", 90, true);
	world->source.places[at].slots[0].chain_trusted = false;
	world->source.places[at].slots[0].chain_complete = true;
	world->source.places[at].slots[0].verdict = "self-signed certificate in chain";
	ticket_world_pass(world, 0);
	check_contains(finding(world, "shop.example.com", "untrusted-chain")->text,
	               "self-signed certificate in chain");
	assert_null(finding(world, "shop.example.com", "incomplete-chain"));
	world->source.places[at].slots[0].chain_complete = false;
	ticket_world_pass(world, HOUR);
	assert_null(finding(world, "shop.example.com", "untrusted-chain"));
	assert_non_null(finding(world, "shop.example.com", "incomplete-chain"));
}

static void without_facts_nothing_is_told(void **state)
{
	struct ticket_world *world = *state;
	authorities("rsa1024");
	(void)serve(world, "10.0.0.1", "g-web", "weak.example.com", "rsa1024", 90, true);
	world->rules.trust = NULL;
	ticket_world_pass(world, 0);
	assert_null(finding(world, "weak.example.com", "weak-key"));
	assert_null(finding(world, "weak.example.com", "weak-chain"));
}

static int release(void **state)
{
	(void)state;
	issue_release(&root);
	issue_release(&middle);
	return 0;
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, ticket_world_teardown)
	const struct CMUnitTest tests[] = {
		CASE(a_weak_key_is_told_with_its_source),
		CASE(a_weak_chain_is_apart_from_its_leaf),
		CASE(life_is_limited_by_profile),
		CASE(a_distrusted_authority_warns_ahead_and_then_refuses),
		CASE(what_clients_refuse_is_an_incident_until_it_is_replaced),
		CASE(the_record_names_id_and_source),
		CASE(an_issuer_may_not_be_approved),
		CASE(old_protocols_and_weak_ciphers_are_told_with_a_place),
		CASE(a_key_kept_at_renewal_is_told_of_the_new_one),
		CASE(a_key_of_two_owners_is_told_of_both),
		CASE(practices_need_their_entry),
		CASE(another_issuer_before_its_time_is_told),
		CASE(anchors_in_stores_are_told_when_distrusted_or_ended),
		CASE(a_chain_without_its_issuer_is_not_one_without_trust),
		CASE(without_facts_nothing_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, release);
}
