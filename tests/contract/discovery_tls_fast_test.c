/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The fast probe's state machine against OpenSSL as a server, and its lists beside OpenSSL's. */
#include "adapters/discovery/tls/tls_chain.h"
#include "adapters/discovery/tls/tls_context.h"
#include "support/check.h"
#include "support/fast_player.h"
#include "support/tls_server.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static int connect_to(const struct tls_server *server)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_port = htons((uint16_t)tls_server_port(server)),
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval patience = { .tv_sec = 10 };
	int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	assert_int_equal(connect(descriptor, (struct sockaddr *)&address, sizeof(address)), 0);
	return descriptor;
}

static enum tls_fast_state ask(struct fast_player *player, const struct tls_server *server,
                               enum tls_offer offer, const char *name)
{
	int descriptor = connect_to(server);
	fast_again(player, offer, name);
	enum tls_fast_state state = fast_talk(player, descriptor);
	close(descriptor);
	return state;
}

static void check_leaf(const struct fast_player *player, const struct issued *issued, size_t count)
{
	struct look_certificate chain[LIMIT_CHAIN_CERTIFICATES];
	size_t length;
	size_t total;
	size_t kept;
	assert_int_equal(player->fast.state, TLS_FAST_SHOWN);
	const unsigned char *message = tls_fast_certificates(&player->fast, &length);
	assert_true(tls_chain_read(message, length, tls_fast_is_modern(&player->fast), chain, &kept,
	                           &total));
	assert_int_equal(total, count);
	unsigned char *der = issue_der(issued, &length);
	assert_int_equal(chain[0].length, length);
	assert_memory_equal(chain[0].der, der, length);
	free(der);
}

static void every_suite_and_group_of_tls_1_3_is_read(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		unsigned short code;
	} suites[] = {
		{ "TLS_AES_128_GCM_SHA256", 0x1301 },
		{ "TLS_AES_256_GCM_SHA384", 0x1302 },
		{ "TLS_CHACHA20_POLY1305_SHA256", 0x1303 },
	};
	static const char *const groups[] = { "X25519", "P-256", "P-384" };
	ISSUED(ca, .common_name = "Lab CA", .is_ca = true);
	ISSUED(leaf, .issuer = &ca);
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	for (size_t index = 0; index < COUNT_OF(suites) * COUNT_OF(groups); index++) {
		TLS_SERVER(server, .certificates = { &leaf }, .chain = &ca, .chain_count = 1,
		           .suites = suites[index / 3].name, .groups = groups[index % 3]);
		ask(&player, server, TLS_OFFER_ANY, "");
		check_leaf(&player, &leaf, 2);
		assert_int_equal(player.fast.suite, suites[index / 3].code);
		assert_string_equal(tls_fast_version(&player.fast), "TLSv1.3");
	}
}

static void every_older_protocol_and_cipher_is_read(void **state)
{
	(void)state;
	static const struct {
		int newest;
		const char *ciphers, *version;
	} cases[] = {
		{ TLS1_2_VERSION, NULL, "TLSv1.2" },
		{ TLS1_2_VERSION, "AES128-SHA256:@SECLEVEL=0", "TLSv1.2" },
		{ TLS1_2_VERSION, "NULL-SHA256:@SECLEVEL=0", "TLSv1.2" },
		{ TLS1_1_VERSION, NULL, "TLSv1.1" },
		{ TLS1_VERSION, NULL, "TLSv1" },
	};
	ISSUED(leaf, .key = "rsa2048");
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		TLS_SERVER(server, .certificates = { &leaf }, .newest = cases[index].newest,
		           .ciphers = cases[index].ciphers);
		ask(&player, server, TLS_OFFER_ANY, "");
		check_leaf(&player, &leaf, 1);
		assert_string_equal(tls_fast_version(&player.fast), cases[index].version);
	}
}

static void each_kind_of_key_can_be_asked_for(void **state)
{
	(void)state;
	ISSUED(rsa, .key = "rsa2048");
	ISSUED(elliptic, .key = "ec");
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	for (int newest = TLS1_2_VERSION; newest <= TLS1_3_VERSION; newest++) {
		TLS_SERVER(both, .certificates = { &rsa, &elliptic }, .newest = newest);
		ask(&player, both, TLS_OFFER_RSA, "");
		check_leaf(&player, &rsa, 1);
		ask(&player, both, TLS_OFFER_EC, "");
		check_leaf(&player, &elliptic, 1);
		TLS_SERVER(one, .certificates = { &rsa }, .newest = newest);
		assert_int_equal(ask(&player, one, TLS_OFFER_EC, ""), TLS_FAST_STOPPED);
		assert_int_equal(player.fast.stop, TLS_FAST_ALERT);
		assert_int_equal(player.fast.alert, SSL_AD_HANDSHAKE_FAILURE);
	}
}

