/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A TLS server on loopback with good or bad manners. */
#include "support/tls_server.h"
#include "support/check.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECTIONS_MOST = 256, PATIENCE_MS = 20000, HELLO_MOST = 2048 };

struct tls_server {
	const struct tls_server_options *options;
	SSL_CTX *context;
	SSL_CTX *by_name[2];
	int listener;
	int port;
	int stop[2]; /* closing the writing end tells every thread */
	pthread_t acceptor;
	pthread_t threads[CONNECTIONS_MOST];
	atomic_int connections, open, most_open;
	char peer[INET6_ADDRSTRLEN]; /* of the newest connection */
};

struct connection {
	struct tls_server *server;
	int descriptor;
	int number; /* connections before it */
};

/* True when there is something to read; false when the server stops or nothing comes. */
static bool wait_readable(const struct connection *connection)
{
	struct pollfd waits[] = {
		{ .fd = connection->descriptor, .events = POLLIN },
		{ .fd = connection->server->stop[0], .events = POLLIN },
	};
	return poll(waits, 2, PATIENCE_MS) > 0 && !waits[1].revents;
}

/* Keeps the connection open until the other side or the server goes. */
static void hold(const struct connection *connection)
{
	char bytes[4096];
	while (wait_readable(connection) && read(connection->descriptor, bytes, sizeof(bytes)) > 0)
		;
}

static void say_bytes(const struct connection *connection, const void *bytes, size_t length)
{
	(void)!send(connection->descriptor, bytes, length, MSG_NOSIGNAL);
}

static void say(const struct connection *connection, const char *text)
{
	say_bytes(connection, text, strlen(text));
}

/* One line from the client; "" when none comes. */
static void hear(const struct connection *connection, char line[static 256])
{
	size_t length = 0;
	while (length < 255 && wait_readable(connection) &&
	       read(connection->descriptor, line + length, 1) == 1 && line[length] != '\n')
		length++;
	line[length] = '\0';
}

static void serve_tls(const struct connection *connection)
{
	SSL *ssl = SSL_new(connection->server->context);
	SSL_set_fd(ssl, connection->descriptor);
	if (SSL_accept(ssl) == 1) {
		char byte;
		if (wait_readable(connection))
			(void)SSL_read(ssl, &byte, 1);
		(void)SSL_shutdown(ssl);
	}
	SSL_free(ssl);
	ERR_clear_error();
}

static void serve_smtp(const struct connection *connection, enum manners manners)
{
	char line[256];
	say(connection, "220-mail.example welcomes\r\n220 you\r\n");
	hear(connection, line);
	if (strncmp(line, "EHLO ", 5) != 0)
		return;
	say(connection, "250-mail.example\r\n250-SIZE 1000\r\n");
	say(connection, manners == MANNERS_SMTP_BARE ? "250 HELP\r\n" : "250 STARTTLS\r\n");
	hear(connection, line);
	if (strncmp(line, "STARTTLS", 8) != 0)
		return;
	say(connection, manners == MANNERS_SMTP_INJECT ? "220 go ahead\r\n250 injected\r\n"
	                                               : "220 go ahead\r\n");
	bool injects = manners == MANNERS_SMTP_INJECT || manners == MANNERS_SMTP_INJECT_LATER;
	if (manners == MANNERS_SMTP_INJECT_LATER && wait_readable(connection))
		say(connection, "250 injected\r\n");
	if (injects)
		hold(connection);
	else
		serve_tls(connection);
}

static void serve_imap(const struct connection *connection)
{
	char line[256];
	say(connection, "* OK [CAPABILITY IMAP4rev1] ready\r\n");
	hear(connection, line);
	say(connection, "* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK done\r\n");
	hear(connection, line);
	if (strncmp(line, "a2 STARTTLS", 11) != 0)
		return;
	say(connection, "a2 OK begin\r\n");
	serve_tls(connection);
}

static void serve_endless(const struct connection *connection)
{
	char bytes[1024];
	memset(bytes, 'x', sizeof(bytes));
	memcpy(bytes, "220-", 4);
	memcpy(bytes + sizeof(bytes) - 2, "\r\n", 2);
	for (int line = 0; line < 64; line++)
		say_bytes(connection, bytes, sizeof(bytes));
	hold(connection);
}

