/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a probe met: which fault is worth another try, what a handshake says about its address. */
#include "tls_probe.h"

#include "base/arena.h"
#include "base/text.h"

#include <openssl/ssl.h>
#include <string.h>

enum { PAUSE_MS = 250 /* before a place is tried again */ };

/* Faults that pass by themselves. */
static bool is_passing(enum look_reason reason)
{
	return reason == LOOK_TIMEOUT || reason == LOOK_REFUSED || reason == LOOK_RESET ||
	       reason == LOOK_NO_ROUTE || reason == LOOK_STALLED || reason == LOOK_OTHER;
}

static void try_again(struct tls_probe *probe)
{
	tls_probe_close(probe);
	/* A simpler hello or another opening did not help; the hello would only make the protocol look older. */
	if (!probe->look.slot_count)
		tls_probe_from_the_start(probe);
	probe->state = TLS_PROBE_PAUSING;
	probe->deadline_ms = probe->loop->now_ms + PAUSE_MS;
}

/* The second question gets another try only where nothing came back at all: a slot left out by
 * chance looks like a certificate taken away. Whoever refuses it has no other certificate. */
static bool deserves_another_try(const struct tls_probe *probe, enum look_reason reason)
{
	if (probe->look.slot_count)
		return reason == LOOK_TIMEOUT || reason == LOOK_STALLED;
	/* A server that starts says many things, but no more of them than otherwise; and no place is lost
	 * with a name that was only tried. */
	return is_passing(reason) ||
	       (reason != LOOK_TOO_LARGE && probe->report->job->learned != TLS_LEARNED_NAME);
}

void tls_probe_refused(struct tls_probe *probe, enum look_outcome outcome, enum look_reason reason,
                       const char *detail)
{
	if (tls_probe_fast_refused(probe))
		return;
	bool connected =
		reason != LOOK_TIMEOUT && reason != LOOK_REFUSED && reason != LOOK_NO_ROUTE;
	if (connected && tls_probe_forget(probe))
		return;
	if (deserves_another_try(probe, reason) &&
	    probe->tries++ < probe->loop->pool->settings->retries) {
		try_again(probe);
		return;
	}
	/* The second question failed: the answer to the first stands. */
	if (probe->look.slot_count) {
		tls_probe_next(probe);
		return;
	}
	probe->look.outcome = outcome;
	probe->look.full = outcome == LOOK_ABSENT;
	probe->look.reason = reason;
	probe->look.detail = detail;
	tls_probe_next(probe);
}

/* Takes the slot that the handshake showed; false when there is none. */
static bool take_slot(struct tls_probe *probe)
{
	const struct tls_job *job = probe->report->job;
	struct look_slot *slot = &probe->slots[probe->look.slot_count];
	size_t total;
	if (!tls_handshake_slot(&probe->handshake, probe->loop->pool->store, job->place.server_name,
	                        slot, &total))
		return false;
	if (total > slot->chain_length)
		probe->look.detail = arena_print(
			&probe->report->arena, "chain of %zu certificates, the first %zu are kept",
			total, slot->chain_length);
	return true;
}

static void keep_slots(struct tls_probe *probe, size_t count)
{
	struct look_slot *kept = ARENA_ARRAY(&probe->report->arena, struct look_slot, count);
	memcpy(kept, probe->slots, count * sizeof(*kept));
	probe->look.slots = kept;
	probe->look.slot_count = count;
}

/* The kind of key to ask for next, or TLS_OFFER_ANY when there is none. */
static enum tls_offer other_kind(const char *key_type)
{
	if (strcmp(key_type, "rsa") == 0)
		return TLS_OFFER_EC;
	bool is_elliptic = strcmp(key_type, "ec") == 0 || text_starts_with(key_type, "ed");
	return is_elliptic ? TLS_OFFER_RSA : TLS_OFFER_ANY;
}

static void connect_again(struct tls_probe *probe)
{
	probe->deadline_ms = 0;
	tls_probe_close(probe);
	tls_loop_want_connection(probe->loop, probe);
}

