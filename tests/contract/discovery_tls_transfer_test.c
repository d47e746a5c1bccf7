/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Zones handed over by name servers: their names are looked at, and a scan whose zone is not whole
 * says so and is not complete. */
#include "support/check.h"
#include "support/loopback.h"
#include "support/source.h"
#include "support/tls_server.h"
#include "support/zone_server.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const struct discovery_type tls_discovery;

/* The one name that resolves on every machine is the zone itself; others in it need not. */
#define DOMAIN "localhost"
#define QUICK  "connect_timeout: 2s\nhandshake_timeout: 2s\nretries: 0\n"

static const char *const names[] = { "@", "a", "B", "*", "deep.er", "odd!name", "c", NULL };
static const char *const apex[] = { "@", NULL };
static const char KEY[] = "0123456789abcdef0123456789abcdef";
static const char KEY_BASE64[] = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

static const struct look *look(struct source *source, const char *name, int port)
{
	char key[128];
	(void)snprintf(key, sizeof(key), "%s:%d/%s", name, port, name);
	return source_find(source, key);
}

static bool has(struct source *source, const char *name)
{
	for (size_t at = 0; at < source->seen.count; at++) {
		if (strcmp(source->seen.items[at].place.host, name) == 0)
			return true;
	}
	return false;
}

static void open_source(struct source *source, const struct zone_server *server, int port,
                        const char *more)
{
	char yaml[768];
	(void)snprintf(yaml, sizeof(yaml),
	               QUICK "targets: ['axfr:" DOMAIN "@127.0.0.1:%d']\nports: [%d]\n%s",
	               zone_server_port(server), port, more);
	source_open(source, &tls_discovery, "", yaml);
}

static bool covers(const struct source *source, const char *name, int port)
{
	struct deployment_place place = { .kind = DEPLOYMENT_NAME,
		                          .zone = "",
		                          .host = name,
		                          .port = port,
		                          .server_name = name,
		                          .path = "",
		                          .alias = "" };
	return tls_discovery.covers(&source->discovery, &place);
}

static void every_name_with_an_address_is_looked_at(void **state)
{
	(void)state;
	ISSUED(leaf, .names = "DNS:*.localhost,DNS:localhost");
	TLS_SERVER(server, .certificates = { &leaf });
	ZONE_SERVER(zone, .zone = DOMAIN, .names = names, .other = "stranger.example");
	int port = tls_server_port(server);
	SOURCE(source);
	open_source(&source, zone, port, "exclude: [c.localhost]\n");
	assert_true(source_scan(&source));
	assert_true(source.scan.complete);
	assert_null(source.scan.missing);
	assert_int_equal(source.seen.count, 4);
	assert_int_equal(look(&source, "localhost", port)->outcome, LOOK_SERVED);
	assert_true(has(&source, "a.localhost"));
	assert_true(has(&source, "b.localhost"));
	assert_true(has(&source, "deep.er.localhost"));
	/* What a zone holds changes: all that it may hold is covered. */
	assert_true(covers(&source, "gone.localhost", port));
	assert_false(covers(&source, "c.localhost", port));
	assert_false(covers(&source, "gone.localhost", port + 1));
	assert_false(covers(&source, "elsewhere.example", port));
	assert_false(covers(&source, "notlocalhost", port));
}

static void excluded_and_foreign_addresses_are_not_touched(void **state)
{
	(void)state;
	ISSUED(leaf, .names = "DNS:localhost");
	TLS_SERVER(server, .certificates = { &leaf });
	ZONE_SERVER(zone, .zone = DOMAIN, .names = apex);
	int port = tls_server_port(server);
	SOURCE(excluding);
	char exclude[64];
	(void)snprintf(exclude, sizeof(exclude), "exclude: ['127.0.0.1:%d', '::1']\n", port);
	open_source(&excluding, zone, port, exclude);
	assert_true(source_scan(&excluding));
	assert_int_equal(excluding.seen.count, 0);
	SOURCE(confined);
	open_source(&confined, zone, port, "allow: [10.0.0.0/8]\n");
	assert_true(source_scan(&confined));
	assert_int_equal(confined.seen.count, 0);
	assert_int_equal(tls_server_connections(server), 0);
	SOURCE(allowing);
	open_source(&allowing, zone, port, "allow: [127.0.0.0/8]\n");
	assert_true(source_scan(&allowing));
	assert_int_equal(look(&allowing, "localhost", port)->outcome, LOOK_SERVED);
	/* What the settings list themselves needs no leave. */
	SOURCE(listing);
	char more[128];
	(void)snprintf(more, sizeof(more), "allow: [10.0.0.0/8]\n");
	char yaml[512];
	(void)snprintf(yaml, sizeof(yaml),
	               QUICK "targets: ['axfr:" DOMAIN "@127.0.0.1:%d', localhost]\n"
	                     "ports: [%d]\n%s",
	               zone_server_port(zone), port, more);
	source_open(&listing, &tls_discovery, "", yaml);
	assert_true(source_scan(&listing));
	assert_int_equal(listing.seen.count, 1);
	assert_int_equal(look(&listing, "localhost", port)->outcome, LOOK_SERVED);
}

