/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Where a place is, as records tell it: what is spoken there before TLS. */
#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_record_ci.h"
#include "store/store_deployment.h"

#include "adapters/discovery/tls/tls_starttls_row.h"
#include "support/check.h"

static struct store_deployment deployment_at(int port)
{
	return (struct store_deployment){
		.key = "k",
		.source = "lab",
		.place = { .kind = DEPLOYMENT_ADDRESS,
		           .zone = "",
		           .host = "10.0.0.1",
		           .port = port,
		           .server_name = "",
		           .path = "",
		           .alias = "" },
		.evidence = DEPLOYMENT_SERVED,
		.state = "served",
	};
}

/* The member "starttls" of a place at this port; "none" when it has none. */
static const char *spoken_at(struct arena *arena, int port)
{
	struct store_deployment deployment = deployment_at(port);
	const struct subject_place place = { .deployment = &deployment };
	struct json *item = json_new(arena, JSON_OBJECT);
	derive_record_place(arena, &place, item);
	const struct json *spoken = json_get(item, "starttls");
	return spoken && spoken->type == JSON_STRING ? spoken->text : "none";
}

/* Every port that the tls source knows a dialogue for, where openssl s_client knows it too. */
static void ports_tell_what_is_spoken(void **state)
{
	(void)state;
	ARENA(arena);
	int known = 0;
	for (int port = 1; port <= 65535; port++) {
		const struct tls_starttls *protocol = tls_starttls_by_port(port);
		const char *name = protocol ? protocol->name : "none";
		bool spoken = !text_equal(name, "rdp") && !text_equal(name, "mssql") &&
		              !text_equal(name, "nats");
		if (!protocol && port % 97 && port != 443)
			continue;
		assert_string_equal(spoken_at(&arena, port), spoken ? name : "none");
		known += protocol && spoken;
	}
	assert_int_equal(known, 21);
}

/* Counts run over all places, the list ends: what a mapping says of the rest it takes from them. */
static void counts_run_over_what_is_not_listed(void **state)
{
	struct store_deployment deployment = deployment_at(443);
	struct subject_match match = { .how = "none" };
	struct flow_side side = { .name = "t" };
	const struct flow flow = { .sides = &side, .side_count = 1 };
	struct subject subject = { .serves = 9, .unreachable = 20, .renewed = 51 };
	struct error error = ERROR_INIT;

	(void)state;
	ARENA(arena);
	struct json *record = json_new(&arena, JSON_OBJECT);
	for (int i = 0; i < 80; i++)
		ARRAY_PUSH(&arena, &subject.places,
		           ((struct subject_place){ .deployment = &deployment,
		                                    .state = PLACE_RENEWED,
		                                    .matches = &match }));
	assert_true(derive_record_places(&flow, &arena, &subject, 0, record, &error));
	const struct json *told = json_get(record, "deployments");
	assert_int_equal(json_integer(json_get(told, "count"), 0), 80);
	assert_int_equal(json_integer(json_get(told, "served"), 0), 9);
	assert_int_equal(json_integer(json_get(told, "unreachable"), 0), 20);
	assert_int_equal(json_count(json_get(told, "items")), 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ports_tell_what_is_spoken),
		cmocka_unit_test(counts_run_over_what_is_not_listed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
