/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A changed configuration item enqueues the certificates of its places, and no others. */
#include "support/check.h"
#include "support/store_folder.h"

#include "base/digest.h"
#include "store/store_certificate.h"
#include "store/store_deployment.h"
#include "store/store_mirror.h"
#include "store/store_queue.h"
#include "store/store_standing.h"

#include <inttypes.h>
#include <string.h>

static struct error error;

/* A place with a certificate of its own; its id. */
static int64_t serve(struct store *store, const char *host, int64_t *place_id)
{
	char sha256[65];
	int64_t id;
	digest_hex(host, strlen(host), sha256);
	GOOD(store_certificate_add_broken(store, sha256, "x", 1, "bad", 1, &id, &error));
	struct store_deployment place = {
		.key = host,
		.source = "tls",
		.place = { .kind = DEPLOYMENT_NAME, .host = host, .port = 443 },
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
	*place_id = place.id;
	return id;
}

static void assert_dirty(struct store *store, struct arena *arena, const int64_t *ids, size_t count)
{
	struct store_dirty *items;
	size_t found;
	GOOD(store_dirty_take(store, arena, 100, &items, &found, &error));
	assert_int_equal(found, count);
	for (size_t i = 0; i < count; i++) {
		char key[24];
		snprintf(key, sizeof(key), "%" PRId64, ids[i]);
		assert_string_equal(items[i].key, key);
		GOOD(store_dirty_done(store, "certificate", key, &error));
	}
}

static void places_are_found_by_every_word(void **state)
{
	struct store_folder *here = *state;
	struct store *store = here->store;
	static const char *addresses[] = { "10.0.0.1", "2001:db8::1" };
	static const char *names[] = { "www.example.com" };
	struct ci host = { .kind = CI_HOST,
		           .id = "h1",
		           .class = "cmdb_ci_server",
		           .name = "Web01",
		           .addresses = addresses,
		           .address_count = 2,
		           .names = names,
		           .name_count = 1,
		           .active = true };
	struct ci bare = { .kind = CI_HOST, .id = "h2", .class = "cmdb_ci_server", .name = "" };
	bool changed;
	int64_t place, other;
	const int64_t expected[] = {
		serve(store, "10.0.0.1", &place),           serve(store, "2001:db8::1", &place),
		serve(store, "www.example.com", &place),    serve(store, "web01", &place),
		serve(store, "behind.example.com", &place),
	};
	GOOD(store_deployment_address(store, place, "10.0.0.1", 1, &error));
	(void)serve(store, "10.0.0.2", &other);
	(void)serve(store, "", &other);
	GOOD(store_mirror_put(store, "sn", &host, 1, &changed, &error));
	GOOD(store_mirror_put(store, "sn", &bare, 1, &changed, &error));
	GOOD(store_dirty_of_ci(store, "sn", "host", "h1", "ci", &error));
	assert_dirty(store, &here->arena, expected, 5);
	/* A CI without a word stands for no place, least of all for those without a host. */
	GOOD(store_dirty_of_ci(store, "sn", "host", "h2", "ci", &error));
	GOOD(store_dirty_of_ci(store, "other", "host", "h1", "ci", &error));
	GOOD(store_dirty_of_ci(store, "sn", "application", "h1", "ci", &error));
	assert_dirty(store, &here->arena, NULL, 0);
}

static void a_match_is_followed_when_its_words_are_gone(void **state)
{
	struct store_folder *here = *state;
	struct store *store = here->store;
	struct ci renamed = {
		.kind = CI_HOST, .id = "h1", .class = "cmdb_ci_server", .name = "new"
	};
	bool changed;
	int64_t place;
	const int64_t id = serve(store, "old.example.com", &place);
	struct store_match match = { .deployment_id = place,
		                     .target = "sn",
		                     .remote_id = "h1",
		                     .kind = "host",
		                     .how = "name",
		                     .candidates = "[]",
		                     .at = 1 };
	GOOD(store_match_save(store, &match, &error));
	GOOD(store_mirror_put(store, "sn", &renamed, 1, &changed, &error));
	GOOD(store_dirty_of_ci(store, "sn", "host", "h1", "ci", &error));
	assert_dirty(store, &here->arena, &id, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(places_are_found_by_every_word, store_folder_setup,
		                                store_folder_teardown),
		cmocka_unit_test_setup_teardown(a_match_is_followed_when_its_words_are_gone,
		                                store_folder_setup, store_folder_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
