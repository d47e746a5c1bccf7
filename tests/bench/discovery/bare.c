/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The least that a client can do, to compare with: connect, ask, read the certificate, close. No
 * store, no outcome, no time-outs, no second thread.
 *
 * bench_bare MODE FIRST_ADDRESS COUNT PORT IN_FLIGHT; MODE: fast, full (OpenSSL), both (OpenSSL, and
 * once more for the other kind of key) */
#include "tls_context.h"
#include "tls_fast.h"
#include "tls_handshake.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 256, ROOM = 64 << 10 };

enum mode { MODE_FAST, MODE_FULL, MODE_BOTH };

struct client {
	int descriptor;
	bool asked;
	uint32_t address;
	enum tls_offer offer;
	SSL *ssl;
	struct tls_handshake handshake;
	struct tls_fast fast;
};

struct bare {
	enum mode mode;
	uint32_t next, left;
	uint16_t port;
	int epoll;
	unsigned long shown, running;
	struct tls_context context;
	struct tls_fast_ciphers ciphers;
	unsigned char room[ROOM];
};

static void insist(bool holds, const char *what)
{
	if (holds)
		return;
	perror(what);
	exit(1);
}

static void open_client(struct bare *bare, struct client *client)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_port = htons(bare->port),
		                       .sin_addr.s_addr = htonl(client->address) };
	struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = client };
	client->asked = false;
	client->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	(void)connect(client->descriptor, (struct sockaddr *)&address, sizeof(address));
	insist(epoll_ctl(bare->epoll, EPOLL_CTL_ADD, client->descriptor, &event) == 0, "epoll");
}

static void start_next(struct bare *bare, struct client *client)
{
	if (!bare->left)
		return;
	bare->left--;
	bare->running++;
	client->address = bare->next++;
	client->offer = TLS_OFFER_ANY;
	open_client(bare, client);
}

static void close_client(struct bare *bare, struct client *client, bool shown)
{
	if (client->ssl && SSL_is_init_finished(client->ssl))
		(void)SSL_shutdown(client->ssl);
	SSL_free(client->ssl);
	client->ssl = NULL;
	ERR_clear_error();
	close(client->descriptor);
	if (bare->mode == MODE_BOTH && client->offer == TLS_OFFER_ANY && shown) {
		/* Certificates alternate, and the farm has no other one at an address. */
		client->offer = client->address % 2 ? TLS_OFFER_EC : TLS_OFFER_RSA;
		bare->shown++;
		open_client(bare, client);
		return;
	}
	bare->shown += shown;
	bare->running--;
	start_next(bare, client);
}

static void ask(struct bare *bare, struct client *client)
{
	static const unsigned char random[TLS_FAST_RANDOM] = { 1 };
	tls_fast_start(&client->fast, &bare->ciphers,
	               &(struct tls_fast_question){ .server_name = "", .random = random });
	client->asked = send(client->descriptor, client->fast.hello, client->fast.hello_length,
	                     MSG_NOSIGNAL) > 0;
	tls_fast_lend(&client->fast, bare->room, ROOM);
}

/* A flight on loopback comes in one piece: nothing is kept between events. */
static void go_fast(struct bare *bare, struct client *client)
{
	unsigned char goodbye[TLS_FAST_GOODBYE];
	size_t size;
	if (!client->asked) {
		ask(bare, client);
		return;
	}
	unsigned char *space = tls_fast_space(&client->fast, &size);
	ssize_t length = recv(client->descriptor, space, size, 0);
	if (length < 0)
		return;
	bool shown = length > 0 && tls_fast_take(&client->fast, (size_t)length) == TLS_FAST_SHOWN;
	if (shown)
		(void)!send(client->descriptor, goodbye, tls_fast_goodbye(&client->fast, goodbye),
		            MSG_NOSIGNAL | MSG_MORE);
	close_client(bare, client, shown);
}

static void go_fully(struct bare *bare, struct client *client)
{
	if (!client->ssl) {
		client->ssl = SSL_new(bare->context.offers[client->offer]);
		SSL_set_msg_callback(client->ssl, NULL);
		SSL_set_fd(client->ssl, client->descriptor);
		SSL_set_connect_state(client->ssl);
	}
	int result = SSL_do_handshake(client->ssl);
	if (result == 1 || SSL_get_error(client->ssl, result) != SSL_ERROR_WANT_READ)
		close_client(bare, client, result == 1);
}

static void run(struct bare *bare, size_t in_flight)
{
	struct epoll_event events[EVENTS];
	struct client *clients = calloc(in_flight, sizeof(*clients));
	insist(clients != NULL, "memory");
	for (size_t index = 0; index < in_flight; index++)
		start_next(bare, &clients[index]);
	while (bare->running) {
		int count = epoll_wait(bare->epoll, events, EVENTS, -1);
		for (int index = 0; index < count; index++) {
			if (bare->mode == MODE_FAST)
				go_fast(bare, events[index].data.ptr);
			else
				go_fully(bare, events[index].data.ptr);
		}
	}
	free(clients);
}

int main(int count, char **words)
{
	static struct bare bare;
	struct error error;
	struct in_addr first;
	struct rlimit limit;
	if (count != 6 || inet_pton(AF_INET, words[2], &first) != 1)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	bare.mode = strcmp(words[1], "fast") == 0   ? MODE_FAST
	            : strcmp(words[1], "full") == 0 ? MODE_FULL
	                                            : MODE_BOTH;
	bare.next = ntohl(first.s_addr);
	bare.left = (uint32_t)strtoul(words[3], NULL, 10);
	bare.port = (uint16_t)strtoul(words[4], NULL, 10);
	bare.epoll = epoll_create1(EPOLL_CLOEXEC);
	insist(tls_fast_keys_open(&bare.ciphers, &error) &&
	               (bare.mode == MODE_FAST || tls_context_open(&bare.context, &error)),
	       "OpenSSL");
	run(&bare, strtoul(words[5], NULL, 10));
	(void)printf("%lu\n", bare.shown);
	return 0;
}