/* A ServerHello for TLS 1.2 with a suite of RSA and AES. */
#define PLAIN_HELLO                                                                                \
	22, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, \
		17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 0, 0xC0, 0x2F, 0

/* Goes on with something that is no handshake message. */
static void serve_garbage_later(const struct connection *connection)
{
	static const unsigned char hello[] = { PLAIN_HELLO, 22, 3, 3, 0, 9, 77, 99,
		                               1,           2,  3, 4, 5, 6, 7 };
	if (wait_readable(connection))
		say_bytes(connection, hello, sizeof(hello));
	hold(connection);
}

/* Goes on with a Certificate message that holds five bytes. */
static void serve_odd(const struct connection *connection)
{
	static const unsigned char hello[] = { PLAIN_HELLO, 22, 3, 3, 0, 15,  11,  0,   0,   11, 0,
		                               0,           8,  0, 0, 5, 'o', 'd', 'd', '!', '!' };
	if (wait_readable(connection))
		say_bytes(connection, hello, sizeof(hello));
	hold(connection);
}

static void serve_ancient(const struct connection *connection)
{
	static const unsigned char flight[] = { PLAIN_HELLO, 22, 3, 0, 0, 15,  11,  0,   0,   11, 0,
		                                0,           8,  0, 0, 5, 'o', 'l', 'd', '!', '!' };
	unsigned char bytes[sizeof(flight)];
	memcpy(bytes, flight, sizeof(flight));
	bytes[2] = bytes[10] = 0; /* the versions of its record and of itself */
	if (wait_readable(connection))
		say_bytes(connection, bytes, sizeof(bytes));
	hold(connection);
}

static ssize_t peek_hello(const struct connection *connection, char hello[static HELLO_MOST])
{
	return wait_readable(connection) ? recv(connection->descriptor, hello, HELLO_MOST, MSG_PEEK)
	                                 : 0;
}

/* supported_versions (RFC 8446 4.2.1) with TLS 1.3 in it. */
static void serve_intolerant(const struct connection *connection)
{
	char hello[HELLO_MOST];
	ssize_t length = peek_hello(connection, hello);
	if (length > 0 && memmem(hello, (size_t)length, "\x00\x2b\x00\x09\x08\x03\x04", 7))
		say_bytes(connection, "\x15\x03\x01\x00\x02\x02\x46", 7);
	else if (length > 0)
		serve_tls(connection);
}

/* status_request (RFC 6066 8) of type OCSP without responders or extensions. */
static void serve_no_staple(const struct connection *connection)
{
	char hello[HELLO_MOST];
	ssize_t length = peek_hello(connection, hello);
	if (length > 0 && !memmem(hello, (size_t)length, "\0\x05\0\x05\x01\0\0\0\0", 9))
		serve_tls(connection);
}

/* A key share of X25519 that is the group's generator: nobody else sends one. */
static void serve_slow(const struct connection *connection)
{
	char hello[HELLO_MOST];
	ssize_t length = peek_hello(connection, hello);
	if (length > 0 && memmem(hello, (size_t)length, "\0\x1d\0\x20\x09\0\0\0\0\0", 10))
		hold(connection);
	else if (length > 0)
		serve_tls(connection);
}

