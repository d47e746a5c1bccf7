/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The engine's side of a scan. */
#include "tls_scan.h"
#include "tls_context.h"
#include "tls_cursor.h"
#include "tls_learn.h"
#include "tls_mark.h"
#include "tls_pool.h"
#include "tls_starttls.h"
#include "tls_transfer.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/memory.h"

#include <openssl/x509_vfy.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* Positions tried in one go, when excludes leave few places: then the engine is asked again. */
	FEED_MOST = 8192,
	/* Places out at once beyond those in flight, so that no loop waits for the engine. */
	AHEAD = 256,
	WAIT_MS = 20,
	PROGRESS_MS = 250,
};

/* One scan or look under way. */
struct run {
	struct discovery *discovery;
	const struct tls_scope *scope;
	const struct tls_settings *settings;
	struct discovery_scan *scan;
	struct tls_pool pool;
	struct tls_cursor cursor;
	struct tls_permute order;
	const struct deployment_place *places; /* of a look; NULL for a scan */
	struct tls_scope wide;                 /* with what far sides know */
	struct tls_known known;
	int64_t outstanding;
	int64_t told_ms;
	struct tls_job *first, **last; /* jobs to submit */
	char *cursor_text;
	const char
		*missing; /* why places may be missing though all were looked at; NULL = none are */
};

/* Places that look as ever are looked at fully now and then: trust changes without them. */
static bool is_drawn(const struct run *run, uint64_t position)
{
	int64_t one_in = run->settings->full_one_in;
	uint64_t number = (run->cursor.seed ^ position) * UINT64_C(0x9e3779b97f4a7c15);
	return one_in && (number >> 32) % (uint64_t)one_in == 0;
}

static void set_expected(const struct run *run, struct tls_job *job)
{
	const struct discovery_scan *scan = run->scan;
	if (scan->expected)
		job->expected = scan->expected(scan->context, &job->place);
	job->afresh = run->places || is_drawn(run, job->position);
	struct tls_mark_needs needs = tls_mark_needs(job->expected);
	job->opening = job->protocol;
	if (job->afresh)
		return;
	if (job->automatic)
		(void)tls_starttls_numbered(needs.opening, &job->opening);
	job->hello = needs.hello;
	job->fast = job->expected && !(job->expected & TLS_MARK_FULLY) &&
	            !tls_starttls_wraps(job->opening);
}

static struct tls_job *add_job(struct run *run, const struct tls_host *host,
                               const char *server_name, uint64_t position, enum tls_learned learned)
{
	struct tls_job *job = memory_zero(1, sizeof(*job));
	*job = (struct tls_job){
		.position = position,
		.learned = learned,
		.address = host->address,
		.scope = run->scope,
		.protocol = tls_scope_dialogue(run->scope, host->port),
		.automatic = tls_scope_is_automatic(run->scope, host->port),
		.place = { .kind = host->name ? DEPLOYMENT_NAME : DEPLOYMENT_ADDRESS,
		           .zone = run->discovery->zone,
		           .host = host->name,
		           .port = host->port,
		           .server_name = server_name,
		           .path = "",
		           .alias = "" },
	};
	if (!host->name) {
		tls_address_format(&host->address, job->host);
		job->place.host = job->host;
	}
	if (learned) {
		(void)snprintf(job->name, sizeof(job->name), "%s", server_name);
		job->place.server_name = job->name;
	}
	set_expected(run, job);
	*run->last = job;
	run->last = &job->next;
	run->outstanding++;
	return job;
}

/* Names that were learned before and served then: they are places, and need an outcome. */
static uint32_t add_learned_places(struct run *run, const struct tls_host *host, uint64_t position)
{
	const struct tls_known_name *known;
	uint32_t added = 0;
	if (!tls_scope_learns(run->scope, host))
		return 0;
	size_t count = tls_known_names(&run->known, &host->address, &known);
	for (size_t at = 0; at < count; at++) {
		if (!known[at].is_place || known[at].port != host->port)
			continue;
		(void)add_job(run, host, known[at].name, position, TLS_LEARNED_PLACE);
		added++;
	}
	return added;
}

