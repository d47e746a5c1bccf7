/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The place as a whole: each of its addresses in turn, fast where that may do, and which looks count. */
#include "tls_probe.h"
#include "tls_scope.h"

#include "base/arena.h"
#include "base/clock.h"

enum tls_hello tls_probe_hello(const struct tls_probe *probe)
{
	return probe->forgets ? TLS_HELLO_WHOLE : (enum tls_hello)probe->report->job->hello;
}

void tls_probe_from_the_start(struct tls_probe *probe)
{
	const struct tls_job *job = probe->report->job;
	probe->hello = tls_probe_hello(probe);
	probe->turned = false;
	probe->protocol = probe->forgets ? job->protocol : job->opening;
}

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
	bool is_first_of_both = probe->mode == TLS_PROBE_FAST && job->expected & TLS_MARK_BOTH;
	probe->offer = is_first_of_both ? TLS_OFFER_RSA : TLS_OFFER_ANY;
	tls_probe_from_the_start(probe);
	probe->tries = probe->breaths = 0;
	probe->shown = false;
	tls_loop_want_connection(probe->loop, probe);
}

static void begin_place(struct tls_probe *probe)
{
	probe->at = probe->look_count = 0;
	probe->sum = 0;
	probe->needing = 0;
	begin_address(probe);
}

void tls_probe_fully(struct tls_probe *probe)
{
	tls_probe_close(probe);
	probe->mode = TLS_PROBE_FULLY;
	begin_place(probe);
}

bool tls_probe_forget(struct tls_probe *probe)
{
	const struct tls_job *job = probe->report->job;
	bool remembered = job->hello || job->opening != job->protocol;
	if (!remembered || probe->forgets || probe->look.slot_count)
		return false;
	probe->forgets = true;
	tls_probe_fully(probe);
	return true;
}

void tls_probe_afresh(struct tls_probe *probe)
{
	if (!tls_probe_forget(probe))
		tls_probe_fully(probe);
}

/* What led to TLS at this address saves the detour next time. */
static void note_needs(struct tls_probe *probe)
{
	struct tls_mark_needs needs = { 0 };
	if (probe->mode == TLS_PROBE_FULLY)
		needs.hello = probe->hello;
	if (probe->protocol != probe->report->job->protocol)
		needs.opening = tls_starttls_number(probe->protocol);
	bool same = needs.hello == probe->needs.hello && needs.opening == probe->needs.opening;
	probe->needs = !probe->needing++ || same ? needs : (struct tls_mark_needs){ 0 };
}

/* A name is one place: if any of its addresses serves, those are what it says. Else one look tells,
 * absent before unreachable, because it rests on an answer. */
static enum look_outcome best_outcome(const struct tls_probe *probe)
{
	enum look_outcome best = LOOK_UNREACHABLE;
	for (size_t index = 0; index < probe->look_count; index++) {
		enum look_outcome outcome = probe->looks[index].outcome;
		if (outcome == LOOK_SERVED || best == LOOK_UNREACHABLE)
			best = outcome;
	}
	return best;
}

static void choose_looks(struct tls_probe *probe, enum look_outcome best)
{
	struct tls_report *report = probe->report;
	report->looks = probe->looks;
	for (size_t index = 0; index < probe->look_count; index++) {
		if (probe->looks[index].outcome == best &&
		    (best == LOOK_SERVED || !report->look_count))
			report->looks[report->look_count++] = probe->looks[index];
	}
}

static unsigned opening_of(const struct tls_job *job)
{
	return job->opening == job->protocol ? 0 : tls_starttls_number(job->opening);
}

/* What the place is to be known by next time. Where the fast probe saw something else than the full
 * one, which saw what it always sees, another try of it is wasted until that changes, or chance asks. */
