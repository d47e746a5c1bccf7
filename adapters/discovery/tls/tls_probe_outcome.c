/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a probe saw becomes looks: which fault is worth another try, which looks of a name count. */
#include "tls_probe.h"
#include "tls_scope.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"

#include <string.h>

enum { PAUSE_MS = 250 /* before a place is tried again */ };

static void begin_address(struct tls_probe *probe)
{
	const struct tls_job *job = probe->report->job;
	char text[INET6_ADDRSTRLEN];
	probe->look = (struct look){ .place = job->place,
		                     .evidence = DEPLOYMENT_SERVED,
		                     .detail = "",
		                     .address = "",
		                     .slots = NULL };
	if (job->place.kind == DEPLOYMENT_NAME) {
		tls_address_format(&probe->addresses[probe->at], text);
		probe->look.address = arena_copy(&probe->report->arena, text);
	}
	probe->offer = TLS_OFFER_ANY;
	probe->legacy = probe->turned = false;
	probe->protocol = job->protocol;
	probe->tries = probe->breaths = 0;
	tls_loop_want_connection(probe->loop, probe);
}

/* A name is one place: if any of its addresses serves, those are what it says. Else one look tells,
 * absent before unreachable, because it rests on an answer. */
static void choose_looks(struct tls_probe *probe)
{
	struct tls_report *report = probe->report;
	enum look_outcome best = LOOK_UNREACHABLE;
	for (size_t index = 0; index < probe->look_count; index++) {
		enum look_outcome outcome = probe->looks[index].outcome;
		if (outcome == LOOK_SERVED || best == LOOK_UNREACHABLE)
			best = outcome;
	}
	report->looks = ARENA_ARRAY(&report->arena, struct look, probe->look_count + 1);
	for (size_t index = 0; index < probe->look_count; index++) {
		if (probe->looks[index].outcome == best &&
		    (best == LOOK_SERVED || !report->look_count))
			report->looks[report->look_count++] = probe->looks[index];
	}
}

static void finish(struct tls_probe *probe)
{
	probe->state = TLS_PROBE_OVER;
	choose_looks(probe);
	tls_loop_finish(probe->loop, probe);
}

static void finish_address(struct tls_probe *probe)
{
	tls_probe_close(probe);
	probe->look.at = clock_now();
	probe->looks[probe->look_count++] = probe->look;
	if (++probe->at < probe->address_count)
		begin_address(probe);
	else
		finish(probe);
}

void tls_probe_resolved(struct tls_probe *probe, const struct tls_address *addresses, size_t count)
{
	const struct tls_job *job = probe->report->job;
	for (size_t index = 0; index < count; index++) {
		struct tls_host host = { .address = addresses[index], .port = job->place.port };
		if (!job->scope || !tls_scope_excludes(job->scope, &host))
			probe->addresses[probe->address_count++] = addresses[index];
	}
	if (probe->address_count)
		begin_address(probe);
	else if (count)
		finish(probe);
	else
		tls_probe_unresolved(probe, LOOK_NO_SUCH_NAME, "the name has no address");
}

void tls_probe_unresolved(struct tls_probe *probe, enum look_reason reason, const char *detail)
{
	probe->looks[probe->look_count++] = (struct look){ .place = probe->report->job->place,
		                                           .evidence = DEPLOYMENT_SERVED,
		                                           .outcome = LOOK_UNREACHABLE,
		                                           .reason = reason,
		                                           .detail = detail,
		                                           .address = "",
		                                           .at = clock_now() };
	finish(probe);
}

/* Faults that pass by themselves. What a server answers on purpose it will answer again. */
static bool is_passing(enum look_reason reason)
{
	return reason == LOOK_TIMEOUT || reason == LOOK_REFUSED || reason == LOOK_RESET ||
	       reason == LOOK_NO_ROUTE || reason == LOOK_STALLED || reason == LOOK_OTHER;
}

static void try_again(struct tls_probe *probe)
{
	tls_probe_close(probe);
	probe->state = TLS_PROBE_PAUSING;
	probe->deadline_ms = probe->loop->now_ms + PAUSE_MS;
}

/* The second question gets another try only where nothing came back at all: a slot left out by
 * chance looks like a certificate taken away. Whoever refuses it has no other certificate. */
static bool deserves_another_try(const struct tls_probe *probe, enum look_outcome outcome,
                                 enum look_reason reason)
{
	if (probe->look.slot_count)
		return reason == LOOK_TIMEOUT || reason == LOOK_STALLED;
	return outcome == LOOK_UNREACHABLE && is_passing(reason);
}

void tls_probe_refused(struct tls_probe *probe, enum look_outcome outcome, enum look_reason reason,
                       const char *detail)
{
	if (deserves_another_try(probe, outcome, reason) &&
	    probe->tries++ < probe->loop->pool->settings->retries) {
		try_again(probe);
		return;
	}
	/* The second question failed: the answer to the first stands. */
	if (probe->look.slot_count) {
		finish_address(probe);
		return;
	}
	probe->look.outcome = outcome;
	probe->look.full = outcome == LOOK_ABSENT;
	probe->look.reason = reason;
	probe->look.detail = detail;
	finish_address(probe);
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
		finish_address(probe);
		return;
	}
	probe->look.outcome = LOOK_SERVED;
	probe->look.full = true;
	keep_slots(probe, 1);
	probe->offer = other_kind(probe->slots[0].key_type);
	probe->tries = 0;
	if (probe->offer == TLS_OFFER_ANY) {
		finish_address(probe);
		return;
	}
	probe->deadline_ms = 0;
	tls_probe_close(probe);
	tls_loop_want_connection(probe->loop, probe);
}

bool tls_probe_turn(struct tls_probe *probe, const struct tls_starttls *protocol)
{
	if (!probe->report->job->automatic || probe->turned || probe->look.slot_count)
		return false;
	probe->turned = true;
	probe->protocol = protocol;
	probe->deadline_ms = 0;
	tls_probe_close(probe);
	tls_loop_want_connection(probe->loop, probe);
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

/* Older servers stumble over a hello that offers TLS 1.3. */
static bool deserves_legacy(const struct tls_probe *probe)
{
	const struct tls_handshake *handshake = &probe->handshake;
	return !probe->legacy && !probe->look.slot_count && !handshake->message &&
	       (handshake->reason == LOOK_ALERT || handshake->reason == LOOK_RESET);
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
		finish_address(probe);
		return;
	}
	if (deserves_legacy(probe)) {
		probe->legacy = true;
		probe->deadline_ms = 0;
		tls_probe_close(probe);
		tls_loop_want_connection(probe->loop, probe);
		return;
	}
	if (turns_to_greeting(probe))
		return;
	/* It had agreed to TLS: plain text behind that says nothing about what it holds. */
	if (probe->protocol && handshake->outcome == LOOK_ABSENT)
		tls_probe_refused(probe, LOOK_UNREACHABLE, LOOK_GARBAGE,
		                  "agreed to TLS and then spoke plain text; somebody may put "
		                  "words in");
	else
		tls_probe_refused(probe, handshake->outcome, handshake->reason, handshake->detail);
}
