/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The tls source told of hosts and places by the engine: targets out of the CMDB, names learned. */
#include "support/check.h"
#include "support/source.h"
#include "support/tls_server.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

extern const struct discovery_type tls_discovery;

#define QUICK "connect_timeout: 2s\nhandshake_timeout: 2s\nretries: 0\n"

/* What the engine would tell; the context of scans is the test source's own. */
static struct discovery_host hosts[8];
static size_t host_count;
static struct deployment_place places[8];
static size_t place_count;

static bool tell_hosts(void *context, void (*each)(void *own, const struct discovery_host *host),
                       void *own, struct error *error)
{
	(void)context, (void)error;
	for (size_t i = 0; i < host_count; i++)
		each(own, &hosts[i]);
	return true;
}

static bool tell_places(void *context,
                        void (*each)(void *own, const struct deployment_place *place), void *own,
                        struct error *error)
{
	(void)context, (void)error;
	for (size_t i = 0; i < place_count; i++)
		each(own, &places[i]);
	return true;
}

static int forget(void **state)
{
	(void)state;
	host_count = place_count = 0;
	return 0;
}

static void host(const char *address, enum ci_kind kind, int port, const char *names)
{
	hosts[host_count++] = (struct discovery_host){
		.kind = kind, .address = address, .port = port, .names = names
	};
}

static struct deployment_place at(const char *address, int port, const char *name)
{
	return (struct deployment_place){ .kind = DEPLOYMENT_ADDRESS,
		                          .zone = "lab",
		                          .host = address,
		                          .port = port,
		                          .server_name = name,
		                          .path = "",
		                          .alias = "" };
}

static void open_source(struct source *source, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void open_source(struct source *source, const char *format, ...)
{
	char yaml[512] = QUICK;
	va_list values;
	va_start(values, format);
	(void)vsnprintf(yaml + strlen(yaml), sizeof(yaml) - strlen(yaml), format, values);
	va_end(values);
	source_open(source, &tls_discovery, "lab", yaml);
	source->known_hosts = tell_hosts;
	source->known_places = tell_places;
}

static void scan(struct source *source)
{
	source_forget(source);
	if (!source_scan(source))
		fail_msg("scan: %s", source->error.message);
	assert_true(source->scan.complete);
	assert_int_equal(source->scan.count.looked, source->scan.count.targets);
}

static size_t count(struct source *source, const char *address, int port, const char *name)
{
	struct deployment_place place = at(address, port, name);
	return source_count(source, deployment_key(&source->arena, &place));
}

static const struct look *look(struct source *source, const char *address, int port,
                               const char *name)
{
	struct deployment_place place = at(address, port, name);
	return source_find(source, deployment_key(&source->arena, &place));
}

static bool covers(const struct source *source, const char *address, int port, const char *name)
{
	struct deployment_place place = at(address, port, name);
	return tls_discovery.covers(&source->discovery, &place);
}

static void applications_of_the_cmdb_are_looked_at_inside_the_targets(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "app");
	TLS_SERVER(server, .certificates = { &leaf });
	int port = tls_server_port(server);
	host("127.0.0.1", CI_APPLICATION, port, "");
	host("10.99.0.1", CI_APPLICATION, port, "");
	host("no address", CI_APPLICATION, port, "");
	host("127.0.0.2", CI_VIP, port, "");
	SOURCE(without);
	open_source(&without, "targets: ['127.0.0.0/30']\nports: [1]\n");
	scan(&without);
	assert_int_equal(count(&without, "127.0.0.1", port, ""), 0);
	assert_false(covers(&without, "127.0.0.1", port, ""));

	SOURCE(source);
	open_source(&source,
	            "targets: ['127.0.0.0/30']\nports: [1]\ntargets_from: [applications]\n");
	scan(&source);
	assert_int_equal(look(&source, "127.0.0.1", port, "")->outcome, LOOK_SERVED);
	assert_true(covers(&source, "127.0.0.1", port, ""));
	/* Not of this kind, and not inside the targets. */
	assert_int_equal(count(&source, "127.0.0.2", port, ""), 0);
	assert_int_equal(count(&source, "10.99.0.1", port, ""), 0);
	assert_false(covers(&source, "10.99.0.1", port, ""));
	assert_int_equal(source.scan.count.looked, 5);
}