static void reset(const struct connection *connection)
{
	struct linger linger = { .l_onoff = 1, .l_linger = 0 };
	(void)wait_readable(connection);
	setsockopt(connection->descriptor, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

static void misbehave(const struct connection *connection, enum manners manners)
{
	static const unsigned char garbage[] = "\x00\xFF\x13\x37\x80\x99\x00\x00\x01";
	switch (manners) {
	case MANNERS_HTTP:
		if (wait_readable(connection))
			say(connection, "HTTP/1.1 400 Bad Request\r\n\r\nplain HTTP\r\n");
		break;
	case MANNERS_SSH:
		say(connection, "SSH-2.0-OpenSSH_9.2\r\n");
		hold(connection);
		break;
	case MANNERS_ZEROS:
		if (wait_readable(connection))
			say_bytes(connection, "\0\0\0*{\"a\":1}", 11);
		hold(connection);
		break;
	case MANNERS_GARBAGE:
		if (wait_readable(connection))
			say_bytes(connection, garbage, sizeof(garbage));
		hold(connection);
		break;
	case MANNERS_STALL_MID:
		if (wait_readable(connection))
			say_bytes(connection, "\x16\x03\x03\x00\x40\x02", 6);
		hold(connection);
		break;
	case MANNERS_STALL:
		hold(connection);
		break;
	case MANNERS_RESET:
		reset(connection);
		break;
	default:
		break;
	}
}

static void *serve(void *argument)
{
	struct connection *connection = argument;
	enum manners manners = connection->server->options->manners;
	if (manners == MANNERS_HTTP_ONCE)
		manners = connection->number ? MANNERS_TLS : MANNERS_HTTP;
	switch (manners) {
	case MANNERS_TLS:
		serve_tls(connection);
		break;
	case MANNERS_ANCIENT:
		serve_ancient(connection);
		break;
	case MANNERS_INTOLERANT:
		serve_intolerant(connection);
		break;
	case MANNERS_STALL_FAST:
		serve_slow(connection);
		break;
	case MANNERS_NO_STAPLE:
		serve_no_staple(connection);
		break;
	case MANNERS_ODD:
		serve_odd(connection);
		break;
	case MANNERS_SMTP:
	case MANNERS_SMTP_BARE:
	case MANNERS_SMTP_INJECT:
	case MANNERS_SMTP_INJECT_LATER:
		serve_smtp(connection, manners);
		break;
	case MANNERS_SMTP_ENDLESS:
		serve_endless(connection);
		break;
	case MANNERS_IMAP:
		serve_imap(connection);
		break;
	case MANNERS_GARBAGE_LATER:
		serve_garbage_later(connection);
		break;
	default:
		misbehave(connection, manners);
		break;
	}
	atomic_fetch_sub(&connection->server->open, 1);
	close(connection->descriptor);
	free(connection);
	OPENSSL_thread_stop();
	return NULL;
}

static void *accept_all(void *argument)
{
	struct tls_server *server = argument;
	struct connection waiting = { .server = server, .descriptor = server->listener };
	while (atomic_load(&server->connections) < CONNECTIONS_MOST) {
		if (!wait_readable(&waiting))
			break;
		struct sockaddr_storage peer;
		socklen_t length = sizeof(peer);
		int descriptor = accept(server->listener, (struct sockaddr *)&peer, &length);
		if (descriptor < 0)
			continue;
		(void)getnameinfo((struct sockaddr *)&peer, length, server->peer,
		                  sizeof(server->peer), NULL, 0, NI_NUMERICHOST);
		/* A stopped server must not hang in a handshake. */
		struct timeval patience = { .tv_sec = 15 };
		setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
		struct connection *connection = malloc(sizeof(*connection));
		int open = atomic_fetch_add(&server->open, 1) + 1;
		if (open > atomic_load(&server->most_open))
			atomic_store(&server->most_open, open);
		int number = atomic_load(&server->connections);
		*connection = (struct connection){ server, descriptor, number };
		if (pthread_create(&server->threads[number], NULL, serve, connection) != 0)
			abort();
		atomic_fetch_add(&server->connections, 1);
	}
	return NULL;
}

static void use_certificate(SSL_CTX *context, const struct issued *issued)
{
	assert_int_equal(SSL_CTX_use_certificate(context, issued->x509), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(context, issued->key), 1);
}

static int choose_by_name(SSL *ssl, int *alert, void *argument)
{
	const struct tls_server *server = argument;
	const char *asked = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
	for (int index = 0; asked && index < 2; index++) {
		const char *name = server->options->by_name[index].name;
		if (name && strcmp(name, asked) == 0) {
			SSL_set_SSL_CTX(ssl, server->by_name[index]);
			return SSL_TLSEXT_ERR_OK;
		}
	}
	*alert = SSL_AD_UNRECOGNIZED_NAME;
	return server->options->needs_name ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_OK;
}

static int add_staple(SSL *ssl, void *argument)
{
	const struct tls_server_options *options = argument;
	if (!options->staple)
		return SSL_TLSEXT_ERR_NOACK;
	void *copy = OPENSSL_memdup(options->staple, options->staple_length);
	SSL_set_tlsext_status_ocsp_resp(ssl, copy, (long)options->staple_length);
	return SSL_TLSEXT_ERR_OK;
}

static SSL_CTX *new_context(const struct tls_server_options *options)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	assert_non_null(context);
	SSL_CTX_set_security_level(context, 0);
	SSL_CTX_set_min_proto_version(context, options->oldest ? options->oldest : TLS1_VERSION);
	SSL_CTX_set_max_proto_version(context, options->newest);
	assert_int_equal(SSL_CTX_set_cipher_list(context, options->ciphers ? options->ciphers
	                                                                   : "ALL:@SECLEVEL=0"),
	                 1);
	if (options->suites)
		assert_int_equal(SSL_CTX_set_ciphersuites(context, options->suites), 1);
	if (options->groups)
		assert_int_equal(SSL_CTX_set1_groups_list(context, options->groups), 1);
	if (options->wants_client_certificate)
		SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
		                   NULL);
	SSL_CTX_set_tlsext_status_cb(context, add_staple);
	SSL_CTX_set_tlsext_status_arg(context, (void *)options);
	return context;
}