/* A place of the zone that earlier scans knew. */
static bool tell_places(void *context,
                        void (*each)(void *own, const struct deployment_place *place), void *own,
                        struct error *error)
{
	const struct deployment_place place = { .kind = DEPLOYMENT_NAME,
		                                .zone = "",
		                                .host = "known.localhost",
		                                .port = 1,
		                                .server_name = "known.localhost",
		                                .path = "",
		                                .alias = "" };
	(void)context, (void)error;
	each(own, &place);
	return true;
}

/* A scan over a zone that is not whole: what it says of it. */
static const char *missing_words(struct source *source, enum zone_manners manners, const char *more)
{
	ZONE_SERVER(zone, .zone = DOMAIN, .names = names, .manners = manners);
	int64_t begin = clock_monotonic_ms();
	open_source(source, zone, 1, more);
	source->known_places = tell_places;
	assert_true(source_scan(source));
	assert_false(source->scan.complete);
	assert_non_null(source->scan.missing);
	check_contains(source->scan.missing, DOMAIN);
	/* What was known is looked at all the same, and of what came not a name. */
	assert_int_equal(source->seen.count, 1);
	assert_true(has(source, "known.localhost"));
	assert_true(clock_monotonic_ms() - begin < 30000);
	return source->scan.missing;
}

static void a_zone_that_is_not_whole_is_told_and_nothing_of_it_is_taken(void **state)
{
	(void)state;
	static const struct {
		enum zone_manners manners;
		const char *words, *more;
	} cases[] = {
		{ ZONE_REFUSES, "refused with REFUSED", "" },
		{ ZONE_HALF, "ends before it is complete", "" },
		{ ZONE_ENDLESS, "more than 1048576 names", "" },
		{ ZONE_SILENT, "no answer in time", "" },
		{ ZONE_DRIPS, "not complete after 3 s", "transfer_timeout: 3s\n" },
		{ ZONE_GARBAGE, "cannot be read", "" },
		{ ZONE_LOOPS, "cannot be read", "" },
		{ ZONE_OTHER, "does not begin with the SOA", "" },
		{ ZONE_CONTINUES, "goes on behind its end", "" },
		{ ZONE_OTHER_NUMBER, "not asked", "" },
	};
	for (size_t at = 0; at < COUNT_OF(cases); at++) {
		SOURCE(source);
		check_contains(missing_words(&source, cases[at].manners, cases[at].more),
		               cases[at].words);
	}
}

static void nobody_there_is_told_too(void **state)
{
	(void)state;
	char yaml[256];
	(void)snprintf(yaml, sizeof(yaml), QUICK "targets: ['axfr:" DOMAIN "@127.0.0.1:%d']\n",
	               loopback_closed_port());
	SOURCE(source);
	source_open(&source, &tls_discovery, "", yaml);
	assert_true(source_scan(&source));
	assert_false(source.scan.complete);
	check_contains(source.scan.missing, "Connection refused");
}

static void a_stop_ends_a_transfer(void **state)
{
	(void)state;
	ZONE_SERVER(zone, .zone = DOMAIN, .names = names, .manners = ZONE_SILENT);
	SOURCE(source);
	open_source(&source, zone, 1, "");
	source.seen.cancel_now = true;
	assert_false(source_scan(&source));
	assert_int_equal(source.error.kind, ERROR_CANCELLED);
}

