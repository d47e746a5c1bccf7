/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTP server. */

#include "server.h"

#include "moment.h"
#include "request.h"
#include "route.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	BODY_MAX = 32 * 1024 * 1024, /* attachments too; real instances allow more */
	CONNECTION_MAX = 200,
	IDLE_SECONDS = 120,
	HEADER_COUNT_MAX = 64
};

struct server {
	struct MHD_Daemon *daemon;
	struct sandbox *sandbox;
	char base[64];
	unsigned short port;
};

struct incoming {
	struct pool *pool;
	char *target;
	char *body;
	size_t length, capacity;
	bool too_large;
};

bool server_is_loopback(const char *address)
{
	struct in_addr parsed;
	return inet_pton(AF_INET, address, &parsed) == 1 && ntohl(parsed.s_addr) >> 24 == 127;
}

/* Called first, with the request line as it came. */
static void *begin(void *context, const char *uri, struct MHD_Connection *connection)
{
	(void)context;
	(void)connection;
	struct incoming *incoming = calloc(1, sizeof(*incoming));
	if (!incoming)
		abort();
	incoming->pool = pool_open();
	incoming->target = pool_copy(incoming->pool, uri);
	return incoming;
}

static void end(void *context, struct MHD_Connection *connection, void **state,
                enum MHD_RequestTerminationCode code)
{
	(void)context;
	(void)connection;
	(void)code;
	struct incoming *incoming = *state;
	*state = NULL;
	if (!incoming)
		return;
	pool_close(incoming->pool);
	free(incoming->body);
	free(incoming);
}

static void receive(struct incoming *incoming, const char *data, size_t size)
{
	if (incoming->too_large || incoming->length + size > BODY_MAX) {
		incoming->too_large = true;
		return;
	}
	if (incoming->length + size > incoming->capacity) {
		size_t capacity = incoming->capacity ? incoming->capacity : 65536;
		while (capacity < incoming->length + size)
			capacity *= 2;
		incoming->body = realloc(incoming->body, capacity);
		if (!incoming->body)
			abort();
		incoming->capacity = capacity;
	}
	memcpy(incoming->body + incoming->length, data, size);
	incoming->length += size;
}

static enum MHD_Result take_header(void *context, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
	(void)kind;
	struct request *request = context;
	if (request->header_count == HEADER_COUNT_MAX)
		return MHD_NO;
	request->headers[request->header_count++] =
		(struct pair){ pool_copy(request->pool, name),
		               pool_copy(request->pool, value ? value : "") };
	return MHD_YES;
}

static struct MHD_Response *make_response(const struct server *server, struct pool *pool,
                                          const struct reply *reply)
{
	const char *body = reply->body ? reply->body : "";
	struct MHD_Response *response = MHD_create_response_from_buffer(
		reply->body_length, (void *)(uintptr_t)body, MHD_RESPMEM_MUST_COPY);
	if (!response)
		return NULL;
	if (reply->content_type)
		MHD_add_response_header(response, "Content-Type", reply->content_type);
	for (size_t i = 0; i < reply->header_count; i++)
		MHD_add_response_header(response, reply->headers[i].name, reply->headers[i].value);
	time_t now = sandbox_now(server->sandbox);
	struct tm parts;
	char date[64] = "";
	if (gmtime_r(&now, &parts))
		strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &parts);
	MHD_add_response_header(response, "Date", pool_copy(pool, date));
	return response;
}

static ssize_t endless(void *context, uint64_t position, char *buffer, size_t size)
{
	(void)context;
	static const char opening[] = "{\"result\":[\"";
	memset(buffer, 'x', size);
	if (position == 0 && size >= sizeof(opening))
		memcpy(buffer, opening, sizeof(opening) - 1);
	return (ssize_t)size;
}

static enum MHD_Result send_huge(struct MHD_Connection *connection)
{
	struct MHD_Response *response = MHD_create_response_from_callback(
		1024U * 1024U * 1024U, 65536, endless, NULL, NULL);
	if (!response)
		return MHD_NO;
	MHD_add_response_header(response, "Content-Type", "application/json;charset=UTF-8");
	enum MHD_Result result = MHD_queue_response(connection, 200, response);
	MHD_destroy_response(response);
	return result;
}