static void allow_rules_and_excludes_win(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "host");
	TLS_SERVER(server, .certificates = { &leaf });
	int port = tls_server_port(server);
	host("127.0.0.1", CI_HOST, 0, "");
	host("127.0.0.9", CI_HOST, 0, "");
	host("127.0.1.1", CI_HOST, 0, "");
	SOURCE(source);
	open_source(
		&source,
		"ports: [%d]\ntargets_from: cmdb\nallow: [127.0.0.0/24]\nexclude: [127.0.0.9]\n",
		port);
	scan(&source);
	assert_int_equal(look(&source, "127.0.0.1", port, "")->outcome, LOOK_SERVED);
	assert_int_equal(source.seen.count, 1);
	assert_false(covers(&source, "127.0.0.9", port, ""));
	assert_false(covers(&source, "127.0.1.1", port, ""));
	/* The CMDB forgets it, the network does not: it is covered, and looked at. */
	host_count = 0;
	places[place_count++] = at("127.0.0.1", port, "");
	assert_true(covers(&source, "127.0.0.1", port, ""));
	scan(&source);
	assert_int_equal(look(&source, "127.0.0.1", port, "")->outcome, LOOK_SERVED);
}

static void without_targets_there_is_nothing_to_look_at(void **state)
{
	(void)state;
	SOURCE(source);
	check_contains(source_refusal(&source, &tls_discovery, "ports: [443]\n"), "targets_from");
	SOURCE(other);
	check_contains(source_refusal(&other, &tls_discovery,
	                              "targets: [10.0.0.1]\ntargets_from: [nodes]\n"),
	               "'nodes'");
}

static void names_of_a_certificate_are_tried(void **state)
{
	(void)state;
	ISSUED(front, .names = "DNS:front.example.com,DNS:shop.example.com,DNS:*.wild.example.com,"
	                       "DNS:old.example.com");
	ISSUED(shop, .names = "DNS:shop.example.com");
	ISSUED(stranger, .names = "DNS:stranger.example.com");
	TLS_SERVER(server, .certificates = { &front },
	           .by_name = { { "shop.example.com", &shop }, { "old.example.com", &stranger } });
	int port = tls_server_port(server);
	SOURCE(source);
	open_source(&source, "targets: ['127.0.0.1:%d']\nlearn_names: san\n", port);
	scan(&source);
	assert_int_equal(look(&source, "127.0.0.1", port, "shop.example.com")->outcome,
	                 LOOK_SERVED);
	/* The same certificate again is nothing new, one that does not cover the name is not its. */
	assert_int_equal(count(&source, "127.0.0.1", port, "front.example.com"), 0);
	assert_int_equal(count(&source, "127.0.0.1", port, "old.example.com"), 0);
	assert_int_equal(count(&source, "127.0.0.1", port, "*.wild.example.com"), 0);
	assert_int_equal(source.seen.count, 2);
	assert_true(covers(&source, "127.0.0.1", port, "shop.example.com"));

	SOURCE(polite);
	open_source(&polite, "targets: ['127.0.0.1:%d']\n", port);
	scan(&polite);
	assert_int_equal(polite.seen.count, 1);
	assert_false(covers(&polite, "127.0.0.1", port, "shop.example.com"));

	SOURCE(excluding);
	open_source(&excluding,
	            "targets: ['127.0.0.1:%d']\nlearn_names: san\nexclude: [shop.example.com]\n",
	            port);
	scan(&excluding);
	assert_int_equal(excluding.seen.count, 1);
	assert_false(covers(&excluding, "127.0.0.1", port, "shop.example.com"));
}

