/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Zone transfers over TCP. */
#include "tls_transfer.h"
#include "tls_axfr.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/text.h"
#include "model/certificate.h"

#include <errno.h>
#include <openssl/rand.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	PORT = 53,
	MESSAGE_MOST = 65535,
	SLICE_MS = 100, /* how late an order to stop is noticed */
};

/* One transfer under way. */
struct fetching {
	struct discovery_scan *scan;
	const struct tls_settings *settings;
	const struct tls_transfer *transfer;
	struct tls_known *known;
	int descriptor;
	int64_t end_ms;    /* of the whole transfer */
	int64_t silent_ms; /* when the next byte must have come */
	size_t bytes, names;
};

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Waits until the socket is ready for these events. */
static bool wait_for(const struct fetching *fetching, short events, struct error *error)
{
	for (;;) {
		struct pollfd poll_at = { .fd = fetching->descriptor, .events = events };
		int64_t left = sooner(fetching->end_ms, fetching->silent_ms) - clock_monotonic_ms();
		if (fetching->scan->cancelled && fetching->scan->cancelled(fetching->scan->context))
			return error_set(error, ERROR_CANCELLED, "the transfer was stopped");
		if (left <= 0 && fetching->end_ms <= fetching->silent_ms)
			return error_set(error, ERROR_PEER, "is not complete after %d s",
			                 (int)fetching->settings->transfer_timeout);
		if (left <= 0)
			return error_set(error, ERROR_PEER, "no answer in time");
		int ready = poll(&poll_at, 1, (int)sooner(left, SLICE_MS));
		if (ready > 0)
			return true;
		if (ready < 0 && errno != EINTR)
			return error_set(error, ERROR_PEER, "%s", strerrordesc_np(errno));
	}
}

static bool lost(struct error *error)
{
	return error_set(error, ERROR_PEER, "%s", strerrordesc_np(errno));
}

static bool open_connection(struct fetching *fetching, struct error *error)
{
	struct sockaddr_storage address;
	const struct tls_transfer *transfer = fetching->transfer;
	struct tls_address source;
	int problem = 0;
	socklen_t size = sizeof(problem);
	fetching->silent_ms = clock_monotonic_ms() + fetching->settings->connect_timeout * 1000;
	fetching->descriptor =
		socket(transfer->server.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fetching->descriptor < 0)
		return lost(error);
	if (!text_is_empty(fetching->settings->source_address) &&
	    tls_address_parse(fetching->settings->source_address, &source) &&
	    source.family == transfer->server.family) {
		socklen_t length = tls_address_socket(&source, 0, &address);
		if (bind(fetching->descriptor, (struct sockaddr *)&address, length) != 0)
			return lost(error);
	}
	socklen_t length = tls_address_socket(&transfer->server, transfer->port, &address);
	if (connect(fetching->descriptor, (struct sockaddr *)&address, length) != 0 &&
	    errno != EINPROGRESS)
		return lost(error);
	if (!wait_for(fetching, POLLOUT, error))
		return false;
	(void)getsockopt(fetching->descriptor, SOL_SOCKET, SO_ERROR, &problem, &size);
	errno = problem;
	return !problem || lost(error);
}

static bool send_question(struct fetching *fetching, struct tls_axfr *axfr, struct error *error)
{
	unsigned char question[2 + TLS_AXFR_QUESTION];
	uint16_t id = 0;
	/* Guessing it gains nobody anything who is not on the way already. */
	(void)!RAND_bytes((unsigned char *)&id, sizeof(id));
	size_t length = tls_axfr_ask(axfr, fetching->transfer->domain, id, clock_now(),
	                             question + 2, error);
	if (!length)
		return false;
	question[0] = (unsigned char)(length >> 8);
	question[1] = (unsigned char)length;
	/* A new connection has room for a question. */
	if (send(fetching->descriptor, question, length + 2, MSG_NOSIGNAL) != (ssize_t)length + 2)
		return lost(error);
	return true;
}

/* Who sends a byte now and then is bound by the end of the whole. */
static bool read_bytes(struct fetching *fetching, unsigned char *into, size_t length,
                       struct error *error)
{
	for (size_t at = 0; at < length;) {
		ssize_t came = recv(fetching->descriptor, into + at, length - at, 0);
		if (came > 0) {
			at += (size_t)came;
			fetching->silent_ms =
				clock_monotonic_ms() + fetching->settings->handshake_timeout * 1000;
			continue;
		}
		if (came == 0)
			return error_set(error, ERROR_PEER, "ends before it is complete");
		if (errno != EAGAIN && errno != EINTR)
			return lost(error);
		if (!wait_for(fetching, POLLIN, error))
			return false;
	}
	return true;
}

