/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which services stand above a CI, and what a relation that is gone leaves behind. */
#include "support/check.h"
#include "support/store_folder.h"

#include "base/digest.h"
#include "store/store_certificate.h"
#include "store/store_deployment.h"
#include "store/store_mirror.h"
#include "store/store_queue.h"
#include "store/store_standing.h"

#include <string.h>

static struct error error;

static void put(struct store *store, enum ci_kind kind, const char *id)
{
	struct ci row = ci_empty(kind);
	bool changed;
	row.id = row.name = id;
	GOOD(store_mirror_put(store, "sn", &row, 1, &changed, &error));
}

static void relate(struct store_folder *here, const char *parent, const char *child, int64_t at)
{
	struct ci row = ci_empty(CI_RELATION);
	bool changed;
	row.id = arena_print(&here->arena, "%s/%s", parent, child);
	row.parent = parent;
	row.child = child;
	GOOD(store_mirror_put(here->store, "sn", &row, at, &changed, &error));
}

/* "a b ": the names of the services above. */
static const char *above(struct store_folder *here, const char *target, const char *child)
{
	struct ci *rows;
	size_t count;
	const char *names = "";
	GOOD(store_mirror_services_of(here->store, &here->arena, target, child, &rows, &count,
	                              &error));
	for (size_t i = 0; i < count; i++)
		names = arena_print(&here->arena, "%s%s ", names, rows[i].name);
	return names;
}

static void world(struct store_folder *here)
{
	put(here->store, CI_HOST, "host");
	put(here->store, CI_HOST, "other");
	put(here->store, CI_APPLICATION, "nginx");
	put(here->store, CI_APPLICATION, "shop-app");
	put(here->store, CI_VIP, "vip");
	put(here->store, CI_SERVICE, "shop");
	put(here->store, CI_SERVICE, "mail");
	relate(here, "nginx", "host", 1);
	relate(here, "shop-app", "nginx", 1);
	relate(here, "shop", "shop-app", 1);
	relate(here, "host", "other", 1);
}

static void services_are_found_over_applications(void **state)
{
	struct store_folder *here = *state;
	world(here);
	assert_string_equal(above(here, "sn", "host"), "shop ");
	assert_string_equal(above(here, "sn", "nginx"), "shop ");
	assert_string_equal(above(here, "sn", "shop"), "");
	/* What runs on the host is no matter of a host beside it. */
	assert_string_equal(above(here, "sn", "other"), "");
	assert_string_equal(above(here, "elsewhere", "host"), "");
	relate(here, "mail", "host", 1);
	assert_string_equal(above(here, "sn", "host"), "mail shop ");
	relate(here, "mail", "vip", 1);
	assert_string_equal(above(here, "sn", "vip"), "mail ");
}

static void circles_and_long_ways_end(void **state)
{
	struct store_folder *here = *state;
	world(here);
	relate(here, "nginx", "shop-app", 1);
	assert_string_equal(above(here, "sn", "host"), "shop ");
	put(here->store, CI_APPLICATION, "far");
	relate(here, "nginx", "far", 1);
	relate(here, "far", "other", 1);
	assert_string_equal(above(here, "sn", "far"), "shop ");
	assert_string_equal(above(here, "sn", "other"), "");
}

static void serve(struct store *store)
{
	char sha256[65];
	int64_t id;
	digest_hex("a", 1, sha256);
	GOOD(store_certificate_add_broken(store, sha256, "x", 1, "bad", 1, &id, &error));
	struct store_deployment place = {
		.key = "a",
		.source = "tls",
		.place = { .kind = DEPLOYMENT_NAME, .host = "a.example.com", .port = 443 },
		.evidence = DEPLOYMENT_SERVED,
		.state = "served",
		.first_seen = 1,
	};
	GOOD(store_deployment_save(store, &place, &error));
	struct store_slot slot = { .deployment_id = place.id,
		                   .certificate_id = id,
		                   .key_type = "ec",
		                   .first_seen = 1,
		                   .last_seen = 1 };
	GOOD(store_slot_save(store, &slot, &error));
	struct store_match match = { .deployment_id = place.id,
		                     .target = "sn",
		                     .remote_id = "host",
		                     .kind = "host",
		                     .how = "name",
		                     .candidates = "[]",
		                     .at = 1 };
	GOOD(store_match_save(store, &match, &error));
}

static void what_is_not_shown_any_more_is_forgotten(void **state)
{
	struct store_folder *here = *state;
	int64_t waiting;
	world(here);
	serve(here->store);
	relate(here, "mail", "host", 5);
	GOOD(store_mirror_forget_relations(here->store, "elsewhere", 5, &error));
	GOOD(store_mirror_forget_relations(here->store, "sn", 1, &error));
	assert_string_equal(above(here, "sn", "host"), "mail shop ");
	GOOD(store_dirty_count(here->store, &waiting, &error));
	assert_int_equal(waiting, 0);
	GOOD(store_mirror_forget_relations(here->store, "sn", 5, &error));
	assert_string_equal(above(here, "sn", "host"), "mail ");
	GOOD(store_dirty_count(here->store, &waiting, &error));
	assert_int_equal(waiting, 1);
}

static void what_a_service_says_holds_below_it(void **state)
{
	struct store_folder *here = *state;
	int64_t waiting;
	world(here);
	serve(here->store);
	GOOD(store_dirty_below(here->store, "sn", "[\"mail\",\"nobody\"]", "service", &error));
	GOOD(store_dirty_below(here->store, "elsewhere", "[\"shop\"]", "service", &error));
	GOOD(store_dirty_count(here->store, &waiting, &error));
	assert_int_equal(waiting, 0);
	GOOD(store_dirty_below(here->store, "sn", "[\"mail\",\"shop\"]", "service", &error));
	GOOD(store_dirty_count(here->store, &waiting, &error));
	assert_int_equal(waiting, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(services_are_found_over_applications,
		                                store_folder_setup, store_folder_teardown),
		cmocka_unit_test_setup_teardown(circles_and_long_ways_end, store_folder_setup,
		                                store_folder_teardown),
		cmocka_unit_test_setup_teardown(what_a_service_says_holds_below_it,
		                                store_folder_setup, store_folder_teardown),
		cmocka_unit_test_setup_teardown(what_is_not_shown_any_more_is_forgotten,
		                                store_folder_setup, store_folder_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