static void make_contexts(struct tls_server *server)
{
	const struct tls_server_options *options = server->options;
	server->context = new_context(options);
	for (int index = 0; index < 2 && options->certificates[index]; index++) {
		use_certificate(server->context, options->certificates[index]);
		for (size_t at = 0; at < options->chain_count; at++)
			assert_int_equal(
				SSL_CTX_add1_chain_cert(server->context, options->chain[at].x509),
				1);
	}
	for (int index = 0; index < 2 && options->by_name[index].name; index++) {
		server->by_name[index] = new_context(options);
		use_certificate(server->by_name[index], options->by_name[index].issued);
	}
	SSL_CTX_set_tlsext_servername_callback(server->context, choose_by_name);
	SSL_CTX_set_tlsext_servername_arg(server->context, server);
}

static void listen_somewhere(struct tls_server *server)
{
	union {
		struct sockaddr any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
	} address = { .any.sa_family = server->options->ipv6 ? AF_INET6 : AF_INET };
	bool six = server->options->ipv6;
	socklen_t length = six ? sizeof(address.six) : sizeof(address.four);
	int one = 1;
	/* The port stands at the same place in both. */
	address.four.sin_port = htons((uint16_t)server->options->port);
	if (six)
		address.six.sin6_addr = in6addr_loopback;
	else
		address.four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server->listener = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	assert_int_equal(bind(server->listener, &address.any, length), 0);
	assert_int_equal(listen(server->listener, 128), 0);
	assert_int_equal(getsockname(server->listener, &address.any, &length), 0);
	server->port = ntohs(address.four.sin_port);
}

struct tls_server *tls_server_start(const struct tls_server_options *options)
{
	/* OpenSSL writes without MSG_NOSIGNAL to those who left. */
	signal(SIGPIPE, SIG_IGN);
	struct tls_server *server = calloc(1, sizeof(*server));
	assert_non_null(server);
	server->options = options;
	make_contexts(server);
	listen_somewhere(server);
	assert_int_equal(pipe(server->stop), 0);
	assert_int_equal(pthread_create(&server->acceptor, NULL, accept_all, server), 0);
	return server;
}

int tls_server_port(const struct tls_server *server)
{
	return server->port;
}

int tls_server_most_open(const struct tls_server *server)
{
	return atomic_load(&server->most_open);
}

const char *tls_server_peer(const struct tls_server *server)
{
	return atomic_load(&server->connections) ? server->peer : "";
}

int tls_server_connections(const struct tls_server *server)
{
	return atomic_load(&server->connections);
}

void tls_server_stop(struct tls_server **pointer)
{
	struct tls_server *server = *pointer;
	if (!server)
		return;
	close(server->stop[1]);
	pthread_join(server->acceptor, NULL);
	for (int index = 0; index < atomic_load(&server->connections); index++)
		pthread_join(server->threads[index], NULL);
	close(server->stop[0]);
	close(server->listener);
	SSL_CTX_free(server->context);
	SSL_CTX_free(server->by_name[0]);
	SSL_CTX_free(server->by_name[1]);
	free(server);
	*pointer = NULL;
}
