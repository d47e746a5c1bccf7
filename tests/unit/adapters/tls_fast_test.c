/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The fast probe's state machine: the handshakes of RFC 8448, flights made by hand, hostile ones. */
#include "support/check.h"
#include "support/fast_player.h"
#include "support/rfc8448.h"

#include "base/text.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum { FLIGHT_MOST = 2 << 20 };

/* Bytes of a flight as they are put together. */
struct flight {
	unsigned char bytes[FLIGHT_MOST];
	size_t length;
};

static void add(struct flight *flight, const void *bytes, size_t length)
{
	assert_true(flight->length + length <= sizeof(flight->bytes));
	memcpy(flight->bytes + flight->length, bytes, length);
	flight->length += length;
}

static void add_hex(struct flight *flight, const char *hex)
{
	size_t length = strlen(hex) / 2;
	assert_true(text_unhex(hex, flight->bytes + flight->length, length));
	flight->length += length;
}

static void add_record(struct flight *flight, unsigned char type, const void *bytes, size_t length)
{
	const unsigned char header[] = { type, 3, 3, (unsigned char)(length >> 8),
		                         (unsigned char)length };
	add(flight, header, sizeof(header));
	add(flight, bytes, length);
}

static struct flight *new_flight(void)
{
	struct flight *flight = calloc(1, sizeof(*flight));
	assert_non_null(flight);
	return flight;
}

static void free_flight(struct flight **flight)
{
	free(*flight);
}

#define FLIGHT(name) struct flight *name __attribute__((cleanup(free_flight))) = new_flight()

static size_t share_secret(const struct rfc8448_trace *trace, unsigned char secret[static 32])
{
	unsigned char private_key[32];
	unsigned char public_key[32];
	size_t length = 32;
	/* The server's share lies at the same place in all three: before supported_versions. */
	const char *share = trace->server_hello + strlen(trace->server_hello) - 2 * (32 + 6);
	assert_true(text_unhex(trace->private_key, private_key, sizeof(private_key)));
	char hex[65] = "";
	memcpy(hex, share, 64);
	assert_true(text_unhex(hex, public_key, sizeof(public_key)));
	EVP_PKEY *own = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, private_key, 32);
	EVP_PKEY *peer = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, public_key, 32);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(own, NULL);
	assert_int_equal(EVP_PKEY_derive_init(context), 1);
	assert_int_equal(EVP_PKEY_derive_set_peer(context, peer), 1);
	assert_int_equal(EVP_PKEY_derive(context, secret, &length), 1);
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(own);
	EVP_PKEY_free(peer);
	return length;
}

/* The hello of a trace in place of ours, with the secret that its real key gives. */
static void begin_trace(struct fast_player *player, const struct rfc8448_trace *trace,
                        const unsigned char *secret)
{
	struct tls_fast *fast = &player->fast;
	fast_again(player, TLS_OFFER_ANY, "");
	fast->hello_length = strlen(trace->client_hello) / 2;
	assert_true(text_unhex(trace->client_hello, fast->hello, fast->hello_length));
	fast->secret = secret;
	fast->secret_length = 32;
}

static void check_shown(const struct fast_player *player, const char *message)
{
	size_t length;
	unsigned char expected[1024];
	assert_int_equal(player->fast.state, TLS_FAST_SHOWN);
	const unsigned char *body = tls_fast_certificates(&player->fast, &length);
	assert_int_equal(length, strlen(message) / 2 - 4);
	assert_true(text_unhex(message, expected, strlen(message) / 2));
	assert_memory_equal(body, expected + 4, length);
}

static void traces_of_rfc_8448_show_their_certificate_split_at_every_byte(void **state)
{
	(void)state;
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	for (size_t index = 0; index < RFC8448_TRACES; index++) {
		const struct rfc8448_trace *trace = &rfc8448_traces[index];
		unsigned char secret[32];
		FLIGHT(flight);
		add_hex(flight, trace->server_hello);
		add_hex(flight, trace->flight);
		assert_int_equal(share_secret(trace, secret), sizeof(secret));
		begin_trace(&player, trace, secret);
		fast_feed(&player, flight->bytes, flight->length, 1);
		check_shown(&player, trace->certificate);
		assert_int_equal(player.fast.version, 0x0304);
		assert_int_equal(player.fast.suite, 0x1301);
		for (size_t split = 0; split < flight->length; split++) {
			begin_trace(&player, trace, secret);
			fast_feed(&player, flight->bytes, split, split);
			assert_int_equal(player.fast.state, TLS_FAST_READING);
			fast_feed(&player, flight->bytes + split, flight->length - split,
			          FLIGHT_MOST);
			check_shown(&player, trace->certificate);
		}
	}
}