static void names_of_the_cmdb_are_tried_also_under_wildcards(void **state)
{
	(void)state;
	ISSUED(wild, .names = "DNS:*.example.com");
	ISSUED(shop, .names = "DNS:shop.example.com");
	TLS_SERVER(server, .certificates = { &wild }, .by_name = { { "shop.example.com", &shop } });
	int port = tls_server_port(server);
	host("127.0.0.7", CI_HOST, 0, "shop.example.com deep.sub.example.com bad_name* web");
	SOURCE(none);
	open_source(&none, "targets: ['127.0.0.1:%d']\nlearn_names: san\n", port);
	scan(&none);
	assert_int_equal(none.seen.count, 1);
	/* It is another host's, but the wildcard stands for it. */
	SOURCE(under);
	open_source(&under, "targets: ['127.0.0.1:%d']\nlearn_names: both\n", port);
	scan(&under);
	assert_int_equal(look(&under, "127.0.0.1", port, "shop.example.com")->slot_count, 1);
	hosts[0].address = "127.0.0.1";
	SOURCE(alias);
	open_source(&alias, "targets: ['127.0.0.1:%d']\nlearn_names: cmdb\n", port);
	scan(&alias);
	assert_int_equal(alias.seen.count, 2);
	assert_int_equal(look(&alias, "127.0.0.1", port, "shop.example.com")->outcome, LOOK_SERVED);
}

static void names_are_learned_at_listed_addresses_only(void **state)
{
	(void)state;
	ISSUED(front, .names = "DNS:localhost,DNS:shop.example.com");
	ISSUED(shop, .names = "DNS:shop.example.com");
	TLS_SERVER(server, .certificates = { &front },
	           .by_name = { { "shop.example.com", &shop } });
	int port = tls_server_port(server);
	host("127.0.0.1", CI_HOST, 0, "shop.example.com");
	/* A name is asked for by itself: what its certificate says leads nowhere. */
	SOURCE(named);
	open_source(&named, "targets: ['localhost:%d']\nlearn_names: both\n", port);
	scan(&named);
	assert_int_equal(named.seen.count, 1);
	assert_int_equal(count(&named, "127.0.0.1", port, "shop.example.com"), 0);
	assert_false(covers(&named, "127.0.0.1", port, "shop.example.com"));
	/* A name is tried where it is known, never at the address that it may have elsewhere. */
	host_count = 0;
	host("127.0.0.9", CI_HOST, 0, "shop.example.com");
	SOURCE(listed);
	open_source(&listed, "targets: ['127.0.0.1:%d']\nlearn_names: cmdb\n", port);
	scan(&listed);
	assert_int_equal(listed.seen.count, 1);
	assert_int_equal(count(&listed, "127.0.0.9", port, "shop.example.com"), 0);
	assert_false(covers(&listed, "127.0.0.9", port, "shop.example.com"));
}

static void without_a_list_only_the_targets_are_allowed(void **state)
{
	(void)state;
	int port = 1;
	host("127.0.0.1", CI_HOST, 0, "");
	host("127.0.9.1", CI_HOST, 0, "");
	host("127.0.0.3", CI_VIP, 8443, "");
	host("127.0.9.3", CI_VIP, 8443, "");
	SOURCE(source);
	open_source(&source, "targets: [127.0.0.0/29]\nports: [%d]\ntargets_from: cmdb\n", port);
	scan(&source);
	/* Eight of the network, and one at a port that only the CMDB knows. */
	assert_int_equal(source.seen.count, 9);
	assert_int_equal(count(&source, "127.0.0.3", 8443, ""), 1);
	assert_int_equal(count(&source, "127.0.9.1", port, ""), 0);
	assert_int_equal(count(&source, "127.0.9.3", 8443, ""), 0);
	assert_false(covers(&source, "127.0.9.1", port, ""));
}