/* Where the key stands, for settings. */
static void write_key(char path[static 64], const char *text)
{
	(void)snprintf(path, 64, "/tmp/certsteward-tsig-XXXXXX");
	int descriptor = mkstemp(path);
	assert_true(descriptor >= 0);
	assert_int_equal(write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
	close(descriptor);
}

static void scan_signed(struct source *source, const struct zone_server *zone, const char *key)
{
	char path[64], more[256];
	write_key(path, key);
	(void)snprintf(more, sizeof(more), "tsig_name: lab.\ntsig_secret: {file: %s}\n", path);
	open_source(source, zone, 1, more);
	unlink(path);
	assert_true(source_scan(source));
}

static void signatures_are_checked_over_the_whole_answer(void **state)
{
	(void)state;
	static const struct {
		enum zone_signing signing;
		const char *words; /* NULL = all is well */
	} cases[] = {
		{ ZONE_SIGNS_ALL, NULL },
		{ ZONE_SIGNS_ENDS, NULL },
		{ ZONE_SIGNS_FIRST, "not signed" },
		{ ZONE_SIGNS_NONE, "not signed" },
		{ ZONE_SIGNS_FALSELY, "signature is wrong" },
		{ ZONE_SIGNS_LATE, "of another time" },
	};
	for (size_t at = 0; at < COUNT_OF(cases); at++) {
		ZONE_SERVER(zone, .zone = DOMAIN, .names = names, .key = KEY,
		            .signing = cases[at].signing);
		SOURCE(source);
		scan_signed(&source, zone, KEY_BASE64);
		assert_int_equal(source.scan.complete, !cases[at].words);
		assert_int_equal(source.seen.count, cases[at].words ? 0 : 5);
		if (cases[at].words)
			check_contains(source.scan.missing, cases[at].words);
	}
	ZONE_SERVER(other, .zone = DOMAIN, .names = names, .key = "another key");
	SOURCE(source);
	scan_signed(&source, other, KEY_BASE64);
	check_contains(source.scan.missing, "signature is wrong");
	SOURCE(keyless);
	open_source(&keyless, other, 1, "tsig_name: lab.\n");
	assert_true(source_scan(&keyless));
	check_contains(keyless.scan.missing, "'tsig_name' needs its key");
}

static void wrong_settings_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *yaml, *words;
	} cases[] = {
		{ "targets: ['axfr:example.com']\n", "axfr:example.com@10.20.0.53" },
		{ "targets: ['axfr:example.com@ns.example.com']\n",
		  "by the name server's address" },
		{ "targets: ['axfr:example.com@10.0.0.0/24']\n", "by the name server's address" },
		{ "targets: ['axfr:a..b@10.0.0.1']\n", "no name of a zone" },
		{ "targets: [10.0.0.1]\ntsig_secret: {file: %s}\n", "tsig_name" },
		{ "targets: [10.0.0.1]\ntsig_name: lab\ntsig_secret: {file: %s}\n", "base64" },
		{ "targets: ['axfr:example.com@10.0.0.1']\nexclude: [10.0.0.0/24]\n",
		  "name server of 'axfr:example.com@10.0.0.1' is excluded" },
		{ "targets: ['axfr:example.com@10.0.0.1']\nexclude: [':53']\n", "is excluded" },
	};
	char path[64], yaml[256];
	write_key(path, "no base64!");
	for (size_t at = 0; at < COUNT_OF(cases); at++) {
		const char *file = strstr(cases[at].yaml, "%s");
		(void)snprintf(yaml, sizeof(yaml), "%.*s%s%s",
		               file ? (int)(file - cases[at].yaml) : (int)strlen(cases[at].yaml),
		               cases[at].yaml, file ? path : "", file ? file + 2 : "");
		SOURCE(source);
		check_contains(source_refusal(&source, &tls_discovery, yaml), cases[at].words);
	}
	unlink(path);
	/* Another port of it is another matter. */
	SOURCE(source);
	source_open(&source, &tls_discovery, "",
	            "targets: ['axfr:example.com@10.0.0.1']\nexclude: ['10.0.0.1:443']\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_with_an_address_is_looked_at),
		cmocka_unit_test(excluded_and_foreign_addresses_are_not_touched),
		cmocka_unit_test(a_zone_that_is_not_whole_is_told_and_nothing_of_it_is_taken),
		cmocka_unit_test(nobody_there_is_told_too),
		cmocka_unit_test(a_stop_ends_a_transfer),
		cmocka_unit_test(signatures_are_checked_over_the_whole_answer),
		cmocka_unit_test(wrong_settings_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