static void every_flipped_bit_of_a_sealed_flight_stops(void **state)
{
	(void)state;
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	const struct rfc8448_trace *trace = &rfc8448_traces[0];
	unsigned char secret[32];
	FLIGHT(flight);
	add_hex(flight, trace->server_hello);
	size_t hello = flight->length;
	add_hex(flight, trace->flight);
	share_secret(trace, secret);
	for (size_t bit = (hello + 5) * 8; bit < flight->length * 8; bit += 7) {
		flight->bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		begin_trace(&player, trace, secret);
		fast_feed(&player, flight->bytes, flight->length, FLIGHT_MOST);
		assert_int_equal(player.fast.stop, TLS_FAST_BROKEN);
		flight->bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
}

static void a_retry_request_is_left_to_the_full_probe(void **state)
{
	(void)state;
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	FLIGHT(flight);
	add_hex(flight, rfc8448_retry);
	fast_feed(&player, flight->bytes, flight->length, 1);
	assert_int_equal(player.fast.state, TLS_FAST_STOPPED);
	assert_int_equal(player.fast.stop, TLS_FAST_RETRY);
}

/* A ServerHello up to TLS 1.2 with nothing special. */
static size_t plain_hello(unsigned char *out, unsigned version, unsigned suite)
{
	unsigned char hello[] = { 2,
		                  0,
		                  0,
		                  38,
		                  (unsigned char)(version >> 8),
		                  (unsigned char)version,
		                  [38] = 0,
		                  (unsigned char)(suite >> 8),
		                  (unsigned char)suite,
		                  0 };
	memcpy(out, hello, sizeof(hello));
	return sizeof(hello);
}

/* A Certificate message up to TLS 1.2: so many of this length. */
static void add_certificates(struct flight *flight, size_t count, size_t each)
{
	FLIGHT(message);
	size_t list = count * (each + 3);
	const size_t lengths[] = { list + 3, list };
	add(message, "\x0b", 1);
	for (size_t index = 0; index < 2; index++) {
		const unsigned char bytes[] = { (unsigned char)(lengths[index] >> 16),
			                        (unsigned char)(lengths[index] >> 8),
			                        (unsigned char)lengths[index] };
		add(message, bytes, 3);
	}
	for (size_t index = 0; index < count; index++) {
		const unsigned char bytes[] = { (unsigned char)(each >> 16),
			                        (unsigned char)(each >> 8), (unsigned char)each };
		add(message, bytes, 3);
		memset(message->bytes + message->length, 'c', each);
		message->length += each;
	}
	for (size_t at = 0; at < message->length; at += 16384) {
		size_t now = message->length - at < 16384 ? message->length - at : 16384;
		add_record(flight, 22, message->bytes + at, now);
	}
}

static void older_flights_show_their_certificate(void **state)
{
	(void)state;
	static const struct {
		unsigned version;
		const char *name;
	} versions[] = {
		{ 0x0300, "SSLv3" },
		{ 0x0301, "TLSv1" },
		{ 0x0302, "TLSv1.1" },
		{ 0x0303, "TLSv1.2" },
	};
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	for (size_t index = 0; index < COUNT_OF(versions); index++) {
		unsigned char hello[64];
		size_t length = plain_hello(hello, versions[index].version, 0xc02f);
		FLIGHT(flight);
		/* unrecognized_name as a warning, then a HelloRequest, which means nothing here */
		add_record(flight, 21, "\x01\x70", 2);
		add_record(flight, 22, "\0\0\0\0", 4);
		add_record(flight, 22, hello, length);
		add_certificates(flight, 2, 900);
		for (size_t piece = 1; piece < flight->length; piece += piece < 8 ? 1 : 211) {
			fast_again(&player, TLS_OFFER_ANY, "");
			fast_feed(&player, flight->bytes, flight->length, piece);
			assert_int_equal(player.fast.state, TLS_FAST_SHOWN);
			assert_string_equal(tls_fast_version(&player.fast), versions[index].name);
			assert_false(tls_fast_is_modern(&player.fast));
			assert_int_equal(player.fast.suite, 0xc02f);
			tls_fast_certificates(&player.fast, &length);
			assert_int_equal(length, 3 + 2 * 903);
		}
	}
}

/* Messages of one record, and one message over many records. */
static void messages_share_and_span_records(void **state)
{
	(void)state;
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	FLIGHT(messages);
	messages->length = plain_hello(messages->bytes, 0x0303, 0xc02f);
	static const unsigned char certificate[] = { 11, 0, 0, 9, 0, 0, 6, 0, 0, 3, 'a', 'b', 'c' };
	add(messages, certificate, sizeof(certificate));
	for (size_t each = 1; each <= messages->length; each++) {
		FLIGHT(flight);
		for (size_t at = 0; at < messages->length; at += each)
			add_record(flight, 22, messages->bytes + at,
			           each < messages->length - at ? each : messages->length - at);
		fast_again(&player, TLS_OFFER_ANY, "");
		assert_int_equal(fast_feed(&player, flight->bytes, flight->length, 3),
		                 TLS_FAST_SHOWN);
	}
}

static enum tls_fast_stop stop_of(struct fast_player *player, const struct flight *flight)
{
	fast_again(player, TLS_OFFER_ANY, "");
	fast_feed(player, flight->bytes, flight->length, 4096);
	return player->fast.stop;
}

static void alerts_of_every_kind_stop(void **state)
{
	(void)state;
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	for (unsigned alert = 0; alert < 256; alert++) {
		const unsigned char fatal[] = { 2, (unsigned char)alert };
		FLIGHT(flight);
		add_record(flight, 21, fatal, 2);
		assert_int_equal(stop_of(&player, flight), TLS_FAST_ALERT);
		assert_int_equal(player.fast.alert, alert);
	}
	FLIGHT(closing);
	add_record(closing, 21, "\x01\x00", 2);
	assert_int_equal(stop_of(&player, closing), TLS_FAST_ALERT);
	FLIGHT(endless);
	while (endless->length + 7 < FLIGHT_MOST)
		add_record(endless, 21, "\x01\x5a", 2);
	assert_int_equal(stop_of(&player, endless), TLS_FAST_TOO_LARGE);
	FLIGHT(broken);
	add_record(broken, 21, "\x02", 1);
	assert_int_equal(stop_of(&player, broken), TLS_FAST_BROKEN);
}

static void other_protocols_are_no_tls(void **state)
{
	(void)state;
	static const char *const greetings[] = { "HTTP/1.1 400 Bad Request\r\n\r\n",
		                                 "SSH-2.0-OpenSSH_9.2\r\n", "220 mail ESMTP\r\n",
		                                 "\x80\x2e\x01\x03\x01", "\x16\x13\x37" };
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	for (size_t index = 0; index < COUNT_OF(greetings); index++) {
		fast_again(&player, TLS_OFFER_ANY, "");
		fast_feed(&player, greetings[index], strlen(greetings[index]), 1);
		assert_int_equal(player.fast.stop, TLS_FAST_NO_TLS);
	}
}

static void ceilings_hold(void **state)
{
	(void)state;
	unsigned char hello[64];
	size_t length = plain_hello(hello, 0x0303, 0xc02f);
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	FLIGHT(record);
	static const unsigned char zeros[16385];
	add_record(record, 22, zeros, sizeof(zeros));
	assert_int_equal(stop_of(&player, record), TLS_FAST_BROKEN);
	FLIGHT(message);
	add_record(message, 22, hello, length);
	add_record(message, 22, "\x0b\x98\x96\x80", 4); /* 10 MB */
	assert_int_equal(stop_of(&player, message), TLS_FAST_TOO_LARGE);
	FLIGHT(large);
	add_record(large, 22, hello, length);
	add_certificates(large, 1, LIMIT_HANDSHAKE_BYTES - 6);
	assert_int_equal(stop_of(&player, large), TLS_FAST_GOING);
	assert_int_equal(player.fast.state, TLS_FAST_SHOWN);
	FLIGHT(chain);
	add_record(chain, 22, hello, length);
	add_certificates(chain, 100, 2000);
	assert_int_equal(stop_of(&player, chain), TLS_FAST_GOING);
	FLIGHT(requests);
	while (requests->length + 9 < FLIGHT_MOST)
		add_record(requests, 22, "\0\0\0\0", 4);
	assert_int_equal(stop_of(&player, requests), TLS_FAST_TOO_LARGE);
}

static void what_breaks_the_rules_stops(void **state)
{
	(void)state;
	unsigned char hello[64];
	size_t length = plain_hello(hello, 0x0303, 0xc02f);
	static const struct {
		const char *bytes;
		size_t length;
		unsigned char type;
		enum tls_fast_stop stop;
	} behind[] = {
		{ "", 0, 22, TLS_FAST_BROKEN },                   /* an empty fragment */
		{ "\x01", 1, 20, TLS_FAST_BROKEN },               /* ChangeCipherSpec at once */
		{ "x", 1, 23, TLS_FAST_BROKEN },                  /* data in clear */
		{ "\x0e\0\0\0", 4, 22, TLS_FAST_NO_CERTIFICATE }, /* ServerHelloDone: anonymous */
		{ "\x0c\0\0\0", 4, 22, TLS_FAST_NO_CERTIFICATE },
		{ "\x08\0\0\0", 4, 22, TLS_FAST_BROKEN }, /* EncryptedExtensions in clear */
		{ "\x0d\0\0\0", 4, 22, TLS_FAST_BROKEN },
		{ "\0\0\0\x01.", 5, 22, TLS_FAST_BROKEN },
	};
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	for (size_t index = 0; index < COUNT_OF(behind); index++) {
		FLIGHT(flight);
		add_record(flight, 22, hello, length);
		add_record(flight, behind[index].type, behind[index].bytes, behind[index].length);
		assert_int_equal(stop_of(&player, flight), behind[index].stop);
	}
	FLIGHT(garbage);
	add_record(garbage, 22, hello, length);
	add(garbage, "\xff\x13\x37", 3);
	assert_int_equal(stop_of(&player, garbage), TLS_FAST_BROKEN);
	FLIGHT(twice);
	add_record(twice, 22, hello, length);
	add_record(twice, 22, hello, length);
	assert_int_equal(stop_of(&player, twice), TLS_FAST_BROKEN);
	FLIGHT(early);
	add_certificates(early, 1, 10);
	assert_int_equal(stop_of(&player, early), TLS_FAST_BROKEN);
}

static void what_was_not_offered_is_unknown(void **state)
{
	(void)state;
	static const struct {
		unsigned version, suite;
	} cases[] = { { 0x0303, 0x0034 }, { 0x0304, 0x1301 }, { 0x0200, 0xc02f } };
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		unsigned char hello[64];
		FLIGHT(flight);
		size_t length = plain_hello(hello, cases[index].version, cases[index].suite);
		add_record(flight, 22, hello, length);
		assert_int_equal(stop_of(&player, flight), TLS_FAST_UNKNOWN);
	}
}

