/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A server farm on loopback for the bench: any 127.x.y.z at one port, a certificate by address.
 *
 * bench_farm MODE PORT CERTIFICATES GENERATION DELAY_MS; MODE: 12, 13 (OpenSSL), smtp, canned */
#include "farm.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 256, BACKLOG = 4096, QUEUE = 1 << 16, FLIGHT = 8192 };

enum stage { STAGE_TLS, STAGE_EHLO, STAGE_STARTTLS, STAGE_CANNED, STAGE_OVER };

struct connection {
	int descriptor;
	enum stage stage;
	SSL *ssl;
};

/* Answers that wait for the latency to pass. */
struct waiting {
	int descriptor;
	long due_ms;
};

struct farm {
	struct farm_certificates certificates;
	SSL_CTX *context;
	enum stage first;
	int epoll, listener;
	long delay_ms;
	unsigned char flight[FLIGHT];
	size_t flight_length;
	struct waiting queue[QUEUE];
	size_t head, tail;
};

static void insist(bool holds, const char *what)
{
	if (holds)
		return;
	perror(what);
	exit(1);
}

static long now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int choose(SSL *ssl, void *argument)
{
	struct farm *farm = argument;
	struct sockaddr_in address;
	socklen_t length = sizeof(address);
	if (getsockname(SSL_get_fd(ssl), (struct sockaddr *)&address, &length) != 0)
		return 0;
	const struct farm_leaf *leaf =
		&farm->certificates
			 .leaves[ntohl(address.sin_addr.s_addr) % farm->certificates.count];
	return SSL_use_certificate(ssl, leaf->x509) == 1 && SSL_use_PrivateKey(ssl, leaf->key) == 1;
}

static void open_context(struct farm *farm, const char *mode)
{
	farm->context = SSL_CTX_new(TLS_server_method());
	SSL_CTX_set_max_proto_version(farm->context,
	                              strcmp(mode, "12") == 0 ? TLS1_2_VERSION : TLS1_3_VERSION);
	SSL_CTX_set_session_cache_mode(farm->context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_num_tickets(farm->context, 0);
	SSL_CTX_set_cert_cb(farm->context, choose, farm);
	SSL_CTX_add1_chain_cert(farm->context, farm->certificates.issuer);
}

/* Nobody but this machine can reach it. */
static void listen_at(struct farm *farm, int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int one = 1;
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };
	farm->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	setsockopt(farm->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	insist(setsockopt(farm->listener, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3) == 0, "loopback");
	insist(bind(farm->listener, (struct sockaddr *)&address, sizeof(address)) == 0, "bind");
	insist(listen(farm->listener, BACKLOG) == 0, "listen");
	farm->epoll = epoll_create1(EPOLL_CLOEXEC);
	insist(epoll_ctl(farm->epoll, EPOLL_CTL_ADD, farm->listener, &event) == 0, "epoll");
}

static void say(int descriptor, const void *bytes, size_t length)
{
	(void)!send(descriptor, bytes, length, MSG_NOSIGNAL);
}

static void accept_all(struct farm *farm)
{
	static const char greeting[] = "220 bench.example ESMTP\r\n";
	for (;;) {
		int descriptor = accept4(farm->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (descriptor < 0)
			return;
		struct connection *connection = calloc(1, sizeof(*connection));
		insist(connection != NULL, "memory");
		connection->descriptor = descriptor;
		connection->stage = farm->first;
		struct epoll_event event = { .events = EPOLLIN, .data.ptr = connection };
		insist(epoll_ctl(farm->epoll, EPOLL_CTL_ADD, descriptor, &event) == 0, "epoll");
		if (farm->first == STAGE_EHLO)
			say(descriptor, greeting, sizeof(greeting) - 1);
	}
}

static void end(struct connection *connection)
{
	SSL_free(connection->ssl);
	ERR_clear_error();
	close(connection->descriptor);
	free(connection);
}

/* False when the connection is over. Who sends a request gets an answer, so that clients of HTTP end. */
static bool shake(struct farm *farm, struct connection *connection)
{
	static const char response[] = "HTTP/1.0 204 No Content\r\n\r\n";
	char byte;
	if (!connection->ssl) {
		connection->ssl = SSL_new(farm->context);
		SSL_set_fd(connection->ssl, connection->descriptor);
		SSL_set_accept_state(connection->ssl);
	}
	int result = SSL_read(connection->ssl, &byte, 1);
	if (result > 0) {
		(void)SSL_write(connection->ssl, response, sizeof(response) - 1);
		(void)SSL_shutdown(connection->ssl);
	}
	return result <= 0 && SSL_get_error(connection->ssl, result) == SSL_ERROR_WANT_READ;
}

static bool answer(struct farm *farm, struct connection *connection)
{
	char bytes[4096];
	ssize_t length = recv(connection->descriptor, bytes, sizeof(bytes), 0);
	if (length <= 0)
		return length < 0 && errno == EAGAIN;
	if (connection->stage == STAGE_EHLO) {
		connection->stage = STAGE_STARTTLS;
		say(connection->descriptor, "250-bench.example\r\n250 STARTTLS\r\n", 33);
	} else if (connection->stage == STAGE_STARTTLS) {
		connection->stage = STAGE_TLS;
		say(connection->descriptor, "220 go\r\n", 8);
	} else if (connection->stage == STAGE_CANNED) {
		connection->stage = STAGE_OVER;
		if (!farm->delay_ms)
			say(connection->descriptor, farm->flight, farm->flight_length);
		else
			farm->queue[farm->tail++ % QUEUE] =
				(struct waiting){ connection->descriptor,
				                  now_ms() + farm->delay_ms };
	}
	return true;
}

/* Who left in the meantime gets what the next one should: good enough for a bench. */
static void send_due(struct farm *farm)
{
	long now = now_ms();
	for (; farm->head < farm->tail && farm->queue[farm->head % QUEUE].due_ms <= now;
	     farm->head++)
		say(farm->queue[farm->head % QUEUE].descriptor, farm->flight, farm->flight_length);
}

static void serve(struct farm *farm)
{
	struct epoll_event events[EVENTS];
	for (;;) {
		int count =
			epoll_wait(farm->epoll, events, EVENTS, farm->head < farm->tail ? 1 : -1);
		for (int index = 0; index < count; index++) {
			struct connection *connection = events[index].data.ptr;
			if (!connection)
				accept_all(farm);
			else if (!(connection->stage == STAGE_TLS ? shake(farm, connection)
			                                          : answer(farm, connection)))
				end(connection);
		}
		send_due(farm);
	}
}

int main(int count, char **words)
{
	static struct farm farm;
	struct rlimit limit;
	if (count != 6) {
		(void)fprintf(stderr, "bench_farm MODE PORT CERTIFICATES GENERATION DELAY_MS\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	farm_certificates_make(&farm.certificates, strtoul(words[3], NULL, 10),
	                       strtol(words[4], NULL, 10));
	farm.flight_length = farm_certificates_flight(&farm.certificates, farm.flight, FLIGHT);
	farm.delay_ms = strtol(words[5], NULL, 10);
	farm.first = strcmp(words[1], "smtp") == 0     ? STAGE_EHLO
	             : strcmp(words[1], "canned") == 0 ? STAGE_CANNED
	                                               : STAGE_TLS;
	open_context(&farm, words[1]);
	listen_at(&farm, (int)strtol(words[2], NULL, 10));
	(void)printf("ready\n");
	(void)fflush(stdout);
	serve(&farm);
	return 0;
}