/* With linger off and no answer, closing sends a reset. */
static void arm_reset(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct linger linger = { .l_onoff = 1, .l_linger = 0 };
	if (info)
		setsockopt(info->connect_fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

static enum MHD_Result deliver(struct server *server, struct MHD_Connection *connection,
                               struct pool *pool, struct route_result *result)
{
	if (result->delay > 0 && !sandbox_sleep(server->sandbox, result->delay))
		return MHD_NO;
	if (result->effect == ROUTE_RESET)
		arm_reset(connection);
	if (result->effect == ROUTE_RESET || result->effect == ROUTE_CUT)
		return MHD_NO;
	if (result->effect == ROUTE_HUGE_BODY)
		return send_huge(connection);
	struct MHD_Response *response = make_response(server, pool, &result->reply);
	if (!response)
		return MHD_NO;
	enum MHD_Result sent = MHD_queue_response(
		connection, (unsigned int)(result->reply.status ? result->reply.status : 500),
		response);
	MHD_destroy_response(response);
	return sent;
}

static enum MHD_Result answer(struct server *server, struct MHD_Connection *connection,
                              const char *method, struct incoming *incoming)
{
	struct pool *pool = incoming->pool;
	struct request request = { .pool = pool,
		                   .method = pool_copy(pool, method),
		                   .body = incoming->body ? incoming->body : "",
		                   .body_length = incoming->length,
		                   .base = server->base };
	request.headers = pool_take(pool, HEADER_COUNT_MAX * sizeof(*request.headers));
	MHD_get_connection_values(connection, MHD_HEADER_KIND, take_header, &request);
	struct route_result result = { 0 };
	if (incoming->too_large)
		reply_error(&result.reply, pool, 413, "Payload too large", NULL);
	else if (!request_parse_target(&request, incoming->target))
		reply_error(&result.reply, pool, 400, "Invalid URI", NULL);
	else
		route_handle(server->sandbox, &request, &result);
	if (result.reply.json) {
		char *text = json_dumps(result.reply.json, JSON_COMPACT);
		result.reply.body = pool_copy(pool, text ? text : "{}");
		result.reply.body_length = strlen(result.reply.body);
		result.reply.content_type = "application/json;charset=UTF-8";
		free(text);
	}
	enum MHD_Result sent = deliver(server, connection, pool, &result);
	reply_release(&result.reply);
	return sent;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **state)
{
	(void)url;
	(void)version;
	struct incoming *incoming = *state;
	if (!incoming)
		return MHD_NO;
	if (*size) {
		receive(incoming, data, *size);
		*size = 0;
		return MHD_YES;
	}
	/* The first call comes before the body; a marker tells it from the last one. */
	if (!incoming->capacity && !incoming->body) {
		incoming->body = calloc(1, 65536);
		incoming->capacity = incoming->body ? 65536 : 0;
		return incoming->body ? MHD_YES : MHD_NO;
	}
	return answer(context, connection, method, incoming);
}

static void on_panic(void *context, const char *file, unsigned int line, const char *reason)
{
	(void)context;
	fprintf(stderr, "certsteward-sandbox: http server: %s (%s:%u)\n",
	        reason ? reason : "internal error", file, line);
	pthread_exit(NULL);
}

static struct MHD_Daemon *start(struct server *server, const struct sockaddr_in *where)
{
	MHD_set_panic_func(on_panic, NULL);
	return MHD_start_daemon(MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
	                                MHD_USE_POLL | MHD_USE_ITC,
	                        0, NULL, NULL, handle, server, MHD_OPTION_SOCK_ADDR, where,
	                        MHD_OPTION_URI_LOG_CALLBACK, begin, NULL,
	                        MHD_OPTION_NOTIFY_COMPLETED, end, NULL, MHD_OPTION_CONNECTION_LIMIT,
	                        (unsigned int)CONNECTION_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
	                        (unsigned int)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	                        (size_t)256 * 1024, MHD_OPTION_STRICT_FOR_CLIENT, 0,
	                        MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
}

struct server *server_open(struct sandbox *sandbox, const char *address, unsigned short port,
                           const char **message)
{
	struct sockaddr_in where = { .sin_family = AF_INET, .sin_port = htons(port) };
	if (!server_is_loopback(address) || inet_pton(AF_INET, address, &where.sin_addr) != 1) {
		*message = "the sandbox listens on loopback addresses (127.0.0.0/8) only: it knows "
			   "no secrets, everybody could log in";
		return NULL;
	}
	struct server *server = calloc(1, sizeof(*server));
	if (!server)
		abort();
	server->sandbox = sandbox;
	server->daemon = start(server, &where);
	if (!server->daemon) {
		*message = "cannot listen there: is the port in use?";
		free(server);
		return NULL;
	}
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
	server->port = info ? info->port : port;
	snprintf(server->base, sizeof(server->base), "http://%s:%u", address, server->port);
	return server;
}

unsigned short server_port(const struct server *server)
{
	return server->port;
}

void server_close(struct server *server)
{
	if (!server)
		return;
	MHD_stop_daemon(server->daemon);
	free(server);
}