/* ServerHellos of TLS 1.3 that cannot be: whatever their bytes, no key is derived. */
static void broken_hellos_of_tls_1_3_stop(void **state)
{
	(void)state;
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	FLIGHT(flight);
	add_hex(flight, rfc8448_traces[0].server_hello);
	/* Our own hello has a session id, which the trace does not echo. */
	assert_int_equal(stop_of(&player, flight), TLS_FAST_BROKEN);
	struct {
		size_t at;
		unsigned char value;
		enum tls_fast_stop stop;
	} cases[] = {
		{ 45, 5, TLS_FAST_UNKNOWN },  /* suite 1305, which we did not offer */
		{ 46, 1, TLS_FAST_BROKEN },   /* compression */
		{ 54, 30, TLS_FAST_UNKNOWN }, /* a share of X448 */
		{ 54, 23, TLS_FAST_BROKEN },  /* of P-256, but of another length */
		{ 56, 31, TLS_FAST_BROKEN },  /* lengths that do not add up */
		{ 94, 5, TLS_FAST_BROKEN },   /* version 0305 */
		{ 50, 41, TLS_FAST_BROKEN },  /* a key that was shared before */
	};
	unsigned char secret[32];
	share_secret(&rfc8448_traces[0], secret);
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		unsigned char old = flight->bytes[cases[index].at];
		flight->bytes[cases[index].at] = cases[index].value;
		begin_trace(&player, &rfc8448_traces[0], secret);
		fast_feed(&player, flight->bytes, flight->length, 4096);
		if (player.fast.stop != cases[index].stop)
			fail_msg("case %zu: stop %d", index, player.fast.stop);
		flight->bytes[cases[index].at] = old;
	}
}

