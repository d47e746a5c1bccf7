/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The fast probe on a socket. It is trusted with two things only: to see what was seen before, and to
 * show what the full probe cannot get at. */
#include "tls_chain.h"
#include "tls_mark.h"
#include "tls_probe.h"

#include "base/arena.h"
#include "base/memory.h"
#include "trust/revocation_staple.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { FIRST_ROOM = 8 << 10 };

void tls_probe_fast_begin(struct tls_probe *probe)
{
	struct tls_fast *fast = &probe->fast;
	const struct tls_fast_question question = {
		.offer = probe->offer,
		.server_name = probe->report->job->place.server_name,
		.random = tls_loop_random(probe->loop),
	};
	tls_fast_start(fast, &probe->loop->ciphers, &question);
	probe->state = TLS_PROBE_SHAKING;
	/* A new connection has room for a hello, or something is wrong with it. */
	ssize_t sent = send(probe->descriptor, fast->hello, fast->hello_length, MSG_NOSIGNAL);
	if (sent != (ssize_t)fast->hello_length)
		tls_probe_fast_stopped(probe);
}

/* A flight that does not come in one piece waits in room of its own. */
static void keep_room(struct tls_probe *probe)
{
	struct tls_fast *fast = &probe->fast;
	size_t kept = tls_fast_kept(fast);
	if (!kept && !probe->room) {
		tls_fast_lend(fast, NULL, 0);
		return;
	}
	if (probe->room && kept < fast->capacity)
		return;
	size_t capacity = FIRST_ROOM;
	while (capacity <= kept)
		capacity *= 2;
	unsigned char *room = memory_allocate(capacity);
	tls_fast_lend(fast, room, capacity);
	free(probe->room);
	probe->room = room;
}

/* Takes what has come; false when the connection is lost. Who closes it without a word, as wolfSSL
 * does for want of a staple, will do so again; a lost connection may be chance. */
static bool take_bytes(struct tls_probe *probe)
{
	struct tls_fast *fast = &probe->fast;
	while (fast->state == TLS_FAST_READING) {
		size_t size;
		unsigned char *space = tls_fast_space(fast, &size);
		if (!size) {
			keep_room(probe);
			continue;
		}
		ssize_t length = recv(probe->descriptor, space, size, 0);
		probe->differed |= length == 0;
		if (length <= 0)
			return length < 0 && (errno == EAGAIN || errno == EINTR);
		tls_fast_take(fast, (size_t)length);
		if ((size_t)length < size)
			return true;
	}
	return true;
}

void tls_probe_fast_read(struct tls_probe *probe)
{
	struct tls_fast *fast = &probe->fast;
	if (!probe->room)
		tls_fast_lend(fast, probe->loop->room, TLS_LOOP_ROOM);
	bool lives = take_bytes(probe);
	if (fast->state == TLS_FAST_SHOWN)
		tls_probe_fast_shown(probe);
	else if (fast->state == TLS_FAST_STOPPED || !lives)
		tls_probe_fast_stopped(probe);
	else
		keep_room(probe);
}

/* The alerts wait for the FIN: one packet says goodbye. */
static void say_goodbye(struct tls_probe *probe)
{
	unsigned char goodbye[TLS_FAST_GOODBYE];
	size_t length = tls_fast_goodbye(&probe->fast, goodbye);
	(void)!send(probe->descriptor, goodbye, length, MSG_NOSIGNAL | MSG_MORE);
}

