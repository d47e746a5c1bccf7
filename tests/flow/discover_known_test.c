/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the engine tells a source: hosts of far sides, and the places of its zone. */
#include "base/text.h"
#include "store/store_mirror.h"
#include "support/check.h"
#include "support/discover_world.h"

#include <string.h>

struct told {
	struct text hosts, places;
};

static void take_host(void *own, const struct discovery_host *host)
{
	text_print(own, "%s %s %d [%s];", ci_kind_name(host->kind), host->address, host->port,
	           host->names);
}

static void take_place(void *own, const struct deployment_place *place)
{
	text_print(own, "%s:%d/%s;", place->host, place->port, place->server_name);
}

static void ask(void *context, struct discovery_scan *scan)
{
	struct told *told = context;
	struct error error = ERROR_INIT;
	text_clear(&told->hosts);
	text_clear(&told->places);
	assert_true(scan->known_hosts(scan->context, take_host, &told->hosts, &error));
	assert_true(scan->known_places(scan->context, take_place, &told->places, &error));
}

static void put(struct discover_world *world, enum ci_kind kind, const char *id,
                const char *address, int port)
{
	const char *names[] = { "shop.example.com", "www.example.com" };
	const char *addresses[] = { address };
	bool changed;
	struct ci row = ci_empty(kind);
	row.id = id;
	row.name = id;
	row.addresses = addresses;
	row.address_count = *address ? 1 : 0;
	row.names = names;
	row.name_count = 2;
	row.port = port;
	assert_true(
		store_mirror_put(world->store, "far", &row, 1800000000, &changed, &world->error));
}

static void hosts_and_places_are_told(void **state)
{
	struct discover_world *world = *state;
	struct told told = { .hosts = { 0 } };
	FAKE(fake, "tls");
	fake.at_scan = ask;
	fake.context = &told;
	discover_world_source(world, &fake);
	put(world, CI_APPLICATION, "app", "10.0.0.1", 8443);
	put(world, CI_GROUP, "group", "10.0.0.2", 0);
	put(world, CI_HOST, "bare", "", 0);
	fake_serve(fake_add(&fake, "10.0.0.1"), 0, discover_world_chain(0), 2);
	struct fake_place *other = fake_add(&fake, "10.0.0.1");
	other->look.place.zone = "dmz";
	fake_serve(other, 0, discover_world_chain(0), 2);
	fake_serve(fake_add(&fake, "10.0.0.3"), 0, discover_world_chain(1), 2);
	discover_world_scan(world, &fake);
	assert_string_equal(text_string(&told.hosts),
	                    "application 10.0.0.1 8443 [shop.example.com www.example.com];");
	assert_string_equal(text_string(&told.places), "");
	/* The other zone's is not ours; what is gone is not looked at again. */
	discover_world_scans(world, &fake, 1, 3600);
	assert_string_equal(text_string(&told.places), "10.0.0.1:443/;10.0.0.3:443/;");
	fake_silence(&fake.places[2], LOOK_ABSENT, LOOK_NO_TLS);
	discover_world_scans(world, &fake, 5, DISCOVER_DAY);
	assert_string_equal(text_string(&told.places), "10.0.0.1:443/;");
	text_release(&told.hosts);
	text_release(&told.places);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(hosts_and_places_are_told, discover_world_setup,
		                                discover_world_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