static bool take_messages(struct fetching *fetching, struct tls_axfr *axfr, struct error *error)
{
	CLEANUP(memory_free_pointer) unsigned char *message = memory_allocate(MESSAGE_MOST);
	fetching->silent_ms = clock_monotonic_ms() + fetching->settings->handshake_timeout * 1000;
	while (axfr->state != TLS_AXFR_COMPLETE) {
		unsigned char size[2];
		if (!read_bytes(fetching, size, sizeof(size), error))
			return false;
		size_t length = (size_t)size[0] << 8 | size[1];
		fetching->bytes += length;
		if (fetching->bytes > LIMIT_ZONE_BYTES)
			return error_set(error, ERROR_PEER, "is larger than %d MiB",
			                 LIMIT_ZONE_BYTES >> 20);
		if (!read_bytes(fetching, message, length, error) ||
		    !tls_axfr_take(axfr, message, length, clock_now(), error))
			return false;
	}
	return true;
}

/* A name that no host can have is none to look at: zones hold such. */
static bool add_name(void *context, const char *name, struct error *error)
{
	struct fetching *fetching = context;
	if (++fetching->names > LIMIT_ZONE_NAMES)
		return error_set(error, ERROR_PEER, "has more than %d names", LIMIT_ZONE_NAMES);
	struct tls_target target;
	struct error why = ERROR_INIT;
	if (tls_target_parse(fetching->scan->scratch, name, false, &target, &why) && target.name)
		tls_known_target(fetching->known, &target);
	return true;
}

static bool fetch(struct fetching *fetching, struct tls_axfr *axfr, struct error *error)
{
	return open_connection(fetching, error) && send_question(fetching, axfr, error) &&
	       take_messages(fetching, axfr, error);
}

static bool fetch_signed(struct fetching *fetching, struct error *error)
{
	const struct tls_settings *settings = fetching->settings;
	CLEANUP(tls_tsig_close) struct tls_tsig tsig = { .name_length = 0 };
	struct tls_axfr axfr = { .each = add_name, .context = fetching };
	if (text_is_empty(settings->tsig_name))
		return fetch(fetching, &axfr, error);
	axfr.tsig = &tsig;
	return tls_tsig_open(&tsig, settings->tsig_name, settings->tsig_algorithm,
	                     &settings->tsig_secret, error) &&
	       fetch(fetching, &axfr, error);
}

static void close_fetching(struct fetching *fetching)
{
	memory_close_descriptor(&fetching->descriptor);
}

static bool fetch_zone(struct discovery_scan *scan, const struct tls_settings *settings,
                       const struct tls_transfer *transfer, struct tls_known *known,
                       struct error *error)
{
	CLEANUP(close_fetching)
	struct fetching fetching = {
		.scan = scan,
		.settings = settings,
		.transfer = transfer,
		.known = known,
		.descriptor = -1,
		.end_ms = clock_monotonic_ms() + settings->transfer_timeout * 1000,
	};
	return fetch_signed(&fetching, error);
}

bool tls_transfer_all(const struct discovery *discovery, struct discovery_scan *scan,
                      const struct tls_scope *scope, struct tls_known *known, const char **missing,
                      struct error *error)
{
	for (size_t index = 0; index < scope->transfer_count; index++) {
		const struct tls_transfer *transfer = &scope->transfers[index];
		struct error why = ERROR_INIT;
		size_t before = known->target_count;
		if (fetch_zone(scan, discovery->settings, transfer, known, &why))
			continue;
		/* Half a zone may be what somebody wants to be seen. */
		known->target_count = before;
		if (why.kind == ERROR_CANCELLED)
			return error_set(error, ERROR_CANCELLED, "%s", why.message);
		*missing = arena_print(scan->scratch, "zone '%s' was not transferred: %s: %s",
		                       transfer->domain, transfer->written, why.message);
	}
	return true;
}

bool tls_transfer_parse(struct arena *arena, const char *text, struct tls_transfer *transfer,
                        struct error *error)
{
	unsigned char wire[TLS_TSIG_NAME];
	struct tls_target server;
	struct error why = ERROR_INIT;
	const char *at = strchr(text, '@');
	char *domain = arena_copy_bytes(arena, text, at ? (size_t)(at - text) : strlen(text));
	if (!at || !tls_target_parse(arena, at + 1, false, &server, &why) || server.name ||
	    server.count != 1 || server.port != server.port_last)
		return error_set(
			error, ERROR_LOCAL,
			"targets: write a zone transfer as axfr:example.com@10.20.0.53, by "
			"the name server's address");
	if (!tls_tsig_wire_name(domain, wire))
		return error_set(error, ERROR_LOCAL, "targets: '%.80s' is no name of a zone",
		                 domain);
	*transfer = (struct tls_transfer){ .domain = certificate_fold_name(arena, domain),
		                           .written = arena_copy(arena, at + 1),
		                           .server = server.first,
		                           .port = server.port ? server.port : PORT };
	return true;
}

bool tls_transfer_check(const struct tls_settings *settings, struct error *error)
{
	CLEANUP(tls_tsig_close) struct tls_tsig tsig = { .name_length = 0 };
	bool named = !text_is_empty(settings->tsig_name);
	if (!named && !secret_is_empty(&settings->tsig_secret))
		return error_set(error, ERROR_LOCAL, "tsig_secret: its key needs a tsig_name");
	/* Commands that speak to nobody read no secrets. */
	return !named || secret_is_empty(&settings->tsig_secret) ||
	       tls_tsig_open(&tsig, settings->tsig_name, settings->tsig_algorithm,
	                     &settings->tsig_secret, error);
}