/* What the full probe could not get at, as it was presented. */
static void present(struct tls_probe *probe, const struct look_certificate *chain, size_t count)
{
	struct arena *arena = &probe->report->arena;
	struct look_certificate *kept = ARENA_ARRAY(arena, struct look_certificate, count);
	struct look_slot *slot = ARENA_NEW(arena, struct look_slot);
	for (size_t index = 0; index < count; index++)
		kept[index] = (struct look_certificate){
			.der = (unsigned char *)arena_copy_bytes(arena, chain[index].der,
			                                         chain[index].length),
			.length = chain[index].length,
		};
	*slot = (struct look_slot){ .key_type = "",
		                    .chain = kept,
		                    .chain_length = count,
		                    .protocol = tls_fast_version(&probe->fast),
		                    .cipher = "",
		                    .name_matches = true,
		                    .verdict = "not judged: its key was not proven" };
	if (tls_fast_staple(&probe->fast, &slot->staple, &slot->staple_length))
		slot->staple = (const unsigned char *)arena_copy_bytes(arena, slot->staple,
		                                                       slot->staple_length);
	probe->look.outcome = LOOK_SERVED;
	probe->look.full = false;
	probe->look.reason = LOOK_OTHER;
	probe->look.detail = arena_print(arena, "only presented: %s", probe->failure.detail);
	probe->look.slots = slot;
	probe->look.slot_count = 1;
	tls_probe_next(probe);
}

/* One of both kinds was shown; the other is asked for on a connection of its own. */
static void ask_other(struct tls_probe *probe)
{
	probe->shown = true;
	probe->offer = TLS_OFFER_EC;
	probe->deadline_ms = 0;
	probe->tries = 0;
	tls_probe_close(probe);
	tls_loop_want_connection(probe->loop, probe);
}

/* A certificate as it was before, with a staple that says otherwise, is not as expected. */
static bool staple_warns(const struct tls_probe *probe)
{
	const unsigned char *staple;
	size_t length;
	return tls_fast_staple(&probe->fast, &staple, &length) &&
	       !revocation_staple_says_good(staple, length);
}

void tls_probe_fast_shown(struct tls_probe *probe)
{
	struct look_certificate chain[LIMIT_CHAIN_CERTIFICATES];
	size_t length;
	size_t count;
	size_t total;
	const unsigned char *message = tls_fast_certificates(&probe->fast, &length);
	if (!tls_chain_read(message, length, tls_fast_is_modern(&probe->fast), chain, &count,
	                    &total) ||
	    !count) {
		tls_probe_fast_stopped(probe);
		return;
	}
	say_goodbye(probe);
	if (probe->mode == TLS_PROBE_PRESENTED) {
		present(probe, chain, count);
		return;
	}
	if (staple_warns(probe)) {
		tls_probe_fast_stopped(probe);
		return;
	}
	probe->sum +=
		tls_mark_part(chain, count, tls_fast_version(&probe->fast), probe->look.address);
	if (probe->offer == TLS_OFFER_RSA) {
		ask_other(probe);
		return;
	}
	probe->look.outcome = LOOK_SERVED;
	tls_probe_next(probe);
}

void tls_probe_fast_stopped(struct tls_probe *probe)
{
	if (probe->mode == TLS_PROBE_PRESENTED) {
		const struct tls_probe_failure *failure = &probe->failure;
		probe->mode = TLS_PROBE_FULLY;
		tls_probe_refused(probe, failure->outcome, failure->reason, failure->detail);
		return;
	}
	probe->differed |= probe->fast.state != TLS_FAST_READING;
	if (probe->fast.state == TLS_FAST_SHOWN)
		tls_probe_afresh(probe);
	else
		tls_probe_fully(probe);
}

bool tls_probe_fast_refused(struct tls_probe *probe)
{
	bool under_way = probe->state == TLS_PROBE_SHAKING || probe->shown;
	if (probe->mode == TLS_PROBE_FULLY || (probe->mode == TLS_PROBE_FAST && !under_way))
		return false;
	tls_probe_fast_stopped(probe);
	return true;
}

void tls_probe_fast_present(struct tls_probe *probe, enum look_outcome outcome,
                            enum look_reason reason, const char *detail)
{
	probe->failure = (struct tls_probe_failure){ outcome, reason, detail };
	probe->mode = TLS_PROBE_PRESENTED;
	probe->offer = TLS_OFFER_ANY;
	probe->deadline_ms = 0;
	tls_probe_close(probe);
	tls_loop_want_connection(probe->loop, probe);
}