static void mark_looks(struct tls_probe *probe)
{
	const struct tls_report *report = probe->report;
	uint64_t sum = 0;
	bool both = false, bare = false;
	for (size_t index = 0; index < report->look_count; index++) {
		const struct look *look = &report->looks[index];
		both |= look->slot_count > 1;
		for (size_t slot = 0; slot < look->slot_count; slot++) {
			bare |= look->slots[slot].staple_missing;
			sum += tls_mark_part(look->slots[slot].chain,
			                     look->slots[slot].chain_length,
			                     look->slots[slot].protocol, look->address);
		}
	}
	uint64_t mark = tls_mark_with_needs(tls_mark_close(sum, both), probe->needs);
	bool was_slow = !report->job->afresh && report->job->expected & TLS_MARK_FULLY;
	/* Another opening is why: the fast probe has yet to try that one. */
	bool turned = probe->needs.opening != opening_of(report->job);
	bool is_slow = (probe->differed || was_slow) && !turned;
	if (is_slow && tls_mark_equal(mark, report->job->expected))
		mark |= TLS_MARK_FULLY;
	/* Some servers fetch the staple only when the first client has asked: looked at fully until it comes. */
	for (size_t index = 0; index < report->look_count; index++)
		report->looks[index].mark = bare ? 0 : mark;
}

/* All addresses showed what was expected: one look says so. */
static bool is_expected(struct tls_probe *probe)
{
	uint64_t expected = probe->report->job->expected;
	if (!tls_mark_equal(tls_mark_close(probe->sum, expected & TLS_MARK_BOTH), expected))
		return false;
	probe->look.mark = expected;
	probe->look.as_expected = true;
	probe->look.outcome = LOOK_SERVED;
	probe->look.address = "";
	probe->looks[0] = probe->look;
	probe->look_count = 1;
	return true;
}

static void finish(struct tls_probe *probe)
{
	enum look_outcome best = best_outcome(probe);
	if (best == LOOK_SERVED && probe->mode == TLS_PROBE_FAST) {
		/* A detour is kept in the mark, and only full looks write that. */
		bool turned = probe->needs.opening != opening_of(probe->report->job);
		if (turned || !is_expected(probe)) {
			probe->differed |= !turned;
			tls_probe_afresh(probe);
			return;
		}
	}
	probe->state = TLS_PROBE_OVER;
	choose_looks(probe, best);
	if (best == LOOK_SERVED && probe->mode != TLS_PROBE_FAST)
		mark_looks(probe);
	tls_loop_finish(probe->loop, probe);
}

void tls_probe_next(struct tls_probe *probe)
{
	tls_probe_close(probe);
	probe->look.at = clock_now();
	probe->looks[probe->look_count++] = probe->look;
	if (probe->look.outcome == LOOK_SERVED)
		note_needs(probe);
	if (probe->mode == TLS_PROBE_PRESENTED)
		probe->mode = TLS_PROBE_FULLY;
	if (++probe->at < probe->address_count)
		begin_address(probe);
	else
		finish(probe);
}

/* One look needs no memory beside the report. */
static void make_room(struct tls_probe *probe, size_t count)
{
	struct tls_report *report = probe->report;
	probe->looks = count > 1 ? ARENA_ARRAY(&report->arena, struct look, count) : &report->look;
}

void tls_probe_resolved(struct tls_probe *probe, const struct tls_address *addresses, size_t count)
{
	const struct tls_job *job = probe->report->job;
	for (size_t index = 0; index < count; index++) {
		struct tls_host host = { .address = addresses[index], .port = job->place.port };
		bool named = job->place.kind == DEPLOYMENT_NAME;
		bool may =
			!job->scope || (named ? tls_scope_leads(job->scope, job->place.host, &host)
		                              : !tls_scope_excludes(job->scope, &host));
		if (may)
			probe->addresses[probe->address_count++] = addresses[index];
	}
	make_room(probe, probe->address_count);
	probe->mode = job->fast ? TLS_PROBE_FAST : TLS_PROBE_FULLY;
	if (probe->address_count)
		begin_place(probe);
	else if (count)
		finish(probe);
	else
		tls_probe_unresolved(probe, LOOK_NO_SUCH_NAME, "the name has no address");
}

void tls_probe_unresolved(struct tls_probe *probe, enum look_reason reason, const char *detail)
{
	make_room(probe, 1);
	probe->looks[probe->look_count++] = (struct look){ .place = probe->report->job->place,
		                                           .evidence = DEPLOYMENT_SERVED,
		                                           .outcome = LOOK_UNREACHABLE,
		                                           .reason = reason,
		                                           .detail = detail,
		                                           .address = "",
		                                           .at = clock_now() };
	finish(probe);
}
