/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a server reads when the fast probe has seen enough: two alerts and the end, no reset. */
#include "support/check.h"
#include "support/source.h"

#include "support/issue.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

extern const struct discovery_type tls_discovery;

enum { CONNECTIONS = 3, ALERTS_MOST = 4 };

/* Takes so many connections, one after the other; what the last one said at its end stays. */
struct listener {
	SSL_CTX *context;
	int descriptor, port;
	pthread_t thread;
	int alerts[ALERTS_MOST];
	size_t alert_count;
	ssize_t end; /* of reading: 0 = FIN */
};

static const struct timeval patience = { .tv_sec = 30 };

static void note_alert(const SSL *ssl, int where, int value)
{
	struct listener *listener = SSL_get_app_data(ssl);
	if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT && listener->alert_count < ALERTS_MOST)
		listener->alerts[listener->alert_count++] = value & 0xff;
}

static void serve(struct listener *listener, int descriptor)
{
	char byte;
	setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	SSL *ssl = SSL_new(listener->context);
	SSL_set_app_data(ssl, listener);
	SSL_set_fd(ssl, descriptor);
	listener->alert_count = 0;
	if (SSL_accept(ssl) == 1)
		(void)SSL_read(ssl, &byte, 1);
	listener->end = recv(descriptor, &byte, 1, 0);
	SSL_free(ssl);
	close(descriptor);
	ERR_clear_error();
}

static void *run(void *argument)
{
	struct listener *listener = argument;
	for (int count = 0; count < CONNECTIONS; count++)
		serve(listener, accept(listener->descriptor, NULL, NULL));
	OPENSSL_thread_stop();
	return NULL;
}

static void start(struct listener *listener, const struct issued *leaf, int newest)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	*listener = (struct listener){ .context = SSL_CTX_new(TLS_server_method()) };
	SSL_CTX_set_max_proto_version(listener->context, newest);
	SSL_CTX_set_info_callback(listener->context, note_alert);
	assert_int_equal(SSL_CTX_use_certificate(listener->context, leaf->x509), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(listener->context, leaf->key), 1);
	listener->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listener->descriptor, (struct sockaddr *)&address, length), 0);
	assert_int_equal(getsockname(listener->descriptor, (struct sockaddr *)&address, &length),
	                 0);
	/* Holds for accept(), too. */
	setsockopt(listener->descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	assert_int_equal(listen(listener->descriptor, 8), 0);
	listener->port = ntohs(address.sin_port);
	assert_int_equal(pthread_create(&listener->thread, NULL, run, listener), 0);
}

static const struct look *scan(struct source *source)
{
	source_forget(source);
	assert_true(source_scan(source));
	assert_int_equal(source->seen.count, 1);
	return &source->seen.items[0];
}

static void the_fast_probe_says_goodbye(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "leaf");
	for (int newest = TLS1_2_VERSION; newest <= TLS1_3_VERSION; newest++) {
		struct listener listener;
		char yaml[128];
		start(&listener, &leaf, newest);
		(void)snprintf(yaml, sizeof(yaml), "targets: ['127.0.0.1:%d']\nfull_one_in: 0\n",
		               listener.port);
		SOURCE(source);
		source_open(&source, &tls_discovery, "", yaml);
		source.expects = true;
		/* Two connections, one for each kind of key, and then the fast probe's. */
		assert_true(scan(&source)->full);
		assert_true(scan(&source)->as_expected);
		pthread_join(listener.thread, NULL);
		assert_int_equal(listener.alert_count, 2);
		assert_int_equal(listener.alerts[0], SSL_AD_USER_CANCELLED);
		assert_int_equal(listener.alerts[1], SSL_AD_CLOSE_NOTIFY);
		assert_int_equal(listener.end, 0);
		close(listener.descriptor);
		SSL_CTX_free(listener.context);
	}
}

int main(void)
{
	/* Tickets may meet a client that has gone. */
	(void)signal(SIGPIPE, SIG_IGN);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fast_probe_says_goodbye),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
