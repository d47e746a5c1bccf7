/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The look at one place: sockets and states. */
#include "tls_probe.h"
#include "tls_resolve.h"
#include "tls_tds.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	BREATH_MS = 100, /* when this machine has no socket to spare */
	BREATHS_MOST = 300,

	DIALOGUE_PIECE = 4096,
};

static int64_t in_seconds(const struct tls_probe *probe, int64_t seconds)
{
	return probe->loop->now_ms + seconds * 1000;
}

static const struct tls_settings *settings_of(const struct tls_probe *probe)
{
	return probe->loop->pool->settings;
}

void tls_probe_begin(struct tls_probe *probe)
{
	const struct tls_job *job = probe->report->job;
	if (job->address.family) {
		tls_probe_resolved(probe, &job->address, 1);
		return;
	}
	probe->state = TLS_PROBE_RESOLVING;
	tls_resolve_ask(probe);
}

void tls_probe_close(struct tls_probe *probe)
{
	tls_handshake_close(&probe->handshake);
	free(probe->room);
	probe->room = NULL;
	if (probe->descriptor >= 0)
		close(probe->descriptor);
	probe->descriptor = -1;
	tls_manners_leave(&probe->loop->pool->manners, &probe->visit);
}

static void lost(struct tls_probe *probe, int problem)
{
	const char *text = strerrordesc_np(problem);
	switch (problem) {
	case ECONNREFUSED:
		tls_probe_refused(probe, LOOK_UNREACHABLE, LOOK_REFUSED, "connection refused");
		break;
	case ECONNRESET:
	case EPIPE:
		tls_probe_refused(probe, LOOK_UNREACHABLE, LOOK_RESET, "connection reset");
		break;
	case ETIMEDOUT:
		tls_probe_refused(probe, LOOK_UNREACHABLE, LOOK_TIMEOUT, "connection timed out");
		break;
	case ENETUNREACH:
	case EHOSTUNREACH:
	case EHOSTDOWN:
		tls_probe_refused(probe, LOOK_UNREACHABLE, LOOK_NO_ROUTE, text);
		break;
	default:
		/* Our own firewall, our own addresses: not the place's silence. */
		tls_probe_refused(probe, LOOK_UNREACHABLE, LOOK_OTHER,
		                  arena_print(&probe->report->arena, "cannot connect: %s",
		                              text ? text : "unknown fault"));
		break;
	}
}

/* Our own lack of sockets says nothing about the place: it waits. */
static bool is_our_lack(int problem)
{
	return problem == EMFILE || problem == ENFILE || problem == ENOBUFS || problem == ENOMEM ||
	       problem == EAGAIN;
}

static bool bind_source(const struct tls_probe *probe, const struct tls_address *target)
{
	const struct tls_address *source = &probe->loop->pool->source;
	if (source->family != target->family)
		return true;
	struct sockaddr_storage address;
	socklen_t length = tls_address_socket(source, 0, &address);
	int one = 1;
	/* The port is chosen at connect, when the other side is known: many more fit. */
	(void)setsockopt(probe->descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof(one));
	return bind(probe->descriptor, (struct sockaddr *)&address, length) == 0;
}

