/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Servers written byte by byte: each one that stalls, breaks the rules or says no is an outcome with
 * its reason, inside the time-outs. */
#include "base/arena.h"
#include "base/clock.h"

#include "support/check.h"
#include "support/source.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

extern const struct discovery_type tls_discovery;

enum {
	SCRIPTS = 200,      /* each at an address of its own */
	CONNECTIONS = 2000, /* at all of them together */
	RECORD_MOST = 16384,
	MOST_MS = 15000,
};

enum ending { THEN_CLOSE, THEN_HOLD, THEN_AGAIN /* for ever */ };

struct script {
	const unsigned char *first; /* said before the bytes, to be answered; NULL = nothing */
	size_t first_length;
	const unsigned char *bytes;
	size_t length;
	enum ending ending;
	atomic_bool swallowed; /* the bytes were taken whole, if not read */
};

/* One address of loopback for each script, all at one port. */
struct stage {
	struct script scripts[SCRIPTS];
	size_t count;
	int listeners[SCRIPTS], port;
	int stop[2]; /* closing the writing end tells every thread */
	pthread_t acceptor, players[CONNECTIONS];
	size_t player_count;
};

struct player {
	const struct stage *stage;
	struct script *script;
	int descriptor;
};

static bool is_over(const struct player *player, int milliseconds)
{
	struct pollfd stop = { .fd = player->stage->stop[0], .events = POLLIN };
	return poll(&stop, 1, milliseconds) != 0;
}

static void hold(const struct player *player)
{
	char bytes[1024];
	struct pollfd waits[] = { { .fd = player->descriptor, .events = POLLIN },
		                  { .fd = player->stage->stop[0], .events = POLLIN } };
	while (poll(waits, 2, -1) > 0 && !waits[1].revents &&
	       read(player->descriptor, bytes, sizeof(bytes)) > 0)
		;
}

