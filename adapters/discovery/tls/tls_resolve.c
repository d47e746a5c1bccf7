/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names to addresses without blocking, by c-ares. */
#include "tls_resolve.h"

#include <string.h>
#include <sys/epoll.h>

enum {
	TIMEOUT_MS = 2000, /* of one question to one name server */
	TRIES = 2,
	/* Marks an event of the resolver's: probes lie at even addresses. */
	RESOLVER_MARK = 1,
};

static void ares_once(void)
{
	(void)ares_library_init(ARES_LIB_INIT_ALL);
}

void tls_resolve_start(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	(void)pthread_once(&once, ares_once);
}

/* c-ares tells which of its sockets it waits for. */
static void watch(void *context, ares_socket_t descriptor, int readable, int writable)
{
	const struct tls_loop *loop = context;
	struct epoll_event event = {
		.events = (readable ? EPOLLIN : 0U) | (writable ? EPOLLOUT : 0U),
		.data.u64 = (uint64_t)descriptor << 1 | RESOLVER_MARK,
	};
	if (!readable && !writable)
		(void)epoll_ctl(loop->epoll, EPOLL_CTL_DEL, descriptor, NULL);
	else if (epoll_ctl(loop->epoll, EPOLL_CTL_MOD, descriptor, &event) != 0)
		(void)epoll_ctl(loop->epoll, EPOLL_CTL_ADD, descriptor, &event);
}

static bool open_channel(struct tls_loop *loop, int mask, ares_channel *channel,
                         struct error *error)
{
	struct ares_options options = {
		.timeout = TIMEOUT_MS,
		.tries = TRIES,
		.sock_state_cb = watch,
		.sock_state_cb_data = loop,
	};
	mask |= ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
	int status = ares_init_options(channel, &options, mask);
	if (status == ARES_SUCCESS)
		return true;
	*channel = NULL;
	return error_set(error, ERROR_LOCAL, "the resolver cannot start: %s",
	                 ares_strerror(status));
}

bool tls_resolve_open(struct tls_loop *loop, struct error *error)
{
	/* ARES_OPT_DOMAINS with none: getaddrinfo of c-ares 1.18 does not heed ARES_FLAG_NOSEARCH. */
	return open_channel(loop, ARES_OPT_DOMAINS, &loop->resolver, error) &&
	       open_channel(loop, 0, &loop->searcher, error);
}

static void close_channel(ares_channel *channel)
{
	if (*channel)
		ares_destroy(*channel);
	*channel = NULL;
}

void tls_resolve_close(struct tls_loop *loop)
{
	close_channel(&loop->resolver);
	close_channel(&loop->searcher);
}

static void fail(struct tls_probe *probe, int status)
{
	switch (status) {
	case ARES_ENOTFOUND:
	case ARES_ENODATA:
	case ARES_EBADNAME:
		tls_probe_unresolved(probe, LOOK_NO_SUCH_NAME, "the name has no address");
		break;
	default:
		/* Silence of the name servers is not the place's. */
		tls_probe_unresolved(probe, LOOK_OTHER,
		                     arena_print(&probe->report->arena,
		                                 "the name servers gave no answer: %s",
		                                 ares_strerror(status)));
		break;
	}
}

static void answer(void *context, int status, int timeouts, struct ares_addrinfo *found)
{
	struct tls_probe *probe = context;
	(void)timeouts;
	/* The channel is being closed: the probe goes with it. */
	if (status == ARES_EDESTRUCTION || status == ARES_ECANCELLED)
		return;
	if (status != ARES_SUCCESS) {
		fail(probe, status);
		return;
	}
	struct tls_address addresses[TLS_ADDRESSES];
	size_t count = 0;
	for (const struct ares_addrinfo_node *node = found->nodes; node; node = node->ai_next) {
		if (count < TLS_ADDRESSES &&
		    tls_address_from_socket(node->ai_addr, &addresses[count]))
			count++;
	}
	ares_freeaddrinfo(found);
	tls_probe_resolved(probe, addresses, count);
}

void tls_resolve_ask(struct tls_probe *probe)
{
	struct ares_addrinfo_hints hints = { .ai_flags = ARES_AI_NOSORT,
		                             .ai_family = AF_UNSPEC,
		                             .ai_socktype = SOCK_STREAM };
	const char *host = probe->report->job->place.host;
	/* A whole name that is gone must not be found again as host.example.com.corp.example. */
	ares_channel channel = strchr(host, '.') ? probe->loop->resolver : probe->loop->searcher;
	ares_getaddrinfo(channel, host, NULL, &hints, answer, probe);
}

void tls_resolve_event(struct tls_loop *loop, int descriptor)
{
	ares_socket_t socket = descriptor < 0 ? ARES_SOCKET_BAD : descriptor;
	/* Each looks at its own sockets only. */
	ares_process_fd(loop->resolver, socket, socket);
	ares_process_fd(loop->searcher, socket, socket);
}
