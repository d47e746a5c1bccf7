/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* No verdict from one try: each is tried once more. */
#include "base/clock.h"

#include "support/check.h"
#include "support/loopback.h"
#include "support/source.h"
#include "support/tls_server.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

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
	/* With all of its hellos. */
	assert_int_equal(connections(MANNERS_RESET, "", &outcome), 2 * once);
	assert_int_equal(outcome, LOOK_UNREACHABLE);
}

/* A server that starts may say so in clear, or by an alert. */
static void what_is_said_on_purpose_is_asked_for_once_more(void **state)
{
	(void)state;
	enum look_outcome outcome;
	assert_int_equal(connections(MANNERS_HTTP, "retries: 0\n", &outcome), 1);
	assert_int_equal(outcome, LOOK_ABSENT);
	assert_int_equal(connections(MANNERS_HTTP, "", &outcome), 2);
	assert_int_equal(outcome, LOOK_ABSENT);
	int once = connections(MANNERS_GARBAGE, "retries: 0\n", &outcome);
	assert_int_equal(connections(MANNERS_GARBAGE, "", &outcome), 2 * once);
	assert_int_equal(outcome, LOOK_UNREACHABLE);
}

static void a_place_that_answers_better_then_is_served(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "leaf");
	TLS_SERVER(server, .manners = MANNERS_HTTP_ONCE, .certificates = { &leaf });
	char yaml[64];
	(void)snprintf(yaml, sizeof(yaml), "targets: ['127.0.0.1:%d']\n", tls_server_port(server));
	SOURCE(source);
	source_open(&source, &tls_discovery, "", yaml);
	assert_true(source_scan(&source));
	assert_int_equal(source.seen.count, 1);
	assert_int_equal(source.seen.items[0].outcome, LOOK_SERVED);
	assert_string_equal(source.seen.items[0].slots[0].protocol, "TLSv1.3");
}

/* How long one place takes that nobody answers for, in milliseconds. */
static int64_t unanswered(int port, const char *more, enum look_reason reason)
{
	char yaml[256];
	(void)snprintf(yaml, sizeof(yaml), "targets: ['127.0.0.1:%d']\nconnect_timeout: 1s\n%s",
	               port, more);
	SOURCE(source);
	source_open(&source, &tls_discovery, "", yaml);
	int64_t begin = clock_monotonic_ms();
	assert_true(source_scan(&source));
	int64_t took = clock_monotonic_ms() - begin;
	assert_int_equal(source.seen.count, 1);
	assert_int_equal(source.seen.items[0].outcome, LOOK_UNREACHABLE);
	assert_int_equal(source.seen.items[0].reason, reason);
	return took;
}

/* Nobody counts connections there, but between two tries lies a pause of 250 ms. */
static void a_refusal_is_tried_once_more(void **state)
{
	(void)state;
	int port = loopback_closed_port();
	int64_t once = unanswered(port, "retries: 0\n", LOOK_REFUSED);
	int64_t twice = unanswered(port, "", LOOK_REFUSED);
	int64_t thrice = unanswered(port, "retries: 2\n", LOOK_REFUSED);
	print_message("%d, %d, %d ms\n", (int)once, (int)twice, (int)thrice);
	assert_true(twice >= 250 && thrice >= 500);
}

/* A listener whose queue is full lets those who come wait: the kernel passes over their SYN. */
static void fill_queue(int listener, int port, int clients[static 4])
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_port = htons((uint16_t)port),
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	assert_int_equal(listen(listener, 0), 0);
	for (int index = 0; index < 4; index++) {
		clients[index] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		(void)connect(clients[index], (struct sockaddr *)&address, sizeof(address));
	}
}

static void a_connection_that_does_not_come_up_is_tried_once_more(void **state)
{
	(void)state;
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	int clients[4];
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, length), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
	int port = ntohs(address.sin_port);
	fill_queue(listener, port, clients);
	int64_t once = unanswered(port, "retries: 0\n", LOOK_TIMEOUT);
	int64_t twice = unanswered(port, "", LOOK_TIMEOUT);
	print_message("%d, %d ms\n", (int)once, (int)twice);
	assert_true(once >= 1000 && twice >= 2250);
	for (int index = 0; index < 4; index++)
		close(clients[index]);
	close(listener);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(silence_is_tried_once_more_as_shipped),
		cmocka_unit_test(a_reset_is_tried_once_more),
		cmocka_unit_test(a_refusal_is_tried_once_more),
		cmocka_unit_test(a_connection_that_does_not_come_up_is_tried_once_more),
		cmocka_unit_test(what_is_said_on_purpose_is_asked_for_once_more),
		cmocka_unit_test(a_place_that_answers_better_then_is_served),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