static void hellos_are_never_of_a_length_that_hangs_old_servers(void **state)
{
	(void)state;
	char name[254] = "";
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	for (size_t length = 0; length < sizeof(name); length++) {
		for (int offer = 0; offer < TLS_OFFERS; offer++) {
			fast_again(&player, (enum tls_offer)offer, name);
			size_t record = player.fast.hello_length - 5;
			assert_true(record < 256 || record > 511);
			assert_true(player.fast.hello_length <= TLS_FAST_HELLO);
		}
		name[length] = 'n';
		name[length + (length + 1 < sizeof(name))] = '\0';
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(traces_of_rfc_8448_show_their_certificate_split_at_every_byte),
		cmocka_unit_test(every_flipped_bit_of_a_sealed_flight_stops),
		cmocka_unit_test(a_retry_request_is_left_to_the_full_probe),
		cmocka_unit_test(older_flights_show_their_certificate),
		cmocka_unit_test(messages_share_and_span_records),
		cmocka_unit_test(alerts_of_every_kind_stop),
		cmocka_unit_test(other_protocols_are_no_tls),
		cmocka_unit_test(ceilings_hold),
		cmocka_unit_test(what_breaks_the_rules_stops),
		cmocka_unit_test(what_was_not_offered_is_unknown),
		cmocka_unit_test(broken_hellos_of_tls_1_3_stop),
		cmocka_unit_test(hellos_are_never_of_a_length_that_hangs_old_servers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
