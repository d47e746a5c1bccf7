/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* No verdict from one try: what may pass by itself is tried once more, what is said on purpose is not. */
#include "support/check.h"
#include "support/source.h"
#include "support/tls_server.h"

#include <stdio.h>

extern const struct discovery_type tls_discovery;

/* Connections that one scan makes to a server of these manners, and the outcome of its look. */
static int connections(enum manners manners, const char *more, enum look_outcome *outcome)
{
	TLS_SERVER(server, .manners = manners);
	char yaml[256];
	(void)snprintf(yaml, sizeof(yaml),
	               "targets: ['127.0.0.1:%d']\nconnect_timeout: 2s\n"
	               "handshake_timeout: 1s\n%s",
	               tls_server_port(server), more);
	SOURCE(source);
	source_open(&source, &tls_discovery, "", yaml);
	assert_true(source_scan(&source));
	assert_int_equal(source.seen.count, 1);
	*outcome = source.seen.items[0].outcome;
	return tls_server_connections(server);
}

static void silence_is_tried_once_more_as_shipped(void **state)
{
	(void)state;
	enum look_outcome outcome;
	assert_int_equal(connections(MANNERS_STALL, "retries: 0\n", &outcome), 1);
	assert_int_equal(outcome, LOOK_UNREACHABLE);
	assert_int_equal(connections(MANNERS_STALL, "", &outcome), 2);
	assert_int_equal(outcome, LOOK_UNREACHABLE);
	assert_int_equal(connections(MANNERS_STALL, "retries: 2\n", &outcome), 3);
}

static void a_reset_is_tried_once_more(void **state)
{
	(void)state;
	enum look_outcome outcome;
	int once = connections(MANNERS_RESET, "retries: 0\n", &outcome);
	assert_int_equal(outcome, LOOK_UNREACHABLE);
	assert_int_equal(connections(MANNERS_RESET, "", &outcome), once + 1);
	assert_int_equal(outcome, LOOK_UNREACHABLE);
}

static void what_is_said_on_purpose_is_not(void **state)
{
	(void)state;
	enum look_outcome outcome;
	assert_int_equal(connections(MANNERS_HTTP, "", &outcome), 1);
	assert_int_equal(outcome, LOOK_ABSENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(silence_is_tried_once_more_as_shipped),
		cmocka_unit_test(a_reset_is_tried_once_more),
		cmocka_unit_test(what_is_said_on_purpose_is_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