static void feed_index(struct run *run, uint64_t index)
{
	struct tls_host host;
	if (!tls_scope_at(run->scope, index, &host)) {
		tls_cursor_feed(&run->cursor, 0);
		run->scan->count.targets--;
		return;
	}
	const char *const *names;
	size_t count = tls_scope_names(run->scope, &host, &names);
	uint64_t position = run->cursor.next;
	uint32_t kept = 0;
	for (size_t at = 0; at < count; at++) {
		if (tls_scope_excludes_name(run->scope, names[at], host.port))
			continue;
		/* Names that are the host itself lie in the scope, not in `host`, which goes away. */
		(void)add_job(run, &host, names[at], position, TLS_LEARNED_NOT);
		kept++;
	}
	kept += add_learned_places(run, &host, position);
	tls_cursor_feed(&run->cursor, kept);
	run->scan->count.targets += (int64_t)kept - 1;
}

static void feed_place(struct run *run, uint64_t index)
{
	const struct deployment_place *place = &run->places[index];
	struct tls_host host = { .port = place->port };
	if (strcmp(place->zone, run->discovery->zone) != 0 ||
	    !tls_scope_covers(run->scope, place)) {
		tls_cursor_feed(&run->cursor, 0);
		run->scan->count.targets--;
		return;
	}
	if (place->kind == DEPLOYMENT_NAME)
		host.name = place->host;
	else
		(void)tls_address_parse(place->host, &host.address);
	bool configured = tls_scope_asks_for(run->scope, &host, place->server_name);
	(void)add_job(run, &host, place->server_name, run->cursor.next,
	              configured ? TLS_LEARNED_NOT : TLS_LEARNED_PLACE);
	tls_cursor_feed(&run->cursor, 1);
}

static void feed(struct run *run)
{
	int64_t most = run->settings->in_flight + AHEAD;
	run->first = NULL;
	run->last = &run->first;
	for (int tried = 0; tried < FEED_MOST && run->outstanding < most; tried++) {
		if (!tls_cursor_has_room(&run->cursor))
			break;
		uint64_t position = run->cursor.next;
		if (run->places)
			feed_place(run, position);
		else
			feed_index(run, tls_permute_at(&run->order, position));
	}
	tls_pool_submit(&run->pool, run->first);
}

static void count_looks(struct discovery_count *count, const struct tls_report *report)
{
	if (!report->look_count) {
		count->targets--;
		return;
	}
	count->looked++;
	switch (report->looks[0].outcome) {
	case LOOK_SERVED:
		count->served++;
		break;
	case LOOK_UNREACHABLE:
		count->unreachable++;
		break;
	case LOOK_ABSENT:
		count->absent++;
		break;
	}
}

/* What a port shows to those who ask for no name says which names are worth a try. */
static void learn(struct run *run, const struct tls_report *report)
{
	const struct tls_job *job = report->job;
	const char *names[TLS_LEARN_MOST];
	ARENA(arena);
	struct tls_host host = { .address = job->address, .port = job->place.port };
	if (run->places || job->learned || *job->place.server_name || !report->look_count ||
	    !job->address.family || !tls_scope_learns(run->scope, &host))
		return;
	size_t count = tls_learn_candidates(&arena, run->scope, &run->known, &host,
	                                    &report->looks[0], run->cursor.seed >> 16, names);
	for (size_t at = 0; at < count; at++) {
		struct tls_job *added =
			add_job(run, &host, names[at], job->position, TLS_LEARNED_NAME);
		tls_learn_shown(&report->looks[0], added->shown);
	}
	tls_cursor_more(&run->cursor, job->position, (uint32_t)count);
	run->scan->count.targets += (int64_t)count;
}