static void names_and_client_certificates_do_not_matter(void **state)
{
	(void)state;
	ISSUED(leaf, .names = "DNS:shop.example");
	ISSUED(other, .names = "DNS:other.example");
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	TLS_SERVER(named, .certificates = { &other }, .needs_name = true,
	           .by_name = { { "shop.example", &leaf } });
	ask(&player, named, TLS_OFFER_ANY, "shop.example");
	check_leaf(&player, &leaf, 1);
	assert_int_equal(ask(&player, named, TLS_OFFER_ANY, ""), TLS_FAST_STOPPED);
	assert_int_equal(player.fast.alert, SSL_AD_UNRECOGNIZED_NAME);
	for (int newest = TLS1_2_VERSION; newest <= TLS1_3_VERSION; newest++) {
		TLS_SERVER(mutual, .certificates = { &leaf }, .wants_client_certificate = true,
		           .newest = newest);
		ask(&player, mutual, TLS_OFFER_ANY, "");
		check_leaf(&player, &leaf, 1);
	}
}

static void other_groups_are_left_to_the_full_probe(void **state)
{
	(void)state;
	ISSUED(leaf, .key = "rsa2048");
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	TLS_SERVER(server, .certificates = { &leaf }, .groups = "P-521");
	assert_int_equal(ask(&player, server, TLS_OFFER_ANY, ""), TLS_FAST_STOPPED);
	assert_int_equal(player.fast.stop, TLS_FAST_RETRY);
}

/* Numbers of two bytes. */
struct list {
	unsigned short items[256];
	size_t count;
};

static size_t number(const unsigned char *at)
{
	return (size_t)at[0] << 8 | at[1];
}

static struct list read_list(const unsigned char *at)
{
	struct list list = { .count = number(at) / 2 };
	for (size_t index = 0; index < list.count; index++)
		list.items[index] = (unsigned short)number(at + 2 + 2 * index);
	return list;
}

/* What an extension of a hello lists; for type -1 its cipher suites. */
static struct list list_of(const unsigned char *message, int type)
{
	const unsigned char *at = message + 4 + 2 + 32;
	at += 1 + *at;
	if (type < 0)
		return read_list(at);
	at += 2 + number(at);
	at += 1 + *at;
	const unsigned char *end = at + 2 + number(at);
	for (at += 2; at < end; at += 4 + number(at + 2)) {
		if (number(at) == (size_t)type)
			return read_list(at + 4);
	}
	fail_msg("no extension %d", type);
	return (struct list){ .count = 0 };
}

/* Every entry of the one is in the other, in the same order. */
static void check_order(const struct list *few, const struct list *many)
{
	size_t at = 0;
	for (size_t index = 0; index < few->count; index++) {
		while (at < many->count && many->items[at] != few->items[index])
			at++;
		if (at == many->count)
			fail_msg("%04x is missing or misplaced", few->items[index]);
	}
}

static void check_members(const struct list *few, const struct list *many)
{
	for (size_t index = 0; index < few->count; index++) {
		size_t at = 0;
		while (at < many->count && many->items[at] != few->items[index])
			at++;
		assert_true(at < many->count);
	}
}

/* Both probes must meet the same certificate of a server that has several. */
static void lists_are_those_of_the_full_probe(void **state)
{
	enum { SIGNATURE_ALGORITHMS = 13, GROUPS = 10 };
	(void)state;
	struct tls_context context;
	struct error error;
	assert_true(tls_context_open(&context, &error));
	FAST(player);
	fast_open(&player, TLS_OFFER_ANY, "");
	for (int offer = 0; offer < TLS_OFFERS; offer++) {
		unsigned char hello[2048];
		SSL *ssl = SSL_new(context.offers[offer]);
		BIO *wire = BIO_new(BIO_s_mem());
		SSL_set_msg_callback(ssl, NULL);
		SSL_set_bio(ssl, BIO_new(BIO_s_mem()), wire);
		SSL_set_connect_state(ssl);
		assert_int_equal(SSL_do_handshake(ssl), -1);
		assert_true(BIO_read(wire, hello, sizeof(hello)) > 0);
		fast_again(&player, (enum tls_offer)offer, "");
		for (int type = 0; type < 3; type++) {
			static const int types[] = { -1, SIGNATURE_ALGORITHMS, GROUPS };
			struct list full = list_of(hello + 5, types[type]);
			struct list fast = list_of(player.fast.hello + 5, types[type]);
			/* NULL ciphers come in another order where only one kind is asked for. */
			if (types[type] < 0 && offer != TLS_OFFER_ANY)
				check_members(&full, &fast);
			else
				check_order(&full, &fast);
			assert_true(types[type] < 0 || full.count == fast.count);
		}
		SSL_free(ssl);
	}
	tls_context_close(&context);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_suite_and_group_of_tls_1_3_is_read),
		cmocka_unit_test(every_older_protocol_and_cipher_is_read),
		cmocka_unit_test(each_kind_of_key_can_be_asked_for),
		cmocka_unit_test(names_and_client_certificates_do_not_matter),
		cmocka_unit_test(other_groups_are_left_to_the_full_probe),
		cmocka_unit_test(lists_are_those_of_the_full_probe),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