/* 0, or what went wrong. */
static int open_socket(struct tls_probe *probe)
{
	const struct tls_address *target = &probe->addresses[probe->at];
	struct sockaddr_storage address;
	socklen_t length = tls_address_socket(target, probe->report->job->place.port, &address);
	probe->descriptor = socket(target->family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (probe->descriptor < 0)
		return errno;
	if (!bind_source(probe, target))
		return errno;
	if (connect(probe->descriptor, (struct sockaddr *)&address, length) != 0 &&
	    errno != EINPROGRESS)
		return errno;
	return tls_loop_watch(probe->loop, probe->descriptor, probe) ? 0 : errno;
}

bool tls_probe_connect(struct tls_probe *probe)
{
	tls_probe_close(probe);
	if (!tls_manners_enter(&probe->loop->pool->manners, &probe->addresses[probe->at],
	                       &probe->visit))
		return false;
	probe->state = TLS_PROBE_CONNECTING;
	probe->deadline_ms = in_seconds(probe, settings_of(probe)->connect_timeout);
	int problem = open_socket(probe);
	if (!problem)
		return true;
	tls_probe_close(probe);
	if (!is_our_lack(problem) || probe->breaths++ >= BREATHS_MOST) {
		lost(probe, problem);
		return true;
	}
	probe->state = TLS_PROBE_PAUSING;
	probe->deadline_ms = probe->loop->now_ms + BREATH_MS;
	return true;
}

/* For the network's sake: is it still there? */
static void note_answer(const struct tls_probe *probe, int problem)
{
	struct tls_manners *manners = &probe->loop->pool->manners;
	if (problem == ETIMEDOUT)
		tls_manners_silent(manners, &probe->visit);
	else if (!problem || problem == ECONNREFUSED || problem == ECONNRESET)
		tls_manners_answered(manners, &probe->visit);
}

static void shake(struct tls_probe *probe)
{
	switch (tls_handshake_step(&probe->handshake)) {
	case TLS_HANDSHAKE_PENDING:
		break;
	case TLS_HANDSHAKE_DONE:
		tls_probe_shaken(probe);
		break;
	case TLS_HANDSHAKE_FAILED:
		tls_probe_broken(probe);
		break;
	}
}

static void begin_tls(struct tls_probe *probe)
{
	if (probe->mode != TLS_PROBE_FULLY) {
		tls_probe_fast_begin(probe);
		return;
	}
	int one = 1;
	(void)setsockopt(probe->descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	probe->state = TLS_PROBE_SHAKING;
	tls_handshake_start(&probe->handshake, &probe->loop->context, probe->offer, probe->hello,
	                    probe->descriptor, probe->report->job->place.server_name,
	                    &probe->report->arena);
	if (tls_starttls_wraps(probe->protocol))
		tls_tds_attach(probe->handshake.ssl);
	shake(probe);
}

static void end_dialogue(struct tls_probe *probe)
{
	enum look_outcome outcome;
	enum look_reason reason;
	const char *detail;
	if (probe->dialogue.state == TLS_DIALOGUE_TLS_AT_ONCE && tls_probe_turn(probe, NULL))
		return;
	tls_dialogue_explain(&probe->dialogue, &probe->report->arena, &outcome, &reason, &detail);
	tls_probe_refused(probe, outcome, reason, detail);
}

/* Sends what is due; false when the connection was lost. */
static bool send_line(struct tls_probe *probe)
{
	struct tls_dialogue *dialogue = &probe->dialogue;
	size_t length = dialogue->send_length;
	ssize_t sent = send(probe->descriptor, dialogue->send + probe->sent, length - probe->sent,
	                    MSG_NOSIGNAL);
	if (sent < 0 && errno != EAGAIN && errno != EINTR) {
		lost(probe, errno);
		return false;
	}
	probe->sent += sent > 0 ? (size_t)sent : 0;
	if (probe->sent == length)
		tls_dialogue_sent(dialogue);
	return true;
}

/* Reads one piece; false when there is nothing more now, or the connection is gone. */
static bool read_piece(struct tls_probe *probe)
{
	char piece[DIALOGUE_PIECE];
	ssize_t length = recv(probe->descriptor, piece, sizeof(piece), 0);
	if (length > 0) {
		tls_dialogue_feed(&probe->dialogue, piece, (size_t)length);
		return true;
	}
	/* Who waits for our hello closes when it gets anything else. */
	if (length == 0 && !probe->dialogue.total && tls_probe_turn(probe, NULL))
		return false;
	if (length == 0)
		tls_probe_refused(probe, LOOK_UNREACHABLE, LOOK_RESET,
		                  "closed the connection before TLS began");
	else if (errno != EAGAIN && errno != EINTR)
		lost(probe, errno);
	return false;
}

static void talk(struct tls_probe *probe)
{
	for (;;) {
		switch (probe->dialogue.state) {
		case TLS_DIALOGUE_SENDING:
			if (!send_line(probe) || probe->dialogue.state == TLS_DIALOGUE_SENDING)
				return;
			probe->sent = 0;
			break;
		case TLS_DIALOGUE_READING:
			if (!read_piece(probe))
				return;
			break;
		case TLS_DIALOGUE_READY:
			begin_tls(probe);
			return;
		default:
			end_dialogue(probe);
			return;
		}
	}
}

static void connected(struct tls_probe *probe)
{
	int problem = 0;
	socklen_t length = sizeof(problem);
	if (getsockopt(probe->descriptor, SOL_SOCKET, SO_ERROR, &problem, &length) != 0)
		problem = errno;
	note_answer(probe, problem);
	if (problem) {
		lost(probe, problem);
		return;
	}
	probe->deadline_ms = in_seconds(probe, settings_of(probe)->handshake_timeout);
	if (!probe->protocol) {
		begin_tls(probe);
		return;
	}
	const struct deployment_place *place = &probe->report->job->place;
	probe->state = TLS_PROBE_TALKING;
	probe->sent = 0;
	tls_dialogue_start(&probe->dialogue, probe->protocol,
	                   *place->server_name ? place->server_name : place->host);
	talk(probe);
}

void tls_probe_event(struct tls_probe *probe)
{
	switch (probe->state) {
	case TLS_PROBE_CONNECTING:
		connected(probe);
		break;
	case TLS_PROBE_TALKING:
		talk(probe);
		break;
	case TLS_PROBE_SHAKING:
		if (probe->mode == TLS_PROBE_FULLY)
			shake(probe);
		else
			tls_probe_fast_read(probe);
		break;
	default:
		break;
	}
}

static void stalled(struct tls_probe *probe, const char *what)
{
	int seconds = (int)settings_of(probe)->handshake_timeout;
	tls_probe_refused(
		probe, LOOK_UNREACHABLE, LOOK_STALLED,
		arena_print(&probe->report->arena, "connected, but no %s in %d s", what, seconds));
}

void tls_probe_timeout(struct tls_probe *probe)
{
	struct arena *arena = &probe->report->arena;
	const struct tls_settings *settings = settings_of(probe);
	switch (probe->state) {
	case TLS_PROBE_CONNECTING:
		note_answer(probe, ETIMEDOUT);
		tls_probe_refused(
			probe, LOOK_UNREACHABLE, LOOK_TIMEOUT,
			arena_print(arena, "no answer in %d s", (int)settings->connect_timeout));
		break;
	case TLS_PROBE_TALKING:
		/* Who says nothing at all may wait for our hello. */
		if (probe->dialogue.total || !tls_probe_turn(probe, NULL))
			stalled(probe, "STARTTLS");
		break;
	case TLS_PROBE_SHAKING:
		/* Should the full probe see what it ever sees, the next scan need not wait again. */
		probe->differed |= probe->mode == TLS_PROBE_FAST;
		stalled(probe, "TLS handshake");
		break;
	case TLS_PROBE_PAUSING:
		probe->deadline_ms = 0;
		tls_loop_want_connection(probe->loop, probe);
		break;
	default:
		break;
	}
}