static void *play(void *argument)
{
	struct player *player = argument;
	struct script *script = player->script;
	char hello[4096];
	(void)!read(player->descriptor, hello, sizeof(hello));
	if (script->first) {
		(void)!send(player->descriptor, script->first, script->first_length, MSG_NOSIGNAL);
		(void)!read(player->descriptor, hello, sizeof(hello));
	}
	do {
		script->swallowed = send(player->descriptor, script->bytes, script->length,
		                         MSG_NOSIGNAL) == (ssize_t)script->length;
	} while (script->swallowed && script->ending == THEN_AGAIN && !is_over(player, 0));
	if (script->ending == THEN_HOLD)
		hold(player);
	else
		shutdown(player->descriptor, SHUT_WR);
	/* What still comes is read, so that our close is no RST that overtakes what was said. */
	struct timeval patience = { .tv_sec = 1 };
	setsockopt(player->descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	while (script->ending == THEN_CLOSE && read(player->descriptor, hello, sizeof(hello)) > 0)
		;
	close(player->descriptor);
	free(player);
	return NULL;
}

static void *accept_all(void *argument)
{
	struct stage *stage = argument;
	struct pollfd waits[SCRIPTS + 1];
	for (size_t at = 0; at < stage->count; at++)
		waits[at] = (struct pollfd){ .fd = stage->listeners[at], .events = POLLIN };
	waits[stage->count] = (struct pollfd){ .fd = stage->stop[0], .events = POLLIN };
	while (poll(waits, (nfds_t)stage->count + 1, -1) > 0 && !waits[stage->count].revents) {
		for (size_t at = 0; at < stage->count; at++) {
			if (!waits[at].revents || stage->player_count == CONNECTIONS)
				continue;
			struct player *player = calloc(1, sizeof(*player));
			*player = (struct player){ stage, &stage->scripts[at],
				                   accept(stage->listeners[at], NULL, NULL) };
			pthread_create(&stage->players[stage->player_count++], NULL, play, player);
		}
	}
	return NULL;
}

static void add(struct stage *stage, const void *bytes, size_t length, enum ending ending)
{
	assert_true(stage->count < SCRIPTS);
	stage->scripts[stage->count++] =
		(struct script){ .bytes = bytes, .length = length, .ending = ending };
}

static const char *address_of(size_t at)
{
	static char text[32];
	(void)snprintf(text, sizeof(text), "127.0.7.%zu", at + 1);
	return text;
}

static void open_stage(struct stage *stage)
{
	for (size_t at = 0; at < stage->count; at++) {
		struct sockaddr_in address = { .sin_family = AF_INET,
			                       .sin_port = htons((uint16_t)stage->port) };
		socklen_t length = sizeof(address);
		inet_pton(AF_INET, address_of(at), &address.sin_addr);
		stage->listeners[at] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		assert_int_equal(bind(stage->listeners[at], (struct sockaddr *)&address, length),
		                 0);
		assert_int_equal(listen(stage->listeners[at], 64), 0);
		getsockname(stage->listeners[at], (struct sockaddr *)&address, &length);
		stage->port = ntohs(address.sin_port);
	}
	assert_int_equal(pipe(stage->stop), 0);
	assert_int_equal(pthread_create(&stage->acceptor, NULL, accept_all, stage), 0);
}

static void close_stage(struct stage *stage)
{
	close(stage->stop[1]);
	pthread_join(stage->acceptor, NULL);
	for (size_t at = 0; at < stage->player_count; at++)
		pthread_join(stage->players[at], NULL);
	for (size_t at = 0; at < stage->count; at++)
		close(stage->listeners[at]);
	close(stage->stop[0]);
}

/* Looks at all scripts at once, and insists that it ends in time: none takes longer than 3 s for each
 * of the hellos that it may be asked with, and they do not wait for each other. */
static void scan_with(struct source *source, const struct stage *stage, const char *starttls,
                      int patience)
{
	char yaml[320];
	(void)snprintf(yaml, sizeof(yaml),
	               "targets: ['127.0.7.1-%zu']\nports: [%d]\nper_second: 10000\nretries: 0\n"
	               "in_flight: 512\nper_network: 0\nconnect_timeout: 2s\n"
	               "handshake_timeout: %ds\nstarttls: {'*': %s}\n",
	               stage->count, stage->port, patience, starttls);
	source_open(source, &tls_discovery, "", yaml);
	int64_t begin = clock_monotonic_ms();
	assert_true(source_scan(source));
	assert_true(clock_monotonic_ms() - begin < MOST_MS);
	assert_true(source->scan.complete);
	assert_int_equal(source->seen.count, stage->count);
}

static void scan(struct source *source, const struct stage *stage)
{
	scan_with(source, stage, "none", 1);
}

static const struct look *look_at(struct source *source, const struct stage *stage, size_t at)
{
	char key[64];
	(void)snprintf(key, sizeof(key), "%s:%d", address_of(at), stage->port);
	return source_find(source, key);
}

/* ServerHello of TLS 1.2, ECDHE-RSA-AES128-GCM-SHA256. */
static const unsigned char hello12[] = {
	22, 3,  3,  0,  42, 2,  0,  0,  38, 3,  3,  1,  2,    3,    4,  5,
	6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18,   19,   20, 21,
	22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 0,  0xc0, 0x2f, 0,
};

static size_t put(unsigned char *out, size_t at, const void *bytes, size_t length)
{
	memcpy(out + at, bytes, length);
	return at + length;
}

/* Certificate with one of these bytes, in a record of its own. */
static size_t put_certificate(unsigned char *out, size_t at, const void *der, size_t length)
{
	const unsigned char head[] = { 22,
		                       3,
		                       3,
		                       0,
		                       (unsigned char)(length + 10),
		                       11,
		                       0,
		                       0,
		                       (unsigned char)(length + 6),
		                       0,
		                       0,
		                       (unsigned char)(length + 3),
		                       0,
		                       0,
		                       (unsigned char)length };
	return put(out, put(out, at, head, sizeof(head)), der, length);
}

static void a_stall_at_any_byte_is_told(void **state)
{
	(void)state;
	static struct stage stage;
	unsigned char flight[256];
	size_t length = put_certificate(flight, put(flight, 0, hello12, sizeof(hello12)),
	                                "no certificate, but some bytes", 30);
	stage = (struct stage){ .count = 0 };
	for (size_t cut = 0; cut < length; cut++)
		add(&stage, flight, cut, THEN_HOLD);
	open_stage(&stage);
	{
		SOURCE(source);
		scan(&source, &stage);
		for (size_t cut = 0; cut < length; cut++) {
			const struct look *look = look_at(&source, &stage, cut);
			assert_int_equal(look->outcome, LOOK_UNREACHABLE);
			assert_int_equal(look->reason, LOOK_STALLED);
			check_contains(look->detail, "no TLS handshake in 1 s");
		}
	}
	close_stage(&stage);
}

static void an_alert_of_any_kind_is_told(void **state)
{
	(void)state;
	static struct stage stage;
	static unsigned char alerts[SCRIPTS][7];
	stage = (struct stage){ .count = 0 };
	/* All that are defined, and many that are not. */
	for (int kind = 1; kind < 130; kind++) {
		const unsigned char alert[] = { 21, 3, 3, 0, 2, 2, (unsigned char)kind };
		memcpy(alerts[kind], alert, sizeof(alert));
		add(&stage, alerts[kind], sizeof(alert), THEN_CLOSE);
	}
	open_stage(&stage);
	{
		SOURCE(source);
		scan(&source, &stage);
		for (size_t at = 0; at < stage.count; at++) {
			const struct look *look = look_at(&source, &stage, at);
			assert_int_equal(look->outcome, LOOK_UNREACHABLE);
			assert_int_equal(look->reason, LOOK_ALERT);
			assert_true(strlen(look->detail) > 0);
		}
		check_contains(look_at(&source, &stage, 39)->detail, "handshake failure");
	}
	close_stage(&stage);
}

/* What breaks the rules, and the words that tell of it. */
static void broken_rules_are_told(void **state)
{
	(void)state;
	static struct stage stage;
	static unsigned char room[8][RECORD_MOST + 64];
	static const unsigned char garbage[] = { 22, 3, 3, 0, 4, 99, 0, 0, 0 };
	static const unsigned char empty[] = { 22, 3, 3, 0, 0 };
	static const unsigned char warning[] = { 21, 3, 3, 0, 2, 1, 100 };
	static const unsigned char change[] = { 20, 3, 3, 0, 1, 1 };
	size_t at[8];
	stage = (struct stage){ .count = 0 };
	/* A record of 16 KB and a byte more than may be. */
	memcpy(room[0], "\x16\3\3\x48\1", 5);
	at[0] = sizeof(room[0]);
	/* A handshake message of 16 MB - 1. */
	at[1] = put(room[1], 0, "\x16\3\3\x40\0\2\xff\xff\xff", 9) + RECORD_MOST - 4;
	/* A chain with an empty certificate, no chain at all, garbage behind a good beginning. */
	at[2] = put_certificate(room[2], put(room[2], 0, hello12, sizeof(hello12)), "", 0);
	at[3] = put(room[3], put(room[3], 0, hello12, sizeof(hello12)),
	            "\x16\3\3\0\7\x0b\0\0\3\0\0\0", 12);
	at[4] = put(room[4], put(room[4], 0, hello12, sizeof(hello12)), garbage, sizeof(garbage));
	for (size_t index = 0; index < 5; index++)
		add(&stage, room[index], at[index], THEN_HOLD);
	add(&stage, empty, sizeof(empty), THEN_AGAIN);
	add(&stage, warning, sizeof(warning), THEN_AGAIN);
	add(&stage, change, sizeof(change), THEN_AGAIN);
	open_stage(&stage);
	{
		SOURCE(source);
		scan(&source, &stage);
		for (size_t index = 0; index < stage.count; index++) {
			const struct look *look = look_at(&source, &stage, index);
			print_message("%zu: %s, %s: %s\n", index, look_outcome_name(look->outcome),
			              look_reason_name(look->reason), look->detail);
			assert_int_equal(look->outcome, LOOK_UNREACHABLE);
			assert_int_not_equal(look->reason, LOOK_OK);
			assert_int_not_equal(look->reason, LOOK_STALLED);
			assert_int_equal(look->slot_count, 0);
			assert_true(strlen(look->detail) > 0);
		}
		assert_int_equal(look_at(&source, &stage, 1)->reason, LOOK_TOO_LARGE);
	}
	close_stage(&stage);
}

/* Some forty times what may be read: far more than the kernel keeps of it on the way. */
static void a_flood_is_read_no_further_than_a_handshake_may_be(void **state)
{
	(void)state;
	enum { FLOOD = 24 << 20, WHOLE = RECORD_MOST + 5 };
	static const unsigned char prelogin[] = "\x04\1\0\x13\0\0\1\0\1\0\6\0\1\xff\1\0\0\0\0";
	static struct stage stage;
	unsigned char *requests = calloc(1, FLOOD), *packets = calloc(1, FLOOD);
	/* HelloRequests, which OpenSSL skips by itself. */
	for (size_t at = 0; at + WHOLE <= FLOOD; at += WHOLE)
		memcpy(requests + at, "\x16\3\3\x40\0", 5);
	/* The same with a byte in each packet of SQL Server. */
	for (size_t at = 0; at + 9 <= FLOOD; at += 9) {
		memcpy(packets + at, "\x04\0\0\x09\0\0\0\0", 8);
		packets[at + 8] = requests[at / 9 % WHOLE];
	}
	stage = (struct stage){ .count = 0 };
	add(&stage, requests, FLOOD, THEN_CLOSE);
	open_stage(&stage);
	{
		SOURCE(source);
		scan_with(&source, &stage, "none", 10);
		assert_int_equal(look_at(&source, &stage, 0)->reason, LOOK_TOO_LARGE);
	}
	close_stage(&stage);
	assert_false(stage.scripts[0].swallowed);
	stage = (struct stage){ .count = 0 };
	add(&stage, packets, FLOOD, THEN_CLOSE);
	stage.scripts[0].first = prelogin;
	stage.scripts[0].first_length = sizeof(prelogin) - 1;
	open_stage(&stage);
	{
		SOURCE(source);
		scan_with(&source, &stage, "mssql", 10);
		assert_int_equal(look_at(&source, &stage, 0)->reason, LOOK_TOO_LARGE);
	}
	close_stage(&stage);
	assert_false(stage.scripts[0].swallowed);
	free(requests);
	free(packets);
}

static void bytes_that_are_no_certificate_are_kept_as_they_came(void **state)
{
	(void)state;
	static struct stage stage;
	unsigned char flight[256];
	static const char words[] = "these bytes are no certificate";
	size_t length = put_certificate(flight, put(flight, 0, hello12, sizeof(hello12)), words,
	                                sizeof(words) - 1);
	stage = (struct stage){ .count = 0 };
	add(&stage, flight, length, THEN_HOLD);
	open_stage(&stage);
	{
		SOURCE(source);
		scan(&source, &stage);
		const struct look *look = look_at(&source, &stage, 0);
		assert_int_equal(look->outcome, LOOK_SERVED);
		assert_false(look->full);
		assert_int_equal(look->slot_count, 1);
		assert_int_equal(look->slots[0].chain[0].length, sizeof(words) - 1);
		assert_memory_equal(look->slots[0].chain[0].der, words, sizeof(words) - 1);
	}
	close_stage(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stall_at_any_byte_is_told),
		cmocka_unit_test(an_alert_of_any_kind_is_told),
		cmocka_unit_test(broken_rules_are_told),
		cmocka_unit_test(a_flood_is_read_no_further_than_a_handshake_may_be),
		cmocka_unit_test(bytes_that_are_no_certificate_are_kept_as_they_came),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