static bool hand_over(struct run *run, struct tls_report *report, struct error *error)
{
	struct discovery_scan *scan = run->scan;
	if (report->job->learned && !tls_learn_judge(report))
		report->look_count = 0;
	learn(run, report);
	count_looks(&scan->count, report);
	for (size_t index = 0; index < report->look_count; index++) {
		if (!scan->observe(scan->context, &report->looks[index], error))
			return false;
	}
	tls_cursor_observed(&run->cursor, report->job->position);
	tls_cursor_print(&run->cursor, run->cursor_text);
	return true;
}

static bool goes_on(const struct run *run, struct error *error)
{
	if (run->scan->cancelled && run->scan->cancelled(run->scan->context))
		return error_set(error, ERROR_CANCELLED, "discovery '%s' was stopped",
		                 run->discovery->name);
	return true;
}

/* After a stop what was already looked at is dropped, and looked at again by the next scan. */
static bool hand_over_all(struct run *run, struct tls_report *reports, struct error *error)
{
	bool going_on = true;
	run->first = NULL;
	run->last = &run->first;
	while (reports) {
		struct tls_report *next = reports->next;
		going_on = going_on && goes_on(run, error) && hand_over(run, reports, error);
		run->outstanding--;
		tls_pool_free_report(reports);
		reports = next;
	}
	tls_pool_submit(&run->pool, run->first);
	return going_on;
}

static void tell(struct run *run)
{
	int64_t now = clock_monotonic_ms();
	if (!run->scan->progress || now - run->told_ms < PROGRESS_MS)
		return;
	run->told_ms = now;
	run->scan->progress(run->scan->context, &run->scan->count);
}

static bool is_over(const struct run *run)
{
	return !run->outstanding && run->cursor.next == run->cursor.size;
}

static bool walk(struct run *run, struct error *error)
{
	while (!is_over(run)) {
		if (!goes_on(run, error))
			return false;
		feed(run);
		if (run->outstanding &&
		    !hand_over_all(run, tls_pool_take(&run->pool, WAIT_MS), error))
			return false;
		tell(run);
	}
	run->scan->complete = !run->missing;
	run->scan->missing = run->missing;
	return true;
}

static bool execute(struct run *run, uint64_t size, uint64_t sum, const char *cursor,
                    struct error *error)
{
	struct discovery_scan *scan = run->scan;
	run->settings = run->discovery->settings;
	tls_cursor_start(&run->cursor, scan->scratch, cursor, size, sum);
	tls_permute_start(&run->order, size, run->cursor.seed);
	run->cursor_text = arena_allocate(scan->scratch, TLS_CURSOR_TEXT);
	tls_cursor_print(&run->cursor, run->cursor_text);
	scan->next_cursor = run->cursor_text;
	scan->complete = false;
	scan->count = (struct discovery_count){ .targets = (int64_t)(size - run->cursor.done) };
	X509_STORE *store = tls_context_store(true, run->settings->ca_file, error);
	if (!store)
		return false;
	bool done =
		tls_pool_open(&run->pool, run->settings, store, size, error) && walk(run, error);
	tls_pool_close(&run->pool);
	X509_STORE_free(store);
	return done;
}

bool tls_scan_all(struct discovery *discovery, struct discovery_scan *scan, struct error *error)
{
	struct tls_state *state = discovery->state;
	struct run run = { .discovery = discovery, .scan = scan, .scope = &run.wide };
	bool done =
		tls_transfer_all(discovery, scan, &state->scope, &run.known, &run.missing, error) &&
		tls_known_gather(scan, &state->scope, &run.known, error) &&
		tls_scope_widen(scan->scratch, &state->scope, run.known.targets,
	                        run.known.target_count, &run.wide, error) &&
		execute(&run, run.wide.total, run.wide.sum, scan->cursor, error);
	tls_known_release(&run.known);
	return done;
}

bool tls_scan_places(struct discovery *discovery, const struct deployment_place *places,
                     size_t count, struct discovery_scan *scan, struct error *error)
{
	const struct tls_state *state = discovery->state;
	struct run run = {
		.discovery = discovery, .scan = scan, .scope = &state->scope, .places = places
	};
	return count == 0 || execute(&run, count, 0, NULL, error);
}