void tls_probe_shaken(struct tls_probe *probe)
{
	if (!take_slot(probe)) {
		tls_probe_refused(probe, LOOK_UNREACHABLE, LOOK_GARBAGE,
		                  "shows no certificate in its handshake");
		return;
	}
	if (probe->look.slot_count) {
		bool other = strcmp(probe->slots[0].key_type, probe->slots[1].key_type) != 0;
		keep_slots(probe, other ? 2 : 1);
		tls_probe_next(probe);
		return;
	}
	probe->look.outcome = LOOK_SERVED;
	probe->look.full = true;
	keep_slots(probe, 1);
	probe->offer = other_kind(probe->slots[0].key_type);
	probe->tries = 0;
	if (probe->offer == TLS_OFFER_ANY) {
		tls_probe_next(probe);
		return;
	}
	connect_again(probe);
}

bool tls_probe_turn(struct tls_probe *probe, const struct tls_starttls *protocol)
{
	if (!probe->report->job->automatic || probe->turned || probe->look.slot_count)
		return false;
	probe->turned = true;
	probe->protocol = protocol;
	connect_again(probe);
	return true;
}

/* Who spoke first in clear may say by its greeting which dialogue leads to TLS. */
static bool turns_to_greeting(struct tls_probe *probe)
{
	const struct tls_handshake *handshake = &probe->handshake;
	if (probe->protocol || !handshake->answered)
		return false;
	const struct tls_starttls *protocol =
		tls_starttls_by_banner(handshake->first, sizeof(handshake->first));
	return protocol && tls_probe_turn(probe, protocol);
}

/* A server that wants a certificate of ours (TLS 1.2) ends the handshake after it has shown and
 * proven its own; and one whose certificate OpenSSL cannot read still shows its bytes. */
static bool shows_all_the_same(const struct tls_probe *probe)
{
	const struct tls_handshake *handshake = &probe->handshake;
	if (!handshake->message || probe->look.slot_count)
		return false;
	return handshake->went_on || handshake->reason == LOOK_GARBAGE;
}

/* Older servers stumble over a hello that offers TLS 1.3 and say so or close; some close over less. */
static bool hello_can_be_simpler(struct tls_probe *probe)
{
	const struct tls_handshake *handshake = &probe->handshake;
	if (probe->hello == TLS_HELLO_LEGACY || probe->look.slot_count || handshake->message)
		return false;
	if (handshake->reason == LOOK_RESET)
		probe->hello++;
	else if (handshake->reason == LOOK_ALERT)
		probe->hello = TLS_HELLO_LEGACY;
	else
		return false;
	return true;
}

/* Where OpenSSL and the server find no common ground, the certificate may still be seen. */
static bool deserves_presenting(const struct tls_probe *probe)
{
	const struct tls_handshake *handshake = &probe->handshake;
	if (probe->look.slot_count || handshake->outcome != LOOK_UNREACHABLE ||
	    tls_starttls_wraps(probe->protocol))
		return false;
	return handshake->reason == LOOK_GARBAGE || handshake->reason == LOOK_OTHER ||
	       handshake->alert == SSL_AD_HANDSHAKE_FAILURE ||
	       handshake->alert == SSL_AD_PROTOCOL_VERSION ||
	       handshake->alert == SSL_AD_INSUFFICIENT_SECURITY;
}

void tls_probe_broken(struct tls_probe *probe)
{
	const struct tls_handshake *handshake = &probe->handshake;
	if (shows_all_the_same(probe) && take_slot(probe)) {
		probe->look.outcome = LOOK_SERVED;
		probe->look.full = handshake->went_on && handshake->key_proven;
		probe->look.reason = probe->look.full ? LOOK_OK : LOOK_OTHER;
		probe->look.detail =
			arena_print(&probe->report->arena, "%s%s",
		                    handshake->asked_client ? "wants a client certificate; " : "",
		                    handshake->detail);
		keep_slots(probe, 1);
		tls_probe_next(probe);
		return;
	}
	if (tls_probe_forget(probe))
		return;
	if (hello_can_be_simpler(probe)) {
		connect_again(probe);
		return;
	}
	if (turns_to_greeting(probe))
		return;
	/* It had agreed to TLS: plain text behind that says nothing about what it holds. */
	if (probe->protocol && handshake->outcome == LOOK_ABSENT)
		tls_probe_refused(probe, LOOK_UNREACHABLE, LOOK_GARBAGE,
		                  "agreed to TLS and then spoke plain text; somebody may put "
		                  "words in");
	else if (deserves_presenting(probe))
		tls_probe_fast_present(probe, handshake->outcome, handshake->reason,
		                       handshake->detail);
	else
		tls_probe_refused(probe, handshake->outcome, handshake->reason, handshake->detail);
}