static void who_refuses_to_answer_without_a_name_is_asked_by_alias(void **state)
{
	(void)state;
	ISSUED(shop, .names = "DNS:shop.example.com");
	TLS_SERVER(server, .certificates = { &shop }, .needs_name = true,
	           .by_name = { { "shop.example.com", &shop } });
	int port = tls_server_port(server);
	host("127.0.0.1", CI_VIP, port, "shop.example.com");
	SOURCE(source);
	open_source(&source, "targets: ['127.0.0.1:%d']\nlearn_names: cmdb\n", port);
	scan(&source);
	assert_int_equal(look(&source, "127.0.0.1", port, "")->outcome, LOOK_UNREACHABLE);
	assert_int_equal(look(&source, "127.0.0.1", port, "shop.example.com")->outcome,
	                 LOOK_SERVED);
}

static void a_learned_place_keeps_its_outcomes(void **state)
{
	(void)state;
	ISSUED(front, .names = "DNS:front.example.com");
	ISSUED(shop, .names = "DNS:shop.example.com");
	TLS_SERVER(server, .certificates = { &front },
	           .by_name = { { "shop.example.com", &shop } });
	int port = tls_server_port(server);
	SOURCE(source);
	open_source(&source, "targets: ['127.0.0.1:%d']\nlearn_names: san\n", port);
	places[place_count++] = at("127.0.0.1", port, "shop.example.com");
	places[place_count++] = at("127.0.0.1", port, "moved.example.com");
	places[place_count++] = at("127.0.0.1", port, "front.example.com");
	scan(&source);
	assert_int_equal(look(&source, "127.0.0.1", port, "shop.example.com")->outcome,
	                 LOOK_SERVED);
	assert_int_equal(look(&source, "127.0.0.1", port, "front.example.com")->outcome,
	                 LOOK_SERVED);
	const struct look *moved = look(&source, "127.0.0.1", port, "moved.example.com");
	assert_int_equal(moved->outcome, LOOK_ABSENT);
	assert_true(moved->full);
	assert_int_equal(moved->slot_count, 0);
	/* Single looks say the same. */
	source_forget(&source);
	assert_true(source_look(&source, places, 2));
	assert_int_equal(look(&source, "127.0.0.1", port, "moved.example.com")->outcome,
	                 LOOK_ABSENT);
	assert_int_equal(look(&source, "127.0.0.1", port, "shop.example.com")->outcome,
	                 LOOK_SERVED);
}

static void so_many_names_and_no_more(void **state)
{
	(void)state;
	ISSUED(front, .common_name = "front",
	       .names = "DNS:a.example.com,DNS:b.example.com,DNS:c.example.com,DNS:d.example.com,"
	                "DNS:e.example.com");
	TLS_SERVER(server, .certificates = { &front });
	int port = tls_server_port(server);
	SOURCE(bare);
	open_source(&bare, "targets: ['127.0.0.1:%d']\n", port);
	scan(&bare);
	int each = tls_server_connections(server);
	SOURCE(source);
	open_source(&source, "targets: ['127.0.0.1:%d']\nlearn_names: san\nlearn_most: 2\n", port);
	scan(&source);
	assert_int_equal(tls_server_connections(server), each * 4);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup(test, forget)
	const struct CMUnitTest tests[] = {
		CASE(applications_of_the_cmdb_are_looked_at_inside_the_targets),
		CASE(allow_rules_and_excludes_win),
		CASE(without_targets_there_is_nothing_to_look_at),
		CASE(names_of_a_certificate_are_tried),
		CASE(names_of_the_cmdb_are_tried_also_under_wildcards),
		CASE(names_are_learned_at_listed_addresses_only),
		CASE(without_a_list_only_the_targets_are_allowed),
		CASE(who_refuses_to_answer_without_a_name_is_asked_by_alias),
		CASE(a_learned_place_keeps_its_outcomes),
		CASE(so_many_names_and_no_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
