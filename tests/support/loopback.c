/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The scripted loopback server: one thread, one connection at a time. */
#include "support/loopback.h"

#include "support/check.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_REQUESTS = 64, LONGEST_REQUEST = 1 << 20 };

struct loopback {
	const struct loopback_turn *turns;
	int listener;
	int stop; /* readable when the thread should end */
	int port;
	pthread_t thread;
	pthread_mutex_t lock;
	size_t connections;
	size_t count;
	char *requests[MOST_REQUESTS];
	char url[256];
};

/* Waits for the socket or the stop; false at stop. */
static bool wait_for(const struct loopback *server, int descriptor, short events)
{
	struct pollfd wanted[] = { { .fd = server->stop, .events = POLLIN },
		                   { .fd = descriptor, .events = events } };
	return poll(wanted, descriptor < 0 ? 1 : 2, -1) > 0 && !wanted[0].revents;
}

/* Bytes that the request must have: head and what Content-Length says; 0 while the head lasts. */
static size_t whole_length(const char *request)
{
	const char *end = strstr(request, "\r\n\r\n");
	if (!end)
		return 0;
	size_t body = 0;
	for (const char *line = request; line < end; line = strstr(line, "\r\n") + 2) {
		if (strncasecmp(line, "content-length:", 15) == 0)
			body = strtoul(line + 15, NULL, 10);
	}
	return (size_t)(end + 4 - request) + body;
}

static char *read_request(const struct loopback *server, int connection)
{
	char *request = calloc(1, LONGEST_REQUEST);
	size_t length = 0;
	for (;;) {
		size_t whole = whole_length(request);
		if (whole && length >= whole)
			return request;
		ssize_t got = -1;
		if (wait_for(server, connection, POLLIN))
			got = recv(connection, request + length, LONGEST_REQUEST - 1 - length, 0);
		if (got <= 0) {
			free(request);
			return NULL;
		}
		length += (size_t)got;
	}
}

static const struct loopback_turn *keep_request(struct loopback *server, char *request)
{
	pthread_mutex_lock(&server->lock);
	size_t index = server->count;
	if (index < MOST_REQUESTS)
		server->requests[server->count++] = request;
	else
		free(request);
	pthread_mutex_unlock(&server->lock);
	const struct loopback_turn *turn = server->turns;
	while (index-- && turn[1].answer)
		turn++;
	return turn;
}

static void send_all(const struct loopback *server, int connection, const char *bytes)
{
	size_t length = strlen(bytes);
	while (length && wait_for(server, connection, POLLOUT)) {
		ssize_t sent = send(connection, bytes, length, MSG_NOSIGNAL);
		if (sent <= 0)
			return;
		bytes += sent;
		length -= (size_t)sent;
	}
}

static void serve(struct loopback *server, int connection)
{
	enum loopback_ending ending = LOOPBACK_KEEP;
	while (ending == LOOPBACK_KEEP) {
		char *request = read_request(server, connection);
		if (!request)
			return;
		const struct loopback_turn *turn = keep_request(server, request);
		send_all(server, connection, turn->answer);
		ending = turn->ending;
	}
	if (ending == LOOPBACK_STALL)
		wait_for(server, -1, 0);
	if (ending == LOOPBACK_RESET) {
		struct linger now = { .l_onoff = 1 };
		setsockopt(connection, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	}
}

static void *run(void *context)
{
	struct loopback *server = context;
	while (wait_for(server, server->listener, POLLIN)) {
		int connection = accept(server->listener, NULL, NULL);
		if (connection < 0)
			continue;
		pthread_mutex_lock(&server->lock);
		server->connections++;
		pthread_mutex_unlock(&server->lock);
		serve(server, connection);
		close(connection);
	}
	return NULL;
}

static int bind_port(int *port)
{
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	assert_true(listener >= 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, length), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
	*port = ntohs(address.sin_port);
	return listener;
}

struct loopback *loopback_start(const struct loopback_turn *turns)
{
	struct loopback *server = calloc(1, sizeof(*server));
	assert_non_null(server);
	server->turns = turns;
	server->listener = bind_port(&server->port);
	server->stop = eventfd(0, EFD_CLOEXEC);
	pthread_mutex_init(&server->lock, NULL);
	assert_int_equal(listen(server->listener, 16), 0);
	assert_int_equal(pthread_create(&server->thread, NULL, run, server), 0);
	return server;
}

int loopback_port(const struct loopback *server)
{
	return server->port;
}

const char *loopback_url(struct loopback *server, const char *path)
{
	snprintf(server->url, sizeof(server->url), "http://127.0.0.1:%d%s", server->port, path);
	return server->url;
}

size_t loopback_count(struct loopback *server)
{
	pthread_mutex_lock(&server->lock);
	size_t count = server->count;
	pthread_mutex_unlock(&server->lock);
	return count;
}

const char *loopback_request(struct loopback *server, size_t index)
{
	pthread_mutex_lock(&server->lock);
	const char *request = index < server->count ? server->requests[index] : "";
	pthread_mutex_unlock(&server->lock);
	return request;
}

size_t loopback_connections(struct loopback *server)
{
	pthread_mutex_lock(&server->lock);
	size_t connections = server->connections;
	pthread_mutex_unlock(&server->lock);
	return connections;
}

void loopback_stop(struct loopback **server)
{
	if (!*server)
		return;
	eventfd_write((*server)->stop, 1);
	pthread_join((*server)->thread, NULL);
	close((*server)->listener);
	close((*server)->stop);
	for (size_t index = 0; index < (*server)->count; index++)
		free((*server)->requests[index]);
	pthread_mutex_destroy(&(*server)->lock);
	free(*server);
	*server = NULL;
}

int loopback_closed_port(void)
{
	int port;
	/* Kept until the program ends, so that no other test is given it; without listen() it refuses. */
	(void)bind_port(&port);
	return port;
}
